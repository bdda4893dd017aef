"""The types that fields of the language have: texts, prompts, references, durations, keys, expressions."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from typing import Any

from ivr_author.core.limits import MAX_ATTEMPTS
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.core.value_types import AUTHOR_TYPES, ValueType
from ivr_author.expression.model import ExpressionFault
from ivr_author.expression.parse import parse_expression
from ivr_author.flow.fields import ID, ID_HINT, Reader, define, nearest, read_mapping, scalar_text
from ivr_author.flow.model import (
    BulletinName,
    CalendarName,
    ExpressionText,
    FlowName,
    Given,
    KeyAction,
    LocaleName,
    Name,
    NodeRef,
    NoticeName,
    PhraseText,
    Prompt,
    PromptItem,
    QueueName,
    ReturnName,
    ServiceName,
    Text,
    Variable,
    VariableName,
    Written,
)

_DURATION = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)(ms|s|m)")
MOST_PROMPT_SECONDS = 600
"""The longest limit that a prompt can have."""

YEARS = range(1900, 2200)
"""Years of dates in flows and calendars."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_REFERENCE = re.compile(r"(?:flow:)?[a-z][a-z0-9_]{0,39}")
_PROMPT_KEYS = ("text", "count", "one", "other", "context", "audio", "from", "until", "max_seconds")
_LANG_TAG = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")


class Seconds(float):
    """A duration in seconds, written as `5s`, `500ms` or `1m`."""


class Count(int):
    """A small whole number, 1 or more."""


class Attempts(int):
    """How often an input is offered, 1 to 10."""


class Key(str):
    """A telephone key: one of 0-9 * #."""

    __slots__ = ()


class Terminator(str):
    """The key that ends an entry: `#` or `*`."""

    __slots__ = ()


class PhoneOrSip(str):
    """A number in E.164 form (`+18005550100`) or a SIP address (`sip:desk@example.org`)."""

    __slots__ = ()


def _text(node: TreeNode, reader: Reader) -> Text:
    scalar = scalar_text(node, "this text", reader)
    return Text(scalar.text, scalar.span)


def _plain(node: TreeNode, reader: Reader) -> str:
    return scalar_text(node, "this text", reader).text


def _given(node: TreeNode, reader: Reader) -> Given:
    scalar = scalar_text(node, "a value", reader)
    return Given(scalar.text, scalar.span)


def _written(node: TreeNode, reader: Reader) -> Written:
    scalar = scalar_text(node, "this text", reader)
    return Written(scalar, scalar.span)


def _boolean(node: TreeNode, reader: Reader) -> bool:
    if isinstance(node, Scalar) and isinstance(node.data, bool) and not node.quoted:
        return node.data
    raise reader.skip("wrong-value", "this must be true or false", node.span)


def _whole(node: TreeNode, reader: Reader, low: int, high: int) -> int:
    data = node.data if isinstance(node, Scalar) and not node.quoted else None
    if isinstance(data, int) and not isinstance(data, bool) and low <= data <= high:
        return data
    raise reader.skip("wrong-value", f"this must be a whole number from {low} to {high}", node.span)


def read_seconds(node: TreeNode, reader: Reader) -> Seconds:
    """A duration."""
    text = scalar_text(node, "a duration", reader).text
    match = _DURATION.fullmatch(text)
    if match is None:
        raise reader.skip("wrong-value", f"`{text}` is no duration", node.span, "write `5s`, `500ms` or `1m`")
    return Seconds(float(match[1]) * _UNITS[match[2]])


def _key(node: TreeNode, reader: Reader) -> Key:
    text = scalar_text(node, "a key", reader).text
    if len(text) == 1 and text in "0123456789*#":
        return Key(text)
    hint = 'one of 0-9 * #, in quotes: key: "1"'
    raise reader.skip("wrong-value", f"`{text}` is no telephone key", node.span, hint)


