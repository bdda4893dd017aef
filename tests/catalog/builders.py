"""Short ways to write segments and entries in tests."""

from __future__ import annotations

from ivr_author.catalog.model import Catalog, Message, new_catalog
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span


def segment(address: str, text: str, plural: str = "", path: str = "", line: int = 1, comments: str = "") -> Segment:
    name = path or f"flows/{address.split('/')[0]}.yaml"
    return Segment(address, text, Span(name, line, 1, line, 1), plural, (comments,) if comments else ())


def message(address: str | None, text: str, *strings: str, plural: str | None = None, flags: str = "") -> Message:
    return Message(text, strings or ("",), address, plural, tuple(flags.split()))


def catalog(*entries: Message, obsolete: tuple[Message, ...] = (), locale: str = "es") -> Catalog:
    return Catalog(locale, new_catalog(locale, "Health Connector").header, entries, obsolete)
