"""Every route and every role: what is allowed and what is refused, with a form's token and without, signed out, with
another's session, and with one that was ended. The outcome is printed as a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.routing import Rule

from ivr_author.people import sessions
from ivr_author.people.roles import PERMISSIONS, Permission, Role
from ivr_author.web.access_table import TABLE, Ask, Standing
from tests.web.accounts import House
from tests.web.examples import ARGUMENTS
from tests.web.hostile import FORMS
from tests.web.pages import BASE, Visitor

LOADED_ARGUMENTS = {
    **ARGUMENTS,
    "path": "flows/billing.yaml",
    "name": "flow",
    "key": "0123456789abcdef",
    "token": "x" * 43,
    "task": "keep",
    "page": 1,
    "number": 1,
    "part": "html",
    "person_id": 1,
    "thread_id": 1,
    "flow_id": "nowhere",
    "notice_id": "nowhere",
    "target": "nowhere",
}
"""Things that are not there wherever that will do: the guard comes first, and answers what is asked are seconds."""

ASKED_BY_METHOD: dict[tuple[str, str], Permission | tuple[Permission, ...]] = {
    ("node_form.show", "GET"): Permission.READ,
    ("comments.add", "POST"): (Permission.TRANSLATE, Permission.REVIEW, Permission.WRITE_WORDS),
    ("comments.reply", "POST"): (Permission.TRANSLATE, Permission.REVIEW, Permission.WRITE_WORDS),
    ("flow_edit.edit", "POST"): Permission.EDIT_FLOWS,
    ("flow_edit.conflict", "GET"): Permission.EDIT_FLOWS,
    ("flow_coverage.start", "POST"): Permission.KEEP_CALLS,
    ("translate.save", "POST"): (Permission.TRANSLATE, Permission.REVIEW),
    ("recordings.brought", "GET"): (Permission.WRITE_WORDS, Permission.TRANSLATE),
    ("recording_takes.bring", "POST"): (Permission.WRITE_WORDS, Permission.TRANSLATE),
    ("recording_takes.take", "POST"): (Permission.WRITE_WORDS, Permission.TRANSLATE),
    ("recording_takes.drop", "POST"): (Permission.WRITE_WORDS, Permission.TRANSLATE),
    ("recording_takes.remove", "POST"): (Permission.WRITE_WORDS, Permission.TRANSLATE),
    ("deliveries.bring_recordings", "POST"): (Permission.WRITE_WORDS, Permission.TRANSLATE),
    ("deliveries.take_it", "POST"): Permission.TRANSLATE,
    ("deliveries.drop", "POST"): Permission.TRANSLATE,
    ("source.edit", "GET"): Permission.READ,
    ("source.save", "POST"): Permission.EDIT_FLOWS,
    ("history.show", "GET"): Permission.READ,
    ("history.restore", "POST"): Permission.EDIT_FLOWS,
}
"""What those ask for here that look at what is asked."""

REFUSED, SENT_AWAY = 403, 303
NEVER = frozenset({"sign_in.leave", "sign_in.enter", "account.renew_codes", "account.confirm_factor", "link.take"})
"""These change who somebody is; their own tests visit them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One address and one method."""

    endpoint: str
    method: str
    address: str

    @property
    def asks(self) -> tuple[Permission, ...] | Standing:
        """What the table says, for this address: any of these, or no permission."""
        rule = TABLE[self.endpoint]
        if isinstance(rule, Standing):
            return rule
        if isinstance(rule, Permission | Ask):
            return (rule.permission if isinstance(rule, Ask) else rule,)
        found = ASKED_BY_METHOD[self.endpoint, self.method]
        return found if isinstance(found, tuple) else (found,)

    def is_for(self, role: Role) -> bool:
        """Whether the role may."""
        return isinstance(self.asks, Standing) or bool(PERMISSIONS[role].intersection(self.asks))


def visits(house: House) -> Iterator[Visit]:
    """All of them."""
    adapter = house.app.url_map.bind("127.0.0.1")
    rules: list[Rule] = sorted(house.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
    seen = set()
    for rule in rules:
        values: dict[str, Any] = {name: LOADED_ARGUMENTS[name] for name in rule.arguments}
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            visit = Visit(rule.endpoint, method, adapter.build(rule.endpoint, values, method=method))
            if visit not in seen and rule.endpoint not in NEVER:
                seen.add(visit)
                yield visit


def status_of(visitor: Visitor, visit: Visit, token: str = "") -> int:
    """What is answered."""
    form = {"csrf_token": token} if visit.method == "POST" else None
    answer = visitor.client.open(visit.address, method=visit.method, base_url=BASE, data=form, buffered=True)
    if answer.status_code == SENT_AWAY and "/sign-in" in answer.headers["Location"]:
        return 401
    return int(answer.status_code)


def test_every_address_is_visited(shared_house: House) -> None:
    visited = {one.endpoint for one in visits(shared_house)}
    assert visited | NEVER == {rule.endpoint for rule in shared_house.app.url_map.iter_rules()}
    assert set(FORMS) <= {one.endpoint for one in visits(shared_house) if one.method == "POST"}


@pytest.fixture(scope="module")
def nobody(shared_house: House) -> dict[Visit, tuple[int, int]]:
    """What is answered to who is signed out, and to whose session was ended: no role comes into it."""
    person = shared_house.add("gone", *Role)
    ended, stranger = shared_house.enter(person), shared_house.visitor()
    tokens = [shared_house.token_of(stranger), shared_house.token_of(ended)]
    with shared_house.database.writing() as session:
        sessions.end_all(session, shared_house.clock(), "test", person.id)
    return {
        one: (status_of(stranger, one, tokens[0]), status_of(ended, one, tokens[1])) for one in visits(shared_house)
    }


def test_nobody_comes_further_than_the_door(nobody: dict[Visit, tuple[int, int]]) -> None:
    faults = [
        f"{visit}: {got}"
        for visit, answers in nobody.items()
        for got in answers
        if (got == 401) == (visit.asks is Standing.OPEN)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", list(Role))
def test_role(
    shared_house: House, role: Role, nobody: dict[Visit, tuple[int, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = shared_house.enter(shared_house.add(f"one-{role}", role))
    other = shared_house.enter(shared_house.add(f"other-{role}", role))
    token, theirs = shared_house.token_of(visitor), shared_house.token_of(other)
    told = [
        f"\n{role}: may {', '.join(sorted(PERMISSIONS[role]))}",
        f"  {'address':<58} {'asks for':<16} with it  out  ended  bare  another's",
    ]
    faults = []
    for visit in visits(shared_house):
        got, bare, borrowed = status_of(visitor, visit, token), 0, 0
        if (got not in (401, REFUSED)) != visit.is_for(role):
            faults.append(f"{visit}: {got}")
        if visit.method == "POST":
            bare, borrowed = status_of(visitor, visit), status_of(visitor, visit, theirs)
            # Forms that show themselves again say so with a fault of their own; none is ever taken.
            faults += [
                f"{visit} with {how} token: {one}" for how, one in (("no", bare), ("their", borrowed)) if one < 400
            ]
        outside, ended = nobody[visit]
        asks = visit.asks.name.lower() if isinstance(visit.asks, Standing) else " or ".join(visit.asks)
        told.append(
            f"  {f'{visit.method} {visit.address}'[:58]:<58} {asks[:16]:<16} {got:>7}  {outside}  {ended:>5}  "
            f"{bare or '-':>4}  {borrowed or '-':>9}"
        )
    with capsys.disabled():
        sys.stdout.write("\n".join(told) + "\n")
    assert not faults, "\n".join(faults)
