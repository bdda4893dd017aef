"""How call scripts go on every target, as they are written and begun in every other language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr_author.call.caller import Hear
from ivr_author.call.script import CallScript, Expectation
from ivr_author.harness.compare import compare
from ivr_author.harness.run import CallResult, run_script
from ivr_author.harness.targets import REFERENCE, load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact

Progress = Callable[[float, str], None]
"""Is told how much is done, from 0 to 1, and the name of what is being done."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a call went on one player; `why` says what was otherwise, empty where it passed."""

    player: str
    title: str
    why: str = ""

    @property
    def passed(self) -> bool:
        """Whether the call went as its script says, and as on the reference."""
        return not self.why


def try_call(program: Program, script: CallScript, artifacts: Mapping[str, Artifact]) -> tuple[Trial, ...]:
    """One call on the reference, and on every target of which there is an artifact."""
    reference = run_script(program, script)
    trials = [Trial(REFERENCE, REFERENCE, _why(reference))]
    for name, artifact in artifacts.items():
        target = load_targets()[name]
        result = run_script(program, script, target, artifact)
        trials.append(Trial(name, target.title, _why(result) or _difference(reference, result)))
    return tuple(trials)


def try_call_in(program: Program, script: CallScript, locale: str, artifacts: Mapping[str, Artifact]) -> dict[str, str]:
    """The same acts of a caller of another language: what each target does otherwise than the reference does there.

    What the script listens for and expects is written in its own language, so it counts for nothing here.
    """
    steps = tuple(one for one in script.steps if not isinstance(one.step, Hear))
    begun = replace(script, setup=replace(script.setup, locale=locale), steps=steps, expect=Expectation())
    reference = run_script(program, begun)
    return {
        name: _difference(reference, run_script(program, begun, load_targets()[name], artifact))
        for name, artifact in artifacts.items()
    }


def _difference(reference: CallResult, result: CallResult) -> str:
    difference = compare(reference.transcript, result.transcript)
    return difference.summary() if difference is not None else ""


def _why(result: CallResult) -> str:
    return "; ".join(f"{fault.span.path}:{fault.span.line}: {fault.message}" for fault in result.faults)


@dataclass(frozen=True, slots=True)
class ScriptTrials:
    """One call script: how it went as it is written, and on each target what was otherwise in further languages.

    `elsewhere[locale][player]` is empty where the target did as the reference does.
    """

    script: CallScript
    trials: tuple[Trial, ...]
    elsewhere: Mapping[str, Mapping[str, str]]

    @property
    def passed(self) -> bool:
        """Whether it passes everywhere."""
        return all(one.passed for one in self.trials) and not any(
            why for whys in self.elsewhere.values() for why in whys.values()
        )


def try_scripts(
    program: Program, scripts: Sequence[CallScript], artifacts: Mapping[str, Artifact], progress: Progress
) -> tuple[ScriptTrials, ...]:
    """Every script on every target; begun in another language it expects nothing but what the reference does there."""
    done = []
    for index, script in enumerate(scripts):
        progress(index / len(scripts), script.name)
        own = script.setup.locale or program.source_locale
        others = [locale for locale in program.all_locales() if locale != own]
        elsewhere = {locale: try_call_in(program, script, locale, artifacts) for locale in others}
        done.append(ScriptTrials(script, try_call(program, script, artifacts), elsewhere))
    return tuple(done)
