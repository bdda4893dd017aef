"""What stands around a text: its terms, what was translated before, the step of the call or the page that it is of."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from ivr_author.catalog.compare import Run, word_difference
from ivr_author.catalog.glossary.match import Words, terms_in
from ivr_author.catalog.glossary.model import NO_GLOSSARY, Term
from ivr_author.catalog.memory import Memory, Suggestion
from ivr_author.catalog.model import Catalog
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.segment import Segment
from ivr_author.flow.model import NodeRef
from ivr_author.flow.node import Node, leaves
from ivr_author.notice.channel import CannotRender
from ivr_author.usecases.catalogs import CATALOG_DOMAINS, FLOWS
from ivr_author.usecases.show_notice import LETTER, NoticeDesk, Wanted
from ivr_author.web.presenters import FlowPresenter, NodeView
from ivr_author.web.studio import Snapshot
from ivr_author.web.translate.desk import Entry, LocaleDesk

MOST_SUGGESTIONS = 4
MOST_NODES = 6
"""Of those that lead to a node, or that it leads to; a goodbye has dozens."""

MOST_TRIED = 16
"""Members and channels for which a notice is written out, to find the one that has the text."""

MEMORY_SECONDS = 30.0
"""How old the memory of a language may be: to build it of ten thousand texts takes most of a second."""

MOST_VALUES = 2
_VALUE = ".{1,80}?"
_MARKS = re.compile(r"\*\*|[*_`]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term of the text. `used`: which of its words the translation has; `is_kept`: it stays as it is."""

    term: Term
    used: tuple[str, ...]
    unwanted: tuple[str, ...]


def terms_of(shown: Snapshot, segment: Segment, translation: str, locale: str) -> list[TermHit]:
    """The terms of a text, in their order, with what its translation makes of them."""
    glossary = shown.workspace.glossaries.get(locale, NO_GLOSSARY)
    words = Words(translation, locale)
    found = terms_in(glossary, segment.plural or segment.text, _source_locale(shown))
    return [
        TermHit(
            term,
            tuple(one for one in (term.preferred or ((term.source,) if term.keep else ())) if words.places(one)),
            tuple(one for one in term.forbidden if words.places(one)),
        )
        for term in found
    ]


@dataclass(frozen=True, slots=True)
class Remembered:
    """An earlier translation. `runs`: how its text differs from this one; none where it is the same."""

    suggestion: Suggestion
    runs: Sequence[Run]


class Memories:
    """The translation memory of each language, not much older than its catalogs."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[tuple[Catalog, ...], float, Memory]] = {}

    def suggest(self, shown: Snapshot, entry: Entry, locale: str) -> list[Remembered]:
        """Translations of the same text or of texts like it, but for the text's own."""
        found = self._memory(shown, locale).suggest(entry.segment.text, locale, MOST_SUGGESTIONS + 1)
        return [
            Remembered(one, word_difference(one.source, entry.segment.text) if one.source != entry.segment.text else ())
            for one in found
            if one.address != entry.segment.address
        ][:MOST_SUGGESTIONS]

    def _memory(self, shown: Snapshot, locale: str) -> Memory:
        every = (domain.catalogs_of(shown.workspace).get(locale) for domain in CATALOG_DOMAINS.values())
        catalogs = tuple(one for one in every if one is not None)
        now = time.monotonic()
        with self._lock:
            known = self._kept.get(locale)
            if known is not None:
                is_same = len(known[0]) == len(catalogs) and all(map(_is, known[0], catalogs))
                if is_same or now - known[1] < MEMORY_SECONDS:
                    return known[2]
            memory = Memory(catalogs)
            self._kept[locale] = catalogs, now, memory
            return memory


def _is(one: object, other: object) -> bool:
    return one is other


def same_texts(desk: LocaleDesk, entry: Entry) -> list[Entry]:
    """The other places where the very same text stands translated, for a memory that is seconds old."""
    text, plural = entry.segment.text, entry.segment.plural
    return [
        one
        for one in desk.entries
        if one.segment.text == text and one.segment.plural == plural and one.state.is_used and one.key != entry.key
    ]


