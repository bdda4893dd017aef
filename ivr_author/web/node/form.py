"""The form of a node or of a flow's settings, made from the types of its fields: one widget for each type.

It is drawn from what stands in the form, so that a form with faults keeps what was typed, and rows can be added, taken
out and moved without scripts.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.value_types import AUTHOR_TYPES, ValueType
from ivr_author.core.yaml_write import Value, is_scalar, scalar_text
from ivr_author.flow.field_types import Attempts, Count, Key, PhoneOrSip, Seconds, Terminator
from ivr_author.flow.fields import record_fields
from ivr_author.flow.model import ExpressionText, KeyAction, Name, NodeRef, PhraseText, Prompt, Text, Variable
from ivr_author.flow.nodes.collect import KINDS, CollectKind
from ivr_author.flow.nodes.send import CHANNELS, SendChannel
from ivr_author.usecases.flow_places import bare_type
from ivr_author.web.node.fields import MOST_INDEX, PROMPT_PARTS, Form
from ivr_author.web.node.labels import hint_of, label_of
from ivr_author.web.node.options import Option, Options
from ivr_author.web.numbers import whole_number

ADD, REMOVE, UP, DOWN, PLURAL = "_add", "_remove", "_up", "_down", "_plural"
"""Names of the buttons that change the rows of a form; the value is the row's or the list's name."""

ROW_BUTTONS = (ADD, REMOVE, UP, DOWN, PLURAL)


@dataclass(frozen=True, slots=True)
class Widget:
    """One field as the template draws it. `kind` chooses the macro; `inner` are the fields of a group or a row."""

    kind: str
    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False
    options: Sequence[Option] = ()
    inner: Sequence[Widget] = ()
    faults: Sequence[Diagnostic] = ()
    key: str = ""

    @property
    def id(self) -> str:
        """For the label and for links from the summary."""
        return "f-" + re.sub(r"[^A-Za-z0-9]", "-", self.name)


@dataclass
class FormOf:
    """What a form is drawn from: the record it is about, what stands in it, the faults by the names of fields."""

    record: type
    form: Form
    options: Options
    faults: Sequence[tuple[str, Diagnostic]] = ()
    left_out: Sequence[str] = ()
    _used: set[int] = field(default_factory=set)

    def widgets(self) -> list[Widget]:
        """The fields in their order, notes for colleagues last."""
        listed = (one for one in record_fields(self.record) if one.key not in self.left_out)
        fields = sorted(listed, key=lambda one: one.key == "notes")
        return [self.widget(one.key, bare_type(one.type), one.key, required=one.required) for one in fields]

    def widget(self, name: str, kind: object, key: str, *, required: bool = False) -> Widget:
        """The widget of a field of this type."""
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        about: dict[str, Any] = {"name": name, "label": label_of(key), "required": required, "key": key}
        if kind is Prompt:
            rows = [self._prompt_row(f"{name}.{index}") for index in self._indexes(name)]
            if not rows:
                rows = [self._prompt_row(f"{name}.0")]
            return Widget("prompt", **about, inner=rows, faults=self._faults_at(name), hint=hint_of(Prompt))
        if origin is tuple and self._is_record(arguments[0]):
            rows = [self._row(f"{name}.{index}", arguments[0]) for index in self._indexes(name)]
            return Widget("rows", **about, inner=rows, faults=self._faults_at(name))
        if origin is tuple:
            return self._list(about, arguments[0])
        if origin is Mapping:
            rows = [self._pair(f"{name}.{index}", arguments[1], key) for index in self._indexes(name)]
            return Widget("pairs", **about, inner=rows, faults=self._faults_at(name))
        if self._is_record(kind):
            inner = [
                self.widget(f"{name}.{one.key}", bare_type(one.type), one.key, required=one.required)
                for one in record_fields(typing.cast(type, kind))
            ]
            return Widget("group", **about, inner=inner, faults=self._faults_at(name))
        return self._one(about, kind)

    def _one(self, about: dict[str, Any], kind: object) -> Widget:
        assert isinstance(kind, type), "generic types are drawn by their parts"
        made = next((make for base, make in WIDGETS.items() if issubclass(kind, base)), None)
        if made is None:
            raise TypeError(f"no widget for {kind!r}")
        value = self.typed(about["name"])
        drawn, options = made(self.options, kind)
        if drawn == "select":
            options = _with_own(options, value, required=about["required"])
        return Widget(
            drawn, **about, value=value, options=options, hint=hint_of(kind), faults=self._faults_at(about["name"])
        )

    def _list(self, about: dict[str, Any], item: object) -> Widget:
        name = about["name"]
        value, faults = "\n".join(self.form.get(name, ())), self._faults_at(name)
        known = self.options.names(item) if isinstance(item, type) and issubclass(item, Name) else None
        if known:
            return Widget("checks", **about, value=value, options=known, faults=faults)
        return Widget("lines", **about, value=value, hint=hint_of(tuple), faults=faults)

    def _row(self, name: str, record: type) -> Widget:
        inner = [
            self.widget(f"{name}.{one.key}", bare_type(one.type), one.key, required=one.required)
            for one in record_fields(record)
        ]
        return Widget("row", name, "", inner=inner, faults=self._faults_at(name))

    def _pair(self, name: str, kind: object, key: str) -> Widget:
        left_key, right_key = f"{key}.key", f"{key}.value"
        left = Widget(
            "text",
            f"{name}.key",
            label_of(left_key),
            self.typed(f"{name}.key"),
            required=True,
            options=self.options.map_keys(key),
        )
        right = self.widget(f"{name}.value", bare_type(kind), right_key, required=True)
        return Widget("row", name, "", inner=[left, right], faults=self._faults_at(name))

    def _prompt_row(self, name: str) -> Widget:
        typed = {part: self.typed(f"{name}.{part}") for part in PROMPT_PARTS}
        counts = bool(typed["one"] or typed["count"] or typed["other"])
        words = ("one", "other") if counts else ("text",)
        inner = [Widget("words", f"{name}.{part}", label_of(f"prompt.{part}"), typed[part]) for part in words]
        more = ["count"] if counts else []
        more += ["context", "from", "until", "max_seconds", "audio"]
        for part in more:
            label, hint = label_of(f"prompt.{part}"), hint_of(f"prompt.{part}")
            drawn, options = "text", list[Option]()
            if part == "count":
                drawn, options = "select", list(_with_own(self.options.variables(), typed[part], required=True))
            inner.append(
                Widget(drawn, f"{name}.{part}", label, typed[part], hint, options=options, key=f"prompt.{part}")
            )
        filled = any(typed[part] for part in more if part != "count")
        kind = "plural" if counts else "item"
        return Widget(kind, name, "", "1" if filled else "", inner=inner, faults=self._faults_at(name))

    def typed(self, name: str) -> str:
        """What stands in a field."""
        return (list(self.form.get(name, ())) or [""])[-1]

    def _indexes(self, name: str) -> list[int]:
        start = f"{name}."
        parts = {one[len(start) :].partition(".")[0] for one in self.form if one.startswith(start)}
        return sorted(number for part in parts if (number := whole_number(part, 0, MOST_INDEX)) is not None)

    @staticmethod
    def _is_record(kind: object) -> bool:
        return isinstance(kind, type) and bool(getattr(kind, "IS_RECORD", False))

    def _faults_at(self, name: str) -> list[Diagnostic]:
        found = []
        for index, (place, one) in enumerate(self.faults):
            if place == name:
                self._used.add(index)
                found.append(one)
        return found

    def faults_elsewhere(self) -> list[tuple[str, Diagnostic]]:
        """The faults that no widget of the form shows; to be asked for once the widgets are made."""
        return [one for index, one in enumerate(self.faults) if index not in self._used]


def _with_own(options: Sequence[Option], value: str, *, required: bool) -> Sequence[Option]:
    """The options with what stands there now, also where it is none of them, and with none where that is allowed."""
    own = [] if not value or any(one.value == value for one in options) else [Option(value, value, is_missing=True)]
    return [*([Option("", "")] if not required or not value else []), *own, *options]


Drawn = tuple[str, Sequence[Option]]


def _plain(kind: str) -> Callable[[Options, type], Drawn]:
    return lambda _, __: (kind, ())


def _fixed(values: Sequence[str]) -> Callable[[Options, type], Drawn]:
    return lambda _, __: ("select", [Option(one, one) for one in values])


def _named(options: Options, kind: type) -> Drawn:
    known = options.names(kind)
    return ("text", ()) if known is None else ("select", known)


WIDGETS: Mapping[type, Callable[[Options, type], Drawn]] = {
    bool: _fixed(("true", "false")),
    Seconds: _plain("short"),
    Count: _plain("number"),
    Attempts: _plain("number"),
    Key: _fixed(tuple("1234567890*#")),
    Terminator: _fixed(("#", "*")),
    PhoneOrSip: _plain("text"),
    NodeRef: lambda options, _: ("select", options.targets()),
    KeyAction: lambda options, _: ("select", options.key_actions()),
    ExpressionText: _plain("expression"),
    Name: _named,
    PhraseText: _plain("text"),
    Text: _plain("long"),
    Variable: _fixed(tuple(str(one) for one in AUTHOR_TYPES)),
    CollectKind: _fixed(KINDS),
    SendChannel: _fixed(CHANNELS),
    ValueType: _fixed(tuple(str(one) for one in AUTHOR_TYPES)),
    date: _plain("text"),
    str: _plain("text"),
}
"""How a value of each type is drawn; the first type that fits counts."""


# --- what stands in a form -------------------------------------------------------------------------------------------


def form_of(values: Mapping[str, Value], record: type) -> dict[str, list[str]]:
    """What stands in the form of a record with these values. What has another shape than its type is left out."""
    form: dict[str, list[str]] = {}
    for one in record_fields(record):
        if one.key in values:
            for name, typed in _typed(one.key, values[one.key], bare_type(one.type)):
                form.setdefault(name, []).append(typed)
    return form


def _typed(name: str, value: Value, kind: object) -> Iterator[tuple[str, str]]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is Prompt:
        items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        for index, item in enumerate(items):
            parts = item if isinstance(item, Mapping) else {"text": item}
            yield from ((f"{name}.{index}.{part}", _text(one)) for part, one in parts.items() if is_scalar(one))
    elif origin is tuple and isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                yield from _typed_record(f"{name}.{index}.", item, arguments[0])
            elif is_scalar(item):
                yield name, _text(item)
    elif origin is Mapping and isinstance(value, Mapping):
        for index, (key, one) in enumerate(value.items()):
            yield f"{name}.{index}.key", key
            inner = one.get("type") if isinstance(one, Mapping) else one
            yield f"{name}.{index}.value", _text(inner)
    elif isinstance(value, Mapping) and isinstance(kind, type) and getattr(kind, "IS_RECORD", False):
        yield from _typed_record(f"{name}.", value, kind)
    elif is_scalar(value):
        yield name, _text(value)


def _typed_record(start: str, value: Mapping[str, Value], record: type) -> Iterator[tuple[str, str]]:
    for name, typed in form_of(value, record).items():
        yield from ((start + name, one) for one in typed)


def _text(value: Value) -> str:
    return scalar_text(value) if isinstance(value, str | int | float) or value is None else ""


# --- rows ------------------------------------------------------------------------------------------------------------


def change_rows(form: Mapping[str, list[str]], button: str, name: str, record: type) -> dict[str, list[str]]:
    """The form after a button of its rows was pressed; the same form where the button means nothing there."""
    changed = {one: list(values) for one, values in form.items()}
    if button == ADD:
        taken = list(_row_numbers(changed, name))
        first = _first_field(name, record)
        if first is not None:
            at = max(taken, default=0 if first == "text" else -1) + 1
            changed[f"{name}.{at}.{first}"] = [""]
        return changed
    if button == PLURAL:
        text = changed.pop(f"{name}.text", [""])
        return {**changed, f"{name}.one": text, f"{name}.other": text, f"{name}.count": ["count"]}
    parent, _, last = name.rpartition(".")
    index = whole_number(last, 0, MOST_INDEX)
    if not parent or index is None:
        return changed
    numbers = _row_numbers(changed, parent)
    at = numbers.index(index) if index in numbers else -1
    if button == REMOVE:
        return {one: values for one, values in changed.items() if not one.startswith(f"{name}.")}
    other = at + (-1 if button == UP else 1)
    if at < 0 or not 0 <= other < len(numbers):
        return changed
    return _swapped(changed, name, f"{parent}.{numbers[other]}")


def _row_numbers(form: Mapping[str, list[str]], name: str) -> list[int]:
    found = {one[len(name) + 1 :].partition(".")[0] for one in form if one.startswith(f"{name}.")}
    return sorted(number for one in found if (number := whole_number(one, 0, MOST_INDEX)) is not None)


def _swapped(form: Mapping[str, list[str]], one: str, other: str) -> dict[str, list[str]]:
    def renamed(name: str) -> str:
        for start, to in ((one, other), (other, one)):
            if name.startswith(f"{start}."):
                return to + name[len(start) :]
        return name

    return {renamed(name): values for name, values in form.items()}


def _first_field(name: str, record: type) -> str | None:
    """The field that makes a new row of a list be there, by the type of what the list stands in."""
    kind: object = record
    for step in name.split("."):
        if step.isdigit():
            kind = typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else kind
            continue
        if not isinstance(kind, type):
            return None
        kind = next((bare_type(one.type) for one in record_fields(kind) if one.key == step), None)
    if kind is Prompt:
        return "text"
    if typing.get_origin(kind) is Mapping:
        return "key"
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return record_fields(item)[0].key if getattr(item, "IS_RECORD", False) else None
    return None
