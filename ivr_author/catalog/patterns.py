"""How values are written in a locale, as regular expressions over plain text: dates, times, amounts, shares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ivr_author.catalog.wording import is_spaced, lexicon_of, plain_text
from ivr_author.core.spoken import speech_format

_PLAIN_FIGURES = r"\d{1,15}(?:[.,]\d{1,15}){0,5}"
_FIGURES = rf"\d{{1,3}}(?: \d{{3}}){{1,4}}(?!\d)(?:[.,]\d{{1,6}})?|{_PLAIN_FIGURES}"
# Every repetition has an end, so that no text can take long.
_YEAR = r"(?P<year>(?:19|20|21)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>\d{1,2}(?!\d)(?:st|nd|rd|th|er|º|o|ª|\.|-?го|-?е)?{first})"
_NUMBERED_MONTHS = (
    # Chinese and Korean.
    rf"(?:{_YEAR}\s{{0,3}}[年년]\s{{0,3}})?(?P<month>\d{{1,2}})\s{{0,3}}[月월]\s{{0,3}}(?P<day>\d{{1,2}})(?:\s{{0,3}}[日号號일])?",
    rf"{_YEAR}\s{{0,3}}[年년]\s{{0,3}}(?P<month>\d{{1,2}})\s{{0,3}}[月월]",
    # Vietnamese.
    rf"(?P<day>\d{{1,2}})\s{{0,3}}tháng\s{{0,3}}(?P<month>\d{{1,2}})(?!\d)(?:\s{{0,3}},?\s{{0,3}}(?:năm\s{{0,3}})?{_YEAR})?",
    rf"tháng\s{{0,3}}(?P<month>\d{{1,2}})(?:\s{{0,3}},\s{{0,3}}|\s{{0,3}}năm\s{{0,3}}|/|\s){_YEAR}",
)
_SPACE_GROUPED = frozenset({"fr", "ru", "pl"})
_DECLINED = frozenset({"ru", "pl", "el"})
"""Languages whose names of months have other endings beside a day than alone."""

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class LocalePatterns:
    """The expressions of a locale; `months` are the names of months by their beginning; `scales` multiply."""

    dates: tuple[re.Pattern[str], ...]
    time: re.Pattern[str]
    amount: re.Pattern[str]
    percent: re.Pattern[str]
    number: re.Pattern[str]
    month: re.Pattern[str]
    weekday: re.Pattern[str]
    months: tuple[tuple[str, int], ...]
    scales: tuple[tuple[str, int], ...]

    def month_number(self, name: str) -> int | None:
        """The month that a name or the beginning of one stands for."""
        bare = name.rstrip(".")
        return next((number for month, number in self.months if bare.startswith(month) or month.startswith(bare)), None)


@cache
def patterns_of(locale: str) -> LocalePatterns:
    """The expressions of a locale, made once."""
    months = _months(locale)
    names = "|".join(_spellings(locale, months))
    lexicon = lexicon_of(locale)
    return LocalePatterns(
        dates=tuple(_dates(names, lexicon.first)),
        time=_time(locale),
        amount=re.compile(
            rf"(?:us\s?\$|\$\s?us(?![a-z])|\$|(?<![a-z])usd)\s?({_FIGURES})"
            rf"|({_FIGURES})\s?(?:us\s?\$|\$|usd(?![a-z]))"
            + "".join(rf"|({_FIGURES})(?:\s{{1,3}}de)?\s?(?:{_any(lexicon.dollars)})" for _ in lexicon.dollars[:1])
        ),
        percent=re.compile(
            rf"({_FIGURES})\s?%|%\s?({_FIGURES})"
            + "".join(
                rf"|({_FIGURES})\s?(?:{_any(lexicon.percent)})|(?:{_any(lexicon.percent)})\s?({_FIGURES})"
                for _ in lexicon.percent[:1]
            )
        ),
        number=re.compile(rf"({_FIGURES if locale.split('_')[0] in _SPACE_GROUPED else _PLAIN_FIGURES})"),
        month=re.compile(rf"(?<!\w)(?:{'|'.join(_whole(locale, months))})(?!\w)") if months else _NEVER,
        weekday=_weekdays(lexicon.weekdays, is_spaced(locale)),
        months=months,
        scales=lexicon.scales,
    )


def _months(locale: str) -> tuple[tuple[str, int], ...]:
    names = [plain_text(name) for name in speech_format(locale).months]
    if any(letter.isdigit() for name in names for letter in name) or len(set(names)) < 12:
        return ()  # written with numbers
    stems = [name[:-1] if locale.split("_")[0] in _DECLINED and len(name) > 4 else name for name in names]
    return tuple((stem, number) for number, stem in enumerate(stems, 1))


def _spellings(locale: str, months: tuple[tuple[str, int], ...]) -> Iterable[str]:
    yield from _whole(locale, months)
    if is_spaced(locale):
        for name, _ in months:
            if len(name) > 4 and not {*name} & {" ", "'"}:
                yield from (rf"{re.escape(name[:length])}(?:\.|(?!\w))" for length in (4, 3))


def _whole(locale: str, months: tuple[tuple[str, int], ...]) -> Iterable[str]:
    ending = r"\w{0,2}" if locale.split("_")[0] in _DECLINED else ""
    return (re.escape(name) + ending for name, _ in sorted(months, key=lambda one: -len(one[0])))


def _weekdays(weekdays: tuple[str, ...], spaced: bool) -> re.Pattern[str]:
    """One group a day, from Monday on."""
    begin = r"(?<!\w)" if spaced else ""
    return re.compile("|".join(rf"{begin}({_any(words.split('/'))})" for words in weekdays) or "(?!)")


def _dates(names: str, first: tuple[str, ...]) -> Iterable[re.Pattern[str]]:
    if names:
        words = "".join(rf"|(?<!\w){re.escape(word)}" for word in first)
        day = _DAY.replace("{first}", words)
        month = rf"(?<!\w)(?P<month>{names})(?!\w)"
        link = r"[\s,.]{0,3}(?:(?!\d)\w{1,3}\s{1,3}|ខែ\s{0,3})?"
        year = rf"(?:[\s,.]{{0,3}}(?:(?!\d)\w{{1,3}}\s{{1,3}}|ឆ្នាំ\s{{0,3}})?{_YEAR})?"
        # English `19 may apply` is no date.
        yield re.compile(day + link + month.replace("|may|", r"|may(?!\s+[a-z])|") + year)
        yield re.compile(month + r"\.?,?\s{1,3}(?:(?!\d)\w{1,3}\s{1,3})?" + day + year)
        yield re.compile(month + rf"[\s,.]{{0,3}}(?:(?!\d)\w{{1,3}}\s{{1,3}}|ឆ្នាំ\s{{0,3}})?{_YEAR}")
    yield from map(re.compile, _NUMBERED_MONTHS)


def _time(locale: str) -> re.Pattern[str]:
    lexicon = lexicon_of(locale)
    form = speech_format(locale)
    spaced = is_spaced(locale)
    end = r"(?!\w)" if spaced else ""
    am, pm = (_any({*words, plain_text(own)} - {""}) for words, own in ((lexicon.am, form.am), (lexicon.pm, form.pm)))
    gap = r"\s{0,3}(?:(?!\d)\w{1,8}\s{1,3})?" if spaced else r"\s{0,3}"
    before = clock = clock_before = ""
    if lexicon.clock:
        words = _any(lexicon.clock)
        clock_before = rf"(?:(?P<clock_before>{words})\s{{0,3}})?"
        before = rf"(?:(?:(?P<am_before>{am})|(?P<pm_before>{pm}))\s{{0,3}})?"
        # 시간 and 小时 are hours that pass.
        minutes = r"\s{0,3}(?:(?P<half>半|반)|(?P<minute_after>[0-5]?\d)\s{0,3}[分분])"
        clock = rf"(?:\s{{0,3}}(?P<clock>{words})(?!간)(?:{minutes})?)?"
    return re.compile(
        rf"{clock_before}{before}(?<![\d:.,])(?P<hour>\d{{1,2}})(?:\s?[:h]\s?(?P<minute>[0-5]\d))?(?![\d:]|[.,]\d)"
        rf"{clock}(?:{gap}(?:(?P<am>{am})|(?P<pm>{pm})){end})?"
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
