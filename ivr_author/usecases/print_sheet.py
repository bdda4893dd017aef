"""The sheet for voice talents on paper, set by the engine of letters: large, every script, right to left where due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from ivr_author.catalog.lookup import Translations
from ivr_author.core.locale import find_locale
from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.notice.channel import Member, Rendering, Setting
from ivr_author.notice.channels.letter.letter import fill, prepare
from ivr_author.notice.document import Block, Box, Document, Foreign, Heading, Inlines, Paragraph, Strong, Words
from ivr_author.notice.model import Letterhead, Notice
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.usecases.recording_sheet import Sheet, SheetLine, Sheets, TakeState

_OTHER_ROOMS = {"texts": "Sentences of every call", "bulletins": "Emergency messages"}
_TITLE = "Recordings: {language}"


def sheet_as_pdf(sheet: Sheet, made: Sheets) -> bytes:
    """One of the sheets that were made of a workspace, as PDF. Raises `CannotRender`."""
    content = made.workspace.content
    assert content is not None, "a workspace without settings has no sheets"
    settings = content.settings
    translations = made.workspace.notice_translations()
    return print_sheet(sheet, made.titles, settings.organisation, settings.source_locale, translations).parts["pdf"]


def print_sheet(
    sheet: Sheet, titles: Mapping[str, str], organisation: str, source_locale: str, translations: Translations
) -> Rendering:
    """The sheet as PDF; fact `pages`. What is not to be spoken stands in the source locale. Raises `CannotRender`."""
    letterhead = Letterhead(Source("", ""), _NOWHERE, organisation, (), "")
    title = _TITLE.format(language=find_locale(sheet.locale).english_name)
    texts = {
        name: translations.translate(f"texts/{name}", text, "", source_locale).forms[0]
        for name, text in NOTICE_TEXTS.items()
    }
    setting = Setting(_notice(title), letterhead, source_locale, texts, large_print=True)
    document = Document("recordings", source_locale, (Words(title),), tuple(_blocks(sheet, titles)), ())
    return fill(prepare(document, setting), Member(()))


_NOWHERE = Span("", 1, 1, 1, 1)


def _notice(title: str) -> Notice:
    """What the engine must know of what it sets: no member, no window for an address."""
    text = Text(title, _NOWHERE)
    return Notice("recordings", Source("", ""), _NOWHERE, text, text, text, None, ("letter",), {})


def _blocks(sheet: Sheet, titles: Mapping[str, str]) -> Iterator[Block]:
    facts = find_locale(sheet.locale)
    yield Heading(1, (Words(_TITLE.format(language=facts.english_name)),))
    texts = "1 text" if len(sheet.lines) == 1 else f"{len(sheet.lines):,} texts"
    minutes = "1 minute" if sheet.minutes == 1 else f"{sheet.minutes:,} minutes"
    yield _plain(
        f"{texts} in {facts.english_name}, about {minutes}. Speak each text as it stands, "
        "once, in a quiet room, with a short silence before and after. Save each as WAV under the name above it."
    )
    yield _plain("Do not change a word: a text that is spoken differently must be changed in the call flow first.")
    for room, lines in groupby(sheet.lines, lambda line: line.room):
        yield Heading(2, (Words(titles.get(room) or _OTHER_ROOMS.get(room, room)),))
        for line in lines:
            yield Box(("callout", "whole"), tuple(_line(line, sheet.locale)))
    if sheet.with_values:
        yield Heading(2, (Words("Not to be recorded"),))
        yield _plain(
            f"{len(sheet.with_values):,} texts hold values that are known only in the call, such as a date or an "
            "amount. A voice speaks them, or a person."
        )


def _line(line: SheetLine, locale: str) -> Iterator[Block]:
    about = ""
    if line.state is TakeState.STALE:
        about += " · recorded before in other words"
    elif line.state is TakeState.RECORDED:
        about += " · recorded"
    yield Paragraph((Words(f"{line.number} · {max(1, round(line.seconds))}\u00a0s · {line.file}{about}"),))
    yield Paragraph((Foreign(locale, (Strong((Words(line.text),)),)),))
    if line.numbers:
        # Wholly in the other language: from right to left a number would stand beside the words of its neighbour.
        numbers = "; ".join(f"{number} = {words}" for number, words in line.numbers)
        yield Paragraph((Foreign(locale, (Words(numbers),)),))
    for note in line.notes:
        yield _plain(note)


def _plain(text: str) -> Paragraph:
    content: Inlines = (Words(text),)
    return Paragraph(content)
