"""Plays call scripts on the reference and on what targets emitted, and says whether each call went as it should."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.call.line import Line
from ivr_author.call.script import CallScript, ScriptFault, faults_of_call
from ivr_author.call.transcript import Transcript
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.harness.compare import Difference, compare
from ivr_author.harness.targets import REFERENCE
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, PlayFault, Target


@dataclass(frozen=True, slots=True)
class CallResult:
    """One call on one player: what happened, what of the script was not met, where the target left the reference."""

    script: CallScript
    target: str
    transcript: Transcript
    faults: tuple[ScriptFault, ...] = ()
    difference: Difference | None = None

    @property
    def passed(self) -> bool:
        """Whether the call went as its script says, and as on the reference."""
        return not self.faults and self.difference is None


def run_script(
    program: Program, script: CallScript, target: Target | None = None, artifact: Artifact | None = None
) -> CallResult:
    """One call on the reference, or on a target through its artifact."""
    name = REFERENCE if target is None else target.name
    if script.setup.flow not in program.entries:
        fault = ScriptFault(f"there is no flow `{script.setup.flow}` that could answer this call", script.span)
        return CallResult(script, name, Transcript(), (fault,))
    if script.setup.locale not in (None, *program.all_locales()):
        fault = ScriptFault(f"there is no locale `{script.setup.locale}` in this workspace", script.span)
        return CallResult(script, name, Transcript(), (fault,))
    caller = script.caller()
    line = Line(caller, script.world())
    if target is None:
        play(program, script.setup, line)
    else:
        assert artifact is not None, "a target plays what it emitted"
        try:
            target.play(artifact, script.setup, line)
        except PlayFault as fault:
            broken = ScriptFault(f"{target.title} failed: {fault}", script.span)
            return CallResult(script, name, line.transcript(), (broken,))
    transcript = line.transcript()
    return CallResult(script, name, transcript, tuple(faults_of_call(script, caller, transcript)))


class Players:
    """All players of one program. An artifact is emitted when it is needed first, and each call's reference kept."""

    def __init__(self, program: Program, targets: Mapping[str, Target]) -> None:
        self.program = program
        self.targets = targets
        self._artifacts: dict[str, Artifact] = {}
        self._checks: dict[str, tuple[Diagnostic, ...]] = {}
        # With its script, so that the script lives on and its identity stays its own.
        self._references: dict[int, tuple[CallScript, CallResult]] = {}

    def check(self, player: str) -> tuple[Diagnostic, ...]:
        """What a player cannot do of the program; the reference can do everything."""
        if player == REFERENCE:
            return ()
        if player not in self._checks:
            self._checks[player] = tuple(self.targets[player].check(self.program))
        return self._checks[player]

    def can_play(self, player: str) -> bool:
        """Whether calls can be played there."""
        return not has_errors(self.check(player))

    def artifact(self, target: str) -> Artifact:
        """What a target emits of the program."""
        if target not in self._artifacts:
            self._artifacts[target] = self.targets[target].emit(self.program)
        return self._artifacts[target]

    def run(self, script: CallScript, player: str) -> CallResult:
        """One call on one player; on a target it must also be the reference's call."""
        reference = self._reference(script)
        if player == REFERENCE or script.setup.flow not in self.program.entries:
            return CallResult(script, player, reference.transcript, reference.faults)
        result = run_script(self.program, script, self.targets[player], self.artifact(player))
        difference = compare(reference.transcript, result.transcript)
        return CallResult(script, player, result.transcript, result.faults, difference)

    def _reference(self, script: CallScript) -> CallResult:
        kept = self._references.get(id(script))
        if kept is None:
            kept = self._references[id(script)] = (script, run_script(self.program, script))
        return kept[1]