def _terminator(node: TreeNode, reader: Reader) -> Terminator:
    text = scalar_text(node, "a terminator", reader).text
    if text in ("#", "*"):
        return Terminator(text)
    raise reader.skip("wrong-value", f"`{text}` can't end an entry", node.span, 'use "#" or "*", in quotes')


def read_phone(node: TreeNode, reader: Reader) -> PhoneOrSip:
    """A number or SIP address."""
    text = scalar_text(node, "a number", reader).text
    if re.fullmatch(r"\+[1-9]\d{6,14}", text) or re.fullmatch(r"sips?:[^\s<>\"']{1,200}", text):
        return PhoneOrSip(text)
    hint = 'write "+18005550100" (E.164) or sip:name@example.org'
    raise reader.skip("wrong-value", f"`{text}` is neither a phone number nor a SIP address", node.span, hint)


def _day(node: TreeNode, reader: Reader) -> date:
    text = scalar_text(node, "a date", reader).text
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None:
        raise reader.skip("wrong-value", f"`{text}` is no date", node.span, "write it as 2026-12-23")
    if day.year not in YEARS:
        # The first and the last days that Python knows have no day before or after them.
        hint = f"write a year from {YEARS[0]} to {YEARS[-1]}, or leave the date out"
        raise reader.skip("wrong-value", f"`{text}` is not a date that calls are made on", node.span, hint)
    return day


def read_instant(node: TreeNode, reader: Reader) -> datetime:
    """A moment with its offset from UTC."""
    text = scalar_text(node, "a time", reader).text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        hint = "write date, time and offset: 2026-12-23T18:30:00-05:00"
        raise reader.skip("wrong-value", f"`{text}` is no moment in time", node.span, hint)
    return instant


def _reference(node: TreeNode, reader: Reader) -> NodeRef:
    scalar = scalar_text(node, "a way onward", reader)
    if not _REFERENCE.fullmatch(scalar.text):
        hint = "name a node of this flow, or `flow:NAME`"
        raise reader.skip("wrong-value", f"`{scalar.text}` is no node", scalar.span, hint)
    return NodeRef(scalar.text, scalar.span)


def _key_action(node: TreeNode, reader: Reader) -> KeyAction:
    return KeyAction(_reference(node, reader))


def read_expression(node: TreeNode, reader: Reader) -> ExpressionText:
    """An expression, parsed."""
    scalar = scalar_text(node, "an expression", reader)
    parsed = parse_expression(scalar.text)
    if isinstance(parsed, ExpressionFault):
        raise reader.skip("expression-syntax", parsed.message, scalar.span, parsed.hint)
    return ExpressionText(parsed, scalar.text, scalar.span, scalar)


def _value_type(node: TreeNode, reader: Reader) -> ValueType:
    text = scalar_text(node, "a type", reader).text
    if text in AUTHOR_TYPES:
        return ValueType(text)
    raise reader.skip("wrong-value", f"there is no type `{text}`", node.span, nearest(text, AUTHOR_TYPES))


def _phrase(node: TreeNode, reader: Reader) -> PhraseText:
    scalar = scalar_text(node, "a phrase", reader)
    return PhraseText(scalar, scalar.span)


def _variable(node: TreeNode, reader: Reader) -> Variable:
    if isinstance(node, Scalar):
        return Variable(_value_type(node, reader), node.span)
    mapping = read_mapping(node, "a variable", reader)
    for key, _ in mapping:
        if key.text != "type":
            reader.fault("unknown-key", f"a variable has no key `{key.text}`", key.span, nearest(key.text, ["type"]))
    kind = mapping.get("type")
    if kind is None:
        raise reader.skip("missing-key", "a variable needs `type`", mapping.span, "add `type: text`")
    return Variable(_value_type(kind, reader), node.span)


# --- prompts ---------------------------------------------------------------------------------------------------------


