"""What catalog rules look at: the texts of today beside their translations. Judging is left to the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ivr_author.catalog.glossary.model import Glossary
from ivr_author.catalog.lookup import State, index_of
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po_check import message_span
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span


@dataclass(frozen=True, slots=True)
class Translation:
    """How a text is in one catalog; `message` is its entry, if there is one."""

    catalog: Catalog
    segment: Segment
    state: State
    message: Message | None

    @property
    def span(self) -> Span:
        """The entry, else the text that has none."""
        return self.segment.span if self.message is None else message_span(self.catalog, self.message)


@dataclass(frozen=True)
class CatalogSubject:
    """All texts and catalogs of one domain (`flows`, `notices`) of a workspace.

    `settings` is where its locales are listed; no template: none was made.
    """

    segments: tuple[Segment, ...]
    locales: tuple[str, ...]
    catalogs: Mapping[str, Catalog]
    settings: Span
    template: Catalog | None = None
    domain: str = "flows"
    source_locale: str = "en"
    glossaries: Mapping[str, Glossary] = field(default_factory=dict)

    @cached_property
    def translations(self) -> tuple[Translation, ...]:
        """Every text in every catalog, in the order of locales."""
        found = []
        for locale in self.locales:
            catalog = self.catalogs.get(locale)
            if catalog is not None:
                index = index_of(catalog)
                for segment in self.segments:
                    state, message = index.find(segment.address, segment.text, segment.plural)
                    found.append(Translation(catalog, segment, state, message))
        return tuple(found)
