"""The rule `reading-grade`: no letter and no flow of the source locale is harder than its file, or ivr.yaml, allows.

One rule for flows and notices, which do not know each other, so it stands beside `check` and not on their shelves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from ivr_author.catalog.lookup import Translations
from ivr_author.core.diagnostics import Diagnostic, error, note, warning
from ivr_author.core.locale import find_locale
from ivr_author.core.memo import Memo
from ivr_author.flow.content import Content
from ivr_author.flow.readability import Waiver
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.subject import NoticeSubject, template_of
from ivr_author.scoring.metric import Score
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.score import LEAST_GRADED_WORDS, Scorer, metrics_for
from ivr_author.usecases.passages import TEXTS, ReadFile, Version, read_flows, read_notice

READING_GRADE = "reading-grade"
WAIVER_NOT_NEEDED = "waiver-not-needed"
RULES = {
    READING_GRADE: "Words need a higher school grade than `readability` allows, and nobody has waived it",
    WAIVER_NOT_NEEDED: "A waiver has ended, names no text, or excuses what needs no excuse",
}

MOST_KEPT = 1_000
"""Files whose judgement is kept; the words of sample members alone are in them."""


class Verdict(StrEnum):
    """How a file stands to its target."""

    MET = "met"
    ABOVE = "above"
    WAIVED = "waived"
    TOO_SHORT = "too short"
    NO_GRADE = "no grade"
    NO_TARGET = "no target"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a file stands to its target, by its hardest version (`score`, None where no version can be judged)."""

    verdict: Verdict
    target: float | None = None
    score: Score | None = None
    version: Version | None = None
    idle: tuple[tuple[Waiver, str], ...] = ()
    """Waivers that do nothing, with the reason."""


_told: Memo[tuple[Diagnostic, ...]] = Memo(MOST_KEPT)


def check_grades(
    content: Content, translations: Translations, notices: NoticeSubject | None, today: date
) -> Iterator[Diagnostic]:
    """The breaches of the rule in flows, bulletins, built-in sentences and notices, in the source locale."""
    locale, default = content.settings.source_locale, content.settings.grade_at_most
    for file in read_flows(content, translations, locale):
        yield from _told.get(f"{file.path} {file.name}", (file, default, today), partial(_check, file, default, today))
    if notices is None:
        return
    for one in notices.files:
        snippets = [notices.content.snippets.get(name) for name in template_of(one).included]
        facts = (one.notice, one.source, snippets, notices.letterhead, locale, default, today)
        judge_notice = partial(_check_notice, notices, one, default, today)
        yield from _told.get(one.notice.source.path, facts, judge_notice)


def today_in(time_zone: str) -> date:
    """The day that it is in a time zone: waivers end by the workspace's own."""
    return datetime.now(ZoneInfo(time_zone)).date()


def _check(file: ReadFile, default: float | None, today: date) -> tuple[Diagnostic, ...]:
    return tuple(tell(file, judge(file, default, today)))


def _check_notice(
    subject: NoticeSubject, file: NoticeFile, default: float | None, today: date
) -> tuple[Diagnostic, ...]:
    return _check(read_notice(subject, file, subject.source_locale), default, today)


def judge(file: ReadFile, default: float | None, today: date) -> Judgement:
    """How a file stands to its own target, else to the workspace's. Text under 50 words has no grade worth the name."""
    readability = file.readability
    own = readability.grade_at_most if readability is not None else None
    target = own if own is not None else default
    waivers = readability.waivers if readability is not None else ()
    if target is None:
        return Judgement(Verdict.NO_TARGET, idle=tuple((one, "there is no target to waive") for one in waivers))
    if not any(metric.is_grade or any(band.grade for band in metric.bands) for metric in metrics_for(file.locale)):
        return Judgement(Verdict.NO_GRADE, target)
    ended, running = _sort_by_day(waivers, today)
    addresses = {one.text.value for one in running if one.text is not None}
    scorer = Scorer(file.locale)
    whole, whole_version = _hardest(scorer, file, frozenset())
    if whole is None:
        return Judgement(Verdict.TOO_SHORT, target, idle=tuple(ended))
    left, left_version = _hardest(scorer, file, addresses) if addresses else (whole, whole_version)
    idle = [*ended, *_not_needed(running, file, _is_above(whole, target), _is_above(left, target))]
    if not _is_above(left, target):
        verdict = Verdict.WAIVED if _is_above(whole, target) else Verdict.MET
        return Judgement(verdict, target, left, left_version, tuple(idle))
    verdict = Verdict.WAIVED if any(one.text is None for one in running) else Verdict.ABOVE
    return Judgement(verdict, target, left, left_version, tuple(idle))


