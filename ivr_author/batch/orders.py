"""What is to be made of each row: for whom, in which locale and print, under which file name. Chunks of them.

Everything here follows from the data alone, so that a batch that was interrupted is cut the same way again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ivr_author.batch.rows import CellFault, Row
from ivr_author.core.locale import find_locale, parse_tag
from ivr_author.notice.declaration.data import plain_name
from ivr_author.notice.declaration.read_value import show_value

SHARD = 1_000
"""Files in one folder; a folder of 260,000 is slow to list."""

MAX_KEY = 200
"""Characters of a member's key; longer ones are no keys."""

MAX_REJECTED = 200
"""Rejected rows in one chunk: a file with nothing but bad rows must not pile up either."""

INSTRUCTIONS = ("key", "locale", "largeprint")
"""Columns that say how a notice is made, by their plain names, where the notice has no field of that name."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+|^[.-]+")
# Windows takes these for devices, whatever their ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0", ""})


@dataclass(frozen=True, slots=True)
class Order:
    """One member's notice to be made. `place` counts the orders of the batch from 0; `name` is safe in a path."""

    place: int
    row: int
    key: str
    name: str
    locale: str
    large_print: bool
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that nothing is made of, and why."""

    row: int
    cells: Sequence[str]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class OrderChunk:
    """Orders that are made together; `cells` are their rows', for the rejected file. `rejects` need no worker.

    `bundle` counts, from 1, the chunks that have orders.
    """

    number: int
    bundle: int
    items: tuple[Order, ...]
    cells: tuple[Sequence[str], ...]
    rejects: tuple[Reject, ...]


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What holds for a whole batch.

    `key` is the column that names members, or empty: then `key`, or `reference`, or the row's number. `taken` are the
    notice's fields by their plain names: such a column is a value, not an instruction.
    """

    locale: str
    locales: tuple[str, ...]
    large_print: bool = False
    key: str = ""
    reference: str = ""
    taken: frozenset[str] = frozenset()


@dataclass
class OrderTaker:
    """Makes orders of rows; keeps which keys and names it has seen, 100 bytes for each."""

    form: OrderForm
    _rows_of_keys: dict[bytes, int] = field(default_factory=dict)
    _names: set[bytes] = field(default_factory=set)
    _count: int = 0

    def take(self, row: Row) -> Order | Reject:
        """The order of a row, or what is wrong with it. Values for the notice are looked at when it is made."""
        if row.faults:
            return Reject(row.number, row.cells, row.faults)
        faults: list[CellFault] = []
        columns = {plain_name(name): name for name in row.given}
        key = self._key(row, columns, faults)
        locale = self._locale(row, columns, faults)
        large_print = self._large_print(row, columns, faults)
        if not faults:
            earlier = self._rows_of_keys.setdefault(_digest(key), row.number)
            if earlier != row.number:
                column = self._key_column(columns)
                faults.append(CellFault(f"row {earlier} has the same key", column, key, "a key of its own"))
        if faults:
            return Reject(row.number, row.cells, tuple(faults))
        self._count += 1
        return Order(self._count - 1, row.number, key, self._name(key), locale, large_print, row.given)

    def _key_column(self, columns: Mapping[str, str]) -> str:
        if self.form.key:
            return columns.get(plain_name(self.form.key), self.form.key)
        own = "" if "key" in self.form.taken else "key"
        for wanted in (own, plain_name(self.form.reference)):
            if wanted and wanted in columns:
                return columns[wanted]
        return ""

    def _key(self, row: Row, columns: Mapping[str, str], faults: list[CellFault]) -> str:
        column = self._key_column(columns)
        if not column:
            return str(row.number)
        given = row.given.get(column)
        key = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
        if not key or len(key) > MAX_KEY or not key.isprintable():
            message = "there is no key" if given is None or given == "" else f"`{show_value(given)}` is no key"
            expected = f"what names the member, at most {MAX_KEY} characters"
            faults.append(CellFault(message, column, show_value(given or ""), expected))
        return key

    def _locale(self, row: Row, columns: Mapping[str, str], faults: list[CellFault]) -> str:
        column = self._instruction("locale", columns)
        given = str(row.given.get(column) or "").strip() if column else ""
        if not given:
            return self.form.locale
        locale = _locale_of(given)
        if locale not in self.form.locales:
            message = f"there is no locale `{show_value(given)}`"
            faults.append(CellFault(message, column, show_value(given), f"one of {', '.join(self.form.locales)}"))
        return locale

    def _large_print(self, row: Row, columns: Mapping[str, str], faults: list[CellFault]) -> bool:
        column = self._instruction("largeprint", columns)
        given = row.given.get(column) if column else None
        if given is None or given == "":
            return self.form.large_print
        word = str(given).strip().lower()
        if word not in _YES | _NO:
            message = f"`{show_value(word)}` is neither yes nor no"
            faults.append(CellFault(message, column, show_value(word), "yes or no"))
        return word in _YES

    def _instruction(self, name: str, columns: Mapping[str, str]) -> str:
        return "" if name in self.form.taken else columns.get(name, "")

    def _name(self, key: str) -> str:
        """The key where it is safe as a file name, also where case does not count; else marked with its hash."""
        safe = _UNSAFE.sub("_", key)[:64]
        short = name = f"_{safe}" if _RESERVED.fullmatch(safe) else safe
        mark = key
        while (name == short != key) or _digest(name.lower()) in self._names:
            mark = hashlib.sha256(mark.encode()).hexdigest()
            name = f"{short}-{mark[:12]}"
        self._names.add(_digest(name.lower()))
        return name


def cut_into_chunks(rows: Iterable[Row], form: OrderForm, size: int) -> Iterator[OrderChunk]:
    """Chunks of `size` orders, with the rejected rows among them; many of these are a chunk of their own."""
    taker = OrderTaker(form)
    orders: list[Order] = []
    cells: list[Sequence[str]] = []
    rejects: list[Reject] = []
    number = bundle = 0
    for row in rows:
        taken = taker.take(row)
        if isinstance(taken, Reject):
            rejects.append(taken)
        else:
            orders.append(taken)
            cells.append(row.cells)
        if len(orders) == size:
            bundle += 1
            yield OrderChunk(number, bundle, tuple(orders), tuple(cells), tuple(rejects))
            number, orders, cells, rejects = number + 1, [], [], []
        elif len(rejects) == MAX_REJECTED:
            yield OrderChunk(number, bundle, (), (), tuple(rejects))
            number, rejects = number + 1, []
    if orders or rejects:
        yield OrderChunk(number, bundle + 1, tuple(orders), tuple(cells), tuple(rejects))


@lru_cache(maxsize=1_024)
def _locale_of(tag: str) -> str:
    return find_locale(tag).id if parse_tag(tag) else ""


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=12).digest()
