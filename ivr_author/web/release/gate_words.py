"""What gates say, in the reader's language. Releases keep it in English, as the command line writes it; what is not
known here, as the message of a rule, stays as it is.
"""

from __future__ import annotations

import re

from ivr_author.core.locale import find_locale, parse_tag
from ivr_author.web.language import gettext, named, number

_NUMBER = r"[\d,]+"
_LANGUAGE = r"[A-Za-z]{2,3}(?:_[A-Za-z]+)*"

NOTES = {
    rf"(?P<count>{_NUMBER}) files": gettext("files: {count}"),
    r"there are no call scripts": gettext("there are no call scripts"),
    rf"(?P<calls>{_NUMBER}) calls on (?P<targets>{_NUMBER}) targets in (?P<languages>.+)": gettext(
        "{calls} calls on {targets} targets in {languages}"
    ),
    rf"(?P<entered>{_NUMBER}) of (?P<nodes>{_NUMBER}) nodes, at least (?P<level>{_NUMBER}) % are wanted": gettext(
        "{entered} of {nodes} nodes; at least {level} % are wanted"
    ),
    r"required: (?P<languages>.+)": gettext("required: {languages}"),
    r"no language is required": gettext("no language is required"),
    rf"callers hear (?P<language>{_LANGUAGE}) instead, as is allowed: (?P<rest>.+)": gettext(
        "callers hear {language} instead, as is allowed: {rest}"
    ),
    r"at most grade (?P<grade>[\d.]+)": gettext("at most grade {grade}"),
    rf"(?P<count>{_NUMBER}) excused": gettext("excused: {count}"),
    rf"(?P<given>{_NUMBER}) of (?P<all>{_NUMBER}) changes are approved": gettext(
        "{given} of {all} changes are approved"
    ),
    rf"no freeze window in the next (?P<days>{_NUMBER}) days": gettext("no freeze window in the next {days} days"),
    r"the next freeze window is from (?P<start>.{16}) to (?P<end>.{16}) \((?P<zone>[^)]+)\): (?P<names>.+)": gettext(
        "the next freeze window is from {start} to {end} ({zone}): {names}"
    ),
    rf"(?P<count>{_NUMBER}) things block, the first (?P<most>{_NUMBER}) of them are listed": gettext(
        "{count} things block; the first {most} of them are listed"
    ),
    rf"(?P<language>{_LANGUAGE}): (?P<lacks>[\w ,]+) of (?P<count>{_NUMBER}) texts of (?P<domain>\w+)": gettext(
        "{language}: {lacks} of {count} texts of {domain}"
    ),
}
"""Parts of notes, by what the command line writes."""

BLOCKS = {
    r"there are no accounts here, so nobody can approve": gettext("there are no accounts here, so nobody can approve"),
    rf"nobody has approved (?P<item>\S+) \((?P<language>{_LANGUAGE})\) as it is now": gettext(
        "nobody has approved {item} in {language} as it is now"
    ),
    r"nobody has approved (?P<item>\S+) as it is now": gettext("nobody has approved {item} as it is now"),
    r"no call script enters (?P<node>\S+)": gettext("no call script enters {node}"),
    r"nothing is released from (?P<start>.{16}) to (?P<end>.{16}) \((?P<zone>[^)]+)\): (?P<names>.+)": gettext(
        "nothing is released from {start} to {end} ({zone}): {names}"
    ),
    rf'(?P<language>{_LANGUAGE}): (?P<address>\S+) is not recorded: "(?P<words>.*)"': gettext(
        "{language}: {address} is not recorded: “{words}”"
    ),
    rf'(?P<language>{_LANGUAGE}): (?P<address>\S+) was changed after it was recorded: "(?P<words>.*)"': gettext(
        "{language}: {address} was changed after it was recorded: “{words}”"
    ),
    rf'(?P<target>\w+), (?P<language>{_LANGUAGE}): nothing says (?P<address>\S+), "(?P<words>.*)"': gettext(
        "{target}, {language}: nothing says {address}, “{words}”"
    ),
    r"there is no flow to release": gettext("there is no flow to release"),
}
"""What blocks, where that is no rule's message."""

_OVERRIDDEN = "overridden: "
_STATES = {
    "missing": gettext("not translated"),
    "fuzzy": gettext("changed since: check again"),
    "stale": gettext("out of date"),
}


def note_in_words(note: str) -> str:
    """A gate's note."""
    if note.startswith(_OVERRIDDEN):
        return gettext("overridden: {reason}").format(reason=note.removeprefix(_OVERRIDDEN))
    return "; ".join(_in_words(part, NOTES) for part in note.split("; "))


def block_in_words(message: str) -> str:
    """What blocks a gate."""
    return _in_words(message, {**BLOCKS, **NOTES})


def _in_words(text: str, known: dict[str, str]) -> str:
    for pattern, message in known.items():
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found is not None:
            values = {name: _value(name, value) for name, value in found.groupdict().items()}
            return gettext(message).format(**values)
    return text


def _value(name: str, value: str) -> str:
    match name:
        case "language":
            return _language(value)
        case "languages":
            return ", ".join(map(_language, value.split(", ")))
        case "rest":
            return _in_words(value, NOTES)
        case "lacks":
            counts = (one.split(" ", 1) for one in value.split(", "))
            return ", ".join(f"{_number(count)} {gettext(_STATES.get(state, state))}" for count, state in counts)
        case _:
            return _number(value)


def _number(value: str) -> str:
    return number(int(value.replace(",", ""))) if re.fullmatch(_NUMBER, value) and value[0].isdigit() else value


def _language(tag: str) -> str:
    locale = parse_tag(tag)
    return named(find_locale(locale)) if locale else tag