def tell(file: ReadFile, judgement: Judgement) -> Iterator[Diagnostic]:
    """What a judgement is for who checks the workspace."""
    readability = file.readability
    span = readability.span if readability is not None else file.span
    # The target of ivr.yaml is told of once, at its own words.
    if judgement.verdict is Verdict.NO_GRADE and (readability is not None or file.name == TEXTS):
        language = find_locale(file.locale).english_name
        message = f"no published formula gives {language} a school grade, so this target can't be held"
        yield note(READING_GRADE, message, span, "look at `ivr-author score` instead")
    if judgement.verdict is Verdict.ABOVE:
        yield error(READING_GRADE, _message(file, judgement), span, _hint(file))
    for waiver, why in judgement.idle:
        yield warning(WAIVER_NOT_NEEDED, f"this waiver does nothing: {why}", waiver.span, "remove it, or renew it")


def _message(file: ReadFile, judgement: Judgement) -> str:
    score, version = judgement.score, judgement.version
    assert score is not None, "what is above a target has a score"
    assert version is not None, "and a version"
    which = f"the letter for `{version.description}` ({', '.join(version.channels)})" if version.channels else "this"
    others = " is the hardest and" if version.channels and len(file.versions) > 1 else ""
    counts = score.counts
    audit = f"{counts.words} words, {counts.sentences} sentences, {counts.syllables} syllables"
    grades = f"needs grade {score.grade:.1f}, at most {judgement.target:g} is allowed"
    return f"{which}{others} {grades} ({score.metric.title}: {audit})"


def _hint(file: ReadFile) -> str:
    return (
        f"`ivr-author score {file.path} --by sentence` shows what is hard; or waive it: "
        "`waivers: [{reason: ..., by: ...}]`"
    )


def _sort_by_day(waivers: Iterable[Waiver], today: date) -> tuple[list[tuple[Waiver, str]], list[Waiver]]:
    ended, running = [], []
    for one in waivers:
        if one.until is not None and one.until < today:
            ended.append((one, f"it ended on {one.until}"))
        else:
            running.append(one)
    return ended, running


def _not_needed(
    running: Iterable[Waiver], file: ReadFile, was_above: bool, is_above: bool
) -> Iterator[tuple[Waiver, str]]:
    known = {passage.address for passage in file.passages}
    for one in running:
        if one.text is not None and one.text.value not in known:
            yield one, f"there is no text `{one.text.value}` here"
        elif not was_above:
            yield one, "the words are easy enough without it"
        elif one.text is None and not is_above:
            yield one, "the texts that are waived one by one are all that is hard"


def _hardest(scorer: Scorer, file: ReadFile, waived: Collection[str]) -> tuple[Score | None, Version | None]:
    """The highest grade of any version that is long enough to have one."""
    hardest, which = None, None
    for version in file.versions:
        score = _graded(scorer, [one for one in version.passages if one.address not in waived])
        if score is not None and (hardest is None or (score.grade or 0) > (hardest.grade or 0)):
            hardest, which = score, version
    return hardest, which


def _graded(scorer: Scorer, passages: list[Passage]) -> Score | None:
    counts = scorer.count(passages)
    if not passages or next(iter(counts.values())).words < LEAST_GRADED_WORDS:
        return None
    return next((one for one in scorer.scores(counts) if one.grade is not None), None)


def _is_above(score: Score | None, target: float) -> bool:
    # A grade is told with one decimal, so it is judged with one: nobody is stopped by 6.04.
    return score is not None and round(score.grade or 0, 1) > target
