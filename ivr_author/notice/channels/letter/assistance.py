"""The page that offers help in other languages (45 CFR 92.11): a notice of availability for each, in that language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.notice.channel import CannotRender, Setting
from ivr_author.notice.channels.letter.compiler import IMPORT, MissingGlyphs, compile_pdf, count_pages, name_characters
from ivr_author.notice.channels.letter.coverage import missing_characters
from ivr_author.notice.channels.letter.literals import quote
from ivr_author.notice.channels.letter.tongue import write_leading, write_tongue
from ivr_author.notice.model import AssistanceLine, FieldType
from ivr_author.notice.values import ABBREVIATION, LRI, PDI, Value, isolated, printed

# `endonym` is what a menu speaks; readers know a script, not a dialect.
_WRITTEN_NAMES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "zh_TW": "繁體中文"}

_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_SIZE_OF_MANY_PAGES = 12.0
_PAGES_OF_TRIAL = 2


def write_assistance(setting: Setting) -> str:
    """The argument `assistance` of letter.typ; the same for every member."""
    if not (setting.assistance and setting.letterhead.assistance):
        return "none"
    head = setting.letterhead
    lines = "".join(_write_line(line, head.phone, head.tty) for line in head.assistance)
    content = f"{quote(setting.texts['attention'])}, ({lines})"
    size = 18 if setting.large_print else _find_size(setting.locale, content)
    return f"({content}, {size}pt)"


@lru_cache(maxsize=256)
def _find_size(locale: str, content: str) -> float:
    """The largest size that keeps all on one page, found by trying; a legible one where none does."""
    start = f'{IMPORT}#set document(title: "-")\n#trial({write_tongue(locale)}, {write_leading(locale)}, {content}, '
    try:
        for size in _SIZES:
            if count_pages(compile_pdf(f"{start}{size}pt)\n", 0)) == _PAGES_OF_TRIAL:
                return size
    except MissingGlyphs as fault:
        missing = name_characters(missing_characters(content) or fault.characters)
        raise CannotRender(f"no font of letters has {missing}, in the page of language assistance") from fault
    return _SIZE_OF_MANY_PAGES


@lru_cache(maxsize=256)
def _write_line(line: AssistanceLine, phone: str, tty: str) -> str:
    locale = line.locale
    name = _WRITTEN_NAMES.get(locale) or find_locale(locale).endonym
    name = name[:1].upper() + name[1:]
    pieces = "".join(_pieces(line, {"phone": (FieldType.PHONE, phone), "tty": (FieldType.DIGITS, tty)}))
    return f"({write_tongue(locale)}, {write_leading(locale)}, {quote(name)}, ({pieces})),\n"


def _pieces(line: AssistanceLine, numbers: dict[str, tuple[FieldType, str]]) -> Iterator[str]:
    is_rtl, closing = find_locale(line.locale).direction == "rtl", ""
    for piece in parse_placeholders(line.text)[0]:
        if isinstance(piece, str):
            named = ABBREVIATION.search(piece)
            if named is None:
                yield f"{quote(piece)}, "
                continue
            # `TTY: 711` is not parted at the end of a line, and keeps its order.
            opening, closing = (LRI, PDI) if is_rtl else ("", "")
            yield quote(piece[: named.start()] + opening + named[1] + "\u00a0") + ", "
        elif piece.name in numbers:
            value = Value(*numbers[piece.name])
            yield f"({quote(isolated(value, printed(value, line.locale), line.locale))}, ), "
            yield f"{quote(closing)}, " if closing else ""
            closing = ""
        else:
            yield f"{quote(f'{{{piece.name}}}')}, "