def _prompt(node: TreeNode, reader: Reader) -> Prompt:
    if isinstance(node, Sequence):
        if not node.items:
            raise reader.skip(
                "empty-value", "this prompt is an empty list", node.span, "write a text, or remove the key"
            )
        return Prompt(tuple(_prompt_item(item, reader) for item in node.items), node.span)
    return Prompt((_prompt_item(node, reader),), node.span)


def _prompt_item(node: TreeNode, reader: Reader) -> PromptItem:
    if not isinstance(node, TreeMapping):
        scalar = scalar_text(node, "a prompt", reader)
        return PromptItem(scalar, scalar.span)
    for key, _ in node:
        if key.text not in _PROMPT_KEYS:
            reader.fault("unknown-key", f"a prompt has no key `{key.text}`", key.span, nearest(key.text, _PROMPT_KEYS))

    def one(key: str) -> Scalar | None:
        value = node.get(key)
        return None if value is None else scalar_text(value, f"`{key}`", reader)

    def day(key: str) -> date | None:
        value = node.get(key)
        return None if value is None else _day(value, reader)

    text, singular, plural, count = one("text"), one("one"), one("other"), one("count")
    if (text is None) == (singular is None):
        hint = "give `text:`, or `count:`, `one:` and `other:` for a plural"
        raise reader.skip("wrong-shape", "a prompt is either a text or a plural", node.span, hint)
    if singular is not None and (plural is None or count is None):
        missing = "other" if plural is None else "count"
        raise reader.skip("missing-key", f"a plural prompt needs `{missing}`", node.span, f"add `{missing}:`")
    if singular is None and (plural is not None or count is not None):
        raise reader.skip("wrong-shape", "`count` and `other` belong to a plural", node.span, "use `one:` for the text")
    first, last = day("from"), day("until")
    if first is not None and last is not None and first > last:
        raise reader.skip("wrong-value", "this prompt's season ends before it begins", node.span, "swap the dates")
    spoken = text or singular
    assert spoken is not None, "one of the two was given"
    context, audio = one("context"), one("audio")
    return PromptItem(
        spoken,
        node.span,
        plural,
        count,
        context.text if context else "",
        audio.text if audio else "",
        first,
        last,
        _limit(node.get("max_seconds"), reader),
    )


def _limit(node: TreeNode | None, reader: Reader) -> float:
    if node is None:
        return 0
    data = node.data if isinstance(node, Scalar) and not node.quoted else None
    if isinstance(data, int | float) and not isinstance(data, bool) and 0 < data <= MOST_PROMPT_SECONDS:
        return float(data)
    message = f"this must be a number of seconds, more than 0 and at most {MOST_PROMPT_SECONDS}"
    raise reader.skip("wrong-value", message, node.span)


# --- the table -------------------------------------------------------------------------------------------------------


def _string(pattern: str = "", description: str = "") -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if pattern:
        schema["pattern"] = pattern
    if description:
        schema["description"] = description
    return schema


def _named(names: str, description: str, pattern: str = "") -> dict[str, Any]:
    """The schema of a name; `x-names` tells an editor that knows the workspace which names there are."""
    return {**_string(pattern, description), "x-names": names}


def _spoken() -> dict[str, Any]:
    return {"type": ["string", "number", "boolean"], "description": "Plain text; {name} is a placeholder."}


