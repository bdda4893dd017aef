"""The seeded faults as catalogs: one with the right translations, one with the faults, and what checks say of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ivr_author.catalog.check import check_catalogs
from ivr_author.catalog.glossary.model import Glossary
from ivr_author.catalog.model import BRACES, Catalog, Message, new_catalog
from ivr_author.catalog.rule import Pair
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from tests.catalog.checks.pair_cases import pair_of
from tests.tables import read_tables

FAULTS = Path(__file__).with_name("faults.md")
RIGHT = Path(__file__).with_name("right.md")


@dataclass(frozen=True, slots=True)
class Seed:
    """One line of `faults.md`: a text with a right and a faulty translation; `line` is where it stands there."""

    kind: str
    line: int
    pair: Pair
    fault: str

    @property
    def address(self) -> str:
        """Where it stands in the catalogs."""
        return f"seed/{self.line}/prompt"

    @property
    def name(self) -> str:
        """What counts as one fault: two lines of a menu that changed places are one."""
        place = self.pair.offer.place if self.pair.offer else str(self.line)
        return f"{self.kind} {self.pair.locale} {place}"


def read_seeds(path: Path = FAULTS) -> list[Seed]:
    """Every row; those of `RIGHT` have no fault."""
    return [
        Seed(
            row.heading.partition(":")[0],
            row.line,
            pair_of({**row.cells, "says": ""}),
            row.cells.get("fault", ""),
        )
        for row in read_tables(path)
    ]


def make_catalog(seeds: Iterable[Seed], locale: str, is_faulty: bool) -> Catalog:
    """The catalog of one locale."""
    entries = tuple(
        Message(
            seed.pair.source,
            (seed.fault if is_faulty else seed.pair.text,),
            seed.address,
            flags=(BRACES,) if "{" in seed.pair.source else (),
            line=seed.line,
        )
        for seed in seeds
        if seed.pair.locale == locale
    )
    return replace(new_catalog(locale, "Seeded"), entries=entries, path=f"{locale}.po")


def said_of(
    seeds: list[Seed], is_faulty: bool, glossaries: Mapping[str, Glossary]
) -> dict[int, set[tuple[str, Severity]]]:
    """What the checks say, by the line of the seed: rules with their severities."""
    said: dict[int, set[tuple[str, Severity]]] = defaultdict(set)
    for locale in sorted({seed.pair.locale for seed in seeds}):
        own = [seed for seed in seeds if seed.pair.locale == locale]
        subject = CatalogSubject(
            tuple(map(_segment, own)),
            (locale,),
            {locale: make_catalog(own, locale, is_faulty)},
            Span("ivr.yaml", 1, 1, 1, 1),
            glossaries=glossaries,
        )
        for one in check_catalogs(subject):
            if one.span is not None and one.span.path != "ivr.yaml":
                said[one.span.line].add((one.rule, one.severity))
    return said


def found_by(right: Mapping[int, set[str]], faulty: Mapping[int, set[str]], seeds: list[Seed]) -> dict[str, bool]:
    """Whether each fault was found: something is said of its faulty lines that is not said of the right ones."""
    found: dict[str, bool] = {}
    for seed in seeds:
        is_new = bool(faulty.get(seed.line, set()) - right.get(seed.line, set()))
        found[seed.name] = found.get(seed.name, False) or is_new
    return found


def _segment(seed: Seed) -> Segment:
    pair = seed.pair
    return Segment(
        seed.address,
        pair.source,
        Span("seeds.yaml", seed.line, 1, seed.line, 1),
        kind=pair.kind,
        is_spoken=pair.is_spoken,
        constants=pair.constants or ((("key", pair.offer.key),) if pair.offer else ()),
        types=pair.types,
        offer=pair.offer,
        max_seconds=pair.max_seconds,
        max_characters=pair.max_characters,
    )
