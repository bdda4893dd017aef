"""A flow that can be called, and what the phone shows of a call to it: its lines with their sound, differences."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urlencode

from flask import abort, url_for
from werkzeug.datastructures import MultiDict

from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.locale import find_locale
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import to_wire
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.lower import CALL_VARIABLES
from ivr_author.flow.settings import ServiceSetting
from ivr_author.harness.compare import describe_events
from ivr_author.harness.targets import REFERENCE, load_targets
from ivr_author.ir.program import Program
from ivr_author.usecases.hear import is_recorded, seconds_of_line
from ivr_author.usecases.simulate import Moment, Simulation, simulate
from ivr_author.web.call.outside import Outside, outside_of
from ivr_author.web.call.query import QueryReader, read_state
from ivr_author.web.call.state import GIVEN, SWITCHED, TYPED, PhoneState, parse_answer
from ivr_author.web.language import gettext
from ivr_author.web.rooms import snapshot
from ivr_author.web.studio import Built, Snapshot
from ivr_author.web.switched import switches_now
from ivr_author.workspace.espeak import VoiceState, voice_state
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.switches import Switches

FAILURES = {"not_found": gettext("not found"), "failed": gettext("failed")}
"""What a service answers where it does not give what it is asked for."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A moment of the call; of what is said also its length in seconds and the address of its sound."""

    number: int
    moment: Moment
    seconds: float = 0.0
    href: str = ""
    is_recorded: bool = False
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """An event of the reference beside that of a target; one of them is empty where the other side has none."""

    expected: str
    actual: str

    @property
    def same(self) -> bool:
        """Whether both did the same there."""
        return self.expected == self.actual


@dataclass(frozen=True, slots=True)
class Booth:
    """A flow that can be called, and what calls to it can meet."""

    shown: Snapshot
    content: Content
    flow: Flow
    program: Program
    outside: Outside
    switches: Switches
    """Empty where nobody has switched a bulletin: then the files' are those of now."""

    @classmethod
    def of(cls, flow_id: str) -> Booth:
        """The booth of a flow, which must be free of errors."""
        shown = snapshot()
        content, program = shown.content, shown.program_of(flow_id)
        flow = content.flows.get(flow_id) if content else None
        if flow_id not in shown.flow_paths():
            abort(404, gettext("There is no flow “{flow}”.").format(flow=flow_id))
        if content is None or program is None or flow is None or flow_id not in program.entries:
            explanation = gettext("The flow “{flow}” can't be called before its problems are mended.")
            abort(409, explanation.format(flow=flow_id))
        return cls(shown, content, flow, program, outside_of(content, flow), _switches())

    def read(self, query: MultiDict[str, str]) -> tuple[PhoneState, dict[str, str]]:
        """What an address asks for, and what of it could not be used."""
        reader = QueryReader(query)
        return read_state(reader, self.content, self.flow, self.outside, load_targets()), reader.faults

    def usual_state(self) -> PhoneState:
        """An ordinary call of now."""
        return self.read(MultiDict())[0]

    def setup(self, state: PhoneState) -> CallSetup:
        """How the call begins."""
        return state.setup(self.flow.id, self.content.settings.time_zone)

    def build(self, state: PhoneState) -> Built:
        """What the target of a call made of the flows; nothing for the reference."""
        if state.target == REFERENCE:
            return Built(None)
        return self.shown.build(state.target, self.flow.id, self.switches if self._is_switched(state) else None)

    def program_of(self, state: PhoneState) -> Program:
        """The flow with its bulletins as the call has them."""
        switched = self._is_switched(state) and self.shown.switched_program_of(self.flow.id, self.switches)
        return switched or self.program

    def _is_switched(self, state: PhoneState) -> bool:
        return state.bulletins == SWITCHED and bool(self.switches.all)

    def play(self, state: PhoneState, built: Built | None = None) -> Simulation:
        """The call so far, on the reference or through what a target emitted."""
        artifact = built.artifact if built is not None else None
        target = (load_targets()[state.target], artifact) if artifact is not None else None
        return simulate(
            self.program_of(state), self.setup(state), state.answers(self.outside), state.caller_actions(), target
        )

    def values(self, call: Simulation) -> dict[str, str]:
        """The variables that are set, as text; those that every call has are told elsewhere."""
        types = self.program.variables
        return {
            name: to_wire(value, types.get(name, ValueType.TEXT))
            for name, value in call.values.items()
            if value is not None and name not in CALL_VARIABLES
        }

    def address(self, endpoint: str, state: PhoneState) -> str:
        """One address for one call, however it was made: it can be shared, and the browser's back button undoes."""
        return f"{url_for(endpoint, flow_id=self.flow.id)}?{urlencode(list(state.query()))}"

    def lines(self, state: PhoneState, call: Simulation) -> list[LineView]:
        """The moments of a call, what is said with its length and sound."""
        query, program = urlencode(list(state.query())), self.program_of(state)
        return [self._line(program, number, moment, query) for number, moment in enumerate(call.moments, 1)]

    def _line(self, program: Program, number: int, moment: Moment, query: str) -> LineView:
        if moment.event["event"] != "say":
            return LineView(number, moment)
        locale = str(moment.event["locale"])
        href = f"{url_for('phone.line', flow_id=self.flow.id, number=number)}?{query}"
        return LineView(
            number=number,
            moment=moment,
            seconds=seconds_of_line(program, locale, moment.pieces),
            href=href,
            is_recorded=is_recorded(program, locale, moment.pieces),
            wanted=moment.wanted,
        )

    def trace(self, call: Simulation) -> list[str]:
        """The nodes of this flow that the call passed, each once where it was passed last."""
        passed = [
            node for flow, _, node in (one.partition("/") for one in call.transcript.nodes) if flow == self.flow.id
        ]
        return list(reversed(dict.fromkeys(reversed(passed))))

    def choices_of_answers(self, state: PhoneState) -> dict[str, list[tuple[str, str]]]:
        """The answers that a tester can choose for each service."""
        return {name: _choices(service, state.given.get(name, ())) for name, service in self.outside.services.items()}


