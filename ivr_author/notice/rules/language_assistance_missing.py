"""45 CFR 92.11: a notice of availability of help goes with the notice, in English and the 15 languages most spoken."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.source import Span
from ivr_author.notice.model import Letterhead
from ivr_author.notice.subject import NoticeSubject, legal_span

CITATION = "45 CFR 92.11"
LANGUAGES = 15
"""45 CFR 92.11(b): in English and at least the 15 languages most commonly spoken by people with limited English."""

_FILE = "notices/_language_assistance.yaml"
_WRITTEN = {"zh": "zh_Hans", "zh_CN": "zh_Hans", "zh_TW": "zh_Hant", "zh_HK": "zh_Hant", "yue": "zh_Hant"}


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters under 92.11 without the page; a page in too few languages, or not in one that members get letters in."""
    bound = [file for file in subject.files if file.notice.lives_under(CITATION) and "letter" in file.notice.channels]
    for file in bound:
        if not file.notice.language_assistance:
            message = f"the letter goes without the page of language assistance ({CITATION})"
            hint = "remove `language_assistance: false`"
            yield Fault(message, legal_span(file, CITATION), hint)
    if bound:
        yield from _page(subject, subject.letterhead)


def _page(subject: NoticeSubject, letterhead: Letterhead) -> Iterator[Fault]:
    lines = letterhead.assistance
    place = lines[0].span if lines else letterhead.span
    others = {_written(line.locale) for line in lines} - {_written(subject.source_locale)}
    if len(others) < LANGUAGES:
        message = f"the page of language assistance has {len(others)} languages beside the source; {CITATION}(b) asks"
        yield Fault(f"{message} for {LANGUAGES}", place, f"add the languages most spoken in your state to {_FILE}")
    for locale in subject.locales:
        if lines and _written(locale) not in others and not _same_language(locale, subject.source_locale):
            name = find_locale(locale).english_name
            message = f"members get letters in {name} ({locale}), which the page of language assistance lacks"
            yield Fault(message, _top(place), f"add it to {_FILE}", Severity.WARNING)


def _written(locale: str) -> str:
    """The language as it is written: regions read one page, scripts do not."""
    language, _, rest = locale.partition("_")
    script = rest.partition("_")[0]
    return f"{language}_{script}" if len(script) == 4 else _WRITTEN.get(locale, _WRITTEN.get(language, language))


def _same_language(locale: str, other: str) -> bool:
    return _written(locale) == _written(other)


def _top(span: Span) -> Span:
    return Span(span.path, 1, 1, 1, 1)


RULE = Rule(
    "language-assistance-missing", Severity.ERROR, "Help in other languages is not offered where it must be", check
)
