"""One transcript: the sample's calls are the same on the reference and on what every target emits, in every locale.

`pytest flows` plays each call as it is written. Here callers do the same in every locale of the workspace, and calls
that cover all flows are made anew for each, so that no way through the sample is left out in any language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.call.caller import Hear
from ivr_author.call.script import CallScript, Expectation, ScriptStep, last_locale
from ivr_author.call.transcript import Transcript
from ivr_author.core.source import Source, Span
from ivr_author.harness.compare import Difference
from ivr_author.harness.explain import explain
from ivr_author.harness.paths import GeneratedCall, covering_calls
from ivr_author.harness.run import Players
from ivr_author.harness.targets import target_names
from ivr_author.usecases.run_calls import stage_calls
from ivr_author.workspace.project import Workspace, load_workspace

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ("en", "es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar")
FIRST_FLOW = "main"
"""It answers the number that everybody calls, and leads to every other flow."""

HEARS_NO_WORDS = {"twiml": {"ht"}}
"""Locales in which a target declares that it hears no words, so that callers have to press keys there."""


@pytest.fixture(scope="module")
def sample() -> Workspace:
    return load_workspace(ROOT)


@pytest.fixture(scope="module")
def players(sample: Workspace) -> Players:
    stage = stage_calls(sample)
    assert stage is not None
    return stage


def test_these_are_the_locales_of_the_sample(players: Players) -> None:
    assert players.program.all_locales() == LOCALES


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("target", target_names())
def test_hand_written_calls_are_the_same_in_every_locale(
    sample: Workspace, players: Players, target: str, locale: str
) -> None:
    """Whoever does what a script says without listening may end elsewhere, but at the same place on every player."""
    scripts = [script for scripts in sample.scripts.values() for script in scripts]
    assert len(scripts) >= 40
    check(players, target, [without_expectations(script, locale) for script in scripts])


@pytest.mark.parametrize("locale", LOCALES)
def test_covering_calls_are_the_same_on_every_target(players: Players, locale: str) -> None:
    covering = covering_calls(players.program, FIRST_FLOW, "edges", locale)
    scripts = list(as_scripts(covering.calls))
    assert len(scripts) > 50
    for target in target_names():
        check(players, target, scripts)


def check(players: Players, target: str, scripts: Iterable[CallScript]) -> None:
    """Fail with the first call that differs, and with how many more do."""
    results = [players.run(script, target) for script in scripts]
    parted = [one for one in results if one.difference is not None and not is_declared(one.difference, target)]
    assert not parted, f"{len(parted)} calls differ, the first:\n{explain(parted[0], players.program)}"


def is_declared(difference: Difference, target: str) -> bool:
    """Whether a target did not hear words in a locale in which it says that it hears none."""
    if difference.what != "events" or difference.index >= len(difference.actual.events):
        return False
    expected, actual = difference.expected.events[difference.index], difference.actual.events[difference.index]
    spoken = last_locale(Transcript(difference.expected.events[: difference.index]))
    return (expected["event"], actual["event"]) == ("speech", "no_input") and spoken in HEARS_NO_WORDS.get(target, ())


@pytest.mark.parametrize("target", target_names())
def test_locales_without_speech_are_those_that_the_target_declares(players: Players, target: str) -> None:
    declared = [one.message for one in players.check(target) if one.rule == f"{target}-no-speech"]
    named = {locale for locale in LOCALES for message in declared if f" {locale} (" in message}
    assert named == HEARS_NO_WORDS.get(target, set())


def without_expectations(script: CallScript, locale: str) -> CallScript:
    """The same caller in another locale, who hears other words and so cannot be asked to wait for these."""
    steps = tuple(one for one in script.steps if not isinstance(one.step, Hear))
    return replace(script, setup=replace(script.setup, locale=locale), steps=steps, expect=Expectation())


def as_scripts(calls: Iterable[GeneratedCall]) -> Iterator[CallScript]:
    """Generated calls as scripts that expect nothing."""
    source = Source("generated", "")
    for number, call in enumerate(calls, 1):
        place = Span(source.path, number, 1, number, 1)
        yield CallScript(
            f"covering call {number}",
            source,
            place,
            call.setup,
            tuple(ScriptStep(action, place) for action in call.actions),
            lookups=call.lookups,
            queues=call.queues,
            transfers=call.transfers,
            sends=call.sends,
            callbacks=call.callbacks,
            recordings=call.recordings,
        )
