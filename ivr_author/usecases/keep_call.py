"""Writes a simulated call down as a call script, so that it can be kept and played again on every target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.call.script import last_locale
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import CallSetup
from ivr_author.flow.write_script import quote, write_answers, write_step
from ivr_author.usecases.simulate import WorldAnswers


def script_of_call(
    setup: CallSetup, answers: WorldAnswers, actions: Sequence[Action], transcript: Transcript, *, name: str
) -> str:
    """The YAML of a file with this one call: it expects what was heard, the nodes passed and the outcome."""
    return "\n".join(
        (
            "# yaml-language-server: $schema=schema/calls.schema.json",
            "calls:",
            *_call(setup, answers, actions, transcript, name),
            "",
        )
    )


def _call(
    setup: CallSetup, answers: WorldAnswers, actions: Sequence[Action], transcript: Transcript, name: str
) -> Iterator[str]:
    yield f"  - name: {quote(name)}"
    yield f"    at: {quote(setup.at.isoformat())}"
    yield f"    caller: {quote(setup.caller)}"
    yield f"    called: {quote(setup.called)}"
    if setup.locale:
        yield f"    locale: {quote(setup.locale)}"
    asked = {str(event["service"]) for event in transcript.events if event["event"] == "lookup"}
    lookups = {service: write_answers(found) for service, found in answers.lookups.items() if service in asked}
    yield from _map("lookups", lookups)
    for key, results, usual in (
        ("queues", answers.queues, "accepted"),
        ("transfers", answers.transfers, "connected"),
        ("sends", answers.sends, "ok"),
    ):
        yield from _map(key, {one: quote(result) for one, result in results.items() if result != usual})
    for key, result in (("callbacks", answers.callbacks), ("recordings", answers.recordings)):
        if result != "ok":
            yield f"    {key}: {result}"
    yield "    script:"
    yield from _steps(actions, transcript)
    yield "    expect:"
    if transcript.outcome:
        yield f"      outcome: {quote(transcript.outcome)}"
    if last_locale(transcript):
        yield f"      locale: {quote(last_locale(transcript))}"
    yield f"      passes: [{', '.join(transcript.nodes)}]"


def _steps(actions: Sequence[Action], transcript: Transcript) -> Iterator[str]:
    """What was heard and done, in order: an action shows in the transcript as its keys, words, silence or recording."""
    waiting = list(actions)
    wrote = False
    for event in transcript.events:
        if event["event"] == "say":
            yield f"      - hear: {quote(str(event['text']))}"
            wrote = True
        elif waiting and _is_answer(waiting[0], str(event["event"])):
            yield f"      - {write_step(waiting.pop(0))}"
            wrote = True
    if not wrote:
        yield "      - hang_up"


def _is_answer(action: Action, event: str) -> bool:
    """Whether an event comes of an action. A no-match follows keys or words that have an event of their own."""
    shown = {Press: ("keys", "record"), Speak: ("speech", "record", "no_input"), Silence: ("no_input", "record")}
    return event == "hangup" if isinstance(action, HangUp) else event in shown[type(action)]


def _map(key: str, entries: Mapping[str, str]) -> Iterator[str]:
    if entries:
        yield f"    {key}:"
        yield from (f"      {quote(name)}: {value}" for name, value in entries.items())
