"""The VoiceXML target as the shelf knows it, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.targets.voicexml.emit import emit
from ivr_author.targets.voicexml.forms import language_of
from ivr_author.targets.voicexml.play import play
from ivr_author.targets.voicexml.validate import faults_of_documents


@dataclass(frozen=True, slots=True)
class VoiceXmlTarget:
    """VoiceXML 2.1."""

    name: str = "voicexml"
    title: str = "VoiceXML 2.1"
    rules: ClassVar[Mapping[str, str]] = {"voicexml-same-language": "Two locales have the same language tag"}

    def check(self, program: Program) -> list[Diagnostic]:
        """Two locales with one language tag could not be told apart."""
        return list(_same_languages(program))

    def emit(self, program: Program) -> Artifact:
        """All documents."""
        return emit(program)

    def validate(self, artifact: Artifact) -> list[str]:
        """The documents by the schema beside this file."""
        return faults_of_documents(artifact.files)

    def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
        """One call through the interpreter."""
        play(artifact, setup, line)


def _same_languages(program: Program) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for locale in program.all_locales():
        tag = language_of(locale)
        if tag in seen:
            message = f"VoiceXML speaks `{locale}` and `{seen[tag]}` under the same language, {tag}"
            yield error("voicexml-same-language", message, hint="leave one of them out of `locales`")
        seen.setdefault(tag, locale)


TARGET = VoiceXmlTarget()
