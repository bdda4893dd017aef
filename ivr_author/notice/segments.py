"""Every text of the notices that a translator needs to see: our own words, the snippets, then each notice's."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.limits import MOST_SUBJECT_CHARACTERS
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.segment import Offer, Segment
from ivr_author.core.source import Span
from ivr_author.core.value_types import ValueType
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.template.tree import HeadingNode, ParagraphNode, Template, Unit, units_of, walk_nodes
from ivr_author.notice.texts import NOTICE_TEXT_KEYS, NOTICE_TEXT_NOTES, NOTICE_TEXTS
from ivr_author.notice.values import value_type

SPOKEN = "robocall"
"""The channel that is spoken, and the beginning of the names of our own words in it."""

_TEXT_TYPES = {"date": ValueType.DATE, "phone": ValueType.PHONE, "tty": ValueType.PHONE, "name": ValueType.NAME}
_KEYS = tuple(NOTICE_TEXT_KEYS.values())


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
        key = NOTICE_TEXT_KEYS.get(name, "")
        yield Segment(
            *(f"texts/{name}", text, top, "", (NOTICE_TEXT_NOTES[name],)),
            is_spoken=name.startswith(SPOKEN),
            constants=(("key", key),) if key else (),
            types=tuple(
                (placeholder, _TEXT_TYPES[placeholder])
                for placeholder in dict.fromkeys(placeholder_names(text))
                if placeholder in _TEXT_TYPES
            ),
            offer=Offer(f"texts/{SPOKEN}", _KEYS, (), key) if key else None,
        )


def segments_of_notice(file: NoticeFile) -> Iterator[Segment]:
    """The segments of one notice, its snippets' too."""
    template = file.template
    if template is None:
        return
    heard = _only_heard(template)
    for unit in units_of(template):
        if unit.is_words:
            is_subject = unit is template.subject and "email" in file.notice.channels
            yield segment_of(unit, unit.address in heard, MOST_SUBJECT_CHARACTERS if is_subject else 0)


def segment_of(unit: Unit, is_spoken: bool = False, max_characters: int = 0) -> Segment:
    """The unit as a segment."""
    return Segment(
        *(unit.address, unit.text, unit.span, unit.plural, unit.comments),
        is_spoken=is_spoken,
        types=tuple((name, value_type(filling.type)) for name, filling in unit.fillings.items()),
        max_characters=max_characters,
    )


def _only_heard(template: Template) -> set[str]:
    """The addresses of units that only a robocall has; what it shares with letters is written for the eye as well."""
    addresses: dict[bool, set[str]] = {True: set(), False: set()}
    for channel, body in template.bodies.items():
        for node in walk_nodes(body):
            if isinstance(node, HeadingNode | ParagraphNode):
                addresses[channel == SPOKEN].add(node.unit.address)
    return addresses[True] - addresses[False]
