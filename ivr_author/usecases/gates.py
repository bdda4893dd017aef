"""What stands before a release, gate by gate: each says what it looked at, and what blocks, with where to go for it.

What depends on the content alone is asked when a release is made; `approvals_gate` and `freeze.freeze_gate` again when
it goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.stats import CatalogStats, count_catalog
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.flow.readability import Readability, Waiver
from ivr_author.flow.settings import FALLBACK, RECORDED, ReleasePolicy, Settings
from ivr_author.harness.coverage import coverage
from ivr_author.harness.targets import load_targets, target_names
from ivr_author.ir.program import Program
from ivr_author.usecases.catalogs import CATALOG_DOMAINS
from ivr_author.usecases.check import CheckResult
from ivr_author.usecases.export import readiness_of, try_everything
from ivr_author.usecases.program import check_sounds
from ivr_author.usecases.reading_grade import READING_GRADE, WAIVER_NOT_NEEDED
from ivr_author.usecases.recordings import spoken_locales
from ivr_author.usecases.voices import VoiceRow, voice_rows
from ivr_author.workspace.project import Workspace

Progress = Callable[[float, str], None]
"""How much is done, from 0 to 1, and what is being done now."""

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

_NO_VOICE = tuple(f"{name}-no-voice" for name in target_names())


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


def content_gates(checked: CheckResult, progress: Progress, more: Iterable[Block] = ()) -> tuple[Gate, ...]:
    """The gates that content alone decides. `more` blocks the check: what was found out beside it.

    Slow: it plays every call script on every target.
    """
    content, program = checked.workspace.content, checked.program
    gates = [_check_gate(checked, more)]
    if content is None or program is None:
        waiting = Block("this can't be looked at before ivr.yaml can be read", "gate", "check")
        return (*gates, *(_gate(one, [waiting]) for one in CONTENT_GATES[1:]))
    settings = content.settings
    return (
        *gates,
        _calls_gate(checked, program, settings.releases, progress),
        _coverage_gate(checked, program, settings.releases),
        _translations_gate(checked.workspace, settings),
        _voices_gate(checked.workspace, program, settings),
        _readability_gate(checked, settings),
    )


def _gate(name: str, blocks: Sequence[Block], note: str = "") -> Gate:
    if len(blocks) > MOST_BLOCKS:
        note = f"{note}; {len(blocks):,} things block, the first {MOST_BLOCKS} of them are listed".removeprefix("; ")
    return Gate(name, GateState.BLOCKED if blocks else GateState.PASSED, tuple(blocks[:MOST_BLOCKS]), note)


def _check_gate(checked: CheckResult, more: Iterable[Block]) -> Gate:
    faults = [one for one in checked.diagnostics if one.severity is Severity.ERROR]
    faults = [one for one in faults if one.rule != READING_GRADE and one.rule not in _NO_VOICE]
    sounds = list(check_sounds(checked.program)) if checked.program is not None else []
    blocks = [*map(_of_fault, (*faults, *sounds)), *more]
    if checked.program is not None and not checked.program.entries and not blocks:
        blocks.append(Block("there is no flow to release", "gate", "check"))
    return _gate("check", blocks, f"{len(checked.sources):,} files")


def _of_fault(fault: Diagnostic) -> Block:
    return Block(f"{fault.rule}: {fault.message}", "file", str(fault.span) if fault.span else "")


def _calls_gate(checked: CheckResult, program: Program, policy: ReleasePolicy, progress: Progress) -> Gate:
    if not any(checked.workspace.scripts.values()):
        return Gate("calls", GateState.NOT_ASKED, note="there are no call scripts")
    locales = [one for one in program.all_locales() if policy.duty(one) != FALLBACK]
    targets = load_targets().values()
    blocks = []
    played = 0
    for number, target in enumerate(targets):

        def tell(share: float, flow: str, number: int = number) -> None:
            progress((number + share) / len(targets), flow)

        trial = try_everything(checked, readiness_of(checked, target.name), tell, locales)
        played += trial.played
        if trial.is_blocked:
            blocks.append(Block(f"{target.title}: no call can be played before the check passes", "gate", "check"))
        blocks += [
            Block(f"{target.title}, {one.locale}, {one.name}: {one.message}", "call", str(one.span), one.locale)
            for one in trial.faults
        ]
    return _gate("calls", blocks, f"{played:,} calls on {len(targets)} targets in {', '.join(locales)}")


def _coverage_gate(checked: CheckResult, program: Program, policy: ReleasePolicy) -> Gate:
    if policy.coverage is None:
        return Gate("coverage", GateState.NOT_ASKED)
    found = coverage(program, [one for group in checked.workspace.scripts.values() for one in group])
    entered, nodes = found.nodes
    note = f"{entered:,} of {nodes:,} nodes, at least {int(policy.coverage)} % are wanted"
    if 100 * entered >= policy.coverage * nodes:
        return _gate("coverage", [], note)
    missing = [node for flow in found.flows for node in flow.missing_nodes]
    return _gate("coverage", [Block(f"no call script enters {node}", "node", node) for node in missing], note)


def _translations_gate(workspace: Workspace, settings: Settings) -> Gate:
    blocks, falls_back = [], []
    for domain in CATALOG_DOMAINS.values():
        segments, catalogs = domain.segments(workspace), domain.catalogs_of(workspace)
        for locale in settings.locales if segments else ():
            counts = count_catalog(catalogs.get(locale, Catalog(locale)), segments)
            if counts.used == counts.total:
                continue
            told = f"{locale}: {_lacks(counts)} of {counts.total:,} texts of {domain.name}"
            if settings.releases.duty(locale) == FALLBACK:
                falls_back.append(told)
            else:
                blocks.append(Block(told, "language", locale, locale))
    required = [one for one in settings.locales if settings.releases.duty(one) != FALLBACK]
    note = f"required: {', '.join(required)}" if required else "no language is required"
    if falls_back:
        note += f"; callers hear {settings.source_locale} instead, as is allowed: {'; '.join(falls_back)}"
    return _gate("translations", blocks, note)


def _lacks(counts: CatalogStats) -> str:
    states = {"missing": counts.missing, "fuzzy": counts.fuzzy, "stale": counts.stale}
    return ", ".join(f"{number:,} {state}" for state, number in states.items() if number)


def _voices_gate(workspace: Workspace, program: Program, settings: Settings) -> Gate:
    policy = settings.releases
    blocks = [one for row in voice_rows(program, settings) for one in _of_row(row, settings)]
    recorded = [one for one in program.all_locales() if policy.duty(one) == RECORDED]
    for locale, spoken in spoken_locales(workspace, program, recorded).items():
        for digest, places in spoken.recordable.items():
            if digest in spoken.taken:
                continue
            why = "was changed after it was recorded" if digest in spoken.stale else "is not recorded"
            text = places[0]
            blocks.append(Block(f'{locale}: {text.address} {why}: "{text.text}"', "text", text.address, locale))
    names = [one for one in program.all_locales() if policy.duty(one) != FALLBACK]
    return _gate("voices", blocks, f"required: {', '.join(names)}" if names else "no language is required")


def _of_row(row: VoiceRow, settings: Settings) -> Iterator[Block]:
    """What callers of one language on one target would not hear in it."""
    for text in row.silent:
        message = f'{row.target}, {row.locale}: nothing says {text.address}, "{text.text}"'
        yield Block(message, "text", text.address, row.locale)
    unrecorded = row.texts - row.recorded
    if settings.releases.duty(row.locale) == FALLBACK or not unrecorded or row.silent:
        return
    if row.way_out:
        message = f"{row.locale} is declared to have no voice, and {unrecorded:,} texts are not recorded"
    elif row.voice is not None and row.voice.borrowed:
        message = f"a borrowed voice reads {unrecorded:,} texts that are not recorded"
    else:
        return
    yield Block(f"{row.target}, {row.locale}: {message}", "language", row.locale, row.locale)


def _readability_gate(checked: CheckResult, settings: Settings) -> Gate:
    waivers = list(_waivers(checked))
    if settings.grade_at_most is None and not any(_readabilities(checked.workspace)):
        return Gate("readability", GateState.NOT_ASKED)
    blocks = [_of_fault(one) for one in checked.diagnostics if one.rule == READING_GRADE and _is_error(one)]
    limit = "" if settings.grade_at_most is None else f"at most grade {settings.grade_at_most:g}"
    if blocks or not waivers:
        return _gate("readability", blocks, limit)
    excused = [
        Block(f"{_excused(one)} is excused by {one.by.value}: {one.reason.value}", "file", str(one.span))
        for one in waivers
    ]
    ends = min((one.until for one in waivers if one.until is not None), default=None)
    note = f"{limit}; {len(excused)} excused".removeprefix("; ")
    return Gate("readability", GateState.WAIVED, tuple(excused[:MOST_BLOCKS]), note, ends.isoformat() if ends else "")


def _waivers(checked: CheckResult) -> Iterator[Waiver]:
    """The waivers that excuse something today."""
    idle = {one.span for one in checked.diagnostics if one.rule == WAIVER_NOT_NEEDED}
    for readability in _readabilities(checked.workspace):
        yield from (one for one in readability.waivers if one.span not in idle)


def _excused(waiver: Waiver) -> str:
    return waiver.text.value if waiver.text is not None else "the file"


def _readabilities(workspace: Workspace) -> Iterator[Readability]:
    """What flows and notices say of their own."""
    flows = workspace.content.flows.values() if workspace.content is not None else ()
    notices = (file.notice for file in workspace.notices.notices.values())
    yield from (one.readability for one in (*flows, *notices) if one.readability is not None)


def _is_error(fault: Diagnostic) -> bool:
    return fault.severity is Severity.ERROR


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
    return _gate("approvals", [Block("there are no accounts here, so nobody can approve", "accounts")])


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
    return _gate("approvals", blocks, note), tuple(given)


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
