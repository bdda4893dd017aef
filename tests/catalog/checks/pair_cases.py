"""Cases of checks of one translation, as a Markdown table: a row is a text, its translation, and what the check says.

Columns: `locale`, `text`, `translation`, `says`, and any other field of `Pair` where a rule looks at it: `other`,
`form`, `kind`, `spoken` (yes), `constants` and `types` (`name=value name=value`), `keys` and `also` (`1 2 3`), `key`,
`place`, `max_seconds`, `max_characters`, `source_locale`, `glossary` (`premium=prima,cuota!premio; TTY=; plan?=plan`:
words preferred, words forbidden; none at all: the term is kept; `?`: it is ambiguous). `says` holds parts of the
messages, with `; ` between several; empty: the case passes. `\\u200b` and the like stand for characters that nobody
can see, `\\|` for a bar.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.segment import Offer
from ivr_author.core.value_types import ValueType
from tests.tables import read_tables

_REQUIRED = ("locale", "text", "translation", "says")
_OPTIONAL = (
    *("other", "form", "kind", "spoken", "constants", "types", "keys", "also", "key", "place"),
    *("max_seconds", "max_characters", "source_locale", "glossary"),
)


@dataclass(frozen=True, slots=True)
class PairCase:
    """One row, and the line of its file where it stands."""

    path: Path
    line: int
    pair: Pair
    expected: tuple[str, ...]

    @property
    def name(self) -> str:
        """For pytest's listings."""
        return f"{self.path.stem}:{self.line}"

    @property
    def rule(self) -> str:
        """The rule that it is a case of."""
        return self.path.stem.replace("_", "-")


def read_pair_cases(path: Path) -> list[PairCase]:
    """The rows of a file's tables."""
    cases = []
    for row in read_tables(path):
        unknown = set(row.cells) - {*_REQUIRED, *_OPTIONAL}
        assert not unknown, f"{path.name}:{row.line} has unknown columns {unknown}"
        assert set(_REQUIRED) <= set(row.cells), f"{path.name}:{row.line} lacks one of {_REQUIRED}"
        expected = tuple(part.strip() for part in row.cells["says"].split("; ") if part.strip())
        cases.append(PairCase(path, row.line, pair_of(row.cells), expected))
    return cases


def findings(rule: TranslationRule, pair: Pair) -> list[Finding]:
    """What a rule says of a pair."""
    return list(rule.check(pair))


def matches(expected: tuple[str, ...], found: list[Finding]) -> bool:
    """Whether each expected part is met by the finding at its place in the order."""
    return len(expected) == len(found) and all(part in one.message for part, one in zip(expected, found, strict=True))


def pair_of(row: dict[str, str]) -> Pair:
    """The pair of a row."""
    values = {name: value.strip() for name, value in row.items() if value.strip()}
    offer = None
    if {"keys", "also", "key"} & set(values):
        keys, also = values.get("keys", values.get("key", "")), values.get("also", "")
        place = values.get("place", "main/menu")
        offer = Offer(place, tuple(keys.split()), tuple(also.split()), values.get("key", ""))
    return Pair(
        values["locale"],
        values.get("source_locale", "en"),
        row["text"],
        row["translation"],
        row.get("other", ""),
        int(values["form"]) if "form" in values else None,
        values.get("kind", "prompt"),
        "spoken" in values or offer is not None,
        _named(values.get("constants", "")),
        tuple((name, ValueType(value)) for name, value in _named(values.get("types", ""))),
        offer,
        float(values.get("max_seconds", 0)),
        int(values.get("max_characters", 0)),
        Glossary(values["locale"], tuple(_term(one) for one in values.get("glossary", "").split(";") if one.strip())),
    )


def _term(cell: str) -> Term:
    source, _, words = cell.partition("=")
    preferred, _, forbidden = ([one.strip() for one in part.split(",") if one.strip()] for part in words.partition("!"))
    return Term(
        source=source.strip().removesuffix("?"),
        preferred=tuple(preferred),
        forbidden=tuple(forbidden),
        keep=not words.strip(),
        ambiguous=source.strip().endswith("?"),
    )


def _named(cell: str) -> tuple[tuple[str, str], ...]:
    parts = (part.partition("=") for part in cell.split())
    return tuple((name, value) for name, _, value in parts)
