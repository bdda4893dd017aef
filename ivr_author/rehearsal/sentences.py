"""What came of a rehearsal in sentences, for a page and a terminal."""

from __future__ import annotations

from ivr_author.core.locale import find_locale
from ivr_author.rehearsal.arrivals import Day
from ivr_author.rehearsal.figures import LanguageDay
from ivr_author.rehearsal.outcome import Rehearsal, clock_at, spans_of
from ivr_author.rehearsal.platform_limits import ANSWER_SECONDS, CONCURRENT_CALLS, OUTBOUND_RATE, QUEUE_SIZE
from ivr_author.rehearsal.verdicts import BREAKS, NOT_TRIED, Verdict


def headline_of(rehearsal: Rehearsal) -> str:
    """The day in one sentence."""
    languages = [one for one in rehearsal.languages if one.broken]
    limits = [one for one in rehearsal.limits if one.state == BREAKS]
    if not languages and not limits:
        late = [one for one in rehearsal.languages if any(hour.state == "late" for hour in one.hours)]
        if late:
            return f"The day holds, but callers wait longer than they should in {_of(len(late), rehearsal)}."
        return "The day holds: in every language and hour, callers are answered in time."
    parts = []
    if languages:
        parts.append(f"in {_of(len(languages), rehearsal)}")
    if limits:
        parts.append(f"at {count(len(limits), 'limit')} of {rehearsal.plan.platform.platform}")
    return f"The day breaks {' and '.join(parts)}."


def language_sentence(one: LanguageDay, rehearsal: Rehearsal) -> str:
    """What became of one language, and what would have been enough."""
    plan = rehearsal.plan
    day, worst = plan.day, one.worst
    if not one.calls:
        return "Nobody asked for an agent in this language."
    told = []
    if one.broken:
        told.append(f"It breaks from {spans_of(one.broken, day)}.")
    elif worst is None:
        told.append("So few callers asked for an agent that no hour can be judged.")
    else:
        told.append(f"In no hour do more than {plan.goal.gives_up:.0%} of callers give up.")
    if worst is not None:
        told.append(
            f"The worst hour begins at {clock_at(worst.hour * 3600, day)}: of {count(worst.calls, 'caller')}, "
            f"{worst.gave_up_share:.0%} gave up, and {worst.in_time_share:.0%} were answered within "
            f"{plan.goal.seconds:.0f} seconds."
        )
    if one.refused:
        told.append(f"{count(one.refused, 'caller')} found the queue full.")
    if one.callbacks:
        told.append(
            f"{count(one.callbacks, 'callback')} {'was' if one.callbacks == 1 else 'were'} asked for; "
            f"{one.callbacks_left:,} {'is' if one.callbacks_left == 1 else 'are'} left for another day."
        )
    fewer = one.enough.c - one.agents
    if fewer > 0:
        proof = next(other for other in rehearsal.proof if other.locale == one.locale)
        held = next(hour for hour in proof.hours if hour.hour == one.enough.hour)
        told.append(
            f"{count(one.enough.c, 'agent')}, {fewer:,} more than there are, would have been enough by Erlang C; with "
            f"them, {held.in_time_share:.0%} were answered in time in a second run, in the fullest hour."
        )
    else:
        told.append(f"{count(one.enough.c, 'agent')} would have been enough by Erlang C.")
    return " ".join(told)


def sentence_of(verdict: Verdict, day: Day) -> str:
    """What a limit came to."""
    limit = verdict.limit
    value = f"{limit.value:,.0f}"
    when = f" at {clock_at(verdict.at, day)}" if verdict.at is not None else ""
    span = ""
    if verdict.since is not None and verdict.until is not None:
        span = f"from {clock_at(verdict.since, day)} to {clock_at(verdict.until, day)}"
    if verdict.state == NOT_TRIED or limit.bounds == ANSWER_SECONDS:
        return f"Limit of {value} {limit.unit}: only a running service can show it, with --live."
    is_broken = verdict.state == BREAKS
    if limit.bounds == CONCURRENT_CALLS:
        peak = f"{verdict.peak:,.0f} calls at once{when}"
        if not limit.is_finite:
            return f"{peak}; there is no limit."
        if is_broken:
            return f"{peak}, where {value} may be: {span}, {count(verdict.calls, 'call')} would have been refused."
        return f"{peak}, where {value} may be."
    if limit.bounds == QUEUE_SIZE:
        if is_broken:
            where = ", ".join(verdict.places[:4]) + (" and others" if len(verdict.places) > 4 else "")
            return f"{count(verdict.calls, 'caller')} found a queue full, {span}: {where}. It holds {value}."
        return f"At most {verdict.peak:,.0f} callers waited in one queue, which holds {value}."
    assert limit.bounds == OUTBOUND_RATE, "every kind of limit has its sentence"
    peak = f"At most {count(int(verdict.peak), 'callback')} began in one second{when}, where {value} may"
    return f"{peak}: {span}, {count(verdict.calls, 'callback')} came later for it." if is_broken else f"{peak}."


def language_of(locale: str) -> str:
    """A language by its English name."""
    return find_locale(locale).english_name


def count(number: int, one: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def minutes(seconds: float) -> str:
    """A time that is read: `45 seconds`, `6 minutes`."""
    if seconds < 120:
        return count(round(seconds), "second")
    return f"{seconds / 60:.3g} minutes"


def _of(number: int, rehearsal: Rehearsal) -> str:
    whole = len(rehearsal.languages)
    if number == whole:
        return "its one language" if whole == 1 else f"all {whole:,} languages"
    return f"{number:,} of {count(whole, 'language')}"
