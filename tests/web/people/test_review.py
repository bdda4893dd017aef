"""The room Review: what changed since the live release, approved or returned by others, each in their languages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ivr_author.people.accounts import set_grants
from ivr_author.people.roles import Grant, Role
from tests.harness.sample import change
from tests.usecases.released import copy_of, git
from tests.usecases.reviewed import ES, FLOW, commit_as, draft, rewrite
from tests.web.accounts import House, open_house
from tests.web.pages import Page, Visitor

WELCOME = "flows:main/welcome/prompt"


@pytest.fixture(scope="module")
def made(reviewed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ana wrote words, Bo a translation, and Cy made the flow go on otherwise."""
    root = copy_of(reviewed, tmp_path_factory.mktemp("made") / "office")
    rewrite(root, "ana", FLOW, "Our office is closed now.", "We are closed now.")
    rewrite(root, "bo", ES, "Gracias por llamar a", "Gracias por su llamada a")
    rewrite(root, "cy", FLOW, "timeout: 5s", "timeout: 6s")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "office")


@pytest.fixture
def house(root: Path, people_template: Path, tmp_path: Path) -> Iterator[House]:
    (tmp_path / "people").mkdir()
    house = open_house(root, people_template, tmp_path / "people")
    yield house
    house.database.close()


def items(page: Page) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.all("//article//h2")]


def picks(page: Page) -> dict[str, str]:
    """What can be approved on a page, by item and locale."""
    found = (str(one) for one in page.all("//article//form[.//button[@value='approve']]/input[@name='pick']/@value"))
    return {"|".join(reversed(one.split(":", 2)[1:])): one for one in found}


def send(house: House, visitor: Visitor, status: int = 303, **fields: Any) -> Page:
    return visitor.post("/review", {**fields, "csrf_token": house.token_of(visitor)}, status)


def test_changes_are_told_with_their_words_and_what_they_make_stale(house: House) -> None:
    vi = house.enter(house.add("vi", Role.VIEWER))
    page = vi.get("/review")
    assert items(page) == ["flows/main.yaml", "main/welcome/prompt", "main/closed/prompt"]
    text = page.tree.text_content()
    assert "since release “one”, which is live" in text
    (words,) = page.all("//article[.//h2[contains(., 'closed')]]//p[contains(@class, 'review-words')]")
    assert [one.text_content().strip() for one in words.xpath("./del")] == ["Our office is"]
    assert [one.text_content().strip() for one in words.xpath("./ins")] == ["We are"]
    card = " ".join(page.all("//article[.//h2[contains(., 'closed')]]")[0].text_content().split())
    assert "Out of date by it: español" in card
    assert "By Ana." in card
    assert "Takes" in card
    rows = page.all("//article[.//h2[contains(., 'main.yaml')]]//tr[contains(@class, 'diff__changed')]")
    assert ["timeout" in one.text_content() for one in rows] == [True]
    # Who may not judge is offered nothing.
    assert not page.all("//article//form")
    for query, found in (
        ("?locale=es", ["main/welcome/prompt"]),
        ("?locale=en", ["flows/main.yaml", "main/closed/prompt"]),
        ("?kind=flow", ["flows/main.yaml"]),
        ("?file=flows/main.yaml&kind=words", ["main/closed/prompt"]),
        ("?state=approved", []),
        ("?state=all&page=7", []),
        (f"?item={WELCOME}&locale=es", ["main/welcome/prompt"]),
        ("?state=x&locale=zz&kind=x&page=x", ["flows/main.yaml", "main/welcome/prompt", "main/closed/prompt"]),
    ):
        assert items(vi.get(f"/review{query}")) == found, query


