"""Marks put on the translations of a catalog: reviewed by a person, or drafted by a machine. Saving is left to callers.

Nothing is marked that callers do not get, and nothing is marked as reviewed that a check finds wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ivr_author.catalog.addresses import Refusal
from ivr_author.catalog.check import judge
from ivr_author.catalog.lookup import State, index_of
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.rule import pairs_of
from ivr_author.catalog.states import MACHINE, MarkKind, mark_of, with_mark
from ivr_author.core.diagnostics import Severity
from ivr_author.core.segment import Segment

_UNUSED = {
    State.MISSING: "it is not translated",
    State.FUZZY: "it is fuzzy: compare it with the text, mend it, and remove the flag `fuzzy` first",
    State.STALE: "it translates an older text: run `ivr-author catalogs update`, and have it looked at",
}


@dataclass(frozen=True, slots=True)
class Marking:
    """What was marked, by address; how many bore such a mark already; and what was refused."""

    locale: str
    marked: tuple[str, ...]
    kept: int
    refused: tuple[Refusal, ...]


def mark_reviewed(
    catalog: Catalog, segments: Iterable[Segment], source_locale: str, by: str, on: str
) -> tuple[Catalog, Marking]:
    """The catalog with the translations of these texts marked as reviewed; a review that holds stays as it is.

    `by` and `on` as in `states.with_mark`, which raises UnreadableMark.
    """

    def refuse(segment: Segment, message: Message) -> str:
        found = (one for pair in pairs_of(segment, message, catalog.locale, source_locale) for one in judge(pair))
        wrong = [f"{rule}: it {finding.message}" for rule, severity, finding in found if severity is Severity.ERROR]
        return "; ".join(dict.fromkeys(wrong))

    return _mark(catalog, segments, MarkKind.REVIEWED, by, on, refuse)


def mark_drafts(catalog: Catalog, segments: Iterable[Segment]) -> tuple[Catalog, Marking]:
    """The catalog with the translations of these texts marked as drafts by a machine; a review that holds is more."""

    def refuse(_segment: Segment, message: Message) -> str:
        mark = mark_of(message)
        if mark is None or mark.kind is MarkKind.DRAFT:
            return ""
        return f"it was reviewed by {mark.by}{f' on {mark.on}' if mark.on else ''}"

    return _mark(catalog, segments, MarkKind.DRAFT, MACHINE, "", refuse)


def _mark(
    catalog: Catalog,
    segments: Iterable[Segment],
    kind: MarkKind,
    by: str,
    on: str,
    refuse: Callable[[Segment, Message], str],
) -> tuple[Catalog, Marking]:
    index = index_of(catalog)
    marked: dict[tuple[str | None, str], Message] = {}
    addresses: list[str] = []
    refused: list[Refusal] = []
    kept = 0
    for segment in segments:
        state, message = index.find(segment.address, segment.text, segment.plural)
        if message is None or not state.is_used:
            refused.append(Refusal(segment.address, _UNUSED[state]))
            continue
        held = mark_of(message)
        if held is not None and held.kind is kind:
            kept += 1
        elif reason := refuse(segment, message):
            refused.append(Refusal(segment.address, reason))
        else:
            marked[message.context, message.msgid] = with_mark(message, kind, by, on)
            addresses.append(segment.address)
    entries = tuple(marked.get((one.context, one.msgid), one) for one in catalog.entries)
    return replace(catalog, entries=entries), Marking(catalog.locale, tuple(addresses), kept, tuple(refused))
