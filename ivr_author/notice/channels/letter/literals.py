"""String literals of Typst: the only way that words get into a letter's program, so nothing in them is ever parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ivr_author.notice.template.links import is_safe_target
from ivr_author.notice.values import UNPRINTABLE, Value, isolated, printed

LONG_RUN = 24
"""Letters without a place to break, from which on places are made: such a word can be wider than a page."""

_STEP = 4
_LONGEST_TARGET = 2_000
_SCHEME = re.compile(r"https?://|mailto:|tel:", re.IGNORECASE)
# Thai, Lao, Burmese, Khmer and the scripts of East Asia break by rules of their own, without spaces.
_BREAKABLE = re.compile(
    "[^\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    f"\uff00-\uffef\U00020000-\U0003ffff]{{{LONG_RUN},}}"
)
_JOINERS = "\u200c\u200d\u2060"
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        # The letter's lines are Typst's to break.
        **dict.fromkeys("\t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u2028\u2029", " "),
        # A byte order mark inside a text is what U+2060 is now for; PDF/UA allows only the latter.
        "\ufeff": "\u2060",
    }
)


def escape(text: str) -> str:
    """A text as it stands between the quotes of a literal. What no PDF can hold becomes U+FFFD."""
    return UNPRINTABLE.sub("\ufffd", text.translate(_ESCAPES))


def quote(text: str) -> str:
    """A literal that comes out as one string, for arguments."""
    return f'"{escape(text)}"'


def escape_words(text: str) -> str:
    """As `escape`, for a literal that is a statement of its own: very long words get places to break.

    A place to break is `w` of letter.typ between two literals, which leaves the text itself as it was typed.
    """
    if len(text) < LONG_RUN or not _BREAKABLE.search(text):
        return escape(text)
    return '";w;"'.join(escape(piece) for piece in _split(text))


def say_words(text: str) -> str:
    """A statement that shows a text."""
    return f'"{escape_words(text)}"'


def write_value(value: Value, locale: str) -> str:
    """A value for its place between the quotes of a statement, isolated where it could turn what is around it."""
    return escape_words(isolated(value, printed(value, locale), locale))


def write_target(value: Value, locale: str) -> str:
    """A value for its place between the quotes of an argument: where a link leads; nothing where it must not."""
    target = printed(value, locale)
    return escape(target) if is_safe_target(target) and len(target) <= _LONGEST_TARGET else ""


def write_address(value: Value, locale: str) -> str:
    """A value for its place between the quotes of a statement: where a link leads, as people write it."""
    target = without_scheme(printed(value, locale))
    return escape_words(isolated(value, target, locale))


def without_scheme(target: str) -> str:
    """An address as it is printed: `www.example.org`, a number, `help@example.org`."""
    return _SCHEME.sub("", target)


def _split(text: str) -> Iterator[str]:
    end = 0
    for run in _BREAKABLE.finditer(text):
        start = run.start()
        for place in range(start + _STEP, run.end()):
            if place - start >= _STEP and _may_break(text, place):
                yield text[end:place]
                start = end = place
    yield text[end:]


def _may_break(text: str, place: int) -> bool:
    """Not before a mark that belongs to the letter, and not where letters are joined or kept apart on purpose."""
    after = text[place]
    return not (unicodedata.category(after)[0] == "M" or after in _JOINERS or text[place - 1] in _JOINERS)
