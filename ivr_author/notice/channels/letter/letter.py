"""One letter: what is the same for a branch is written once, what is a member's is put in and set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NoReturn

from ivr_author.core.placeholders import parse_placeholders
from ivr_author.notice.channel import CannotRender, Drop, Member, Rendering, Setting
from ivr_author.notice.channels.letter.assistance import write_assistance
from ivr_author.notice.channels.letter.compiler import (
    IMPORT,
    MissingGlyphs,
    compile_pages,
    compile_pdf,
    count_pages,
    name_characters,
)
from ivr_author.notice.channels.letter.coverage import missing_characters, places_of
from ivr_author.notice.channels.letter.emit import Piece, emit_body, emit_title, emit_words, has_words
from ivr_author.notice.channels.letter.literals import escape, escape_words, quote, say_words, write_value
from ivr_author.notice.channels.letter.tongue import write_leading, write_tongue
from ivr_author.notice.document import Document, Inlines, Run, Words
from ivr_author.notice.model import FieldType, Letterhead
from ivr_author.notice.values import Value, isolated, printed
from ivr_author.notice.writing.contact import own_words
from ivr_author.notice.writing.holes import Form, Hole, write_form

NO_DATE = 946_684_800
"""When a letter without a date says that it was made (2000-01-01), so that the same letter is the same bytes."""

_LONGEST_IN_FOOT = 30
_PAGE_NUMBERS = {"page": "0", "pages": "1"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter with its holes. `about`: the lines above it by role. `document`: for messages about what is missing.

    `foot` stands at the foot of every page where the member has no number, or one that is too long for it.
    """

    document: Document
    notice_title: str
    author: str
    title: Form
    arguments: str
    about: tuple[tuple[str, Form], ...]
    foot: str
    body: Form

    @property
    def locale(self) -> str:
        """The locale of the letter's words."""
        return self.document.locale


def prepare(document: Document, setting: Setting) -> Prepared:
    """The letter of a branch."""
    if not has_words(document.subject):
        document = replace(document, subject=(Words(setting.notice.title.value or setting.notice.id),))
    return Prepared(
        document=document,
        notice_title=setting.notice.title.value or setting.notice.id,
        author=setting.letterhead.organisation,
        title=write_form(emit_title(document)),
        arguments=_write_arguments(setting),
        about=tuple((role, write_form(_about(setting, role))) for role in ("date", "reference")),
        foot=_isolate(setting.letterhead.organisation, setting.locale),
        body=write_form(emit_body(document)),
    )


def fill(prepared: Prepared, member: Member) -> Rendering:
    """The letter of one member. Fact `pages`. Raises `CannotRender`."""
    try:
        data = compile_pdf(write_program(prepared, member), timestamp_of(member))
    except MissingGlyphs as fault:
        explain_missing(fault, prepared, member)
    return Rendering({"pdf": data}, {"pages": count_pages(data)})


def preview_pages(prepared: Prepared, member: Member, ppi: float = 144) -> list[bytes]:
    """The letter's own pages as PNG, for a screen. Raises `CannotRender`; a missing glyph is a box here."""
    return compile_pages(write_program(prepared, member), "png", ppi)


def find_drops(_document: Document) -> Iterable[Drop]:
    """Nothing: paper takes it all."""
    return ()


def write_program(prepared: Prepared, member: Member) -> str:
    """The whole program of one letter."""
    title = prepared.title.fill(member.values)
    return write_head(title, prepared.author) + write_letter(prepared, member, "")


def write_head(title: str, author: str) -> str:
    """What a program begins with; `title` is escaped. In braces, or the title would be a style of all that follows."""
    return f'{IMPORT}#{{ set document(title: "{title}", author: {quote(author)}); [] }}\n'


def write_letter(prepared: Prepared, member: Member, more: str) -> str:
    """The call that sets one letter; `more` are arguments of a bundle."""
    lines = {
        role: f"{{{form.fill((value,))}}}"
        for role, form in prepared.about
        if (value := member.recipient.get(role)) is not None and value.raw not in (None, "")
    }
    about = "".join(f"{line}, " for line in lines.values())
    foot = prepared.foot
    if "reference" in lines and len(str(member.recipient["reference"].raw)) <= _LONGEST_IN_FOOT:
        foot = lines["reference"]
    to = _write_lines(list(address_lines(member)))
    body = prepared.body.fill(member.values)
    arguments = f"{prepared.arguments}to: {to}, about: ({about}), foot: {foot}, {more}"
    return f"#letter({arguments}(key, spot) => {{\n{body}}})\n"


