"""The page of a rehearsed day: one file with its words, tables and plots, which needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from ivr_author.core.locale import find_locale
from ivr_author.rehearsal.assumptions import assumptions_of
from ivr_author.rehearsal.figures import Hour, LanguageDay
from ivr_author.rehearsal.outcome import Plan, Rehearsal, clock_at, spans_of
from ivr_author.rehearsal.platform_limits import CONCURRENT_CALLS
from ivr_author.rehearsal.plots import plot_arrivals, plot_language, plot_lines
from ivr_author.rehearsal.sentences import count, headline_of, language_of, language_sentence, minutes, sentence_of

_STATES = {
    "breaks": "Breaks",
    "late": "Late",
    "good": "Good",
    "quiet": "Too few to judge",
    "holds": "Holds",
    "not_tried": "Not tried",
}
_HOUR_HEADS = (
    *("Calls", "In time", "Gave up", "Mean wait", "Erlang C: in time", "Erlang A: gave up"),
    *("Callbacks", "Queue full"),
)
_LIMIT_HEADS = ("What is limited", "Limit", "State", "What it came to", "Source")
_CLASSES = {"good": "holds"}


def write_rehearsal(rehearsal: Rehearsal) -> str:
    """The page as HTML."""
    plan = rehearsal.plan
    title = f"Rehearsal of {plan.day.day:%A, %B} {plan.day.day.day}, {plan.day.day.year}"
    page = files(__package__).joinpath("page.html").read_text("utf-8")
    body = "\n".join(_body(rehearsal, title))
    return page.replace("{title}", escape(f"{title} - {plan.organisation}")).replace("{body}", body)


def _body(rehearsal: Rehearsal, title: str) -> Iterator[str]:
    plan = rehearsal.plan
    yield f"<h1>{escape(title)}</h1>"
    people = count(plan.agents, "agent")
    yield f'<p class="when">{escape(plan.organisation)}: {count(plan.calls, "caller")} of the flow '
    yield f"<code>{escape(plan.flow)}</code>, {people}, times of {escape(plan.day.zone)}</p>"
    mood = "bad" if rehearsal.is_broken else "good"
    yield f'<p class="verdict {mood}"><strong>{escape(headline_of(rehearsal))}</strong></p>'
    yield "<h2>Where it breaks, and what would be enough</h2>"
    yield from _languages_table(rehearsal)
    yield f"<h2>Limits of {escape(plan.platform.platform)}</h2>"
    yield from _limits_table(rehearsal)
    yield "<h2>The day</h2>"
    attempts = rehearsal.record.attempts
    again = sum(not first for _, first in attempts)
    tried = f"{plan.calls:,} first tries, and {again:,} from callers who gave up and tried again"
    told = f"{count(len(attempts), 'call')} came: {tried}."
    yield _figure(plot_arrivals(rehearsal.record, plan.day, told), "Calls that came", told)
    most = next((one for one in rehearsal.limits if one.limit.bounds == CONCURRENT_CALLS), None)
    if most is not None:
        told = sentence_of(most, plan.day)
        limit = most.limit.value if most.limit.is_finite and most.limit.value > most.peak / 20 else None
        yield _figure(plot_lines(rehearsal.record, plan.day, told, limit), "Calls at once", told)
    yield f"<p>The webhook service gets up to {rehearsal.peak_requests:,.0f} requests a second, at "
    yield f"{clock_at(rehearsal.peak_requests_at, plan.day)}.</p>"
    yield "<h2>Language by language</h2>"
    for one in rehearsal.languages:
        yield from _language(one, rehearsal)
    yield "<h2>What this rests on</h2>"
    lines = (f"<li>{escape(line)}</li>" for line in assumptions_of(plan))
    yield f"<ul>{''.join(lines)}</ul>"


def _languages_table(rehearsal: Rehearsal) -> Iterator[str]:
    plan = rehearsal.plan
    within = f"Answered in {plan.goal.seconds:.0f} s"
    heads = ("Calls", "Agents", within, "Gave up", "Mean wait", "Breaks", "Enough agents, by Erlang C", "by Erlang A")
    yield '<div class="wide" role="region" tabindex="0" aria-label="Languages"><table>'
    yield '<thead><tr><th scope="col">Language</th>' + "".join(_head(one) for one in heads) + "</tr></thead><tbody>"
    for one in rehearsal.languages:
        spans = spans_of(one.broken, plan.day).replace(", ", "<br>")
        cells = (
            *(f"{one.calls:,}", f"{one.agents:,}", _share(one.in_time, one.calls), _share(one.gave_up, one.calls)),
            *(f"{one.mean_wait:,.0f} s", f'<span class="breaks">{spans}</span>' if spans else "no"),
            *(f"{one.enough.c:,}", f"{one.enough.a:,}"),
        )
        yield f'<tr><th scope="row">{_name(one.locale)}</th>{_cells(cells)}</tr>'
    yield f'</tbody><tfoot><tr><th scope="row">All</th>{_cells(_totals(rehearsal))}</tr></tfoot></table></div>'
    goal = plan.goal
    patience = minutes(plan.handling.patience)
    told = (
        f"An hour breaks where more than {goal.gives_up:.0%} of its callers give up, and more than chance explains. "
        f"Enough by Erlang C: {goal.share:.0%} answered within {goal.seconds:.0f} seconds in the fullest hour if "
        f"nobody gave up. Enough by Erlang A: at most {goal.gives_up:.0%} give up, with a patience of {patience}. "
        "Both count first tries and callbacks only: with enough agents, nobody has to call again."
    )
    yield f'<p class="soft">{told}</p>'


def _totals(rehearsal: Rehearsal) -> tuple[str, ...]:
    languages = rehearsal.languages
    calls, answered = sum(one.calls for one in languages), sum(one.answered for one in languages)
    waits = sum(one.mean_wait * one.answered for one in languages)
    return (
        *(f"{calls:,}", f"{sum(one.agents for one in languages):,}"),
        *(_share(sum(one.in_time for one in languages), calls), _share(sum(one.gave_up for one in languages), calls)),
        *(f"{waits / answered if answered else 0:,.0f} s", ""),
        *(f"{sum(one.enough.c for one in languages):,}", f"{sum(one.enough.a for one in languages):,}"),
    )


def _cells(cells: Sequence[str]) -> str:
    return "".join(f'<td class="n">{cell}</td>' for cell in cells)


def _limits_table(rehearsal: Rehearsal) -> Iterator[str]:
    yield '<div class="wide" role="region" tabindex="0" aria-label="Limits"><table><thead><tr>'
    yield "".join(f'<th scope="col">{head}</th>' for head in _LIMIT_HEADS)
    yield "</tr></thead><tbody>"
    for one in rehearsal.limits:
        limit = one.limit
        value = f"{limit.value:,.0f}" if limit.is_finite else "none"
        more = " ".join(escape(text) for text in (limit.note, limit.remedy if one.state == "breaks" else "") if text)
        told = escape(sentence_of(one, rehearsal.plan.day)) + (f'<br><span class="soft">{more}</span>' if more else "")
        unit = escape(limit.unit[:1].upper() + limit.unit[1:])
        yield f'<tr><th scope="row">{unit}</th><td>{value}</td><td>{_state(one.state)}</td><td>{told}</td>'
        yield f'<td><a href="{escape(limit.source)}">{escape(_host(limit.source))}</a>, read {limit.date}</td></tr>'
    yield "</tbody></table></div>"


def _language(one: LanguageDay, rehearsal: Rehearsal) -> Iterator[str]:
    plan = rehearsal.plan
    told = language_sentence(one, rehearsal)
    yield f'<section><h3 id="{escape(one.locale)}">{_name(one.locale)}</h3><p>{escape(told)}</p>'
    if one.calls:
        people = count(one.agents, "agent")
        title = f"{language_of(one.locale)}: at most {one.most_waiting:,} callers wait, with {people}."
        yield _figure(plot_language(one, plan.day, title), "", title)
        yield "<details><summary>Numbers of each hour</summary>"
        label = escape(f"Hours, {language_of(one.locale)}")
        yield f'<div class="wide" role="region" tabindex="0" aria-label="{label}"><table>'
        yield '<thead><tr><th scope="col">From</th>' + "".join(_head(head) for head in _HOUR_HEADS)
        yield '<th scope="col">State</th>'
        yield "</tr></thead><tbody>"
        yield from (_hour(hour, plan) for hour in one.hours if hour.calls or hour.callbacks or hour.refused)
        yield "</tbody></table></div></details>"
    outcomes = ", ".join(f"{_OUTCOMES.get(name, name)} {number:,}" for name, number in one.outcomes.items())
    yield f'<p class="soft">How its calls ended: {escape(outcomes)}.</p></section>'


_OUTCOMES = {
    "answered": "an agent answered",
    "booked": "with a callback to come",
    "gave up": "gave up waiting",
    "hangup caller": "hung up in the flow",
    "hangup flow": "helped by the flow itself",
    "hangup failure": "ended by a fault of the flow",
    "transfer": "connected to another line",
}


def _hour(hour: Hour, plan: Plan) -> str:
    cells = (
        *(f"{hour.calls:,}", _share(hour.in_time, hour.calls), _share(hour.gave_up, hour.calls)),
        *(
            f"{hour.mean_wait:,.0f} s" if hour.answered else "-",
            _in_time(hour),
            f"{hour.a.gives_up:.0%}" if hour.a else "-",
        ),
        *(f"{hour.callbacks:,}", f"{hour.refused:,}"),
    )
    head = f'<th scope="row">{clock_at(hour.hour * 3600, plan.day)}</th>'
    return f"<tr>{head}{_cells(cells)}<td>{_state(hour.state)}</td></tr>"


def _in_time(hour: Hour) -> str:
    if not hour.calls:
        return "-"
    return "the queue only grows" if hour.c is None else f"{hour.c.within or 0:.0%}"


def _figure(svg: str, caption: str, told: str) -> str:
    head = f"<figcaption>{escape(caption)}</figcaption><p>{escape(told)}</p>" if caption else ""
    label = escape(caption or told)
    return f'<figure>{head}<div class="wide" role="region" tabindex="0" aria-label="{label}">{svg}</div></figure>'


def _name(locale: str) -> str:
    found = find_locale(locale)
    own = f'<span class="soft" lang="{escape(found.tag)}" dir="{found.direction}">{escape(found.endonym)}</span>'
    return (
        escape(found.english_name) if found.endonym == found.english_name else f"{escape(found.english_name)}<br>{own}"
    )


def _state(state: str) -> str:
    return f'<span class="state {_CLASSES.get(state, state)}">{_STATES[state]}</span>'


def _head(text: str) -> str:
    return f'<th scope="col" class="n">{escape(text)}</th>'


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def _host(address: str) -> str:
    return address.split("/")[2]
