"""What a voice says of a document, in order, without markup: for SSML and for the call flow alike.

Tables, addresses of the web and citations are left out by rule; saying so to authors is left to `drops`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlsplit

from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.spoken import fold_text, speak, speech_format
from ivr_author.core.value_types import ValueType
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Document,
    Emphasis,
    Foreign,
    Heading,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Run,
    Slot,
    Strong,
    Words,
)
from ivr_author.notice.model import FieldType

NAME = -1
"""The index of the spot that the member's name fills; it need not be a slot of the document."""

CITING_ROLE = "rules"
"""The role of boxes that cite regulations; the written notice must (45 CFR 155.230(a)(3)), no ear can follow."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words as they are spoken, in a locale."""

    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of value number `index`, spoken by its type as a locale speaks it."""

    index: int
    type: FieldType
    name: str
    locale: str


Piece = Said | Spot
Line = tuple[Piece, ...]
"""A sentence or more, spoken in one go."""
Group = tuple[Line, ...]
"""The lines of one block; a pause follows."""

WEB_ADDRESS = re.compile(
    r"(?<![@\w.-])(?:(?:https?://|www\.)[^\s<>]*[\w/]|(?:[a-z0-9-]+\.)+(?:org|com|gov|net|edu)\b(?:/[\w./-]*\w)?)"
)
CITATION = re.compile(r"\d+ (?:CFR|C\.F\.R\.|U\.S\.C\.|USC|CMR) (?:Part )?[\d.]+(?:\(\w+\))*")
ASIDE = re.compile(rf" ?\((?:{CITATION.pattern}(?:[,;] )?)+\)")
# 711 is the number of the relay service, which a voice must not read as seven hundred.
_PHONE = re.compile(r"(?<![\w.,$-])(?:\+?\d?[ .-]?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\+\d{8,15}|711)(?![\w-]|[.,]\d)")
_AMOUNT = re.compile(r"\$\d")
_SENTENCE_END = re.compile(r"""[.!?…؟۔]["'”’»)\]]*(?=\s)|[。！？।॥។။።]["”’»」』）]*""")
_ENDED = re.compile(r"""[.!?…:;؟؛۔。！？：；।॥។៖။።]["'”’»)\]」』）]*$""")
_NOBODYS = re.compile("[\ufdd0-\ufdef]")
_FULL_STOPS = {"zh": "。", "ja": "。", "yue": "。", "hi": "।", "km": "។", "my": "။", "am": "።"}


def script_of(document: Document, website: Said) -> tuple[Group, ...]:
    """The document as it is spoken; `website` is our own sentence for one that only names an address."""
    return tuple(_Speaker(document.locale, website).groups(document.blocks))


def text_script(text: str, locale: str, values: Mapping[str, Spot | str] | None = None) -> Group:
    """One of our own texts as a line, its placeholders filled with words or spots; one without a value is left out."""
    line: list[Piece] = []
    for piece in parse_placeholders(text)[0]:
        filling = (values or {}).get(piece.name, "") if isinstance(piece, Placeholder) else piece
        line.append(filling if isinstance(filling, Spot) else Said(filling, locale))
    return (tidy(line),)


def spoken_phone(text: str, locale: str) -> str:
    """A phone number figure by figure."""
    return speak(text, ValueType.PHONE, speech_format(locale))


def clean(text: str) -> str:
    """A text as any player of calls can say it: folded, without code points that are nobody's (U+FDD0 to U+FDEF)."""
    return fold_text(_NOBODYS.sub("", text))


