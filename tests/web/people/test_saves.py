"""Saves stand in the name of who is signed in, and in the log; who is here for a language saves only that."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest

from ivr_author.people.roles import Grant, Role
from ivr_author.web.signed_in import LoggedKeeper
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import GitKeeper
from tests.web.accounts import House
from tests.web.pages import BASE, Visitor

WORDS = "/words/billing/due/prompt/1"


def last_commit(workspace: Path) -> str:
    """Author, address and subject."""
    command = ["git", "-C", str(workspace), "log", "-1", "--format=%an|%ae|%cn|%s"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_save_is_somebody_s_and_stands_in_the_log(house: House, kept_workspace: Path) -> None:
    visitor = house.enter(house.add("eddie", Role.EDITOR))
    form = visitor.get(WORDS).form()
    visitor.post(WORDS, {**form, "text": "You owe {balance} now."})
    assert last_commit(kept_workspace).startswith("Eddie|eddie@example.org|Eddie|")
    (row,) = house.log("save")
    assert (row.who, row.detail["files"]) == ("eddie@example.org", "flows/billing.yaml")
    assert (
        row.subject
        in subprocess.run(
            ["git", "-C", str(kept_workspace), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        ).stdout
    )
    # What changes nothing is no save.
    visitor.post(WORDS, visitor.get(WORDS).form())
    assert len(house.log("save")) == 1


def test_who_may_write_words_may_not_build_flows(house: House, kept_workspace: Path) -> None:
    visitor = house.enter(house.add("eddie", Role.EDITOR))
    before = last_commit(kept_workspace)
    token = house.token_of(visitor)
    for address, form in (
        ("/flows/billing/edit", {"op": "connect", "node": "due", "exit": "next", "to": "begin"}),
        ("/flows/billing/nodes/due/remove", {"lead_to": "begin"}),
        ("/source/ivr.yaml", {"text": "format: 1"}),
        ("/source/locales/es/LC_MESSAGES/flows.po", {"text": ""}),
    ):
        page = visitor.post(address, {**form, "csrf_token": token}, 403)
        assert "Nothing was changed" in page.text
    answer = visitor.client.post(
        "/flows/billing/edit",
        base_url=BASE,
        data={"op": "tidy", "csrf_token": token},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json["faults"][0]["rule"]) == (403, "not-allowed")
    assert last_commit(kept_workspace) == before
    assert {one.detail["asked"] for one in house.log("refused")} == {"edit flows", "edit settings", "translate"}


def test_what_was_typed_is_given_back_by_a_refusal(house: House) -> None:
    visitor = house.enter(house.add("vera", Role.VIEWER))
    form = {"text": "You owe a lot.", "csrf_token": house.token_of(visitor)}
    assert "You owe a lot." in visitor.post(WORDS, form, 403).text


def translated(giver: Visitor, locale: str) -> bytes:
    """A package of a language, with one text that was translated anew."""
    raw = giver.get(f"/deliveries/package?locale={locale}&format=csv&scope=flows&only=all").text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(raw)))
    head = next(row for row in rows if "translation" in row)
    row = next(row for row in rows if any("Your balance is" in cell for cell in row))
    row[head.index("translation")] += " Gracias."
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("locale", ["es", "ht"])
def test_a_translator_brings_in_their_language_alone(house: House, kept_workspace: Path, locale: str) -> None:
    raw = translated(house.enter(house.add("all", Role.TRANSLATOR)), locale)
    visitor = house.enter(house.add("ana", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    before = last_commit(kept_workspace)
    files = {"files": (io.BytesIO(raw), f"{locale}.csv"), "csrf_token": house.token_of(visitor)}
    brought = visitor.client.post("/deliveries/translations", base_url=BASE, data=files, buffered=True)
    assert brought.status_code == 303, brought.text
    address = brought.headers["Location"]
    visitor.post(f"{address}/take", {"csrf_token": house.token_of(visitor)})
    wait_for(visitor, address)
    after = last_commit(kept_workspace)
    if locale == "es":
        assert "ana@example.org" in after
        assert house.log("save")[0].who == "ana@example.org"
    else:
        assert after == before
        assert "not in a language that you translate" in visitor.get(address, (200, 422)).text


def wait_for(visitor: Visitor, address: str) -> None:
    """Until the task behind a page is over."""
    for _ in range(200):
        if not visitor.get(address, (200, 422, 404)).all("//*[@hx-trigger]"):
            return


def test_the_keeper_itself_refuses_another_language(house: House, kept_workspace: Path) -> None:
    ana = house.add("ana", Grant(Role.TRANSLATOR, frozenset({"es"})))
    people = house.app.extensions["ivr_people"]
    keeper = LoggedKeeper(GitKeeper(kept_workspace), people, ana)
    for path in ("locales/ht/LC_MESSAGES/flows.po", "flows/billing.yaml", "ivr.yaml"):
        with pytest.raises(WorkspaceError, match="not in a language that you translate"):
            keeper.save({path: (b"", None)}, "Change it")


def test_two_people_at_once_are_not_mixed_up(house: House, kept_workspace: Path) -> None:
    one, two = (house.enter(house.add(name, Role.EDITOR)) for name in ("una", "duo"))
    first = one.get(WORDS).form()
    second = two.get("/words/billing/begin/prompt/1", (200, 404))
    one.post(WORDS, {**first, "text": "You owe {balance}, one."})
    assert "una@example.org" in last_commit(kept_workspace)
    assert second.status in (200, 404)
    two.post(WORDS, {**two.get(WORDS).form(), "text": "You owe {balance}, two."})
    assert "duo@example.org" in last_commit(kept_workspace)
