"""Reads the phone's address: whatever it does not say, or says wrongly, is as on an ordinary call of now."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from ivr_author.core.calendar import local_moment
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.wire import Malformed, from_wire
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.read_script import QUEUE_STATES, RESULTS, TRANSFER_STATES
from ivr_author.flow.settings import ServiceSetting
from ivr_author.harness.targets import REFERENCE
from ivr_author.usecases.simulate import MAX_ACTIONS
from ivr_author.web.call.outside import Outside
from ivr_author.web.call.state import CLOCK, FILES, GIVEN, KEYS, SWITCHED, TYPED, PhoneState, parse_action, parse_answer
from ivr_author.web.language import gettext

CALLER, CALLED = "+16175550123", "+18005550100"
"""Who calls, and which number of a flow that answers none."""

MAX_ANSWERS = 20
"""Answers of one service, used in turn."""

MAX_ANSWER_CHARACTERS = 2_000

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


@dataclass
class QueryReader:
    """Takes values out of a query; `faults` says what could not be used, by the field's name."""

    query: MultiDict[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, default: str, is_good: Callable[[str], object], explanation: str) -> str:
        """The value of a field, or the default where it is none or a wrong one."""
        value = self.query.get(name, default).strip()
        if value == default or is_good(value):
            return value
        self.faults[name] = explanation
        return default

    def choose(self, name: str, default: str, choices: Collection[str]) -> str:
        """One of several values."""
        return self.take(
            name, default, lambda value: value in choices, gettext("There is nothing like that to choose.")
        )

    def number(self, name: str, default: str) -> str:
        """A telephone number."""
        return self.take(name, default, _NUMBER.fullmatch, gettext("Write a number as +16175550123."))


def read_state(
    reader: QueryReader, content: Content, flow: Flow, outside: Outside, targets: Collection[str]
) -> PhoneState:
    """The state that a query asks for."""
    settings = content.settings
    numbers = [one for one in settings.numbers.values() if one.flow.value == flow.id]
    called = reader.number("called", str(numbers[0].number) if numbers else CALLED)
    own = next((one.locale.value for one in numbers if str(one.number) == called and one.locale), "")
    given = _given(reader, outside)
    lookups = _lookups(reader, outside, given)
    now = "T".join(local_moment(datetime.now(UTC), settings.time_zone))
    return PhoneState(
        target=reader.choose("target", REFERENCE, targets),
        locale=reader.choose("locale", own or settings.source_locale, settings.all_locales()),
        at=reader.take("at", now, _is_clock, gettext("Write date and time as 2026-12-23T18:30.")),
        caller=reader.number("caller", CALLER),
        called=called,
        lookups=lookups,
        fields=_fields(reader, outside, lookups),
        results=_results(reader, outside),
        actions=_actions(reader),
        typed=reader.take("typed", "", KEYS.fullmatch, gettext("Only 0-9, * and # are keys.")),
        given={name: answers for name, answers in given.items() if lookups[name] == GIVEN},
        bulletins=reader.choose("bulletins", SWITCHED, (SWITCHED, FILES)),
    )


def _lookups(reader: QueryReader, outside: Outside, given: Collection[str]) -> dict[str, str]:
    found = {}
    for name, service in outside.services.items():
        choices = (*map(str, range(len(service.examples))), "not_found", "failed", TYPED)
        found[name] = reader.choose(f"lookup.{name}", "0", (*choices, GIVEN) if name in given else choices)
    return found


def _given(reader: QueryReader, outside: Outside) -> dict[str, tuple[str, ...]]:
    """The answers in turn that an address brings with it."""
    found = {}
    for name, service in outside.services.items():
        answers = reader.query.getlist(f"given.{name}")[:MAX_ANSWERS]
        good = tuple(one for one in answers if _is_answer_of(service, one))
        if len(good) < len(answers):
            reader.faults[f"given.{name}"] = gettext("This is no answer of the service “{name}”.").format(name=name)
        if good:
            found[name] = good
    return found


def _is_answer_of(service: ServiceSetting, text: str) -> bool:
    answer = parse_answer(text) if len(text) <= MAX_ANSWER_CHARACTERS else None
    if answer is None or not answer.fields.keys() <= service.answer.keys():
        return False
    try:
        for name, value in answer.fields.items():
            from_wire(value, service.answer[name])
    except Malformed:
        return False
    return True


def _fields(reader: QueryReader, outside: Outside, lookups: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What a tester typed as the answer of a service; only where that is chosen."""
    fields = {}
    for service, setting in outside.services.items():
        for name, kind in setting.answer.items():
            key = f"field.{service}/{name}"
            typed = reader.query.get(key, "") if lookups[service] == TYPED else ""
            value = typed.strip()[:MAX_VALUE_CHARACTERS]
            try:
                from_wire(value, kind)
            except Malformed as fault:
                reader.faults[key] = str(fault)
                value = ""
            fields[service, name] = value
    return fields


def _results(reader: QueryReader, outside: Outside) -> Mapping[str, str]:
    results: dict[str, tuple[str, Collection[str]]] = {
        f"queue.{name}": ("accepted", QUEUE_STATES) for name in outside.queues
    }
    results.update({f"transfer.{to}": ("connected", TRANSFER_STATES) for to in outside.transfers})
    results.update({f"send.{name}": ("ok", RESULTS) for name in outside.sends})
    if outside.has_callbacks:
        results["callbacks"] = ("ok", RESULTS)
    if outside.has_recordings:
        results["recordings"] = ("ok", RESULTS)
    return {name: reader.choose(name, usual, choices) for name, (usual, choices) in results.items()}


def _actions(reader: QueryReader) -> tuple[str, ...]:
    actions = reader.query.getlist("do")
    if len(actions) > MAX_ACTIONS:
        reader.faults["do"] = gettext("A call can have {count} actions here.").format(count=MAX_ACTIONS)
        actions = actions[:MAX_ACTIONS]
    for action in actions:
        if parse_action(action) is None:
            reader.faults["do"] = gettext("“{action}” is nothing that a caller can do.").format(action=action[:80])
    return tuple(action for action in actions if parse_action(action) is not None)


def _is_clock(value: str) -> bool:
    try:
        return 1970 < datetime.strptime(value, CLOCK).year < 2200  # noqa: DTZ007 - its zone is the workspace's
    except ValueError:
        return False