def prompt_schema() -> dict[str, Any]:
    """A prompt: a text, a map with a text or plural, or a list of those."""
    day = _string(r"^\d{4}-\d\d-\d\d$", "A date, as 2026-12-23.")
    common = {
        "context": _string(description="For the translator."),
        "audio": _string(),
        "from": day,
        "until": day,
        "max_seconds": {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": MOST_PROMPT_SECONDS,
            "description": "How long it may be in any language.",
        },
    }
    item = {
        "oneOf": [
            _spoken(),
            {
                "type": "object",
                "properties": {"text": _spoken(), **common},
                "required": ["text"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"count": _string(), "one": _spoken(), "other": _spoken(), **common},
                "required": ["count", "one", "other"],
                "additionalProperties": False,
            },
        ]
    }
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _name_reader(kind: type[Name]) -> Any:
    pattern, hint = ID, ID_HINT
    if kind is LocaleName:
        pattern, hint = _LANG_TAG, "write a language tag, as es or pt_BR"
    if kind is ServiceName:
        pattern, hint = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"), "write it as billing.balance"

    def read(node: TreeNode, reader: Reader) -> Name:
        scalar = scalar_text(node, "a name", reader)
        if not pattern.fullmatch(scalar.text):
            raise reader.skip("wrong-value", f"`{scalar.text}` can't be a name here", scalar.span, hint)
        return kind(scalar.text, scalar.span)

    return read


define(Text, _text, _string)
define(str, _plain, _string)
define(bool, _boolean, lambda: {"type": "boolean"})
define(Seconds, read_seconds, lambda: _string(r"^\d+(\.\d+)?(ms|s|m)$", "A duration: 5s, 500ms, 1m."))
define(Count, lambda n, r: Count(_whole(n, r, 1, 3600)), lambda: {"type": "integer", "minimum": 1, "maximum": 3600})
define(
    Attempts,
    lambda n, r: Attempts(_whole(n, r, 1, MAX_ATTEMPTS)),
    lambda: {"type": "integer", "minimum": 1, "maximum": MAX_ATTEMPTS},
)
define(Key, _key, lambda: {"type": ["string", "integer"], "pattern": "^[0-9*#]$", "description": "A telephone key."})
define(Terminator, _terminator, lambda: {"enum": ["#", "*"]})
define(PhoneOrSip, read_phone, lambda: _string(r"^(\+[1-9]\d{6,14}|sips?:.+)$"))
define(date, _day, lambda: _string(r"^\d{4}-\d\d-\d\d$"))
define(datetime, read_instant, lambda: _string(r"^\d{4}-\d\d-\d\dT\d\d:\d\d", "Date, time and offset."))
define(
    ExpressionText,
    read_expression,
    lambda: {"type": ["string", "number", "boolean"], "description": "An expression, as balance > 0 and not paid."},
)
define(ValueType, _value_type, lambda: {"enum": [str(kind) for kind in AUTHOR_TYPES]})
define(PhraseText, _phrase, _spoken)
define(Given, _given, lambda: {"type": ["string", "number", "boolean"], "description": "A value of the slot's type."})
define(Written, _written, _spoken)
define(Prompt, _prompt, lambda: {"$ref": "#/$defs/Prompt"})
define(
    Variable,
    _variable,
    lambda: {
        "oneOf": [
            {"enum": [str(kind) for kind in AUTHOR_TYPES]},
            {
                "type": "object",
                "properties": {"type": {"enum": [str(kind) for kind in AUTHOR_TYPES]}},
                "required": ["type"],
                "additionalProperties": False,
            },
        ]
    },
)
define(NodeRef, _reference, lambda: _named("nodes", "A node, or flow:NAME.", f"^{_REFERENCE.pattern}$"))
define(
    KeyAction, _key_action, lambda: _named("actions", "repeat, back, a node or flow:NAME.", f"^{_REFERENCE.pattern}$")
)
for _kind, _names, _description in (
    (CalendarName, "calendars", "A calendar: a file of flows/calendars."),
    (QueueName, "queues", "A queue of ivr.yaml."),
    (FlowName, "flows", "A flow: a file of flows."),
    (BulletinName, "bulletins", "A bulletin: a file of flows/bulletins."),
    (VariableName, "variables", "A variable of this flow."),
    (ReturnName, "returns", "A name by which the flow returns."),
    (NoticeName, "notices", "A notice: a folder of notices."),
    (ServiceName, "services", "A service of ivr.yaml."),
    (LocaleName, "locales", "A locale of the workspace."),
):
    define(_kind, _name_reader(_kind), functools.partial(_named, _names, _description))