def test_a_reviewer_approves_and_returns_and_everything_is_on_record(house: House) -> None:
    rita = house.enter(house.add("rita", Role.REVIEWER))
    found = picks(rita.get("/review"))
    assert list(found) == ["flows/main.yaml|", f"{WELCOME}|es", "flows:main/closed/prompt|"]
    send(house, rita, pick=[found["flows/main.yaml|"], found["flows:main/closed/prompt|"]], do="approve")
    told = send(house, rita, pick=found[f"{WELCOME}|es"], do="return", comment="Too long.", quote="su llamada")
    page = rita.follow(told)
    assert "1 change is returned." in page.tree.text_content()
    assert items(rita.get("/review?state=approved")) == ["flows/main.yaml", "main/closed/prompt"]
    page = rita.get("/review?state=returned")
    assert items(page) == ["main/welcome/prompt"]
    # Half past nine in UTC; the office is in New York.
    assert "Returned by Rita on Nov 23, 2026, 4:30\u202fAM" in page.tree.text_content()
    assert [one.text_content() for one in page.all("//blockquote")] == ["su llamada"]
    log = [(one.action, one.who, one.subject) for one in house.log() if one.action in ("approve", "return", "comment")]
    assert log == [
        ("comment", "rita@example.org", WELCOME),
        ("return", "rita@example.org", WELCOME),
        ("approve", "rita@example.org", "flows:main/closed/prompt"),
        ("approve", "rita@example.org", "flows/main.yaml"),
    ]


def test_what_is_returned_is_told_to_its_author_and_where_it_is_worked_at(house: House, root: Path) -> None:
    rewrite(root, "bo", "notices/reminder/notice.md.j2", "Please bring", "Bring")
    rita, bo = house.enter(house.add("rita", Role.REVIEWER)), house.enter(house.add("bo", Role.TRANSLATOR, Role.EDITOR))
    found = picks(rita.get("/review"))
    (notice,) = (one for one in found if one.startswith("notices:reminder/bring"))
    send(house, rita, pick=[found[f"{WELCOME}|es"], found[notice]], do="return", comment="Say it as before.")
    assert "2 changes of yours were returned." in bo.get("/").texts("//main")[0]
    assert items(bo.get("/review?state=returned&mine=1")) == ["main/welcome/prompt", notice[8:-1]]
    bench = "/translate/es?at=flows:main/welcome/prompt"
    for address in (bench, "/notices/reminder"):
        (box,) = bo.get(address).all("//div[contains(@class, 'returned')]")
        assert "Returned by Rita" in box.text_content()
        assert "Say it as before." in box.text_content()
        assert bo.get(str(box.xpath(".//a/@href")[0])).all("//article")
    send(house, rita, pick=picks(rita.get("/review"))["flows:main/closed/prompt|"], do="return", comment="Whose?")
    assert bo.get("/words/main/closed/prompt").all("//div[contains(@class, 'returned')]")
    # It was somebody else's.
    assert "2 changes of yours were returned." in bo.get("/").texts("//main")[0]
    rewrite(root, "bo", ES, "Gracias por su llamada a", "Gracias por llamar a")
    assert not bo.get(bench).all("//div[contains(@class, 'returned')]")
    assert "1 change of yours was returned." in bo.get("/").texts("//main")[0]


def test_nobody_judges_their_own_work_nor_other_languages(house: House) -> None:
    ana = house.enter(house.add("ana", Role.REVIEWER, Role.ADMINISTRATOR))
    page = ana.get("/review")
    # What is between words in a file counts as written by all who changed the file.
    assert list(picks(page)) == [f"{WELCOME}|es"]
    assert "You wrote this yourself" in page.tree.text_content()
    assert items(ana.get("/review?mine=1")) == ["flows/main.yaml", "main/closed/prompt"]
    sol = house.enter(house.add("sol", Grant(Role.REVIEWER, frozenset({"es"}))))
    theirs = picks(house.enter(house.add("rita", Role.REVIEWER)).get("/review"))
    assert list(picks(sol.get("/review"))) == [f"{WELCOME}|es"]
    for visitor in (ana, sol):
        page = send(house, visitor, 403, pick=theirs["flows:main/closed/prompt|"], do="approve")
        assert items(page) == ["main/closed/prompt"]
    fred = house.enter(
        house.add("fred", Grant(Role.TRANSLATOR, frozenset({"fr"})), Grant(Role.REVIEWER, frozenset({"fr"})))
    )
    assert "main/welcome/prompt" not in items(fred.get("/review"))
    assert items(house.enter(house.add("rex", Role.REVIEWER)).get("/review?state=approved")) == []


