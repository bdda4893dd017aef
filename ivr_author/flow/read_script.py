"""Trees -> call scripts (`flows/<flow>.calls.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import ClassVar

from ivr_author.call.caller import CallerStep, HangUp, Hear, Press, Silence, Speak
from ivr_author.call.script import CallScript, Expectation, ScriptStep
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.flow.field_types import read_phone
from ivr_author.flow.fields import (
    Reader,
    Skip,
    define,
    define_choice,
    given,
    nearest,
    read_mapping,
    read_record,
    scalar_text,
)
from ivr_author.flow.model import LocaleName
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion

DEFAULT_AT = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
"""A script without `at` is called on an ordinary Tuesday morning in the east of the United States."""

STEP_WORDS = ("hear", "press", "say", "silence", "hang_up")
QUEUE_STATES = ("accepted", "full", "closed")
TRANSFER_STATES = ("connected", "busy", "no_answer", "failed")
RESULTS = ("ok", "failed")


class CallTime(datetime):
    """A moment with its offset."""


class CallerNumber(str):
    """A number in E.164 form."""

    __slots__ = ()


class AnswerList(tuple[Answer, ...]):
    """One answer or several, used in turn."""

    __slots__ = ()


class QueueState(str):
    """What a queue does."""

    __slots__ = ()


class TransferState(str):
    """What the other side of a transfer does."""

    __slots__ = ()


class OkOrFailed(str):
    """Whether it works."""

    __slots__ = ()


class Outcome(str):
    """How a call ends."""

    __slots__ = ()


def read_answers(node: TreeNode, reader: Reader) -> AnswerList:
    """One answer or a list of them."""
    if isinstance(node, TreeSequence):
        return AnswerList(_answer(item, reader) for item in node.items)
    return AnswerList((_answer(node, reader),))


def _answer(node: TreeNode, reader: Reader) -> Answer:
    hint = "write {ok: {field: value}}, not_found or failed"
    if isinstance(node, Scalar):
        if node.text in ("ok", "not_found", "failed"):
            return Answer(node.text)
        raise reader.skip("wrong-value", f"`{node.text}` is no answer of a service", node.span, hint)
    mapping = read_mapping(node, "an answer", reader)
    fields = mapping.get("ok")
    if len(mapping.entries) != 1 or not isinstance(fields, TreeMapping):
        raise reader.skip("wrong-shape", "this is no answer of a service", node.span, hint)
    return Answer("ok", {key.text: scalar_text(value, "a field", reader).text for key, value in fields})


def _step(node: TreeNode, reader: Reader) -> ScriptStep:
    if isinstance(node, Scalar):
        plain: dict[str, CallerStep] = {"silence": Silence(), "hang_up": HangUp()}
        if node.text in plain:
            return ScriptStep(plain[node.text], node.span)
        hint = nearest(node.text, STEP_WORDS)
        raise reader.skip("wrong-value", f"`{node.text}` is no step of a call", node.span, hint)
    mapping = read_mapping(node, "a step", reader)
    if len(mapping.entries) != 1:
        raise reader.skip("wrong-shape", "a step is one thing", node.span, "write `- hear: ...` and `- press: ...`")
    key, value = mapping.entries[0]
    text = scalar_text(value, f"`{key.text}`", reader).text
    if key.text == "hear":
        return ScriptStep(Hear(text), node.span)
    if key.text == "say":
        return ScriptStep(Speak(text), node.span)
    if key.text == "press":
        if not all(one in "0123456789*#" for one in text):
            raise reader.skip("wrong-value", f"`{text}` has a key that no telephone has", value.span, "use 0-9 * #")
        return ScriptStep(Press(text), node.span)
    raise reader.skip("unknown-key", f"a call has no step `{key.text}`", key.span, nearest(key.text, STEP_WORDS))


def _at(node: TreeNode, reader: Reader) -> datetime:
    text = scalar_text(node, "a time", reader)
    try:
        moment = datetime.fromisoformat(text.text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        hint = "write date, time and offset: 2026-12-23T18:30:00-05:00"
        raise reader.skip("wrong-value", f"`{text.text}` is no moment in time", text.span, hint)
    return moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectRecord(Record):
    """What must hold at the end of the call."""

    WHAT: ClassVar[str] = "`expect`"

    locale: LocaleName | None = None
    outcome: Outcome | None = None
    passes: tuple[str, ...] = ()
    span: Span = given()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord(Record):
    """One call: when, from where, what the caller does and what must come of it."""

    WHAT: ClassVar[str] = "a call"

    name: str
    notes: str | None = None
    at: CallTime | None = None
    caller: CallerNumber | None = None
    called: CallerNumber | None = None
    locale: LocaleName | None = None
    lookups: Mapping[str, AnswerList] | None = None
    queues: Mapping[str, QueueState] | None = None
    transfers: Mapping[str, TransferState] | None = None
    sends: Mapping[str, OkOrFailed] | None = None
    callbacks: OkOrFailed | None = None
    recordings: OkOrFailed | None = None
    script: tuple[ScriptStep, ...]
    expect: ExpectRecord | None = None
    span: Span = given()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsFile(Record):
    """The call scripts of a flow."""

    WHAT: ClassVar[str] = "a file of call scripts"

    format: FormatVersion | None = None
    calls: tuple[CallRecord, ...]


def read_scripts(
    flow_id: str, source: Source, tree: TreeNode, called: str = "", locales: Mapping[str, str] = MappingProxyType({})
) -> tuple[list[CallScript], list[Diagnostic]]:
    """The scripts of a file, and what is wrong with it.

    `called` is the number called where a script names none; `locales` are those in which numbers begin a call.
    """
    reader = Reader(source)
    try:
        calls = read_record(CallsFile, tree, "a file of call scripts", reader).calls
    except Skip:
        calls = _readable_calls(tree, reader)
    seen: dict[str, Span] = {}
    for call in calls:
        if call.name in seen:
            reader.fault("duplicate-name", f"two calls are named `{call.name}`", call.span, "name each call once")
        seen.setdefault(call.name, call.span)
    return [_script(flow_id, source, call, called, locales) for call in calls], reader.diagnostics


def _readable_calls(tree: TreeNode, reader: Reader) -> tuple[CallRecord, ...]:
    # The faults are noted already; the calls that can be read are worth playing.
    silent = Reader(reader.source)
    calls = tree.get("calls") if isinstance(tree, TreeMapping) else None
    found = []
    for item in calls.items if isinstance(calls, TreeSequence) else ():
        try:
            found.append(read_record(CallRecord, item, "a call", silent, span=item.span))
        except Skip:
            continue
    return tuple(found)


def _script(flow_id: str, source: Source, call: CallRecord, called: str, locales: Mapping[str, str]) -> CallScript:
    plain = CallSetup(flow_id, call.at or DEFAULT_AT)
    number = str(call.called or called or plain.called)
    setup = CallSetup(
        flow=flow_id,
        at=plain.at,
        caller=str(call.caller or plain.caller),
        called=number,
        locale=call.locale.value if call.locale else locales.get(number),
    )
    expect = call.expect
    return CallScript(
        name=call.name,
        source=source,
        span=call.span,
        setup=setup,
        steps=call.script,
        expect=Expectation(expect.locale.value if expect.locale else None, expect.outcome, expect.passes, expect.span)
        if expect
        else Expectation(),
        lookups=call.lookups or {},
        queues=call.queues or {},
        transfers=call.transfers or {},
        sends=call.sends or {},
        callbacks=call.callbacks or "ok",
        recordings=call.recordings or "ok",
    )


def _outcome(node: TreeNode, reader: Reader) -> Outcome:
    text = scalar_text(node, "an outcome", reader)
    first, _, rest = text.text.partition(" ")
    if (first in ("queue", "transfer") and rest) or text.text in ("hangup flow", "hangup caller", "hangup failure"):
        return Outcome(text.text)
    hint = "write `queue NAME`, `transfer NUMBER`, `hangup flow`, `hangup caller` or `hangup failure`"
    raise reader.skip("wrong-value", f"no call ends as `{text.text}`", text.span, hint)


_TEXT = {"type": ["string", "number"]}
_ANSWER = {
    "oneOf": [
        {"enum": ["ok", "not_found", "failed"]},
        {"type": "object", "properties": {"ok": {"type": "object"}}, "required": ["ok"], "additionalProperties": False},
    ]
}
_STEP = {
    "oneOf": [
        {"enum": ["silence", "hang_up"]},
        *(
            {"type": "object", "properties": {word: _TEXT}, "required": [word], "additionalProperties": False}
            for word in ("hear", "press", "say")
        ),
    ]
}
define(CallTime, _at, lambda: {"type": "string", "examples": ["2026-12-23T18:30:00-05:00"]})
define(CallerNumber, lambda node, reader: CallerNumber(read_phone(node, reader)), lambda: {"type": "string"})
define(AnswerList, read_answers, lambda: {"anyOf": [_ANSWER, {"type": "array", "items": _ANSWER}]})
define(ScriptStep, _step, lambda: _STEP)
define(Outcome, _outcome, lambda: {"type": "string", "pattern": "^(queue|transfer) .+$|^hangup (flow|caller|failure)$"})
define_choice(QueueState, QUEUE_STATES, "what a queue does")
define_choice(TransferState, TRANSFER_STATES, "what a transfer comes to")
define_choice(OkOrFailed, RESULTS, "a result")
