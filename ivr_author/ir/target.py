"""What a target promises: it checks, emits and plays a program. Each folder of `targets/` exports one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.ir.program import Program, Voice


@dataclass(frozen=True, slots=True)
class Artifact:
    """What a target emits: documents and recordings by their path in the bundle.

    `entry` is the one a phone platform is pointed at.
    """

    target: str
    entry: str
    files: Mapping[str, bytes]


class PlayFault(Exception):
    """What was emitted did what no artifact may do: the fault of a target, never of an author."""


class Target(Protocol):
    """One way to run a program on a phone platform."""

    name: str
    title: str

    @property
    def deploy(self) -> str:
        """How an artifact is put on a platform, step by step, as Markdown: the `deploy.md` of the target's folder."""

    @property
    def rules(self) -> Mapping[str, str]:
        """Ids of all that `check` can report, with their descriptions."""

    def voice(self, program: Program, locale: str) -> Voice | None:
        """What speaks the texts of a locale there; None where they would be silent."""

    def check(self, program: Program) -> list[Diagnostic]:
        """What the target cannot do of this (localised) program, as errors, or does less well, as warnings."""

    def emit(self, program: Program) -> Artifact:
        """The documents: deterministic to the byte for the same program, and valid by the target's own schema."""

    def validate(self, artifact: Artifact) -> list[str]:
        """What is wrong with emitted documents by the target's own schema; anything here is our own fault."""

    def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
        """Play a call through what was emitted, knowing nothing of the program. Raises `PlayFault`."""
