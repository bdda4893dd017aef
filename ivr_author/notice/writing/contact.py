"""What stands around a notice on a screen, as inline content: our own words, who writes, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from ivr_author.core.placeholders import parse_placeholders
from ivr_author.notice.channel import Setting
from ivr_author.notice.document import Foreign, Inline, Inlines, Link, Run, Words
from ivr_author.notice.model import FieldType, Letterhead
from ivr_author.notice.template.links import is_safe_target
from ivr_author.notice.values import ABBREVIATION, Value, printed

_KINDS = {"phone": FieldType.PHONE, "tty": FieldType.DIGITS}


def own_words(setting: Setting, name: str, fillings: Mapping[str, Inline]) -> Inlines:
    """One of our texts, its placeholders filled. It says so where it stands in another locale than the notice."""
    content: list[Inline] = []
    for piece in parse_placeholders(setting.texts[name])[0]:
        if isinstance(piece, str):
            content.append(Words(piece))
            continue
        filling = fillings[piece.name]
        before = content[-1] if content else None
        # `TTY: 711` is one run: its halves change places in right-to-left text, or part at the end of a line.
        if isinstance(filling, Run) and isinstance(before, Words) and (found := ABBREVIATION.search(before.text)):
            content[-1] = Words(before.text.removesuffix(found[0]))
            filling = Run(f"{found[1]}\u00a0{filling.text}")
        content.append(filling)
    locale = setting.locale_of(name)
    return tuple(content) if locale == setting.locale else (Foreign(locale, tuple(content)),)


def contact_lines(setting: Setting) -> Iterator[Inlines]:
    """Help in the member's language, the addresses of web and email, the organisation and where it is.

    Opening hours are left to the notices: they are words, and the letterhead has them in one language only.
    """
    letterhead = setting.letterhead
    phone = _phone(letterhead, setting.locale)
    if letterhead.phone and letterhead.tty:
        yield own_words(setting, "help", {"phone": phone, "tty": Run(_shown(letterhead, "tty", setting.locale))})
    elif letterhead.phone:
        yield (phone,)
    if website := letterhead.website:
        target = website if "://" in website else f"https://{website}"
        yield (_link(target, website.removeprefix("https://")),)
    if email := letterhead.email:
        yield (_link(f"mailto:{quote(email, safe='@+')}", email),)
    # An address of the post runs from left to right everywhere.
    yield (Run(", ".join(line for line in (letterhead.organisation, *letterhead.address) if line)),)


def _phone(letterhead: Letterhead, locale: str) -> Inline:
    number = _shown(letterhead, "phone", locale)
    digits = "".join(letter for letter in number if letter.isdigit())
    return _link(f"tel:+{digits}" if len(digits) == 11 else f"tel:{digits}", number)


def _link(target: str, shown: str) -> Inline:
    """A link, or its words alone where they are no address that may be linked."""
    return Link(target, (Run(shown),)) if is_safe_target(target) else Run(shown)


def _shown(letterhead: Letterhead, name: str, locale: str) -> str:
    return printed(Value(_KINDS[name], getattr(letterhead, name)), locale)
