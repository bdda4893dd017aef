"""Every text of the notices that a translator needs to see: our own words, the snippets, then each notice's."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.template.tree import Unit, units_of
from ivr_author.notice.texts import NOTICE_TEXT_NOTES, NOTICE_TEXTS


def segments_of_notices(content: NoticeContent) -> Iterator[Segment]:
    """All segments; a snippet's once, however many notices include it."""
    seen: set[str] = set()
    yield from segments_of_texts(content)
    for file in content.notices.values():
        for segment in segments_of_notice(file):
            if segment.address not in seen:
                seen.add(segment.address)
                yield segment


def segments_of_texts(content: NoticeContent) -> Iterator[Segment]:
    """Our own words; their place is the letterhead, which stands for every notice."""
    if content.letterhead is None:
        return
    top = Span(content.letterhead.source.path, 1, 1, 1, 1)
    for name, text in NOTICE_TEXTS.items():
        yield Segment(f"texts/{name}", text, top, "", (NOTICE_TEXT_NOTES[name],))


def segments_of_notice(file: NoticeFile) -> Iterator[Segment]:
    """The segments of one notice, its snippets' too."""
    if file.template is None:
        return
    for unit in units_of(file.template):
        if unit.is_words:
            yield segment_of(unit)


def segment_of(unit: Unit) -> Segment:
    """The unit as a segment."""
    return Segment(unit.address, unit.text, unit.span, unit.plural, unit.comments)