def test_a_reviewer_of_a_language_signs_a_machines_translation(house: House, root: Path) -> None:
    sol = house.enter(house.add("sol", Grant(Role.REVIEWER, frozenset({"es"}))))
    # At the bench; but to write words in a language takes a translator of it.
    at = "/translate/es?at=flows:main/welcome/prompt"
    form = sol.get(at).form("//form[@id='tl-form']")
    sol.post("/translate/es", {**form, "form-0": "Gracias.", "deed": "review"}, 403)
    sol.post("/translate/es", {**form, "deed": "review"})
    assert (root / ES).read_text().count("# Reviewed by Sol on ") == 1
    draft(root, "bo", "main/welcome/prompt", "Gracias.")
    page = sol.get("/review?locale=es")
    assert "by a machine" in page.tree.text_content()
    send(house, sol, pick=picks(page)[f"{WELCOME}|es"], do="approve")
    assert (root / ES).read_text().count("# Reviewed by Sol on ") == 1
    assert git(root, "log", "-1", "--format=%an") == "Sol"
    assert items(sol.get("/review?locale=es&state=approved")) == ["main/welcome/prompt"]


def test_what_changed_between_page_and_click_is_shown_as_it_is_now(house: House, root: Path) -> None:
    rita = house.enter(house.add("rita", Role.REVIEWER))
    seen = picks(rita.get("/review"))["flows:main/closed/prompt|"]
    rewrite(root, "ana", FLOW, "We are closed now.", "We are closed today.")
    page = send(house, rita, 409, pick=seen, do="approve")
    assert "today" in page.tree.text_content()
    assert "changed again meanwhile" in page.tree.text_content()
    rewrite(root, "ana", FLOW, "We are closed today.", "Our office is closed now.")
    page = send(house, rita, 409, pick=seen, do="approve")
    assert items(page) == []
    assert "nothing to judge any more" in page.tree.text_content()
    assert house.log("approve") == []


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(house: House) -> None:
    person = house.add("rita", Role.REVIEWER, Role.VIEWER)
    rita = house.enter(person)
    seen = picks(rita.get("/review"))
    with house.database.writing() as session:
        from_now = [Grant(Role.REVIEWER, frozenset({"es"})), Grant(Role.VIEWER)]
        set_grants(session, house.clock(), "test", person.id, from_now)
    send(house, rita, 403, pick=seen["flows/main.yaml|"], do="approve")
    with house.database.writing() as session:
        set_grants(session, house.clock(), "test", person.id, [Grant(Role.VIEWER)])
    send(house, rita, 403, pick=seen[f"{WELCOME}|es"], do="approve")
    assert house.log("approve") == []


def test_odd_forms_are_refused(house: House) -> None:
    rita = house.enter(house.add("rita", Role.REVIEWER))
    seen = picks(rita.get("/review"))["flows/main.yaml|"]
    send(house, rita, 422, do="approve")
    send(house, rita, 422, pick=seen, do="return", comment=" ")
    send(house, rita, 422, pick=seen, do="return", comment="x", quote="not there")
    send(house, rita, 422, pick=seen, do="return", comment="x" * 5000)
    send(house, rita, 400, pick=seen, do="burn")
    send(house, rita, 400, pick=[seen] * 21, do="approve")
    for wrong in ("", ":", "x:es:\0", f"{'0' * 64}:es:{'x' * 9000}", f"{seen}x"):
        send(house, rita, 409, pick=wrong, do="approve")
    assert house.log("approve") + house.log("return") == []


def test_a_database_that_is_gone_leaves_the_list(house: House) -> None:
    rita = house.enter(house.add("rita", Role.REVIEWER))
    send(house, rita, pick=picks(rita.get("/review"))["flows/main.yaml|"], do="approve")
    rita.get("/review")
    house.database.close()
    house.path.rename(house.path.with_suffix(".away"))
    page = rita.get("/review?state=all")
    assert items(page) == ["flows/main.yaml", "main/welcome/prompt", "main/closed/prompt"]
    assert "Nobody can approve now" in page.tree.text_content()
    assert not page.all("//article//form")
    # What was approved before is still known.
    assert len(page.all("//article//*[normalize-space()='approved']")) == 1


def test_a_history_without_the_live_commit_is_told(house: House, root: Path) -> None:
    shutil.rmtree(root / ".git")
    git(root, "init", "-q")
    change(root, "ivr.yaml", "organisation: ", "organisation: The ")
    commit_as(root, "ana")
    page = house.enter(house.add("vi", Role.VIEWER)).get("/review")
    assert "is neither a folder with a workspace nor a commit of git here" in page.tree.text_content()
