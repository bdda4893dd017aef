"""A report in words: Markdown for people and change requests, plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ivr_author.call.transcript import Event
from ivr_author.catalog.compare import RunKind, word_difference
from ivr_author.changes.model import (
    SENTENCES,
    Arrival,
    CallChange,
    Change,
    Group,
    GroupKind,
    Heard,
    LanguageChange,
    Paths,
    Report,
    is_alike,
    message_of,
)
from ivr_author.core.locale import find_locale

NOTHING = "Callers hear nothing new."

_TITLES = {
    GroupKind.FLOW: "Flow",
    GroupKind.BULLETIN: "Bulletin",
    GroupKind.CALENDAR: "Calendar",
    GroupKind.SETTINGS: "Settings",
    GroupKind.NOTICE: "Notice",
}
_COUNTS = {
    "stale": "translations out of date now",
    "missing": "texts without a translation",
    "mended": "translations in use again",
    "recordings_stale": "recordings of earlier words",
    "recordings_missing": "texts that lost their recording",
    "recordings_new": "texts with a new recording",
}
_PATHS = {True: "These calls take another path:", False: "These calls hear other words:"}
END = "the end"
"""In place of an event, where a call is over."""

MOST_NAMED = 10
"""Addresses that are named of each count; the JSON has all."""

MOST_PATHS = 50
"""Ways that are named; the JSON has all."""

MOST_WORDS = 160
"""Characters of what is heard at the end of a way."""

MOST_LANGUAGES = 3
"""Translations of one text whose words are shown; of the others, only that they changed."""


def to_markdown(report: Report, since: str) -> str:
    """The whole report. The same report gives the same text."""
    return "\n".join(_lines(report, since)) + "\n"


def _lines(report: Report, since: str) -> Iterator[str]:
    yield f"# What callers hear differently since {since}"
    for fault in report.diagnostics:
        yield f"\n**{fault.rule}:** {fault.span or ''} {fault.message}".rstrip()
    if report.is_silent:
        yield f"\n{NOTHING}"
    for group in report.groups:
        yield f"\n## {_TITLES[group.kind]} {_headline(group)}"
        yield from _group(group)
    if report.languages:
        yield "\n## Languages\n"
        for one in report.languages:
            yield from _language(one)
    if report.calls.changed:
        yield "\n## Calls\n"
        yield f"{len(report.calls.changed)} of {report.calls.played} scripted calls go differently."
        for is_other_path in (True, False):
            yield from _calls(report, is_other_path)
    if report.paths.changed or report.paths.left_out:
        yield from _paths(report.paths)


def _paths(paths: Paths) -> Iterator[str]:
    yield "\n## Ways that callers take\n"
    yield f"{paths.played} made-up calls were played on both versions. This is where they part:\n"
    for one in paths.changed[:MOST_PATHS]:
        yield f"- {one.flow}: {steps_of(one.steps)}"
        yield f"  - before: {arrival_of(one.before)}"
        yield f"  - now: {arrival_of(one.now)}"
    if len(paths.changed) > MOST_PATHS:
        yield f"- and {len(paths.changed) - MOST_PATHS} more"
    if paths.left_out:
        yield f"\nThere was no time to try {paths.left_out} other ways that changed."


def steps_of(steps: Sequence[Event]) -> str:
    """What a caller does and is answered, as an English sentence."""
    told = ", ".join(message_of(one).format(**one) for one in steps)
    return f"a caller {told}" if told else "as soon as the call begins"


def arrival_of(arrival: Arrival) -> str:
    """Where a call comes to, in English."""
    event = message_of(arrival.event).format(**arrival.event) if arrival.event is not None else ""
    words = f"“{shortened(arrival.words)}”" if arrival.words else ""
    parts = (arrival.node, words, event) if arrival.node else (event, words)
    return ", ".join(filter(None, parts)) or END


def shortened(words: str) -> str:
    """The beginning of what is heard, in whole words where a language has them."""
    if len(words) <= MOST_WORDS:
        return words
    cut = words[:MOST_WORDS]
    return f"{cut.rpartition(' ')[0] or cut} …"


def _headline(group: Group) -> str:
    return group.id if group.title in ("", group.id) else f"{group.id}: {group.title}"


def _group(group: Group) -> Iterator[str]:
    node = ""
    yield ""
    for change in group.changes:
        if change.node != node:
            node = change.node
            yield f"\n### {node}\n"
        yield from _change(change)


def _change(change: Change) -> Iterator[str]:
    words = sentence_of(change)
    place = f"{change.label}: " if change.heard and change.label else ""
    yield f"- {place}{words}"
    shown = [one for one in change.heard if not one.is_lost]
    lost = [one.locale for one in change.heard if one.is_lost]
    for one in shown[:MOST_LANGUAGES]:
        yield f"  - {one.locale}: {marked(one)}"
    if len(shown) > MOST_LANGUAGES:
        yield f"  - also otherwise in {', '.join(one.locale for one in shown[MOST_LANGUAGES:])}"
    if lost:
        others = ", ".join(lost)
        spoken = ", ".join(
            dict.fromkeys(find_locale(one.spoken_now).english_name for one in change.heard if one.is_lost)
        )
        yield f"  - callers in {others} hear {spoken} until this is translated"


def sentence_of(change: Change) -> str:
    """A change as an English sentence."""
    return SENTENCES[change.kind].format(label=change.label, before=change.before, after=change.after)


def marked(heard: Heard) -> str:
    """The words with what left struck out and what came in bold."""
    return marked_texts(heard.before, heard.now)


def marked_texts(before: str, now: str) -> str:
    """Two texts as one; a text alone is not marked."""
    if not before or not now:
        return before or now
    marks = {RunKind.KEPT: "", RunKind.REMOVED: "~~", RunKind.ADDED: "**"}
    return "".join(
        f"{space}{marks[run.kind]}{text}{marks[run.kind]}{end}"
        for run in word_difference(before, now)
        for space, text, end in [_trimmed(run.text)]
    )


def _trimmed(text: str) -> tuple[str, str, str]:
    """Marks must touch words; spaces stay outside of them."""
    inner = text.strip()
    if not inner:
        return text, "", ""
    start = text.index(inner)
    return text[:start], inner, text[start + len(inner) :]


def _language(change: LanguageChange) -> Iterator[str]:
    yield f"- {change.locale} ({find_locale(change.locale).english_name})"
    for name in LanguageChange.counted():
        addresses: tuple[str, ...] = getattr(change, name)
        if addresses:
            more = f", and {len(addresses) - MOST_NAMED} more" if len(addresses) > MOST_NAMED else ""
            yield f"  - {_COUNTS[name]}: {len(addresses)} ({', '.join(addresses[:MOST_NAMED])}{more})"


def _calls(report: Report, is_other_path: bool) -> Iterator[str]:
    found = report.calls.by_difference(is_other_path=is_other_path)
    if found:
        yield f"\n{_PATHS[is_other_path]}\n"
    for (before, after), calls in found.items():
        old, new = before or END, after or END
        yield f"- {marked_texts(old, new) if is_alike(old, new) else f'~~{old}~~ **{new}**'}"
        yield from (f"  - {_call(call)}" for call in calls[:MOST_NAMED])
        if len(calls) > MOST_NAMED:
            yield f"  - and {len(calls) - MOST_NAMED} more"


def _call(call: CallChange) -> str:
    state = {None: "; its script is gone", True: "", False: "; not as its script says"}[call.passes]
    return f"{call.flow}: {call.name} ({call.locale}{state})"


def to_data(report: Report, since: str) -> dict[str, Any]:
    """The report as JSON data; its diagnostics are left to the face."""
    return {
        "since": since,
        "nothing_new": report.is_silent,
        "groups": [_group_data(group) for group in report.groups],
        "languages": [
            {"locale": one.locale, **{name: list(getattr(one, name)) for name in LanguageChange.counted()}}
            for one in report.languages
        ],
        "calls": {
            "played": report.calls.played,
            "changed": [
                {
                    "name": one.name,
                    "flow": one.flow,
                    "locale": one.locale,
                    "path": one.span.path,
                    "line": one.span.line,
                    "passes": one.passes,
                    "another_path": one.is_other_path,
                    "before": one.before or None,
                    "after": one.after or None,
                }
                for one in report.calls.changed
            ],
        },
        "paths": {
            "played": report.paths.played,
            "left_out": report.paths.left_out,
            "changed": [
                {
                    "flow": one.flow,
                    "sentence": steps_of(one.steps),
                    "steps": [dict(step) for step in one.steps],
                    "before": _arrival_data(one.before),
                    "now": _arrival_data(one.now),
                }
                for one in report.paths.changed
            ],
        },
    }


def _arrival_data(arrival: Arrival) -> dict[str, Any]:
    event = dict(arrival.event) if arrival.event is not None else None
    told = {"node": arrival.node, "words": arrival.words, "locale": arrival.locale}
    return {**{name: text or None for name, text in told.items()}, "event": event}


def _group_data(group: Group) -> dict[str, Any]:
    return {
        "kind": group.kind.value,
        "id": group.id,
        "title": group.title,
        "is_gone": group.is_gone,
        "changes": [
            {
                "kind": change.kind.value,
                "node": change.node or None,
                "label": change.label or None,
                "before": change.before or None,
                "after": change.after or None,
                "sentence": sentence_of(change),
                "heard": [
                    {
                        "locale": one.locale,
                        "before": one.before,
                        "now": one.now,
                        "spoken_before": one.spoken_before or None,
                        "spoken_now": one.spoken_now or None,
                    }
                    for one in change.heard
                ],
            }
            for change in group.changes
        ],
    }
