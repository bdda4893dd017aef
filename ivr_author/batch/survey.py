"""Looks through a data file before anything is made of it: whole, readable, and with the columns that are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivr_author.batch.lines import UnreadableData, place
from ivr_author.batch.orders import INSTRUCTIONS, OrderForm
from ivr_author.batch.rows import REJECTED_COLUMNS, Table, open_table
from ivr_author.notice.declaration.data import MemberReader, expected_of, plain_name
from ivr_author.notice.model import Field

RULES = {
    "data-no-rows": "A file with members' data has no members",
    "data-missing-column": "A file with members' data lacks a column that a notice needs",
    "data-changed": "A file with members' data was changed while it was read",
}
"""Every rule id that this module can report, with its description."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a data file is. `unused` are columns of a CSV file that the notice has no field for."""

    sha256: str
    rows: int
    columns: tuple[str, ...]
    unused: tuple[str, ...]


class Digest:
    """Passes the blocks of a file on, and knows the SHA-256 of what it has passed on so far."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self._hash = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._hash.update(block)
            yield block

    @property
    def sha256(self) -> str:
        """Of everything that went by."""
        return self._hash.hexdigest()


def survey_data(
    blocks: Iterable[bytes], path: str, fields: Mapping[str, Field], form: OrderForm, delimiter: str = ""
) -> Survey:
    """Read a data file from beginning to end, keeping nothing. Raises UnreadableData for a fault of the whole file."""
    digest = Digest(blocks)
    table = open_table(digest, path, delimiter)
    unused = _match_columns(table, path, fields, form) if table.is_csv else ()
    rows = sum(1 for _row in table.rows)
    if not rows:
        raise UnreadableData("data-no-rows", "the file has no members", place(path, 1), "each row is a member")
    return Survey(digest.sha256, rows, table.columns, unused)


def _match_columns(table: Table, path: str, fields: Mapping[str, Field], form: OrderForm) -> tuple[str, ...]:
    reader = MemberReader(fields)
    places = {name: reader.find_place(name) for name in table.columns if name}
    found = {one.field for one in places.values() if one is not None}
    missing = [name for name, field in fields.items() if not field.optional and name not in found]
    if missing:
        message = f"there is no column for {', '.join(f'`{name}`' for name in missing)}"
        hint = f"a column `{missing[0]}` holds {expected_of(fields[missing[0]])}"
        raise UnreadableData("data-missing-column", message, place(path, 1), hint)
    if form.key and plain_name(form.key) not in {plain_name(name) for name in table.columns}:
        message = f"there is no column `{form.key}` to name members by"
        raise UnreadableData("data-missing-column", message, place(path, 1), f"columns: {', '.join(table.columns)}")
    known = {*INSTRUCTIONS, plain_name(form.key), *map(plain_name, REJECTED_COLUMNS)}
    return tuple(name for name, one in places.items() if one is None and plain_name(name) not in known)
