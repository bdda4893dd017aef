"""What a caller or the world can do at a place where a call waits: one choice for each way in which it could go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.call.world import Answer
from ivr_author.core.entry import EntrySpec, classify_entry
from ivr_author.core.matching import matches
from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import Malformed, as_type, from_wire, to_wire
from ivr_author.flow.edges import HANG_UP, Exit, Exits, speech_exit
from ivr_author.harness.relevance import Relevance
from ivr_author.ir.ops import Ask, Input, Phrase, Queue, Record, Transfer
from ivr_author.ir.play import take_keys
from ivr_author.ir.program import Block, Program

PLAIN_WIRE: Mapping[ValueType, str] = {
    ValueType.TEXT: "something",
    ValueType.DIGITS: "704118",
    ValueType.NUMBER: "2",
    ValueType.MONEY: "120.55",
    ValueType.DATE: "2026-12-23",
    ValueType.TIME: "14:30",
    ValueType.PHONE: "+16175550142",
    ValueType.BOOLEAN: "true",
    ValueType.NAME: "Robin Sample",
}
"""Answers where no condition asks for another one."""

Answered = tuple[dict[str, str], tuple[tuple[str, Value], ...]]
"""The fields of an answer as they are sent, and the variables that are set by it."""

_DIGITS = "1234567890" * 5
_NUMBER = "6175550142"
_UNLIKELY_KEYS = ("#", "*", "7", "8", "6", "5", "4", "3", "2", "1", "9", "0", "**", "*#", "77")
_STRANGE_WORDS = "zzz"


@dataclass(frozen=True, slots=True)
class Given:
    """What the world does: `kind` as in a call script (`lookups`, `queues`, ...), for whom, and what.

    Only lookups may answer differently from one time to the next within a call.
    """

    kind: str
    name: str
    answer: Answer


class Choice(NamedTuple):
    """One thing that could happen: the exit it takes, the variables it sets, and who does what.

    `phrases`: the words are said that lead there in the locale of that moment.
    """

    exit: Exit
    sets: tuple[tuple[str, Value], ...] = ()
    action: Action | None = None
    given: Given | None = None
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """Makes the choices of blocks; words of phrases are looked up when the locale is known."""

    program: Program
    exits: Exits
    relevance: Relevance
    _answered: dict[object, tuple[Answered, ...]] = field(default_factory=dict)

    def at(self, block: Block) -> tuple[Choice, ...]:
        """Every choice at a block that waits for the caller or the world, likely ones first."""
        exits = self.exits.of(block)
        match block.end:
            case Input() as end:
                return tuple(self._input(end, exits))
            case Ask() as end:
                return tuple(self._ask(end, exits))
            case Transfer(to=to):
                return tuple(Choice(one, given=Given("transfers", to, Answer(name))) for name, one in exits.items())
            case Queue(queue=queue):
                return tuple(Choice(one, given=Given("queues", queue, Answer(name))) for name, one in exits.items())
            case Record():
                return (
                    Choice(exits["ok"], action=Press("#"), given=Given("recordings", "", Answer("ok"))),
                    Choice(exits["failed"], action=Silence()),
                    Choice(exits[HANG_UP], action=HangUp()),
                )
            case _:
                return ()

    def words(self, choice: Choice, block: Block, locale: str) -> str | None:
        """Words that lead by this choice in a locale, or None if there are none or another choice takes them."""
        end = block.end
        if not isinstance(end, Input):
            return None
        for address in choice.phrases:
            said = self.program.speech[address, locale].plain()
            heard = phrase_heard(self.program, end, said, locale)
            if heard is not None and heard.address in choice.phrases:
                return said
        return None

    def _input(self, end: Input, exits: Mapping[str, Exit]) -> Iterator[Choice]:
        if "accepted" in exits:
            yield from self._entries(end, exits["accepted"])
        for key in end.keys:
            taken, ended, left = take_keys(key, end.entry)
            if not left and classify_entry(taken, ended, end.entry).outcome == "key":
                yield Choice(exits[f"key {key}"], action=Press(key))
        said: dict[str, list[str]] = {}
        for phrase in end.phrases:
            said.setdefault(speech_exit(phrase.address), []).append(phrase.address)
        for name, addresses in said.items():
            yield Choice(exits[name], phrases=tuple(addresses))
        yield Choice(exits["no_input"], action=Silence())
        wrong = wrong_entry(end)
        if wrong is not None:
            yield Choice(exits["no_match"], action=wrong)
        yield Choice(exits[HANG_UP], action=HangUp())

    def _entries(self, end: Input, accepted: Exit) -> Iterator[Choice]:
        name = end.into or ""
        kind = self.program.variables.get(name)
        values: list[Value] = []
        keys_of: dict[Value, Action] = {}
        wanted = self.relevance.candidates.get(name, ()) if name in self.relevance.names else ()
        for action in [*_usual_entries(end, kind), *(_entry_for(value, end, kind) for value in wanted)]:
            value = None if action is None else _entered(action, end, kind)
            if action is not None and value is not None and value not in keys_of:
                keys_of[value] = action
                values.append(value)
        if name not in self.relevance.names:
            values = values[:1]
        for (value,) in (
            self.relevance.combinations([name], [values]) if len(values) > 1 else [(one,) for one in values]
        ):
            yield Choice(accepted, ((name, value),), keys_of[value])

    def _ask(self, end: Ask, exits: Mapping[str, Exit]) -> Iterator[Choice]:
        kinds = {"lookup": "lookups", "send": "sends", "callback": "callbacks"}
        kind = kinds[end.kind]
        # A call script has one word for all call backs of a call.
        asked = "" if end.kind == "callback" else end.name
        if end.kind == "lookup":
            # A service that is asked at many places answers everywhere alike.
            asked_for = (end.name, tuple(end.into.items()))
            if asked_for not in self._answered:
                self._answered[asked_for] = tuple(self._answers(end))
            for fields, sets in self._answered[asked_for]:
                yield Choice(exits["ok"], sets, given=Given(kind, asked, Answer("ok", fields)))
        else:
            yield Choice(exits["ok"], given=Given(kind, asked, Answer("ok")))
        for name in ("not_found", "failed"):
            if name in exits:
                yield Choice(exits[name], given=Given(kind, asked, Answer(name)))

    def _answers(self, end: Ask) -> Iterator[Answered]:
        service = self.program.services.get(end.name)
        types = dict(service.answer) if service else {}
        relevant = [(name, variable) for name, variable in end.into.items() if variable in self.relevance.names]
        choices = [self._wire_values(types.get(name), variable) for name, variable in relevant]
        values: list[list[Value]] = [
            [self._stored(wire, types.get(name), variable) for wire in wires]
            for (name, variable), wires in zip(relevant, choices, strict=True)
        ]
        wire_of = [dict(zip(one, wires, strict=True)) for one, wires in zip(values, choices, strict=True)]
        plain = {name: PLAIN_WIRE[kind] for name, kind in types.items() if kind in PLAIN_WIRE}
        for combination in self.relevance.combinations([variable for _, variable in relevant], values):
            fields = dict(plain)
            for (name, _), wires, value in zip(relevant, wire_of, combination, strict=True):
                fields[name] = wires[value]
            stored = {
                variable: self._stored(fields.get(name, ""), types.get(name), variable)
                for name, variable in end.into.items()
                if variable in self.relevance.names
            }
            yield {name: wire for name, wire in fields.items() if wire}, tuple(stored.items())

    def _wire_values(self, kind: ValueType | None, variable: str) -> list[str]:
        """Answers of a field that can be sent and stored, each of which gives another value."""
        if kind is None:
            return [""]
        found: dict[Value, str] = {}
        wires = [PLAIN_WIRE.get(kind, ""), *(to_wire(one, kind) for one in self.relevance.candidates.get(variable, ()))]
        for wire in [*wires, ""]:
            try:
                value = from_wire(wire, kind)
            except Malformed:
                continue
            found.setdefault(as_type(value, self.program.variables.get(variable)), wire)
        return list(found.values())

    def _stored(self, wire: str, kind: ValueType | None, variable: str) -> Value:
        return None if kind is None else as_type(from_wire(wire, kind), self.program.variables.get(variable))


def phrase_heard(program: Program, end: Input, words: str, locale: str) -> Phrase | None:
    """The phrase that words are heard as, if any: the first that they hold."""
    for phrase in end.phrases:
        text = program.speech[phrase.address, locale]
        if matches(words, text.plain()):
            return phrase
    return None


def wrong_entry(end: Input) -> Action | None:
    """Something that the input does not take, or None if it takes everything."""
    for keys in _UNLIKELY_KEYS:
        taken, ended, left = take_keys(keys, end.entry)
        if not left and classify_entry(taken, ended, end.entry).outcome == "no_match":
            return Press(keys)
    return None if end.free_speech else Speak(_STRANGE_WORDS)


def _usual_entries(end: Input, kind: ValueType | None) -> Sequence[Action]:
    if end.free_speech:
        return (Speak(PLAIN_WIRE[ValueType.NAME] if kind is ValueType.NAME else "something"),)
    entry = end.entry
    match entry.kind:
        case "yes_no":
            return (Press("1"), Press("2"))
        case "date":
            return (Press("12152026"),)
        case "amount":
            return (_ended("50*25"[: entry.maximum], entry), _ended("5", entry))
    length = entry.maximum if entry.maximum <= 10 else max(entry.minimum, min(8, entry.maximum))
    digits = (_NUMBER if length == len(_NUMBER) else _DIGITS)[:length]
    return (_ended(digits, entry),)


def _entry_for(value: Value, end: Input, kind: ValueType | None) -> Action | None:
    """How a caller enters a value, if an input like this can take it at all."""
    if value is None:
        return None
    if end.free_speech:
        return Speak(value) if isinstance(value, str) and value.strip() else None
    entry = end.entry
    if isinstance(value, bool):
        return Press("1" if value else "2")
    if isinstance(value, float):
        return _ended(_number_keys(value, entry, kind), entry) if value >= 0 else None
    if entry.kind == "date":
        return Press(f"{value[5:7]}{value[8:10]}{value[:4]}")
    # A beginning is all that a condition may ask for; the rest is filled up.
    return (
        _ended(value.ljust(entry.minimum, "1"), entry)
        if value and all(key in "0123456789*#" for key in value)
        else None
    )


def _number_keys(value: float, entry: EntrySpec, kind: ValueType | None) -> str:
    wire = to_wire(value, kind or ValueType.NUMBER)
    if entry.kind == "amount":
        return wire.removesuffix(".00").replace(".", "*")
    return wire.zfill(entry.minimum)


def _ended(keys: str, entry: EntrySpec) -> Action:
    return Press(keys + entry.terminator if entry.terminator and len(keys) < entry.longest else keys)


def _entered(action: Action, end: Input, kind: ValueType | None) -> Value:
    """What is stored of an entry; None if it is not accepted."""
    if isinstance(action, Speak):
        return as_type(action.words, kind)
    if not isinstance(action, Press):
        return None
    keys, ended, left = take_keys(action.keys, end.entry)
    result = classify_entry(keys, ended, end.entry)
    return as_type(result.value, kind) if result.outcome == "ok" and not left else None
