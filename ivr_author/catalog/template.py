"""Segments as the messages that Babel extracts, and the POT text of them. Finding the segments is left to `flow`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.pofile import write_po

from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po import write_catalog
from ivr_author.core.segment import Segment

# A type alias for what Babel's extractors yield: line, function name, messages, comments.
BabelMessage = tuple[int, str, tuple[str, ...], list[str]]


def babel_messages(segments: Iterable[Segment]) -> Iterator[BabelMessage]:
    """What an entry of `babel.extractors` yields for one file; the function's name is how Babel learns the context."""
    for segment in segments:
        texts = (segment.address, segment.text, *((segment.plural,) if segment.plural else ()))
        yield segment.span.line, "npgettext" if segment.plural else "pgettext", texts, list(segment.comments)


def build_template(segments: Iterable[Segment], project: str, version: str) -> str:
    """The POT text. Below its header it is, to the byte, what `pybabel extract` writes for the same segments.

    The header has no date, so that the same segments always give the same text.
    """
    fields = (
        ("Project-Id-Version", f"{project} {version}".strip()),
        ("Language", ""),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    header = Message("", ("".join(f"{name}: {value}\n" for name, value in fields),))
    catalog = BabelCatalog()
    for segment in in_extraction_order(segments):
        for line, _, (context, *texts), comments in babel_messages([segment]):
            message = texts[0] if len(texts) == 1 else tuple(texts)
            catalog.add(message, None, [(segment.span.path, line)], auto_comments=comments, context=context)
    written = BytesIO()
    write_po(written, catalog, omit_header=True)
    return f"{write_catalog(Catalog('', header))}\n{written.getvalue().decode()}"


def in_extraction_order(segments: Iterable[Segment]) -> list[Segment]:
    """Segments in the order in which Babel walks a folder: its files by name, then its folders by name."""
    return sorted(segments, key=lambda segment: _walk_key(segment.span.path))


def is_same_template(one: Catalog, other: Catalog) -> bool:
    """Whether two templates ask for the same translations; headers and line numbers may differ."""
    return _asked_for(one) == _asked_for(other)


def _asked_for(template: Catalog) -> set[tuple[str | None, str, str | None, str]]:
    return {
        # Babel wraps comments, so their lines mean nothing.
        (message.context, message.msgid, message.msgid_plural, " ".join(message.extracted_comments))
        for message in template.entries
    }


def _walk_key(path: str) -> tuple[tuple[bool, str], ...]:
    *folders, name = path.split("/")
    return (*((True, folder) for folder in folders), (False, name))
