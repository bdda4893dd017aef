"""What a gate of a release is, who approved what, and what of it is asked again when a release goes out.

How the gates stand that the content alone decides is found in `gates`, which plays and reads everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from ivr_author.workspace.project import Workspace

CONTENT_GATES = ("check", "calls", "coverage", "translations", "voices", "readability")
"""Decided by the content alone, so a release that they block is never made."""

TITLES: Mapping[str, str] = {
    "check": "The check finds no errors",
    "calls": "The call scripts pass on every target, in every required language",
    "coverage": "The call scripts enter enough of the flows",
    "translations": "Every required language is translated",
    "voices": "Every required language can be heard",
    "readability": "The words are easy enough, or excused",
    "approvals": "Someone else has approved what changed",
    "freeze": "No freeze window",
}
"""Every gate by its id, in order."""

MOST_BLOCKS = 50
"""That a gate tells one by one; its note has the whole number."""


class GateState(StrEnum):
    """How a gate stands; only `blocked` keeps a release from going out."""

    PASSED = "passed"
    BLOCKED = "blocked"
    WAIVED = "waived"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that blocks (or, at a gate that is waived, was excused), and where to go for it.

    `kind` says what `address` is: `file` (PATH:LINE:COLUMN), `call` (the same, of a script), `node` (FLOW/NODE),
    `language` (a locale), `text` (a text's address), `notice`, `calendar`, `item` (an item of the review), `accounts`,
    `gate`. `locale` is empty where it is of none.
    """

    message: str
    kind: str
    address: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. `note` says what was looked at; `until` (YYYY-MM-DD) is the last day that a waiver holds."""

    id: str
    state: GateState
    blocks: tuple[Block, ...] = ()
    note: str = ""
    until: str = ""

    @property
    def title(self) -> str:
        """What it asks for."""
        return TITLES[self.id]

    @property
    def is_blocked(self) -> bool:
        """Whether it keeps a release from going out."""
        return self.state is GateState.BLOCKED


class Reviewed(Protocol):
    """Something that changed and is approved as a whole; `content` is the hash of exactly what is approved."""

    @property
    def item(self) -> str:
        """What it is, by its address."""

    @property
    def locale(self) -> str:
        """In which language; empty where it is in none."""

    @property
    def content(self) -> str:
        """The hash."""


class Approvals(Protocol):
    """What of a change needs approval, and who gave it. Only a studio with accounts can tell."""

    def changed(self, before: Workspace | None, now: Workspace) -> Iterable[Reviewed]:
        """What changed between two workspaces; None: nothing was ever live."""

    def by(self, item: str, locale: str, content: str) -> str | None:
        """Who approved exactly this; None: nobody did."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Something that changed, and who approved it."""

    item: str
    locale: str
    content: str
    by: str


def gate_of(name: str, blocks: Sequence[Block], note: str = "") -> Gate:
    """A gate that is blocked by what blocks, if anything does."""
    if len(blocks) > MOST_BLOCKS:
        note = f"{note}; {len(blocks):,} things block, the first {MOST_BLOCKS} of them are listed".removeprefix("; ")
    return Gate(name, GateState.BLOCKED if blocks else GateState.PASSED, tuple(blocks[:MOST_BLOCKS]), note)


def after_waivers(gate: Gate, today: date) -> Gate:
    """A gate as it stands on a day: what was waived until an earlier one is blocked."""
    if gate.state is GateState.WAIVED and gate.until and gate.until < today.isoformat():
        told = Block(
            f"a waiver ended on {gate.until}: renew it or mend the words, and make a new release", "gate", gate.id
        )
        return Gate(gate.id, GateState.BLOCKED, (told, *gate.blocks), gate.note, gate.until)
    return gate


def unasked_approvals(*, is_required: bool) -> Gate:
    """The gate of approvals where there are no accounts."""
    if not is_required:
        return Gate("approvals", GateState.NOT_ASKED)
    return gate_of("approvals", [Block("there are no accounts here, so nobody can approve", "accounts")])


def approvals_gate(
    approvals: Approvals, before: Workspace | None, now: Workspace, *, is_required: bool = True
) -> tuple[Gate, tuple[Approval, ...]]:
    """Whether all that changed is approved, and by whom."""
    given, blocks = [], []
    for one in approvals.changed(before, now):
        by = approvals.by(one.item, one.locale, one.content)
        if by is not None:
            given.append(Approval(one.item, one.locale, one.content, by))
        else:
            which = f" ({one.locale})" if one.locale else ""
            blocks.append(Block(f"nobody has approved {one.item}{which} as it is now", "item", one.item, one.locale))
    note = f"{len(given):,} of {len(given) + len(blocks):,} changes are approved"
    if not is_required:
        return Gate("approvals", GateState.NOT_ASKED, note=note), tuple(given)
    return gate_of("approvals", blocks, note), tuple(given)


def gates_to_data(gates: Iterable[Gate]) -> list[dict[str, Any]]:
    """The gates as JSON values."""
    return [
        {
            "id": gate.id,
            "title": gate.title,
            "state": str(gate.state),
            "note": gate.note,
            "until": gate.until,
            "blocks": [
                {"message": one.message, "kind": one.kind, "address": one.address, "locale": one.locale}
                for one in gate.blocks
            ],
        }
        for gate in gates
    ]


def gates_from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Gate, ...]:
    """The gates of such values. Raises KeyError, TypeError or ValueError for others."""
    return tuple(
        Gate(
            one["id"],
            GateState(one["state"]),
            tuple(Block(**block) for block in one["blocks"]),
            one["note"],
            one["until"],
        )
        for one in data
    )
