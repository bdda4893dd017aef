"""The script of a robocall as W3C SSML. Words are escaped here while the program is written, values while it is filled.

Values are spoken words already (`core.spoken`), so there is no `say-as`: engines differ in what they make of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain, groupby

from ivr_author.core.locale import find_locale
from ivr_author.notice.channels.robocall.script import Group, Piece, Said, Spot
from ivr_author.notice.writing.program import Program, merge
from ivr_author.speech.pace import PAUSE_MILLISECONDS

NAMESPACE = "http://www.w3.org/2001/10/synthesis"
_PAUSE = f'<break time="{PAUSE_MILLISECONDS}ms"/>\n'


def write_ssml(groups: Sequence[Group], locale: str, spots: Sequence[Spot]) -> Program:
    """The whole document; numbers are places in `spots`."""
    locales = {piece.locale for group in groups for line in group for piece in line}
    # `lang` came with SSML 1.1; without it the document is one of 1.0, which more engines ask for.
    version = "1.0" if locales <= {locale} else "1.1"
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<speak version="{version}" xmlns="{NAMESPACE}" '
    return merge(
        chain(
            (f'{head}xml:lang="{_tag(locale)}">\n',),
            *(
                chain((_PAUSE,) if number else (), _paragraph(group, locale, spots))
                for number, group in enumerate(groups)
            ),
            ("</speak>\n",),
        )
    )


def escape_words(text: str) -> str:
    """Words as SSML character data; control characters were folded away before."""
    return escape(text, quote=False)


def _paragraph(group: Group, locale: str, spots: Sequence[Spot]) -> Iterator[str | int]:
    yield "<p>"
    for line in group:
        yield "<s>"
        for other, pieces in groupby(line, lambda piece: piece.locale):
            if other == locale:
                yield from _words(pieces, spots)
            else:
                yield f'<lang xml:lang="{_tag(other)}">'
                yield from _words(pieces, spots)
                yield "</lang>"
        yield "</s>"
    yield "</p>\n"


def _words(pieces: Iterable[Piece], spots: Sequence[Spot]) -> Iterator[str | int]:
    for piece in pieces:
        yield escape_words(piece.text) if isinstance(piece, Said) else spots.index(piece)


def _tag(locale: str) -> str:
    return escape(find_locale(locale).tag)
