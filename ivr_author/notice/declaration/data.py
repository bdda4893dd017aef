"""One member's values out of a row of a table or a JSON object, however its columns and keys are spelled.

`Amount due`, `amount-due` and `AMOUNT_DUE` are the field `amount_due`. A list stands as JSON in one cell, or in
numbered columns: `charges_1_label`, `charges 1 amount`, `charges_2_label`. Reading files is left to `batch`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ivr_author.flow.fields import nearest
from ivr_author.notice.declaration.read_value import (
    EXPECTED,
    MAX_ROWS,
    ValueFault,
    is_nothing,
    load_json,
    read_value,
    show_value,
)
from ivr_author.notice.model import Field, FieldType, Raw

__all__ = [
    "MemberReader",
    "Place",
    "ValueFault",
    "expected_of",
    "load_json",
    "plain_name",
    "read_member",
    "read_value",
]

_KNOWN_NAMES = 1_000
"""Names of columns and keys that are remembered with what they lead to; no honest file has more."""

_NUMBERED = re.compile(r"([1-9][0-9]{0,2})([^0-9].*)")


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """A name as names are compared: small letters and figures only."""
    return re.sub(r"[\W_]+", "", name.casefold())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column's value belongs: a field, or in its row `row` (from 1) the column `column`."""

    field: str
    row: int = 0
    column: str = ""


class MemberReader:
    """Reads members for one notice's fields; made once, for what it finds out about names."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self._by_name = {plain_name(name): name for name in fields}
        self._columns = {
            plain_name(name): {plain_name(column): column for column in one.fields}
            for name, one in fields.items()
            if one.type is FieldType.LIST
        }
        self._places: dict[str, Place | None] = {}

    def find_place(self, name: str) -> Place | None:
        """What a column or key of this name is for; None where there is no such field."""
        if name not in self._places:
            if len(self._places) >= _KNOWN_NAMES:
                self._places.clear()
            self._places[name] = self._match(plain_name(name))
        return self._places[name]

    def _match(self, plain: str) -> Place | None:
        if plain in self._by_name:
            return Place(self._by_name[plain])
        for name, columns in self._columns.items():
            numbered = _NUMBERED.fullmatch(plain, len(name)) if plain.startswith(name) else None
            if numbered and numbered[2] in columns and int(numbered[1]) <= MAX_ROWS:
                return Place(self._by_name[name], int(numbered[1]), columns[numbered[2]])
        return None

    def read(self, given: Mapping[str, object]) -> tuple[dict[str, Raw], list[ValueFault]]:
        """The values by field, without those that are faulty, and the faults: fields in order, then what is additional.

        Without a fault other than `additional-value` every field has its value, None where it is left out.
        """
        whole: dict[str, object] = {}
        rows: dict[str, dict[int, dict[str, object]]] = {}
        ambiguous: dict[str, str] = {}
        faults: list[ValueFault] = []
        additional: list[ValueFault] = []
        for name, value in given.items():
            place = self.find_place(name)
            if place is None:
                additional.append(self._additional(name, value))
            elif place.row:
                row = rows.setdefault(place.field, {}).setdefault(place.row, {})
                if place.column in row:
                    ambiguous.setdefault(place.field, name)
                row[place.column] = value
            elif place.field in whole:
                ambiguous.setdefault(place.field, name)
            else:
                whole[place.field] = value
        values: dict[str, Raw] = {}
        for name, field in self._fields.items():
            if name in rows:
                filled = [row for _, row in sorted(rows[name].items()) if not all(map(is_nothing, row.values()))]
                if is_nothing(whole.get(name)):
                    whole[name] = filled or (None if field.optional else [])
                elif filled:
                    ambiguous.setdefault(name, name)
            if name in ambiguous:
                message = f"`{show_value(ambiguous[name])}` gives a second value for `{name}`"
                faults.append(ValueFault(message, "one column or key for each field", name, "ambiguous-value"))
                continue
            read = read_value(field, whole.get(name))
            if isinstance(read, ValueFault):
                faults.append(read)
            else:
                values[name] = read
        return values, [*faults, *additional]

    def _additional(self, name: str, value: object) -> ValueFault:
        shown = show_value(name)
        hint = nearest(name, self._fields) if len(name) < 100 else ""
        return ValueFault(f"there is no field `{shown}`", hint, shown, "additional-value", show_value(value))


def read_member(fields: Mapping[str, Field], given: Mapping[str, object]) -> tuple[dict[str, Raw], list[ValueFault]]:
    """One member's values; for many use one `MemberReader`."""
    return MemberReader(fields).read(given)


def expected_of(field: Field) -> str:
    """What a value of a field looks like, for a person."""
    if field.type is FieldType.LIST:
        return f"{EXPECTED[field.type]}: {', '.join(field.fields)}"
    return EXPECTED[field.type]
