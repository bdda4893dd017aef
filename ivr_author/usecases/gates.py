"""The gates before a release that the content alone decides: each says what it looked at, and what blocks.

They are asked when a release is made; `gate.approvals_gate` and `freeze.freeze_gate` again when it goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

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
from ivr_author.usecases.gate import CONTENT_GATES, MOST_BLOCKS, Block, Gate, GateState, gate_of
from ivr_author.usecases.program import check_sounds
from ivr_author.usecases.reading_grade import READING_GRADE, WAIVER_NOT_NEEDED
from ivr_author.usecases.recordings import spoken_locales
from ivr_author.usecases.voices import VoiceRow, voice_rows
from ivr_author.workspace.project import Workspace

Progress = Callable[[float, str], None]
"""How much is done, from 0 to 1, and what is being done now."""

_NO_VOICE = tuple(f"{name}-no-voice" for name in target_names())


def content_gates(checked: CheckResult, progress: Progress, more: Iterable[Block] = ()) -> tuple[Gate, ...]:
    """The gates that content alone decides. `more` blocks the check: what was found out beside it.

    Slow: it plays every call script on every target.
    """
    content, program = checked.workspace.content, checked.program
    gates = [_check_gate(checked, more)]
    if content is None or program is None:
        waiting = Block("this can't be looked at before ivr.yaml can be read", "gate", "check")
        return (*gates, *(gate_of(one, [waiting]) for one in CONTENT_GATES[1:]))
    settings = content.settings
    return (
        *gates,
        _calls_gate(checked, program, settings.releases, progress),
        _coverage_gate(checked, program, settings.releases),
        _translations_gate(checked.workspace, settings),
        _voices_gate(checked.workspace, program, settings),
        _readability_gate(checked, settings),
    )


def _check_gate(checked: CheckResult, more: Iterable[Block]) -> Gate:
    faults = [one for one in checked.diagnostics if one.severity is Severity.ERROR]
    faults = [one for one in faults if one.rule != READING_GRADE and one.rule not in _NO_VOICE]
    sounds = list(check_sounds(checked.program)) if checked.program is not None else []
    blocks = [*map(_of_fault, (*faults, *sounds)), *more]
    if checked.program is not None and not checked.program.entries and not blocks:
        blocks.append(Block("there is no flow to release", "gate", "check"))
    return gate_of("check", blocks, f"{len(checked.sources):,} files")


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
    return gate_of("calls", blocks, f"{played:,} calls on {len(targets)} targets in {', '.join(locales)}")


def _coverage_gate(checked: CheckResult, program: Program, policy: ReleasePolicy) -> Gate:
    if policy.coverage is None:
        return Gate("coverage", GateState.NOT_ASKED)
    found = coverage(program, [one for group in checked.workspace.scripts.values() for one in group])
    entered, nodes = found.nodes
    note = f"{entered:,} of {nodes:,} nodes, at least {int(policy.coverage)} % are wanted"
    if 100 * entered >= policy.coverage * nodes:
        return gate_of("coverage", [], note)
    missing = [node for flow in found.flows for node in flow.missing_nodes]
    return gate_of("coverage", [Block(f"no call script enters {node}", "node", node) for node in missing], note)


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
    return gate_of("translations", blocks, note)


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
    return gate_of("voices", blocks, f"required: {', '.join(names)}" if names else "no language is required")


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
        return gate_of("readability", blocks, limit)
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
