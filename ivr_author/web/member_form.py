"""A sample member as a form: a field for each value by its shape (text, lines, rows of columns), and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ivr_author.core.yaml_write import Value
from ivr_author.usecases.edit_members import MemberEdit
from ivr_author.usecases.show_members import MemberSheet

SPARE_ROWS = 2
"""Empty rows under those that there are, to be filled in."""

MOST_ROWS = 50
OWN_FIELDS = ("id", "note", "locale", "bare", "revision", "do", "csrf_token")


@dataclass(frozen=True, slots=True)
class Widget:
    """One value: `text`, `lines` (each a text), `rows` (each with `columns`), or `other`, which a form can't hold."""

    name: str
    shape: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class MemberForm:
    """What stands in the form."""

    id: str = ""
    note: str = ""
    locale: str = ""
    bare: bool = False
    widgets: Sequence[Widget] = field(default_factory=tuple)


def form_of(sheet: MemberSheet | None, shapes: Mapping[str, Value]) -> MemberForm:
    """The form of a member, or of one to be made; values that other members have can be given to this one too."""
    given: Mapping[str, Value] = sheet.values if sheet else {}
    names = [*given, *(name for name in shapes if name not in given)]
    widgets = tuple(_widget(name, given.get(name), shapes.get(name, given.get(name))) for name in names)
    if sheet is None:
        return MemberForm(widgets=widgets)
    return MemberForm(sheet.id, sheet.note, sheet.locale, sheet.bare, widgets)


def typed_form(sent: Mapping[str, str], blank: MemberForm) -> MemberForm:
    """The form as it was sent."""
    widgets = []
    for one in blank.widgets:
        if one.shape == "rows":
            rows = [
                tuple(sent.get(f"row.{one.name}.{number}.{column}", "").strip() for column in one.columns)
                for number in range(MOST_ROWS)
            ]
            kept = [row for row in rows if any(row)]
            widgets.append(Widget(one.name, "rows", "", one.columns, (*kept, *_spare(one.columns))))
        else:
            text = sent.get(f"value.{one.name}", "").replace("\r\n", "\n").strip("\n")
            widgets.append(Widget(one.name, one.shape, text))
    texts = {name: sent.get(name, "").strip() for name in ("id", "note", "locale")}
    return MemberForm(texts["id"], texts["note"], texts["locale"], "bare" in sent, tuple(widgets))


def unknown_fields(sent: Mapping[str, str], blank: MemberForm) -> set[str]:
    """The names in a form that it does not have."""
    known = {f"value.{one.name}" for one in blank.widgets}
    known |= {
        f"row.{one.name}.{number}.{column}"
        for one in blank.widgets
        for column in one.columns
        for number in range(MOST_ROWS)
    }
    return set(sent) - known - set(OWN_FIELDS)


def edit_of(form: MemberForm, sheet: MemberSheet | None) -> MemberEdit:
    """What the form says; what it can't hold stays as it is, and what is empty is left out."""
    values: dict[str, Value] = {}
    for one in form.widgets:
        old = sheet.values.get(one.name) if sheet else None
        value: Value = one.text.strip()
        if one.shape == "other":
            value = old
        elif one.shape == "lines":
            value = [line.strip() for line in one.text.split("\n") if line.strip()]
        elif one.shape == "rows":
            rows = [row for row in one.rows if any(row)]
            value = [{name: cell for name, cell in zip(one.columns, row, strict=True) if cell} for row in rows]
        elif isinstance(old, bool) and one.text == _text(old):
            value = old
        if value or value is False:
            values[one.name] = value
    return MemberEdit(form.id, form.note, form.locale, form.bare, values)


def _widget(name: str, value: Value, shape: Value) -> Widget:
    if isinstance(shape, str | int | float):
        return Widget(name, "text" if value is None or isinstance(value, str | int | float) else "other", _text(value))
    if not isinstance(shape, Sequence) or not (value is None or isinstance(value, Sequence)):
        return Widget(name, "other")
    shown = [] if value is None or isinstance(value, str) else list(value)
    if all(isinstance(item, str) for item in (*shape, *shown)):
        return Widget(name, "lines", "\n".join(map(str, shown)))
    columns: dict[str, None] = {}
    for item in (*shown, *shape):
        if not isinstance(item, Mapping) or not all(isinstance(cell, str) for cell in item.values()):
            return Widget(name, "other")
        columns |= dict.fromkeys(item)
    rows = [tuple(str(row.get(column, "")) for column in columns) for row in shown if isinstance(row, Mapping)]
    return Widget(name, "rows", "", tuple(columns), (*rows, *_spare(tuple(columns))))


def _spare(columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [("",) * len(columns)] * SPARE_ROWS


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
