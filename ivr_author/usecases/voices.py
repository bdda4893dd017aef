"""`voices`: for each target and locale, what lets callers hear its texts, and which of them would be silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.flow.settings import Settings
from ivr_author.harness.targets import load_targets
from ivr_author.ir.coverage import SpokenText, silent_texts, spoken_texts, with_voices_for_all
from ivr_author.ir.program import Program, Voice
from ivr_author.usecases.program import program_of
from ivr_author.usecases.required import require_locale
from ivr_author.usecases.run_calls import errors_of
from ivr_author.workspace.project import load_workspace

SOURCE = "source"


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One locale on one target.

    `texts` counts what can be said in the locale, each form of a plural by itself, `recorded` those with a recording
    of the very words, `with_values` those that no recording can say. `way_out` is `source` or a queue's name; empty
    without one. `is_declared`: ivr.yaml names the voice, or says that there is one. `silent` are the texts that callers
    would not hear.
    """

    target: str
    locale: str
    voice: Voice | None
    texts: int
    recorded: int
    with_values: int
    way_out: str
    is_declared: bool
    silent: tuple[SpokenText, ...]

    @property
    def status(self) -> str:
        """`way out`, `voice`, `borrowed`, `assumed` (the platform's own, taken to exist), `recorded` or `silent`."""
        if self.way_out:
            return "way out"
        if self.voice is not None:
            is_known = bool(self.voice.name) or self.is_declared
            return "borrowed" if self.voice.borrowed else "voice" if is_known else "assumed"
        return "silent" if self.silent else "recorded"


@dataclass(frozen=True, slots=True)
class VoicesResult:
    """The rows by target and locale, or the errors of a workspace that could not be read."""

    rows: tuple[VoiceRow, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]

    @property
    def silent(self) -> int:
        """How many texts would be silent, over all rows."""
        return sum(len(row.silent) for row in self.rows)


def find_voices(root: Path, targets: Sequence[str] = (), locale: str | None = None) -> VoicesResult:
    """The voices of some targets (default: all) for a locale (default: all). Raises `UnknownName` for a locale."""
    workspace = load_workspace(root)
    content = workspace.content
    errors = tuple(errors_of(workspace.diagnostics))
    if content is None:
        return VoicesResult((), errors, workspace.sources)
    if locale is not None:
        require_locale(content, locale)
    rows = voice_rows(program_of(workspace, content), content.settings, targets, locale)
    return VoicesResult(rows, errors, workspace.sources)


def voice_rows(
    program: Program, settings: Settings, targets: Sequence[str] = (), locale: str | None = None
) -> tuple[VoiceRow, ...]:
    """The rows of some targets (default: all) for a locale (default: all) of a program."""
    spoken = spoken_texts(program)
    wanted = spoken_texts(with_voices_for_all(program)) if program.without_voice else spoken
    queues = {name: one.queue.value for name, one in settings.without_voice.items() if one.queue}
    rows = []
    for target in load_targets().values():
        if targets and target.name not in targets:
            continue
        for one in (locale,) if locale is not None else program.all_locales():
            voice, texts = target.voice(program, one), wanted[one]
            rows.append(
                VoiceRow(
                    target=target.name,
                    locale=one,
                    voice=voice,
                    texts=len(texts),
                    recorded=len(texts) - len(silent_texts(texts)),
                    with_values=sum(text.has_values for text in texts),
                    way_out=queues.get(one, SOURCE) if one in program.without_voice else "",
                    is_declared=one in program.voices.get(target.name, {}),
                    silent=silent_texts(spoken[one]) if voice is None else (),
                )
            )
    return tuple(rows)