def _switches() -> Switches:
    with suppress(WorkspaceError):
        return switches_now()
    return Switches()


def voice_notes(locales: list[str]) -> Iterator[str]:
    """What there is to say about hearing these languages on this machine."""
    if any(voice_state(one) is VoiceState.NO_PROGRAM for one in locales):
        yield gettext(
            "No voice on this machine, so silence is played: install espeak-ng, or the extra “speech” of this package."
        )
    for one in locales:
        name = find_locale(one).english_name
        if voice_state(one) is VoiceState.NO_VOICE:
            told = gettext("No voice for {language}, so silence of about its length is played: import recordings.")
            yield told.format(language=name)
        elif voice_state(one) is VoiceState.GUESSED:
            told = gettext("The voice for {language} leaves out vowels that are not written: trust its length alone.")
            yield told.format(language=name)


def differences(call: Simulation) -> list[DifferenceRow]:
    """The reference beside the target, line by line, where a target did otherwise."""
    if call.expected is None:
        return []
    expected, actual = _described(call.expected), _described(call.transcript)
    rows: list[DifferenceRow] = []
    matcher = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    for _, first, last, other_first, other_last in matcher.get_opcodes():
        ours, theirs = expected[first:last], actual[other_first:other_last]
        rows.extend(DifferenceRow(*pair) for pair in zip_longest(ours, theirs, fillvalue=""))
    return rows


def _described(transcript: Transcript) -> list[str]:
    events = describe_events(transcript.events)
    return [*events, gettext("nodes: {nodes}").format(nodes=" ".join(transcript.nodes))]


def _choices(service: ServiceSetting, given: tuple[str, ...]) -> list[tuple[str, str]]:
    """The workspace's examples, a failure, fields of the tester's own; and what came with the address."""
    choices = [(str(index), _in_words(example)) for index, example in enumerate(service.examples)]
    shown = {example.result for example in service.examples}
    choices.extend((result, gettext(words)) for result, words in FAILURES.items() if result not in shown)
    if given:
        answers = [_in_words(one) for one in map(parse_answer, given) if one is not None]
        choices.append((GIVEN, gettext("as in this path: {answers}").format(answers="; ".join(answers))))
    return [*choices, (TYPED, gettext("type the fields…"))]


def _in_words(answer: Answer) -> str:
    if answer.result != "ok":
        return gettext(FAILURES[answer.result])
    return ", ".join(f"{name} {value}" for name, value in answer.fields.items()) or "ok"
