"""The log of the service: one line of JSON for each thing that happened, with the call's id.

Nothing that a caller said, keyed in or is called stands in it: values are told by their kind and length alone, and
what looks like a number in a text of somebody else's is masked.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from ivr_author.targets.twiml.answered import Told

MOST_REFUSALS = 50
"""Of one second and process that are told one by one; of the others only how many they were."""

_CALL = re.compile(r"[A-Za-z]{2}[0-9A-Za-z_-]{0,62}")
_FIGURES = re.compile(r"\+?\d(?:[\s().%+-]{0,3}\d){4,}")
_KINDS = {
    **dict.fromkeys(("Digits", "FinishedOnKey"), "digits"),
    **dict.fromkeys(("SpeechResult", "UnstableSpeechResult", "TranscriptionText"), "speech"),
}
"""Of what Twilio reports: what a caller gave, and as what it is told."""


def logging_of(*, is_masked: bool = True) -> dict[str, Any]:
    """What a process logs, and how, as `logging.config` has it. Where requests come in, texts are masked."""
    line = {"()": "ivr_author.answering.records.LineFormatter", "is_masked": is_masked}
    lines = {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": line},
        "handlers": {"lines": lines},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            # What they would tell in words stands in lines of their own: refusals, and what came of questions.
            "ivr_author.targets.twiml.service": {"level": "ERROR"},
            "ivr_author.answering.outside": {"level": "ERROR"},
        },
    }


def call_id(given: str) -> str:
    """A call's id as it may be told: it may come from anybody, and be anything."""
    return given if _CALL.fullmatch(given) else masked("text", given)


def masked(kind: str, value: str) -> str:
    """A value as it may be told: its kind and how many characters it has."""
    return f"{kind}({len(value)})" if value else ""


def mask(text: str) -> str:
    """A text with what may be the number of somebody told by its length."""
    return _FIGURES.sub(lambda found: masked("digits", re.sub(r"\D", "", found[0])), text)


class LineFormatter(logging.Formatter):
    """A record of `logging` as a line of JSON. Fields that were given as `extra` are left out but the call's id."""

    def __init__(self, *, is_masked: bool = True) -> None:
        super().__init__()
        self._is_masked = is_masked

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        told = {
            "at": _moment(record.created),
            "level": record.levelname.lower(),
            "event": "log",
            "from": record.name,
            "message": mask(record.getMessage()) if self._is_masked else record.getMessage(),
        }
        call = getattr(record, "call", "")
        if call:
            told["call"] = call_id(str(call))
        if record.exc_info and record.exc_info[0] is not None:
            # Its text may hold what a caller gave.
            told["fault"] = record.exc_info[0].__name__
            if not self._is_masked:
                told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class Records:
    """Writes what happens to calls. `steps`: every request, not only where calls begin and end."""

    def __init__(self, stream: TextIO | None = None, *, steps: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._steps = steps
        self._second, self._refused = 0, 0

    def tell(self, told: Told | None, bundle: str, status: int, given: Mapping[str, str]) -> None:
        """What an answer was, if it was one to be told of. `given` are the request's fields, of which only kinds and
        lengths are told."""
        if told is None or not (told.outcome or told.flow or told.fault or self._steps):
            return
        if told.outcome == "refused":
            if self._tells_refusal():
                self.write("refused", call=call_id(told.call), status=status, reason=mask(told.fault), bundle=bundle)
            return
        if told.flow:
            self.write("call began", call=call_id(told.call), flow=told.flow, locale=told.locale, bundle=bundle)
        if self._steps:
            input_ = {kind: masked(kind, given[name]) for name, kind in _KINDS.items() if given.get(name)}
            nodes = list(told.nodes)
            self.write("step", call=call_id(told.call), block=told.block, nodes=nodes, input=input_, bundle=bundle)
        if told.fault:
            self.write("fault", call=call_id(told.call), kind=told.fault, block=told.block, bundle=bundle)
        if told.outcome:
            self.write("call ended", call=call_id(told.call), outcome=told.outcome, locale=told.locale, bundle=bundle)

    def _tells_refusal(self) -> bool:
        """Whether a refusal is told by itself: who floods the service must not fill its disk as well."""
        second = int(time.monotonic())
        if second != self._second:
            hidden = self._refused - MOST_REFUSALS
            self._second, self._refused = second, 0
            if hidden > 0:
                self.write("refused", more=hidden)
        self._refused += 1
        return self._refused <= MOST_REFUSALS

    def asked(self, kind: str, name: str, call: str, result: str, fault: str, status: int, seconds: float) -> None:
        """What came of a question to a back end."""
        took = round(seconds, 3)
        self.write(
            "lookup", call=call_id(call), kind=kind, name=name, result=result, fault=fault, status=status, seconds=took
        )

    def write(self, event: str, **facts: object) -> None:
        """One line, in one piece: several threads and processes write there. Facts that are empty are left out."""
        told = {"at": _moment(time.time()), "event": event, **{name: one for name, one in facts.items() if one}}
        self._stream.write(json.dumps(told, ensure_ascii=False) + "\n")
        self._stream.flush()


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
