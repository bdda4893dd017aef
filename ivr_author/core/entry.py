"""What an entry of keys comes to, decided in one place for every target; `runtime/entry.js` is the same.

A whole entry that is one of the flow's keys (`keys:` such as 0, 9, *) and not itself valid is that key's action, so `0`
and silence reaches a person from an eight-digit collect, while a 0 with more digits after it is data.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ivr_author.core.dates import is_date
from ivr_author.core.value_types import Value

EntryKind = Literal["menu", "digits", "yes_no", "date", "amount"]
Outcome = Literal["no_input", "no_match", "key", "ok"]

MAX_AMOUNT_DIGITS = 15
"""A double holds every number of so many digits, so that cents stay exact."""

_DIGITS = re.compile(r"[0-9]+")
_AMOUNT = re.compile(r"([0-9]*)(?:\*([0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class EntrySpec:
    """Which keys make a valid entry.

    `menu`: none, only `global_keys` lead on. `digits`: `minimum` to `maximum` of 0-9; `numeric` makes them a number.
    `yes_no`: 1 or 2. `date`: MMDDYYYY. `amount`: dollars, with `*` as the decimal point if cents follow. For digits and
    amounts `minimum` and `maximum` count keys. `terminator` is the key that ends an entry and is no part of it.
    """

    kind: EntryKind = "digits"
    minimum: int = 1
    maximum: int = 1
    terminator: str = ""
    global_keys: frozenset[str] = frozenset()
    numeric: bool = False

    @property
    def longest(self) -> int:
        """The number of keys at which an entry is complete without terminator or silence."""
        if self.kind in ("menu", "yes_no"):
            return 1
        return 8 if self.kind == "date" else self.maximum

    def with_keys(self, keys: Iterable[str]) -> EntrySpec:
        """The same, with these keys leading on."""
        return dataclasses.replace(self, global_keys=frozenset(keys))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, in one order."""
        return {**dataclasses.asdict(self), "global_keys": sorted(self.global_keys)}

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> EntrySpec:
        """The spec of such a table."""
        return cls(**{**table, "global_keys": frozenset(table["global_keys"])})


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What it came to: `key` names the flow's key, `value` is what is stored when all is well."""

    outcome: Outcome
    key: str = ""
    value: Value = None


NO_INPUT = EntryResult("no_input")
NO_MATCH = EntryResult("no_match")
_KEYS: Mapping[str, EntryResult] = {key: EntryResult("key", key=key) for key in "0123456789*#"}


def classify_entry(keys: str, terminator_pressed: bool, spec: EntrySpec) -> EntryResult:  # noqa: ARG001
    """What the keys pressed (without the terminator) come to.

    Whether the terminator or silence ended the entry changes nothing: nothing before it is no input, too little is no
    match. Players pass it all the same, so that a change of that rule would be a change here alone.
    """
    if not keys:
        return NO_INPUT
    value = _value(keys, spec)
    if value is not None:
        return EntryResult("ok", value=value)
    if keys in spec.global_keys:
        return _KEYS.get(keys) or EntryResult("key", key=keys)
    return NO_MATCH


def _value(keys: str, spec: EntrySpec) -> Value:
    match spec.kind:
        case "menu":
            return None
        case "digits":
            if not _DIGITS.fullmatch(keys) or not _fits(keys, spec):
                return None
            return float(keys) if spec.numeric else keys
        case "yes_no":
            return {"1": True, "2": False}.get(keys)
        case "date":
            day = f"{keys[4:]}-{keys[:2]}-{keys[2:4]}"
            return day if len(keys) == 8 and is_date(day) else None
        case "amount":
            return _amount(keys) if _fits(keys, spec) else None


def _fits(keys: str, spec: EntrySpec) -> bool:
    return spec.minimum <= len(keys) <= spec.maximum


def _amount(keys: str) -> float | None:
    match = _AMOUNT.fullmatch(keys)
    if match is None:
        return None
    dollars, cents = match[1], match[2] or ""
    if not dollars + cents:
        return None
    digits = dollars + cents.ljust(2, "0")
    return int(digits) / 100 if len(digits) <= MAX_AMOUNT_DIGITS else None
