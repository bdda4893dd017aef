"""What the phone reports after it was left to do something, and where that leads."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ivr_author.core.entry import classify_entry
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.matching import matches
from ivr_author.core.value_types import Value
from ivr_author.ir.ops import End, Input, Queue, Record, Transfer

_DIALLED = {"busy": "busy", "no-answer": "no_answer", "completed": "connected", "answered": "connected"}
_ENQUEUED = {
    **dict.fromkeys(("bridged", "bridging-in-process", "hangup", "redirected", "redirected-from-bridged"), "accepted"),
    "queue-full": "full",
    "leave": "closed",
}


class Reported(msgspec.Struct, frozen=True):
    """Where a call goes on: `to` is a block, or None if somebody else has had the call.

    `into` is the variable, if any, that takes `value`. `awaits_terminator`: the entry was complete before its
    terminator, which may still come.
    """

    to: str | None
    into: str = ""
    value: Value = None
    awaits_terminator: bool = False


def read_report(end: End, parameters: Mapping[str, str], phrases: Mapping[str, str]) -> Reported | None:
    """What the parameters of a request say about an end; None if it leaves nothing to the phone.

    `phrases` are the words that callers may say, by address, in the caller's locale.
    """
    match end:
        case Input():
            return _read_entry(end, parameters, phrases)
        case Transfer():
            result = _DIALLED.get(parameters.get("DialCallStatus", ""), "failed")
            return Reported({"busy": end.busy, "no_answer": end.no_answer, "failed": end.failed}.get(result))
        case Queue():
            result = _ENQUEUED.get(parameters.get("QueueResult", ""), "full")
            return Reported({"full": end.full, "closed": end.closed}.get(result))
        case Record():
            return Reported(end.ok if parameters.get("RecordingUrl") else end.failed)
    return None


def _read_entry(end: Input, parameters: Mapping[str, str], phrases: Mapping[str, str]) -> Reported:
    words = parameters.get("SpeechResult", "")
    if words:
        return _read_words(end, words, phrases)
    digits, finished = parameters.get("Digits", ""), bool(parameters.get("FinishedOnKey"))
    awaits_terminator = bool(end.entry.terminator) and not finished and len(digits) >= end.entry.longest
    result = classify_entry(digits, finished, end.entry)
    if result.outcome == "key":
        return Reported(end.keys[result.key], "", None, awaits_terminator)
    if result.outcome == "ok" and end.into is not None and end.accepted is not None:
        return Reported(end.accepted, end.into, result.value, awaits_terminator)
    to = end.no_input if result.outcome == "no_input" else end.no_match
    return Reported(to, awaits_terminator=awaits_terminator)


def _read_words(end: Input, words: str, phrases: Mapping[str, str]) -> Reported:
    if end.free_speech and end.into is not None and end.accepted is not None:
        return Reported(end.accepted, end.into, words[:MAX_VALUE_CHARACTERS])
    for phrase in end.phrases:
        if matches(words, phrases[phrase.address]):
            return Reported(phrase.to)
    return Reported(end.no_match)
