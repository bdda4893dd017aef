"""The words of what a channel made, without its markup: what is seen, what is spoken, what a screen reader says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lxml import etree

from ivr_author.core.safe_xml import safe_parser
from ivr_author.notice.channel import Member
from ivr_author.notice.channels.letter.assistance import write_assistance
from ivr_author.notice.channels.letter.letter import Prepared, write_program
from ivr_author.notice.channels.letter.literals import quote
from ivr_author.notice.render import Renderer

_TOLD_ATTRIBUTES = frozenset({"alt", "aria-label", "placeholder", "title"})
_UNSEEN_ELEMENTS = frozenset({"script", "style"})

_TONGUE = re.compile(r'\("[a-z]{2,3}", (?:"[A-Z0-9]+"|none), (?:ltr|rtl), "[a-z]+"\)')
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_IMPORT = '#import "/letter.typ": *'
_PLACE_TO_BREAK = '";w;"'


def words_of_part(part: str, raw: bytes) -> str:
    """The words of a channel's part, by its name: HTML, SSML or text. A letter has its own function."""
    if part == "html":
        page = _Page()
        page.feed(raw.decode())
        return "\n".join(page.words)
    if part == "ssml":
        # Comments and instructions are nobody's words; lxml takes their number squared to walk past them.
        parser = safe_parser(remove_comments=True, remove_pis=True)
        return " ".join(map(str, etree.fromstring(raw, parser).itertext()))
    return raw.decode()


def words_of_letter(renderer: Renderer, prepared: Prepared, member: Member, locale: str) -> str:
    """The words that a letter's program sets, but not the lines of language assistance, which are letterhead data."""
    setting = renderer.setting(locale)
    program = write_program(prepared, member).replace(write_assistance(setting), quote(setting.texts["attention"]))
    program = _TONGUE.sub("", program).replace(_PLACE_TO_BREAK, "").removeprefix(_IMPORT)
    return "\n".join(_ESCAPE.sub(_unescape, literal) for literal in _LITERAL.findall(program))


def _unescape(escape: re.Match[str]) -> str:
    return "\n" if escape[1] == "n" else escape[1]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN_ELEMENTS
        self.words += [value for name, value in attrs if name in _TOLD_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)