def address_lines(member: Member) -> Iterator[str]:
    """What stands in the window: the name and the address. Each line is a paragraph, so none can turn another."""
    for role in ("name", "address"):
        value = member.recipient.get(role)
        if value is None or value.raw is None:
            continue
        for line in value.raw if isinstance(value.raw, tuple) else (value.raw,):
            text = printed(Value(FieldType.TEXT, str(line)), "en").strip()
            if text:
                yield text


def timestamp_of(member: Member) -> int:
    """When the letter says that it was made: at the beginning of its date, in UTC."""
    value = member.recipient.get("date")
    if value is None or not isinstance(value.raw, str):
        return NO_DATE
    try:
        day = dt.date.fromisoformat(value.raw)
    except ValueError:
        return NO_DATE
    return max(0, int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()))


def explain_missing(fault: MissingGlyphs, prepared: Prepared, member: Member) -> NoReturn:
    """Say all that is missing, and where it is."""
    texts = [write_letter(prepared, member, ""), prepared.title.fill(member.values)]
    characters = missing_characters("".join(texts)) or fault.characters
    places = places_of(characters, prepared.document, dict(enumerate(member.values)))
    roles = [
        f"`{role}`"
        for role, value in member.recipient.items()
        if any(one in printed(value, prepared.locale) for one in characters)
    ]
    where = ", ".join(dict.fromkeys([*filter(None, [places]), *roles])) or "the letterhead or our own words"
    raise CannotRender(
        f"no font of letters has {name_characters(characters)}, in {where}; write it with other characters"
    ) from fault


def _write_lines(lines: list[str]) -> str:
    """The argument `to`: one text, so that the program has the same parts for every member; an array where it must."""
    written = [escape_words(line) for line in lines]
    if written == [escape(line) for line in lines]:
        return '"' + "\\n".join(written) + '"'
    return "(" + "".join(f'{{"{line}"}}, ' for line in written) + ")"


def _write_arguments(setting: Setting) -> str:
    locale = setting.locale
    page_text = "".join(
        f"{quote(piece)}, " if isinstance(piece, str) else f"{_PAGE_NUMBERS[piece.name]}, "
        for piece in parse_placeholders(setting.texts["page"])[0]
        if isinstance(piece, str) or piece.name in _PAGE_NUMBERS
    )
    arguments = {
        "tongue": write_tongue(locale),
        "leading": write_leading(locale),
        "large": "true" if setting.large_print else "false",
        "head": _write_head(setting),
        "windowed": "true" if setting.notice.recipient.address in setting.notice.fields else "false",
        "page-text": f"({page_text})",
        "assistance": write_assistance(setting),
    }
    return "".join(f"{name}: {value}, " for name, value in arguments.items())


def _write_head(setting: Setting) -> str:
    head, locale = setting.letterhead, setting.locale
    lines = "".join(f"{_isolate(line, locale)}, " for line in head.address)
    website = "none"
    if head.website:
        target = head.website if "://" in head.website else f"https://{head.website}"
        website = f"reach({quote(target)}, {_isolate(head.website.removeprefix('https://'), locale)})"
    return (
        f"(organisation: {_isolate(head.organisation, locale)}, address: ({lines}), "
        f"help: {{{_write_help(setting, head)}}}, website: {website})"
    )


def _write_help(setting: Setting, head: Letterhead) -> str:
    """The sentence with our numbers, or the number alone where we have no other."""
    phone = Run(printed(Value(FieldType.PHONE, head.phone), setting.locale))
    tty = Run(printed(Value(FieldType.DIGITS, head.tty), setting.locale))
    content: Inlines = own_words(setting, "help", {"phone": phone, "tty": tty}) if head.tty else (phone,)
    return "".join(str(piece) for piece in emit_words(content, setting.locale))


def _isolate(text: str, locale: str) -> str:
    value = Value(FieldType.TEXT, text)
    return f"{{{say_words(isolated(value, text, locale))}}}"


def _about(setting: Setting, role: str) -> Iterator[Piece]:
    """The line with the letter's date or the member's number; its value is number 0."""
    for piece in parse_placeholders(setting.texts[role])[0]:
        if isinstance(piece, str):
            yield say_words(piece)
        elif piece.name == role:
            yield '"'
            yield Hole(0, setting.locale, write_value)
            yield '"'
        yield ";"
