"""Sentences and paragraphs that people can take in (SSA, POMS NL 10605.101: 15 to 20 words, up to 7 lines).

And subjects that mail programs show whole (RFC 5322, 2.1.1: 78 characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.limits import MOST_SUBJECT_CHARACTERS
from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.subject import NoticeSubject, template_of, units_in
from ivr_author.notice.template.tree import Unit
from ivr_author.notice.worst import longest_subject

MOST_SENTENCE_WORDS = 35
"""Words of a sentence. The advice is 15 to 20; only what is far over it is worth a word."""

MOST_PARAGRAPH_WORDS = 100
"""Words of a paragraph: some seven lines of a letter."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE_END = re.compile(r"(?<![A-Z]\.[A-Z])(?<! [ap]\.m)[.!?:;。！？]+[\"'”’)\]*_]*(?:\s+|$)(?=[^a-z]|$)")
_WORD = re.compile(r"[^\W_]")


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Too long a sentence or paragraph in the source; too long a subject of an email, with the longest values, in any
    locale."""
    told: set[str] = set()
    for file in subject.files:
        for body in template_of(file).bodies.values():
            for unit in units_in(body):
                if unit.address not in told:
                    told.add(unit.address)
                    yield from _unit(unit)
        if "email" in file.notice.channels:
            yield from _subject(subject, file)


def _unit(unit: Unit) -> Iterator[Fault]:
    for text in {unit.text, unit.plural} - {""}:
        words = _plain(text)
        total = _count(words)
        if total > MOST_PARAGRAPH_WORDS:
            message = f"this paragraph has {total} words; people take in {MOST_PARAGRAPH_WORDS}"
            yield Fault(message, unit.span, "make two of it, or a list")
        longest = max(_SENTENCE_END.split(words), key=_count)
        if _count(longest) > MOST_SENTENCE_WORDS:
            begin = " ".join(longest.split()[:5])
            message = f"the sentence that begins “{begin}” has {_count(longest)} words"
            yield Fault(message, unit.span, "make two of it: 15 to 20 words are easy to read")


def _subject(subject: NoticeSubject, file: NoticeFile) -> Iterator[Fault]:
    if file.notice.subject is None:
        return
    long = []
    for locale in subject.all_locales:
        text = longest_subject(subject.renderer(file), locale)
        if text is not None and len(text) > MOST_SUBJECT_CHARACTERS:
            long.append(f"{len(text)} in {find_locale(locale).english_name}")
    if long:
        message = f"with the longest values the subject has more than {MOST_SUBJECT_CHARACTERS} characters: "
        yield Fault(message + ", ".join(long), file.notice.subject.span, "mail programs cut it: say less in it")


def _plain(text: str) -> str:
    """The words without targets of links, and a word for each placeholder."""
    pieces = parse_placeholders(_LINK.sub(r"\1", text))[0]
    return "".join("X" if isinstance(piece, Placeholder) else piece for piece in pieces)


def _count(text: str) -> int:
    return sum(1 for word in text.split() if _WORD.search(word))


RULE = Rule("over-length", Severity.WARNING, "A sentence, a paragraph or a subject is too long", check)
