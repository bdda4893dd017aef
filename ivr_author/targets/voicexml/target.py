"""The VoiceXML target as the shelf knows it, and what it cannot do."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import ClassVar

from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.ir.coverage import check_coverage, settings_span
from ivr_author.ir.program import Program, Voice
from ivr_author.ir.target import Artifact
from ivr_author.targets.voicexml.emit import emit
from ivr_author.targets.voicexml.validate import faults_of_documents
from ivr_author.targets.voicexml.voices import NAME, check_voices, chosen_voice


@dataclass(frozen=True, slots=True)
class VoiceXmlTarget:
    """VoiceXML 2.1."""

    name: str = NAME
    title: str = "VoiceXML 2.1"
    deploy: ClassVar[str] = files("ivr_author.targets.voicexml").joinpath("deploy.md").read_text("utf-8")
    rules: ClassVar[Mapping[str, str]] = {
        "voicexml-borrowed-voice": "A voice of another language stands in for one that the platform lacks",
        "voicexml-no-voice": "A locale has no voice, and some of its texts have neither a recording nor a way out",
        "voicexml-same-language": "Two locales have the same language tag",
    }

    def voice(self, program: Program, locale: str) -> Voice | None:
        """Of ivr.yaml, else the platform's own; without a name where it is only taken to have one."""
        return chosen_voice(program, locale)

    def check(self, program: Program) -> list[Diagnostic]:
        """Locales that nobody hears, or that could not be told apart."""
        span = settings_span(program)
        silent = check_coverage(program, NAME, "VoiceXML", lambda locale: chosen_voice(program, locale), span)
        return [*silent, *check_voices(program, span)]

    def emit(self, program: Program) -> Artifact:
        """All documents."""
        return emit(program)

    def validate(self, artifact: Artifact) -> list[str]:
        """The documents by the schema beside this file."""
        return faults_of_documents(artifact.files)

    def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
        """One call through the interpreter."""
        # Loaded here: it is the larger half of this target, and checks and builds play nothing.
        importlib.import_module("ivr_author.targets.voicexml.play").play(artifact, setup, line)


TARGET = VoiceXmlTarget()
