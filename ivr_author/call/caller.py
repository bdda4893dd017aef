"""The caller: what a person does on the phone, from a script or from a list of actions so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ivr_author.call.transcript import fold


@dataclass(frozen=True, slots=True)
class Press:
    """Keys pressed at one input."""

    keys: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Words said."""

    words: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing, until time runs out."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller hangs up."""


Action = Press | Speak | Silence | HangUp


@dataclass(frozen=True, slots=True)
class Hear:
    """A step of a script: this text must be heard next."""

    text: str


CallerStep = Hear | Press | Speak | Silence | HangUp


class Caller(Protocol):
    """Whoever is on the line."""

    def heard(self, text: str) -> bool:
        """Listen to what was just spoken; True hangs up."""

    def act(self) -> Action:
        """What to do at an input."""

    def left_over(self, keys: str) -> None:
        """Keys of the last press that no input took."""


@dataclass
class ScriptCaller:
    """Follows the steps of a call script. `fault` says what went wrong at which step (an index), if anything did.

    `hear` steps are met in order by what is spoken; a script that has run out at an input hangs up.
    """

    steps: Sequence[CallerStep]
    position: int = 0
    fault: str = ""
    fault_step: int = -1
    _said: list[str] = field(default_factory=list)

    def heard(self, text: str) -> bool:
        """Meet as many `hear` steps as this text holds, in order; hang up if that is next."""
        self._said.append(text)
        rest = fold(text)
        while self.position < len(self.steps):
            step = self.steps[self.position]
            if not isinstance(step, Hear):
                return isinstance(step, HangUp)
            wanted = fold(step.text)
            place = rest.find(wanted)
            if place < 0:
                return False
            rest = rest[place + len(wanted) :]
            self.position += 1
        return False

    def act(self) -> Action:
        """The next action; a `hear` that was not met is a fault and ends the call."""
        if self.fault or self.position >= len(self.steps):
            return HangUp()
        step = self.steps[self.position]
        if isinstance(step, Hear):
            self._fail(f"expected to hear {step.text!r}, heard {self._last()!r}")
            return HangUp()
        self.position += 1
        self._said.clear()
        return step

    def left_over(self, keys: str) -> None:
        """A test must not lose keys: those that no input takes are a fault."""
        if keys:
            self.position -= 1
            self._fail(f"the keys {keys!r} were left over; press them at the input they are meant for")

    def finish(self) -> None:
        """The call is over: steps that are left are a fault."""
        if self.fault or self.position >= len(self.steps):
            return
        step = self.steps[self.position]
        if isinstance(step, HangUp) and self.position == len(self.steps) - 1:
            return
        if isinstance(step, Hear):
            self._fail(f"expected to hear {step.text!r}, heard {self._last()!r} and the call was over")
        else:
            self._fail("the call was over before this step")

    def _fail(self, message: str) -> None:
        if not self.fault:
            self.fault, self.fault_step = message, self.position

    def _last(self) -> str:
        return fold(" ".join(self._said))


class NeedAction(Exception):
    """An interactive call waits for what the caller does next."""


@dataclass
class ListCaller:
    """Plays the actions so far and then stops at the next input with `NeedAction`: a phone in a page or terminal."""

    actions: Sequence[Action]
    position: int = 0
    left: str = ""

    def heard(self, text: str) -> bool:
        """Only an action hangs up."""
        return False

    def act(self) -> Action:
        """The next action, or stop."""
        if self.position >= len(self.actions):
            raise NeedAction
        self.position += 1
        return self.actions[self.position - 1]

    def left_over(self, keys: str) -> None:
        """Remembered, to be shown."""
        self.left = keys
