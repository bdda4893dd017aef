"""What stands around a notice on a screen: who writes, and whom to ask, from the letterhead and our own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ivr_author.core.placeholders import parse_placeholders
from ivr_author.notice.channel import Setting
from ivr_author.notice.markup import Look, escape, write_link, write_number
from ivr_author.notice.model import FieldType, Letterhead
from ivr_author.notice.plain import print_address, steer
from ivr_author.notice.values import Value, isolated, printed

_ABBREVIATION = re.compile("[A-Z]{2,5}: ?$")
_KINDS = {"phone": FieldType.PHONE, "tty": FieldType.DIGITS}


def contact_lines(setting: Setting, look: Look) -> Iterator[str]:
    """Lines of HTML: help in the member's language, web and email addresses, the organisation and where it is.

    Opening hours are left to the notices: they are words, and the letterhead has them in one language only.
    """
    letterhead = setting.letterhead
    if help_text := _help(setting):
        yield "".join(
            escape(text) + _linked_phone(letterhead, setting.locale, look)
            if name == "phone"
            else write_number(text + _shown(letterhead, name, setting.locale), look)
            if name
            else escape(text)
            for text, name in _pieces(help_text)
        )
    elif letterhead.phone:
        yield _linked_phone(letterhead, setting.locale, look)
    if reach := [*_web(letterhead, look), *_email(letterhead, look)]:
        yield " · ".join(reach)
    place = ", ".join(line for line in (letterhead.organisation, *letterhead.address) if line)
    yield f"<bdi>{escape(place)}</bdi>"


def contact_text(setting: Setting) -> str:
    """The same as plain text, without a line end after it."""
    letterhead, locale = setting.letterhead, setting.locale
    lines: list[str] = []
    if help_text := _help(setting):
        lines.append(
            "".join(_isolated(letterhead, name, locale, text) if name else text for text, name in _pieces(help_text))
        )
    elif letterhead.phone:
        lines.append(_isolated(letterhead, "phone", locale))
    lines.extend(
        print_address(Value(kind, text), locale)
        for kind, text in ((FieldType.URL, letterhead.website), (FieldType.EMAIL, letterhead.email))
        if text
    )
    lines.extend(
        isolated(Value(FieldType.TEXT, text), text, locale) for text in (letterhead.organisation, *letterhead.address)
    )
    return "".join(str(piece) for piece in steer(["\n".join(lines)], locale))


def _help(setting: Setting) -> str:
    """The sentence with our number, unless it names one that the letterhead lacks."""
    text = setting.texts.get("help", "")
    names = [name for _, name in _pieces(text) if name]
    return text if all(getattr(setting.letterhead, name, "") for name in names) else ""


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text of ours, without a name, and the names in it, each with the abbreviation before it.

    `TTY: 711` is one: otherwise its halves change places in right-to-left text, or part at the end of a line.
    """
    before = ""
    for piece in parse_placeholders(text)[0]:
        if isinstance(piece, str):
            abbreviation = _ABBREVIATION.search(piece)
            before = abbreviation[0] if abbreviation else ""
            yield piece.removesuffix(before), ""
        else:
            yield before, piece.name
            before = ""


def _shown(letterhead: Letterhead, name: str, locale: str) -> str:
    return printed(Value(_KINDS.get(name, FieldType.TEXT), getattr(letterhead, name)), locale)


def _isolated(letterhead: Letterhead, name: str, locale: str, before: str = "") -> str:
    shown = before + _shown(letterhead, name, locale)
    return isolated(Value(_KINDS.get(name, FieldType.TEXT), ""), shown, locale)


def _linked_phone(letterhead: Letterhead, locale: str, look: Look) -> str:
    number = _shown(letterhead, "phone", locale)
    digits = "".join(letter for letter in number if letter.isdigit())
    return write_link(f"tel:+{digits}" if len(digits) == 11 else f"tel:{digits}", write_number(number, look), look)


def _web(letterhead: Letterhead, look: Look) -> Iterator[str]:
    if website := letterhead.website:
        target = website if "://" in website else f"https://{website}"
        yield write_link(target, write_number(website.removeprefix("https://"), look), look)


def _email(letterhead: Letterhead, look: Look) -> Iterator[str]:
    if email := letterhead.email:
        yield write_link(f"mailto:{quote(email, safe='@+')}", write_number(email, look), look)
