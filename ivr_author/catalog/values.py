"""What a text says as values: amounts, dates, times, phones, links, citations, shares, numbers, in any script.

A value has readings, one spelling each: two values are the same if they share one. Comparing texts is `differences`'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from ivr_author.catalog.patterns import LocalePatterns, patterns_of
from ivr_author.catalog.wording import TAKEN, Word, is_spaced, lexicon_of, mask_idioms, number_words_of, plain_text

MOST_KEPT = 65_536
"""Texts whose values are kept."""

MOST_CHARACTERS = 20_000
"""As much of a text is read; what is longer is no text of a notice or a call."""


class Kind(StrEnum):
    """What a value is; also how it is named in messages."""

    LINK = "link"
    CITATION = "citation"
    PHONE = "phone number"
    DATE = "date"
    MONTH = "month"  # without a day or a year: a word that may say something else
    WEEKDAY = "weekday"
    TIME = "time"
    AMOUNT = "amount"
    PERCENT = "percentage"
    NUMBER = "number"
    WORD = "number word"


@dataclass(frozen=True, slots=True)
class Value:
    """One value. `written` is how the text has it, `readings` what it may be, `numbers` the figures that may say it.

    Readings: amounts and numbers `1234.5`, dates `11-05` and `2027-11` and `2027`, times `08:00`, phones `8005550100`,
    links `example.org/pay`, citations `45 cfr 155.230(c)`. A doubtful word may be no number (`one`, `un`). What
    is told aside stands in parentheses.
    """

    kind: Kind
    written: str
    readings: frozenset[str]
    numbers: frozenset[str] = frozenset()
    is_doubtful: bool = False
    is_aside: bool = False

    @property
    def is_soft(self) -> bool:
        """Whether it is told by a word, which languages leave out or put otherwise: two weeks, a pair of weeks."""
        return self.kind in (Kind.WORD, Kind.MONTH, Kind.WEEKDAY)


_EMAIL_OR_LINK = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}"
    r"|(?:https?://|www\.)[a-z0-9\-._~:/?#@!$&'*+,;=%\ufffc]{1,2000}"
    r"|(?<![a-z0-9-])(?:[a-z0-9-]{1,63}\.){1,8}(?:org|com|gov|net|edu|us|info|io|mil)\b"
    r"(?:/[a-z0-9\-._~/?#@!$&'*+,;=%\ufffc]{0,2000})?"
)
_CITATION = re.compile(
    r"(?P<title>\d{1,3})\s{0,3}"
    r"(?P<code>c\.?\s?f\.?\s?r\.?|u\.?\s?s\.?\s?c\.?(?:\s?a\.)?|c\.?m\.?r\.?|m\.?g\.?l\.?)(?![a-z])"
    r"[\s,]{0,3}(?:§{1,2}|[^\W\d]{3,12}\.?)?\s{0,3}"
    r"(?P<section>\d[\d.\-]{0,30}\d|\d)(?P<parts>(?:\([a-z0-9]{1,4}\)){0,9})"
    r"|§{1,2}\s{0,3}(?P<only>\d[\w.\-]{0,30}(?:\([a-z0-9]{1,4}\)){0,9})"
)
_PHONE = re.compile(
    r"(?<![\d.,$/-])(?:\+?1[-.\s]?)?\(?\d{3}\)?[-.\s]{0,2}\d{3}[-.\s]?\d{4}(?![\d-])|(?<![\d-])\d{3}-\d{4}(?![\d-])"
)
_ISO_DATE = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_FIGURE_DATE = re.compile(
    r"(?<![\d/.])(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)(?![\d/])"
)
_HANZI_DATE = re.compile(r"[〇零一二三四五六七八九十]{1,10}(?=[年月日号號])")
_MAY_HAVE_FIGURES = re.compile(r"[\d@/]|\.[a-z]")
_END = ".,;:!?'*_"


@lru_cache(maxsize=MOST_KEPT)
def values_of(text: str, locale: str) -> tuple[Value, ...]:
    """The values of a text in a locale, those of a kind in their order; placeholders say nothing."""
    plain = plain_text(text[:MOST_CHARACTERS])
    found: list[Value] = []
    patterns = patterns_of(locale)
    if not is_spaced(locale):
        plain = _HANZI_DATE.sub(lambda match: _hanzi_figures(match[0], locale), plain)
    if _MAY_HAVE_FIGURES.search(plain) or any(word in plain for word in lexicon_of(locale).first):
        plain, idioms = mask_idioms(plain, locale)
        found.extend(_doubtful(figure) for idiom in idioms for figure in re.findall(r"\d+", idiom))
        plain = _take_figures(plain, patterns, found)
    weekdays = patterns.weekday.finditer(plain)
    found.extend(Value(Kind.WEEKDAY, match[0], frozenset({str(match.lastindex)})) for match in weekdays)
    for match in patterns.month.finditer(plain):
        reading = patterns.month_number(match[0])
        if reading is not None and len(match[0]) > 3:
            found.append(Value(Kind.MONTH, match[0], frozenset({f"{reading:02d}"})))
    for word in number_words_of(plain, locale):
        said = frozenset({str(word.number)})
        times = _times(word, plain, locale)
        found.append(Value(Kind.WORD, word.text, said, said | times, word.is_doubtful and not times))
    return tuple(found)


def _times(word: Word, plain: str, locale: str) -> frozenset[str]:
    """The times that a word for an hour says with the words beside it: `half past eight`, `ocho y media`."""
    hour = word.number
    if hour is None or not 1 <= hour <= 12:
        return frozenset()
    before, after = plain[: word.start].rstrip(), plain[word.end :].lstrip()
    added = (count for words, count in lexicon_of(locale).minutes if after.startswith(words) or before.endswith(words))
    minute = next(added, None)
    if minute is None:
        return frozenset()
    return frozenset(f"{each:02d}:{minute:02d}" for each in (hour % 12, hour % 12 + 12))


def _hanzi_figures(written: str, locale: str) -> str:
    """`十五` is 15, and `二〇二七` is 2027."""
    values = dict(lexicon_of(locale).numbers)
    whole = values.get(written)
    return str(whole) if whole is not None else "".join(str(values.get(sign, sign)) for sign in written)


def _doubtful(figure: str) -> Value:
    said = frozenset({read_number(figure)})
    return Value(Kind.WORD, figure, said, said, is_doubtful=True)


def read_number(written: str) -> str:
    """A number as `1234.5`: with both marks the last is the decimal one; before just three figures it groups them.

    `1.234` may thus be taken for what it is not, but in either text alike.
    """
    compact = written.replace(" ", "")
    marks = [letter for letter in compact if letter in ".,"]
    if not marks:
        return str(int(compact))
    whole, mark, rest = compact.rpartition(marks[-1])
    if len(set(marks)) == 1:
        groups = compact.split(mark)
        if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and groups[0][0] != "0":
            return str(int("".join(groups)))
        if len(groups) > 2:
            return ".".join(groups)
    digits = "".join(letter for letter in whole if letter.isdigit())
    decimals = rest.rstrip("0")
    return f"{int(digits)}.{decimals}" if decimals else str(int(digits))


def _take_figures(plain: str, patterns: LocalePatterns, found: list[Value]) -> str:
    """Reads each kind in turn, so that a phone number is not taken for numbers; gives the text without them."""

    has_asides = "(" in plain

    def take(pattern: re.Pattern[str], read: Callable[[re.Match[str]], Iterator[Value] | None]) -> None:
        nonlocal plain

        def fill(match: re.Match[str]) -> str:
            values = read(match)
            if values is None:
                return match[0]
            aside = has_asides and plain.count("(", 0, match.start()) > plain.count(")", 0, match.start())
            found.extend(replace(one, is_aside=True) if aside else one for one in values)
            return _kept_end(match[0])

        plain = pattern.sub(fill, plain)

    take(_EMAIL_OR_LINK, _link)
    take(_CITATION, _citation)
    take(_PHONE, _phone)
    take(_ISO_DATE, _numbered_date)
    take(_FIGURE_DATE, _figure_date)
    for pattern in patterns.dates:
        take(pattern, lambda match: _date(match, patterns))
    take(patterns.time, _time)
    take(patterns.amount, lambda match: _numbered(Kind.AMOUNT, match, patterns))
    take(patterns.percent, lambda match: _numbered(Kind.PERCENT, match, patterns))
    take(patterns.number, lambda match: _numbered(Kind.NUMBER, match, patterns))
    return plain


def _kept_end(written: str) -> str:
    bare = written.rstrip(_END)
    return f" {TAKEN}{written[len(bare) :]} "


def _link(match: re.Match[str]) -> Iterator[Value]:
    written = match[0].rstrip(_END)
    address = re.sub(r"^https?://", "", written).removeprefix("www.").rstrip("/")
    yield Value(Kind.LINK, written, frozenset({address}))


def _citation(match: re.Match[str]) -> Iterator[Value]:
    written = match[0].strip().rstrip(".,;-")
    if match["only"]:
        yield Value(Kind.CITATION, written, frozenset({f"§ {match['only'].rstrip('.-')}"}))
        return
    code = re.sub(r"[^a-z]", "", match["code"])
    section = match["section"].rstrip(".-") + match["parts"]
    yield Value(
        Kind.CITATION,
        written,
        frozenset({f"{match['title']} {code} {section}"}),
        frozenset({match["title"], read_number(match["section"].strip(".-").replace("-", "."))}),
    )


def _phone(match: re.Match[str]) -> Iterator[Value]:
    digits = "".join(letter for letter in match[0] if letter.isdigit())
    reading = frozenset({digits[1:] if len(digits) == 11 else digits})
    yield Value(Kind.PHONE, match[0].strip(), reading, reading)


def _numbered_date(match: re.Match[str]) -> Iterator[Value] | None:
    return _of_date(match[0], {(int(match["month"]), int(match["day"]))}, match["year"])


def _figure_date(match: re.Match[str]) -> Iterator[Value] | None:
    one, two = int(match["one"]), int(match["two"])
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    return _of_date(match[0], {(one, two), (two, one)}, year)


def _date(match: re.Match[str], patterns: LocalePatterns) -> Iterator[Value] | None:
    groups = match.groupdict()
    name = groups.get("month") or ""
    month = int(name) if name.isdigit() else patterns.month_number(name)
    if month is None:
        return None
    written_day = groups.get("day")
    if written_day is None:
        year = groups["year"]
        return iter([Value(Kind.DATE, match[0].strip(), frozenset({f"{year}-{month:02d}"}), frozenset({year}))])
    figures = re.match(r"\d+", written_day)
    return _of_date(match[0], {(month, int(figures[0]) if figures else 1)}, groups.get("year"))


def _of_date(written: str, days: set[tuple[int, int]], year: str | None) -> Iterator[Value] | None:
    valid = {(month, day) for month, day in days if 1 <= month <= 12 and 1 <= day <= 31}
    if not valid:
        return None
    numbers = frozenset(str(day) for _, day in valid)
    values = [Value(Kind.DATE, written.strip(" ,.-"), frozenset(f"{m:02d}-{d:02d}" for m, d in valid), numbers)]
    if year:
        values.append(Value(Kind.DATE, year, frozenset({year}), frozenset({year})))
    return iter(values)


def _time(match: re.Match[str]) -> Iterator[Value] | None:
    groups = match.groupdict()
    is_am = groups.get("am_before") or groups.get("am")
    is_pm = groups.get("pm_before") or groups.get("pm")
    hour, minute = int(groups["hour"]), int(groups.get("minute") or groups.get("minute_after") or 0)
    if groups.get("half"):
        minute = 30
    is_clock = groups.get("clock") or groups.get("clock_before") or groups.get("minute")
    if not (is_am or is_pm or is_clock) or hour > 24 or minute > 59:
        return None
    hours = {hour % 24}
    if hour <= 12:
        hours = {hour % 12} if is_am else {hour % 12 + 12} if is_pm else {hour % 12, hour % 12 + 12}
    readings = frozenset(f"{each:02d}:{minute:02d}" for each in hours)
    figures = readings if minute else frozenset(str(one) for each in hours for one in (hour, each, each % 12 or 12))
    return iter([Value(Kind.TIME, match[0].strip(), readings, figures)])


def _numbered(kind: Kind, match: re.Match[str], patterns: LocalePatterns) -> Iterator[Value]:
    figures = next(group for group in match.groups() if group)
    pieces = [figures]
    if kind is Kind.NUMBER and figures.count(",") > 1 and not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figures):
        pieces = figures.split(",")  # 1,2,3 is a list
    for piece in pieces:
        reading = frozenset({read_number(piece), *_scaled(piece, match, patterns)})
        written = piece if kind is Kind.NUMBER else match[0].strip()
        yield Value(kind, written, reading, reading)


def _scaled(figures: str, match: re.Match[str], patterns: LocalePatterns) -> Iterator[str]:
    """What the number is with the word after it: 1.5 million, 150万."""
    following = match.string[match.end() : match.end() + 20].lstrip()
    value = read_number(figures)
    factor = next((factor for word, factor in patterns.scales if following.startswith(word)), None)
    if factor is not None and value.count(".") < 2:
        yield f"{(Decimal(value) * factor).normalize():f}"
