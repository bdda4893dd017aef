"""The sample workspace with every other text recorded and two locales without a voice: still one call everywhere."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from ivr_author.call.script import CallScript
from ivr_author.compiler import compile_program
from ivr_author.flow.settings import WayOut
from ivr_author.harness.run import Players
from ivr_author.harness.targets import load_targets, target_names
from ivr_author.ir.coverage import spoken_texts, with_voices_for_all
from ivr_author.speech.recording import Recording, index_recordings, text_digest
from ivr_author.speech.telephone import pack_wav
from ivr_author.workspace.project import load_workspace

ROOT = Path(__file__).resolve().parent.parent.parent
SILENT = ("es", "ht")
EVERY = 3
"""One call in so many: `test_sample_calls` plays them all, with voices."""


@cache
def recorded() -> tuple[Players, tuple[CallScript, ...]]:
    workspace = load_workspace(ROOT)
    assert workspace.content is not None
    settings = workspace.content.settings
    ways_out = {locale: WayOut(span=settings.span) for locale in SILENT}
    content = replace(workspace.content, settings=replace(settings, without_voice=ways_out))
    program = compile_program(content, workspace.translations())
    texts = chain.from_iterable(spoken_texts(with_voices_for_all(program)).values())
    words = dict.fromkeys((one.locale, one.text) for one in texts if not one.has_values)
    recordings = [
        Recording(locale, text, text_digest(text), f"locales/{locale}/audio/{number}.wav", 1.0)
        for number, (locale, text) in enumerate(words)
        if number % 2
    ]
    sounds = {one.path: pack_wav(one.text.encode()) for one in recordings}
    program = replace(program, recordings=index_recordings(recordings), sounds=sounds)
    return Players(program, load_targets()), tuple(chain.from_iterable(workspace.scripts.values()))


@pytest.mark.parametrize("target", target_names())
def test_recorded_calls_are_the_same_everywhere(target: str) -> None:
    players, scripts = recorded()
    artifact = players.artifact(target)
    assert load_targets()[target].validate(artifact) == []
    assert sum(path.startswith("audio/") for path in artifact.files) > 500
    heard = set()
    for script in scripts[::EVERY]:
        result = players.run(script, target)
        assert result.difference is None, "\n".join([script.name, *result.difference.lines()])
        heard.update(str(event["locale"]) for event in result.transcript.events if event["event"] == "say")
    assert {"en", *SILENT} <= heard, "what is recorded is heard in a locale without a voice, too"
