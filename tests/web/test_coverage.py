"""The Coverage tab: what scripts reach, tasks that run behind the page, paths that are played and kept."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ivr_author.usecases.missing_paths import find_missing_paths
from ivr_author.web.call.booth import Booth
from ivr_author.web.flow import coverage
from ivr_author.web.jobs import MOST_WAITING, Jobs, JobState, TooBusy
from ivr_author.web.way_words import way_in_words
from ivr_author.workspace.project import load_workspace
from tests.web.pages import BASE, Page, Visitor

CALLBACK = "/flows/callback/coverage"


def jobs_of(visitor: Visitor) -> Jobs:
    jobs = visitor.client.application.extensions["ivr_jobs"]
    assert isinstance(jobs, Jobs)
    return jobs


def begin(visitor: Visitor, path: str, task: str) -> Page:
    """Start a task, wait for its end, and look again."""
    page = visitor.get(path)
    form = page.form(f"//section[@id='{task}']//form")
    [action] = page.all(f"//section[@id='{task}']//form/@action")[:1]
    running = visitor.follow(visitor.post(action, form))
    for job in list(jobs_of(visitor)._jobs.values()):
        assert job.finished.wait(30)
        assert job.state is JobState.DONE, job.error
    del running
    return visitor.get(path)


def test_it_counts_what_the_command_counts(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/flows/billing/coverage")
    nodes, edges, calls = page.texts("//dl[@class='reach']//dd")
    assert nodes == "33 of 33"
    done, _, total = edges.split()
    assert 0 < int(done) < int(total)
    assert int(calls) == len(page.all("//section[@id='scripts']//tbody/tr"))
    missing = page.all("//ul[contains(@class, 'missing')]/li")
    assert page.texts("//h2[@id='paths-title']/span") == [str(int(total) - int(done))]
    assert any("schedule" in one.text_content() and "not found" in one.text_content() for one in missing)
    languages = page.texts("//section[1]//table//tbody/tr/th")
    assert languages[0] == "English"
    assert len(languages) == 8


def test_call_script_leads_to_its_call_on_the_phone(shared_visitor: Visitor) -> None:
    links = shared_visitor.get("/flows/billing/coverage").all("//section[@id='scripts']//tbody/tr/th/a")
    late = next(one for one in links if one.text_content() == "Several bills are past due")
    call = shared_visitor.get(late.get("href"))
    assert "You have a balance of $361.65." in call.text
    assert "Goodbye." in call.text
    for one in links:
        assert not shared_visitor.get(one.get("href")).all("//main//*[@role='alert']"), one.text_content()


def test_scripts_are_played_on_every_target_and_in_every_language(visitor: Visitor) -> None:
    page = begin(visitor, CALLBACK, "scripts")
    assert page.texts("//section[@id='scripts']//thead//th") == [
        *("Name of the call", "Begins in", "the reference", "TwiML (Twilio)", "VoiceXML 2.1", "In other languages")
    ]
    row = page.texts("//section[@id='scripts']//tbody/tr[1]/td")
    assert row == ["English", "passes", "passes", "passes", "the same"]
    told = page.texts("//section[@id='scripts']//p[@class='reach-why']")
    assert [one.split(":")[0] for one in told] == ["otherwise Kreyòl ayisyen, twiml"], "there is no speech in it there"
    cells = page.texts("//section[1]//table//td[3]")
    assert [index for index, one in enumerate(cells) if one != "as the reference"] == [4]


def test_a_script_that_fails_says_where(visitor: Visitor, workspace: Path) -> None:
    path = workspace / "flows/callback.calls.yaml"
    path.write_text(path.read_text().replace("outcome: hangup flow", "outcome: hangup failure", 1))
    page = begin(visitor, CALLBACK, "scripts")
    [small, *_] = page.texts("//section[@id='scripts']//tbody//td/small")
    assert "flows/callback.calls.yaml:" in small
    assert "expected outcome" in small
    assert "2 calls are not the same everywhere" in page.texts("//section[@id='scripts']/p")[0]


def test_paths_are_found_played_and_kept(visitor: Visitor, workspace: Path) -> None:
    path = f"{CALLBACK}?locale=ht"
    page = begin(visitor, path, "paths")
    plays = page.all("//a[starts-with(., 'Play this path')]/@href")
    assert len(plays) >= 2
    called = visitor.get(plays[0])
    assert parse_qs(urlsplit(plays[0]).query)["locale"] == ["ht"]
    assert not called.all("//div[@class='call__alerts']")
    assert "The call is over" in called.texts("//p[@id='hint']")[0]
    missing = int(page.texts("//h2[@id='paths-title']/span")[0])

    [action] = set(page.all("//ol[@class='paths']//form/@action"))
    one = page.form("//ol[@class='paths']/li[2]//form")
    kept = visitor.follow(visitor.post(action, one))
    assert kept.texts("//main//div[@role='status']")[0].startswith("Kept 1 call in flows/callback.calls.yaml.")
    assert len(kept.all("//a[starts-with(., 'Play this path')]")) == len(plays) - 1, "the others are still there"
    assert int(kept.texts("//h2[@id='paths-title']/span")[0]) < missing

    everything = visitor.follow(visitor.post(action, kept.form("//div[@class='paths-head']/form")))
    assert not everything.all("//a[starts-with(., 'Play this path')]")
    scripts = load_workspace(workspace).scripts["flows/callback.calls.yaml"]
    assert len({one.name for one in scripts}) == len(scripts) == 6 + len(plays)
    assert all(one.setup.locale == "ht" for one in scripts[6:])


def test_answers_of_a_path_come_with_its_address(visitor: Visitor) -> None:
    page = begin(visitor, "/flows/billing/coverage", "paths")
    plays = page.all("//a[starts-with(., 'Play this path')]/@href")
    assert any("given.billing" in one for one in plays)
    for href in plays[:4]:
        called = visitor.get(href)
        assert not called.all("//div[@class='call__alerts']"), href
        assert not called.all("//li[contains(@class, 'bubble--problem')]"), href


def test_what_is_not_there_any_more_is_not_kept(visitor: Visitor, workspace: Path) -> None:
    before = (workspace / "flows/callback.calls.yaml").read_bytes()
    form = visitor.get(CALLBACK).form("//section[@id='paths']//form")
    page = visitor.follow(visitor.post(f"{CALLBACK}/keep", {**form, "path": "1"}))
    assert "Nothing was kept" in page.texts("//main//div[@role='alert']")[0]
    assert (workspace / "flows/callback.calls.yaml").read_bytes() == before


def test_a_task_shows_how_far_it_is_and_can_be_stopped(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    go = False

    def slow(program: Any, scripts: Any, artifacts: Any, progress: Any) -> Any:
        while not go:
            progress(0.42, "A call")
            time.sleep(0.01)

    monkeypatch.setattr("ivr_author.web.flow.coverage.try_scripts", slow)
    page = visitor.get(CALLBACK)
    visitor.post(f"{CALLBACK}/scripts", page.form("//section[@id='scripts']//form"))
    [job] = jobs_of(visitor)._jobs.values()
    while job.done < 0.4:
        time.sleep(0.01)
    page = visitor.get(CALLBACK)
    assert page.one("//section[@id='scripts']//div[@class='job']//progress/@value") == "42"
    assert page.one("//div[@class='job']/@hx-select") == "#scripts"
    assert "A call" in page.texts("//bdi[@class='job__now']")
    visitor.post(f"{CALLBACK}/scripts", {**page.form("//div[@class='job']//form"), "stop": "1"})
    assert job.finished.wait(10)
    page = visitor.get(CALLBACK)
    assert "Stopped before it was done." in page.texts("//div[@class='job']/p")
    assert page.texts("//section[@id='scripts']//button") == ["Play all on every target, in every language"]


def test_a_task_that_ends_while_its_page_is_drawn_is_asked_for_again(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, booth_of = Event(), Booth.of

    def wait(*given: Any) -> Any:
        go.wait(30)
        return find_missing_paths(*given)

    def end(flow_id: str) -> Booth:
        go.set()
        [job] = jobs_of(visitor)._jobs.values()
        assert job.finished.wait(30)
        return booth_of(flow_id)

    monkeypatch.setattr(coverage, "find_missing_paths", wait)
    monkeypatch.setattr(Booth, "of", end)
    page = visitor.get(f"{CALLBACK}?find=1")
    assert page.one("//section[@id='paths']//div[@class='job']/@hx-select") == "#paths"
    assert visitor.get(CALLBACK).all("//a[starts-with(., 'Play this path')]")


def test_too_many_tasks_are_refused(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Jobs, key: str, work: Any) -> Any:
        raise TooBusy

    monkeypatch.setattr(Jobs, "start", refuse)
    form = visitor.get(CALLBACK).form("//section[@id='scripts']//form")
    page = visitor.follow(visitor.post(f"{CALLBACK}/scripts", form))
    assert "Too many tasks" in page.texts("//main//div[@role='alert']")[0]
    assert MOST_WAITING > 1


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("key 1", "key 1"),
        ("speech @2", "words for @2"),
        ("confirm no_input", "when confirming: nothing said"),
        ("ask key *", "when asking: key *"),
        ("if 2", "condition 2"),
        ("found", "found"),
        ("nobody_entered", "called by itself"),
    ],
)
def test_ways_onward_in_words(label: str, words: str) -> None:
    assert way_in_words(label) == words


def test_flows_that_cannot_be_called(visitor: Visitor, workspace: Path) -> None:
    flow = workspace / "flows/callback.yaml"
    flow.write_text(flow.read_text().replace("calendar: office", "calendar: nowhere", 1))
    page = visitor.get(CALLBACK)
    assert "No call can be played yet" in page.texts("//h2")
    token = visitor.client.get("/token", base_url=BASE).text
    visitor.post(f"{CALLBACK}/scripts", {"csrf_token": token})
    flow.write_text("nodes: [")
    visitor.get(CALLBACK)
    visitor.get("/flows/nothing/coverage", 404)
    visitor.post("/flows/main/coverage/dance", {"csrf_token": token}, 404)


def test_a_flow_without_scripts_of_its_own_shows_those_that_pass_it(visitor: Visitor, workspace: Path) -> None:
    assert len(visitor.get("/flows/identify/coverage").all("//section[@id='scripts']//tbody/tr")) > 10
    for path in (workspace / "flows").glob("*.calls.yaml"):
        path.unlink()
    page = visitor.get(CALLBACK)
    assert "No call script passes this flow" in page.texts("//section[@id='scripts']//p")[0]
