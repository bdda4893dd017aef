"""Export: whether the flows can go out to a target, what stands in the way, and the bundle that goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from ivr_author import __version__
from ivr_author.call.caller import Hear
from ivr_author.call.script import CallScript, Expectation
from ivr_author.core.diagnostics import Diagnostic, Severity, sort_diagnostics
from ivr_author.core.source import Span
from ivr_author.harness.run import CallResult, Players
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, Target
from ivr_author.usecases.build import concerns_flows, zip_files
from ivr_author.usecases.check import CheckResult, all_rules
from ivr_author.usecases.program import check_sounds
from ivr_author.usecases.voices import VoiceRow, voice_rows
from ivr_author.workspace.exports import record_export
from ivr_author.workspace.revision import Revision, last_change

DEPLOY, RELEASE = "DEPLOY.md", "release.json"
"""What a bundle holds besides the documents: the steps to deploy it, and what it is and needs."""

Progress = Callable[[float, str], None]
"""How much is done, from 0 to 1, and what is being done now."""


class Gate(StrEnum):
    """What a fault keeps from going out: files as such, what this target cannot do, sounds that no phone plays."""

    CONTENT = "content"
    TARGET = "target"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a target is. `blocking` are the errors by gate, `lesser` the warnings and notes about flows.

    `flows` are those that could be compiled.
    """

    target: str
    blocking: Mapping[Gate, tuple[Diagnostic, ...]]
    lesser: tuple[Diagnostic, ...]
    flows: tuple[str, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """All that blocks."""
        return tuple(fault for faults in self.blocking.values() for fault in faults)

    @property
    def can_go(self) -> bool:
        """Whether there are documents, and nothing stands in their way."""
        return not self.errors and bool(self.flows)


def readiness_of(checked: CheckResult, target: str) -> Readiness:
    """How far a target is, by a check of the whole workspace; the same errors keep `compile` from compiling."""
    content, program = checked.workspace.content, checked.program
    flows = {*content.flows, *content.unreadable} if content is not None else set()
    chosen = load_targets()[target]
    others = {rule for one in load_targets().values() if one.name != target for rule in one.rules} - set(chosen.rules)
    faults = [one for one in checked.diagnostics if one.rule not in others and concerns_flows(one, flows)]
    sounds = tuple(check_sounds(program)) if program is not None else ()
    errors = [one for one in faults if one.severity is Severity.ERROR]
    blocking = {
        Gate.CONTENT: tuple(one for one in errors if one.rule not in chosen.rules),
        Gate.TARGET: tuple(one for one in errors if one.rule in chosen.rules),
        Gate.SOUND: tuple(sort_diagnostics(sounds)),
    }
    return Readiness(
        target,
        {gate: found for gate, found in blocking.items() if found},
        tuple(one for one in faults if one.severity is not Severity.ERROR),
        tuple(program.entries) if program is not None else (),
    )


def voices_on(checked: CheckResult, target: str) -> tuple[VoiceRow, ...]:
    """What speaks each locale on the target, and which texts would be silent there. Slow where there are many flows."""
    content, program = checked.workspace.content, checked.program
    if program is None or content is None:
        return ()
    return voice_rows(program, content.settings, (target,))


@dataclass(frozen=True, slots=True)
class CallFault:
    """A call that did not go on the target as its script says, or not as on the reference."""

    name: str
    flow: str
    locale: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of checking everything: rules asked, calls played on the target in so many locales, calls that failed.

    `unheard` calls speak words in a language that the platform does not recognise, as its notes say; callers press keys
    there. `is_blocked`: no calls could be played, since there is nothing to play them on.
    """

    rules: int
    documents: int
    scripts: int
    locales: int
    played: int
    faults: tuple[CallFault, ...] = ()
    unheard: int = 0
    is_blocked: bool = False

    @property
    def passed(self) -> int:
        """Calls without a fault."""
        return self.played - len(self.faults)


def try_everything(
    checked: CheckResult, readiness: Readiness, progress: Progress, chosen: Collection[str] | None = None
) -> Trial:
    """Play every call script on the target: in its own locale as it says, in all others as on the reference.

    `chosen` are the others (default: all).
    """
    program, scripts = checked.program, [one for group in checked.workspace.scripts.values() for one in group]
    rules = len(all_rules())
    if program is None or not readiness.can_go:
        return Trial(rules, 0, len(scripts), 0, 0, is_blocked=True)
    progress(0, "")
    players = Players(program, load_targets())
    artifact = players.artifact(readiness.target)
    invalid = load_targets()[readiness.target].validate(artifact)
    assert not invalid, "what was compiled is valid by the target's own schema"
    locales = [one for one in program.all_locales() if chosen is None or one in chosen]
    own = [(script, True) for script in scripts]
    calls = [
        *own,
        *((_begun_in(one, locale), False) for locale in locales for one in scripts if _needs(one, locale, program)),
    ]
    faults: list[CallFault] = []
    unheard = 0
    for number, (script, is_own) in enumerate(calls):
        progress(number / len(calls), script.setup.flow)
        result = players.run(script, readiness.target)
        if not is_own and _is_unheard(result):
            unheard += 1
        elif result.difference is not None or (is_own and result.faults):
            faults.append(_fault_of(result, program))
    return Trial(rules, len(artifact.files), len(scripts), len(locales), len(calls), tuple(faults), unheard)


def _needs(script: CallScript, locale: str, program: Program) -> bool:
    """Whether a script as it is does not begin in a locale already."""
    return locale != (script.setup.locale or program.source_locale)


def _begun_in(script: CallScript, locale: str) -> CallScript:
    """The same caller in another locale, who hears other words and so cannot wait for these."""
    steps = tuple(one for one in script.steps if not isinstance(one.step, Hear))
    return replace(script, setup=replace(script.setup, locale=locale), steps=steps, expect=Expectation())


def _is_unheard(result: CallResult) -> bool:
    """Whether words were spoken that the platform does not recognise in that language, as its notes say."""
    difference = result.difference
    if difference is None or difference.what != "events":
        return False
    sides = [one.events[difference.index : difference.index + 1] for one in (difference.expected, difference.actual)]
    return [one["event"] for side in sides for one in side] == ["speech", "no_input"]


def _fault_of(result: CallResult, program: Program) -> CallFault:
    script = result.script
    message = result.faults[0].message if result.faults else ""
    if result.difference is not None:
        message = f"not as on the reference: {result.difference.summary()}"
    locale = script.setup.locale or program.source_locale
    return CallFault(script.name, script.setup.flow, locale, script.span, message)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A zip that goes out: the commit that it was made of (None: no git), and the hash of its documents."""

    raw: bytes
    target: str
    commit: str | None
    content: str
    has_changes: bool


def bundle_of(root: Path, program: Program, artifact: Artifact, commit: Revision | None = None) -> Bundle:
    """The zip: documents, how to deploy them, and what they are. The same content and commit give the same bytes.

    `commit` is what the content was read from; by default it is found out, and whether files were changed since.
    """
    target = load_targets()[artifact.target]
    is_changed = False
    if commit is None:
        commit, is_changed = last_change(root)
    hashes = {path: hashlib.sha256(raw).hexdigest() for path, raw in sorted(artifact.files.items())}
    content = hashlib.sha256("".join(f"{path}\0{one}\n" for path, one in hashes.items()).encode()).hexdigest()
    release = {
        "made_with": f"ivr_author {__version__}",
        "target": target.name,
        "platform": target.title,
        "organisation": program.organisation,
        "entry": artifact.entry,
        "content": content,
        "commit": commit.commit if commit is not None else None,
        "commit_subject": commit.subject if commit is not None else None,
        "has_changes_since_commit": is_changed,
        "flows": sorted(program.entries),
        "languages": list(program.all_locales()),
        "voices": dict(_voices(program, target)),
        "numbers": {one.number: {"flow": one.flow, "locale": one.locale} for one in program.numbers.values()},
        "needs": needs_of(program),
        "files": {path: {"sha256": one, "bytes": len(artifact.files[path])} for path, one in hashes.items()},
    }
    told = (json.dumps(release, ensure_ascii=False, indent=1) + "\n").encode()
    more = {DEPLOY: target.deploy.encode(), RELEASE: told}
    assert not more.keys() & artifact.files.keys(), "no target has documents of these names"
    raw = zip_files({**artifact.files, **more})
    return Bundle(raw, target.name, commit.commit if commit is not None else None, content, is_changed)


def record(root: Path, bundle: Bundle) -> Diagnostic | None:
    """Note that a bundle went out; why that can't be done, if so."""
    if bundle.commit is None:
        return None
    return record_export(root, bundle.target, bundle.commit, bundle.content, has_changes=bundle.has_changes)


def _voices(program: Program, target: Target) -> Iterator[tuple[str, str | None]]:
    """What speaks each locale; None where only recordings do."""
    for locale in program.all_locales():
        voice = target.voice(program, locale)
        yield locale, None if voice is None else f"{voice.name or 'any'} ({voice.language})"


def needs_of(program: Program) -> dict[str, Any]:
    """What the documents ask for while calls go on: services, gateways, queues."""
    return {
        "services": {
            name: {"url": one.url, "method": one.method, "timeout": one.timeout}
            for name, one in program.services.items()
        },
        "gateways": {name: {"url": one.url, "timeout": one.timeout} for name, one in program.gateways.items()},
        "queues": {
            name: {"number": one.number, **({"workflow": one.workflow} if one.workflow else {})}
            for name, one in program.queues.items()
        },
    }