# --- where it is heard -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """The step of a call that says the text: its node in the language, and the nodes before and after."""

    flow: str
    title: str
    node: NodeView
    before: Sequence[NodeView]
    after: Sequence[NodeView]


def heard_at(shown: Snapshot, entry: Entry, locale: str) -> Heard | None:
    """The step; None for what belongs to no node."""
    flow_id, _, rest = entry.segment.address.partition("/")
    content = shown.content
    flow = content.flows.get(flow_id) if content is not None and entry.item.domain is FLOWS else None
    node = flow.nodes.get(rest.partition("/")[0]) if flow is not None else None
    if content is None or flow is None or node is None:
        return None
    presenter = FlowPresenter(flow, shown.translations, locale, frozenset(content.flows))

    def shown_as(nodes: Iterator[Node]) -> list[NodeView]:
        chosen = {one.id: one for one in nodes if one is not node}
        return [presenter.node(one, ()) for one in list(chosen.values())[:MOST_NODES]]

    before = (one for one in flow.nodes.values() if node.id in _leads_to(one))
    after = (flow.nodes[to] for to in _leads_to(node) if to in flow.nodes)
    return Heard(flow_id, flow.title.value, presenter.node(node, ()), shown_as(before), shown_as(after))


def _leads_to(node: Node) -> list[str]:
    return [leaf.value.to for leaf in leaves(node) if isinstance(leaf.value, NodeRef) and leaf.value.flow is None]


# --- where it is printed ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """A page that has the text: what stands before it, itself, and what comes after. No words: no page has it."""

    notice: str
    title: str
    channel: str
    member: str
    before: str = ""
    words: str = ""
    after: str = ""
    has_letter: bool = False


AROUND = 600
"""Characters of the page before and after the text."""


def printed_at(shown: Snapshot, entry: Entry, locale: str) -> Printed | None:
    """The page of the first notice, channel and sample member that has the text; None for what no notice says."""
    desk = shown.notices
    notices = [one for one in desk.ids if entry.segment in desk.segments(one)] if entry.item.domain is not FLOWS else []
    for notice_id in notices:
        file = desk.content.notices.get(notice_id)
        if file is None or desk.reason(notice_id):
            continue
        notice = file.notice
        has_letter = LETTER in notice.channels
        tried = [(member, channel) for member in notice.samples.values() for channel in notice.channels][:MOST_TRIED]
        for member, channel in tried:
            cut = _cut(desk, notice_id, channel, Wanted(locale, member.values, member.id), entry)
            if cut is not None:
                return Printed(notice_id, notice.title.value, channel, member.id, *cut, has_letter)
        return Printed(notice_id, notice.title.value, "", "", has_letter=has_letter)
    return None


def _cut(desk: NoticeDesk, notice_id: str, channel: str, wanted: Wanted, entry: Entry) -> tuple[str, str, str] | None:
    try:
        page = desk.plain_text(notice_id, channel, wanted)
    except CannotRender:
        return None
    strings = entry.message.strings if entry.message is not None and entry.state.is_used else ()
    for text in (*strings, entry.segment.text, entry.segment.plural):
        found = _pattern(text).search(page) if text else None
        if found is not None:
            start, end = found.span()
            before = page[max(0, start - AROUND) : start].lstrip()
            return before, page[start:end], page[end : end + AROUND].rstrip()
    return None


def _pattern(text: str) -> re.Pattern[str]:
    """Finds a text as a page has it: its values filled in, its marks gone, its lines broken anywhere."""
    parts: list[str] = []
    values = 0
    for piece in parse_placeholders(_MARKS.sub(r"\1", text))[0]:
        if isinstance(piece, str):
            parts.append(r"\s+".join(re.escape(word) for word in re.split(r"\s+", piece)))
        elif parts and parts[-1] != _VALUE:
            # Each value multiplies the ways in which a text can fail to match.
            values += 1
            if values > MOST_VALUES:
                break
            parts.append(_VALUE)
    return re.compile("".join(parts) or r"(?!)", re.DOTALL)


def _source_locale(shown: Snapshot) -> str:
    return shown.content.settings.source_locale if shown.content else "en"
