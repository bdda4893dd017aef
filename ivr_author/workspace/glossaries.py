"""Loads the glossaries of a workspace: `locales/<locale>/glossary.yaml`, by the reader of all that authors write."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from ivr_author.catalog.glossary.model import Glossary, Term, check_glossary
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.fields import Reader, Skip, read_record, record_schema
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion
from ivr_author.flow.schema import DRAFT
from ivr_author.workspace.layout import glossary_path
from ivr_author.workspace.loader import Loader

GLOSSARY_SCHEMA = "glossary.schema.json"
MOST_KEPT = 64
"""Glossaries that are read again only when they were changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryFile(Record):
    """What terms are called in one locale. A source locale needs none: its words are the terms."""

    WHAT: ClassVar[str] = "a glossary"

    format: FormatVersion
    terms: tuple[Term, ...]


def load_glossaries(loader: Loader, locales: Iterable[str]) -> dict[str, Glossary]:
    """The glossary of each locale that has a readable one."""
    glossaries = {}
    for locale in locales:
        path = glossary_path(locale)
        source = loader.text(path) if loader.files(path) else None
        if source is not None:
            glossary, faults = read_glossary(source, locale)
            loader.note(faults)
            if glossary is not None:
                glossaries[locale] = glossary
    return glossaries


@lru_cache(maxsize=MOST_KEPT)
def read_glossary(source: Source, locale: str) -> tuple[Glossary | None, tuple[Diagnostic, ...]]:
    """A glossary, unless it can't be read, and what is wrong with it."""
    tree, faults = read_yaml(source)
    if tree is None:
        return None, tuple(faults)
    reader = Reader(source)
    try:
        file = read_record(GlossaryFile, tree, "the glossary", reader)
    except Skip:
        return None, (*faults, *reader.diagnostics)
    glossary = Glossary(locale, file.terms)
    return glossary, (*faults, *reader.diagnostics, *check_glossary(glossary))


def build_glossary_schema() -> str:
    """The JSON Schema of a glossary; the same types give the same bytes."""
    definitions: dict[str, object] = {}
    schema = record_schema(GlossaryFile, definitions)
    title = "What terms are called: locales/<locale>/glossary.yaml"
    whole = {"$schema": DRAFT, "title": title, **schema, "$defs": definitions}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
