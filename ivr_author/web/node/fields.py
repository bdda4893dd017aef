"""Form fields into values of a node, by the types of its fields: one way to read for each type, none per node type.

Names are the YAML's keys joined by dots: `prompt`, `prompt.0.text`, `next.ok`, `choices.1.key`, `set.0.key`,
`set.0.value`. What the values mean is judged by the flow reader alone.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ivr_author.core.value_types import ValueType
from ivr_author.core.yaml_write import Bare, Value
from ivr_author.flow.field_types import Attempts, Count, Key, PhoneOrSip, Seconds, Terminator
from ivr_author.flow.fields import record_fields
from ivr_author.flow.model import ExpressionText, KeyAction, Name, NodeRef, PhraseText, Prompt, Text, Variable
from ivr_author.flow.nodes.collect import CollectKind
from ivr_author.flow.nodes.send import SendChannel
from ivr_author.usecases.flow_ops import InOrder
from ivr_author.usecases.flow_places import bare_type
from ivr_author.web.numbers import whole_number

Form = Mapping[str, Sequence[str]]
"""What was sent: every value of each name."""

MOST_ROWS = 200
"""Rows of a list in a form; the language needs no more, and a form that asks for a million is no form of ours."""

MOST_INDEX = 999_999
"""The greatest number of a row: rows that were taken away leave gaps."""

PROMPT_TEXTS = ("text", "one", "other")
PROMPT_PARTS = (*PROMPT_TEXTS, "count", "context", "audio", "from", "until", "max_seconds")


class UnknownField(ValueError):
    """The form has a field that the record does not have."""


def read_fields(form: Form, record: type) -> dict[str, Value]:
    """The values of a record that a form gives; None for a key that was emptied. Raises `UnknownField`."""
    by_key: dict[str, dict[tuple[str, ...], Sequence[str]]] = {}
    for name, values in form.items():
        first, *rest = name.split(".")
        by_key.setdefault(first, {})[tuple(rest)] = values
    known = {one.key: bare_type(one.type) for one in record_fields(record)}
    for key in by_key:
        if key not in known:
            raise UnknownField(key)
    # In the order of the language, whatever the browser's.
    return {key: _read(by_key[key], kind) for key, kind in known.items() if key in by_key}


Parts = Mapping[tuple[str, ...], Sequence[str]]


def _read(parts: Parts, kind: object) -> Value:
    if kind is Prompt:
        return _prompt(parts)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _list(parts, arguments[0])
    if origin is Mapping:
        return _map(parts, arguments[1])
    if isinstance(kind, type) and getattr(kind, "IS_RECORD", False):
        return _record(parts, kind)
    return _scalar(parts.get((), [""])[-1], kind)


def _scalar(typed: str, kind: object) -> Value:
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        return None
    assert isinstance(kind, type), "generic types were read above"
    found = next((read for base, read in SCALARS.items() if issubclass(kind, base)), None)
    if found is None:
        raise TypeError(f"no form field for {kind!r}")
    return found(text)


def _text(text: str) -> Value:
    return text


def _whole(text: str) -> Value:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else Bare(text)


def _boolean(text: str) -> Value:
    return {"true": True, "false": False}.get(text, text)


def _seconds(text: str) -> Value:
    return f"{text}s" if re.fullmatch(r"\d+(\.\d+)?", text) else text.replace(" ", "")


SCALARS: Mapping[type, Callable[[str], Value]] = {
    bool: _boolean,
    Seconds: _seconds,
    Count: _whole,
    Attempts: _whole,
    Key: _text,
    Terminator: _text,
    PhoneOrSip: _text,
    NodeRef: _text,
    KeyAction: _text,
    ExpressionText: Bare,
    Name: _text,
    PhraseText: _text,
    Text: _text,
    Variable: _text,
    CollectKind: _text,
    SendChannel: _text,
    ValueType: _text,
    date: _text,
    str: _text,
}
"""How one value of a type is read from what was typed; the first type that fits counts."""


def _rows(parts: Parts) -> list[dict[tuple[str, ...], Sequence[str]]]:
    rows: dict[int, dict[tuple[str, ...], Sequence[str]]] = {}
    for path, values in parts.items():
        index = whole_number(path[0], 0, MOST_INDEX) if path else None
        if index is not None:
            rows.setdefault(index, {})[path[1:]] = values
        elif path:
            raise UnknownField(".".join(path))
    if len(rows) > MOST_ROWS:
        raise UnknownField(f"{len(rows)} rows")
    return [rows[index] for index in sorted(rows)]


def _list(parts: Parts, item: object) -> Value:
    item = bare_type(item)
    if isinstance(item, type) and getattr(item, "IS_RECORD", False):
        rows = [_record(row, item) for row in _rows(parts)]
        return [row for row in rows if row] or None
    typed = [line for values in parts.get((), ()) for line in values.replace("\r\n", "\n").split("\n")]
    typed += [values[-1] for row in _rows(parts) for values in row.values() if values]
    return [value for line in typed if (value := _scalar(line, item)) is not None] or None


def _map(parts: Parts, item: object) -> Value:
    item = bare_type(item)
    named = {path: values for path, values in parts.items() if path and not path[0].isdigit()}
    found: dict[str, Value] = {path[0]: _scalar(values[-1], item) for path, values in named.items() if len(path) == 1}
    for row in _rows({path: values for path, values in parts.items() if path not in named}):
        key, typed = row.get(("key",), [""])[-1].strip(), row.get(("value",), [""])[-1]
        value = _scalar(typed, item)
        if key or value is not None:
            if key in found:
                key += " (2)"
            found[key] = value
    return InOrder(found) or None


def _record(parts: Parts, record: type) -> dict[str, Value] | None:
    fields = read_fields({".".join(path): values for path, values in parts.items() if path}, record)
    return {key: value for key, value in fields.items() if value is not None} or None


@dataclass(frozen=True, slots=True)
class _Item:
    parts: Mapping[str, str]

    def value(self) -> Value:
        given = {key: value for key, value in self.parts.items() if value}
        if not any(key in given for key in PROMPT_TEXTS):
            # A row whose words were emptied is taken out with all that belongs to it.
            return None
        if set(given) == {"text"}:
            return given["text"]
        return {key: _number(one) if key == "max_seconds" else one for key, one in given.items()}


def _number(text: str) -> Value:
    return Bare(text)


def _prompt(parts: Parts) -> Value:
    alone = parts.get((), [""])[-1].strip()
    items: list[Value] = [alone] if alone else []
    for row in _rows(parts):
        typed = {}
        for path, values in row.items():
            name = ".".join(path)
            if name not in PROMPT_PARTS:
                raise UnknownField(name)
            typed[name] = values[-1].replace("\r\n", "\n").strip()
        value = _Item({key: typed[key] for key in PROMPT_PARTS if key in typed}).value()
        if value is not None:
            items.append(value)
    return None if not items else items[0] if len(items) == 1 else items


def field_name(place: Sequence[str | int], node: str) -> str:
    """The form's name for a place in a flow's file, as far as it lies in a node; else the name of what is to blame."""
    if place[:1] == ("nodes",) and len(place) > 1:
        inner = place[2:] if place[1] == node else ()
        return ".".join(str(one) for one in inner)
    return ".".join(str(one) for one in place)
