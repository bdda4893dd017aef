"""Whatever the product writes into the audit log has words on its page, in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import ivr_author
from ivr_author.people.roles import Role
from ivr_author.web.people.audit import ACTIONS
from tests.web.accounts import House


def written() -> Iterator[str]:
    """The actions that stand in calls of `append(session, now, who, ACTION, ...)` and `log(ACTION, ...)`."""
    for path in Path(ivr_author.__file__).parent.rglob("*.py"):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)) if "audit" in text or "log(" in text else ():
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = 3 if name == "append" and len(node.args) > 4 else 0 if name in ("log", "_log") else None
            if place is None or len(node.args) < 3:
                continue
            for part in ast.walk(node.args[place]):
                if isinstance(part, ast.Constant) and " -".find(str(part.value)[:1]) < 0:
                    yield str(part.value)


def test_every_action_has_its_words() -> None:
    found = set(written())
    assert {"save", "approve", "return", "refused", "publish a release"} <= found
    assert found - set(ACTIONS) == set()


def test_the_page_says_them_in_the_language_of_the_reader(shared_house: House) -> None:
    visitor = shared_house.enter(shared_house.add("aud", Role.ADMINISTRATOR))
    spanish = {"Accept-Language": "es"}
    page = visitor.get("/audit?action=sign+in", headers=spanish)
    assert set(page.texts("//tbody/tr/td[2]")) == {"entró"}
    assert page.all("//select[@id='action']/option[@selected]/@value") == ["sign in"]
    assert page.texts("//thead/tr/th[4]") == ["Sobre qué"]
    assert visitor.get("/audit?action=something+else").all("//select[@id='action']/option[@selected]/text()") == [
        "something else"
    ]