def host_of(address: str) -> str:
    """What a voice can say of an address of the web: the host, which is where its path would be looked for."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        host = None
    return (host or address).removeprefix("www.")


def tidy(pieces: Iterable[Piece]) -> Line:
    """A line with white space folded, neighbouring words joined and an end mark, so that a voice comes to rest."""
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Said) and line and isinstance(last := line[-1], Said) and last.locale == piece.locale:
            line[-1] = Said(last.text + piece.text, piece.locale)
        else:
            line.append(piece)
    folded = [Said(_fold(one.text), one.locale) if isinstance(one, Said) else one for one in line]
    kept = [one for one in folded if isinstance(one, Spot) or one.text]
    if kept and isinstance(first := kept[0], Said):
        kept[0] = Said(first.text.lstrip(), first.locale)
    if kept and isinstance(end := kept[-1], Said):
        kept[-1] = Said(end.text.rstrip(), end.locale)
    kept = [one for one in kept if isinstance(one, Spot) or one.text]
    if not kept:
        return ()
    end = kept[-1]
    if isinstance(end, Spot):
        kept.append(Said(_full_stop(end.locale), end.locale))
    elif not _ENDED.search(end.text):
        kept[-1] = Said(end.text + _full_stop(end.locale), end.locale)
    return tuple(kept)


def _fold(text: str) -> str:
    """As values are folded, but with the space at either end that keeps words and values apart."""
    folded = clean(text)
    if not folded:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{folded}{' ' if text[-1].isspace() else ''}"


def _full_stop(locale: str) -> str:
    return _FULL_STOPS.get(locale.split("_")[0], ".")


@dataclass
class _Speaker:
    locale: str
    website: Said
    _waiting: list[Heading] = field(default_factory=list)

    def groups(self, blocks: Sequence[Block]) -> Iterator[Group]:
        """What is spoken of the blocks. A heading waits until something is spoken below it."""
        for block in blocks:
            match block:
                case Heading():
                    self._waiting = [one for one in self._waiting if one.level < block.level]
                    self._waiting.append(block)
                case Paragraph(content=content):
                    yield from self._below_headings(self._lines(content))
                case ListBlock():
                    yield from self._below_headings(self._items(block))
                case Box(roles=roles, children=children) if CITING_ROLE not in roles:
                    yield from self.groups(children)

    def _below_headings(self, lines: Group) -> Iterator[Group]:
        if not lines:
            return
        for heading in self._waiting:
            if spoken := self._lines(heading.content):
                yield spoken
        self._waiting = []
        yield lines

    def _items(self, block: ListBlock) -> Group:
        found: list[Line] = []
        for number, item in enumerate(block.items, 1):
            lines = list(chain.from_iterable(_Speaker(self.locale, self.website).groups(item)))
            if block.ordered and lines:
                lines[0] = tidy([Said(f"{number}. ", _locale_of(lines[0])), *lines[0]])
            found.extend(lines)
        return tuple(found)

    def _lines(self, content: Inlines) -> Group:
        lines: list[list[Piece]] = [[]]
        for piece in _flatten(content, self.locale):
            if piece is None:
                lines.append([])
            else:
                lines[-1].append(piece)
        spoken = (tidy(self._without_addresses(_without_asides(tidy(line)))) for line in lines)
        return tuple(line for line in spoken if line)

    def _without_addresses(self, line: Iterable[Piece]) -> Iterator[Piece]:
        """Our own sentence for one that only names an address; where it also holds a value, the host alone is said."""
        says_website = False
        for sentence in _sentences(line):
            if not any(map(_has_address, sentence)):
                yield from map(_with_phones, sentence)
            elif any(map(_holds_value, sentence)):
                yield from (_with_phones(_with_hosts(piece)) for piece in sentence)
            elif not says_website:
                says_website = True
                yield Said(f" {self.website.text} ", self.website.locale)


def _locale_of(line: Line) -> str:
    return line[0].locale


def _flatten(content: Inlines, locale: str) -> Iterator[Piece | None]:
    """The content as pieces; None is a new line."""
    for one in content:
        match one:
            case Words(text=text) | Run(text=text):
                yield Said(text, locale)
            case Slot(index=index, type=kind, name=name):
                yield Spot(index, kind, name, locale)
            case Break():
                yield None
            case Foreign(locale=other, children=children):
                yield from _flatten(children, other)
            case Strong(children=children) | Emphasis(children=children) | Link(children=children):
                yield from _flatten(children, locale)


def _without_asides(line: Iterable[Piece]) -> Iterator[Piece]:
    """Without citations in brackets; one that the sentence needs is spoken."""
    for piece in line:
        yield Said(ASIDE.sub("", piece.text), piece.locale) if isinstance(piece, Said) else piece


def _sentences(line: Iterable[Piece]) -> Iterator[list[Piece]]:
    sentence: list[Piece] = []
    for piece in line:
        if isinstance(piece, Spot):
            sentence.append(piece)
            continue
        place = 0
        for end in _SENTENCE_END.finditer(piece.text):
            sentence.append(Said(piece.text[place : end.end()], piece.locale))
            place = end.end()
            yield sentence
            sentence = []
        if place < len(piece.text):
            sentence.append(Said(piece.text[place:], piece.locale))
    if sentence:
        yield sentence


def _has_address(piece: Piece) -> bool:
    if isinstance(piece, Spot):
        return piece.type is FieldType.URL
    return WEB_ADDRESS.search(piece.text) is not None


def _holds_value(piece: Piece) -> bool:
    """Whether a member would miss something if the sentence were not said."""
    if isinstance(piece, Spot):
        return piece.type is not FieldType.URL
    return _PHONE.search(piece.text) is not None or _AMOUNT.search(piece.text) is not None


def _with_phones(piece: Piece) -> Piece:
    if isinstance(piece, Spot):
        return piece
    return Said(_PHONE.sub(lambda match: _phone_words(match[0], piece.locale), piece.text), piece.locale)


def _phone_words(text: str, locale: str) -> str:
    # The pattern may begin with the space before an area code.
    return f"{text[: len(text) - len(text.lstrip())]}{spoken_phone(text, locale)}"


def _with_hosts(piece: Piece) -> Piece:
    if isinstance(piece, Spot):
        return piece
    return Said(WEB_ADDRESS.sub(lambda match: host_of(match[0]), piece.text), piece.locale)
