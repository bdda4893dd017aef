"""The blocks of a program as compact JSON, and back: what the service walks. Words are not in it; documents hold them.

A step or an end is a list that begins with its word. `["say", n]` is the n-th speech of the block's document in the
caller's locale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ivr_author.core.entry import EntrySpec
from ivr_author.expression.codec import from_json, to_json
from ivr_author.expression.model import Expr
from ivr_author.ir.ops import (
    Ask,
    Assign,
    Back,
    Branch,
    End,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Log,
    Phrase,
    Queue,
    Record,
    Return,
    Say,
    SetLocale,
    Step,
    Transfer,
    Visit,
    Window,
)


@dataclass(frozen=True, slots=True)
class Speak:
    """The place of a `Say`: the `number`-th speech of the block's document, within all of its windows."""

    number: int
    windows: tuple[Window, ...] = ()


HANDED_OVER = (Input, Transfer, Queue, Record)
"""Ends at which the phone does something and reports what came of it."""

LoadedStep = Log | Speak | Assign | Visit


@dataclass(frozen=True, slots=True)
class LoadedBlock:
    """A block as the service walks it."""

    id: str
    steps: tuple[LoadedStep, ...]
    end: End


def block_to_json(steps: tuple[Step, ...], end: End) -> list[Any]:
    """A block as `[steps, end]`."""
    return [list(_steps_to_json(steps)), end_to_json(end)]


def block_from_json(block_id: str, data: list[Any]) -> LoadedBlock:
    """The block that such a list stands for."""
    steps, end = data
    return LoadedBlock(block_id, tuple(step_from_json(step) for step in steps), end_from_json(end))


def expressions_of(block: LoadedBlock) -> Iterator[Expr]:
    """Every expression of a block."""
    for step in block.steps:
        if isinstance(step, Assign):
            yield step.expression
    if isinstance(block.end, Branch):
        yield from (condition for condition, _ in block.end.cases)
    elif isinstance(block.end, Ask):
        yield from block.end.arguments.values()


def _steps_to_json(steps: tuple[Step, ...]) -> Iterator[list[Any]]:
    says = 0
    for step in steps:
        match step:
            case Log(kind=kind, value=value):
                yield ["log", kind, value]
            case Say(windows=windows):
                yield ["say", says, *([window.start, window.end] for window in windows)]
                says += 1
            case Assign(name=name, expression=expression):
                yield ["set", name, to_json(expression)]
            case Visit(menu=menu):
                yield ["visit", menu]


def step_from_json(data: list[Any]) -> LoadedStep:
    """A step."""
    match data:
        case ["log", kind, value]:
            return Log(kind, value)
        case ["say", number, *windows]:
            return Speak(number, tuple(Window(start, end) for start, end in windows))
        case ["set", name, expression]:
            return Assign(name, from_json(expression))
        case ["visit", menu]:
            return Visit(menu)
    raise ValueError(f"no step: {data!r}")


def end_to_json(end: End) -> list[Any]:
    """An end."""
    match end:
        case Jump(to=to, leaves_subflow=leaves):
            return ["jump", to, True] if leaves else ["jump", to]
        case Branch(cases=cases, otherwise=otherwise):
            return ["branch", [[to_json(condition), to] for condition, to in cases], otherwise]
        case Hours():
            return ["hours", end.calendar, end.open, end.closed, end.holiday]
        case Input():
            return ["input", _input_to_json(end)]
        case Ask():
            arguments = {name: to_json(expression) for name, expression in end.arguments.items()}
            return ["ask", end.kind, end.name, arguments, dict(end.into), end.ok, end.not_found, end.failed]
        case Transfer():
            return ["transfer", end.to, end.busy, end.no_answer, end.failed]
        case Queue():
            return ["queue", end.queue, end.full, end.closed]
        case Record():
            return ["record", end.mailbox, end.max_seconds, end.terminator, end.ok, end.failed]
        case SetLocale():
            return ["locale", end.locale, end.to]
        case Enter():
            return ["enter", end.to, dict(end.returns)]
        case Return():
            return ["return", end.name, end.otherwise]
        case Back():
            return ["back", end.menu, end.otherwise]
        case Hangup():
            return ["hangup", end.by]


def end_from_json(data: list[Any]) -> End:
    """The end that such a list stands for."""
    word, *rest = data
    match word:
        case "branch":
            return Branch(tuple((from_json(condition), to) for condition, to in rest[0]), rest[1])
        case "input":
            return _input_from_json(rest[0])
        case "ask":
            kind, name, arguments, *others = rest
            return Ask(kind, name, {key: from_json(expression) for key, expression in arguments.items()}, *others)
    if word not in _PLAIN_ENDS:
        raise ValueError(f"no end: {data!r}")
    return _PLAIN_ENDS[word](*rest)


_PLAIN_ENDS: Mapping[str, Callable[..., End]] = {
    "jump": Jump,
    "hours": Hours,
    "transfer": Transfer,
    "queue": Queue,
    "record": Record,
    "locale": SetLocale,
    "enter": Enter,
    "return": Return,
    "back": Back,
    "hangup": Hangup,
}


def _input_to_json(end: Input) -> dict[str, Any]:
    data: dict[str, Any] = {
        "entry": end.entry.to_json(),
        "keys": dict(end.keys),
        "no_input": end.no_input,
        "no_match": end.no_match,
        "timeout": end.timeout,
    }
    if end.phrases:
        data["phrases"] = [[phrase.address, phrase.to] for phrase in end.phrases]
    if end.into is not None:
        data["into"] = end.into
    if end.accepted is not None:
        data["accepted"] = end.accepted
    if end.free_speech:
        data["free_speech"] = True
    return data


def _input_from_json(data: Mapping[str, Any]) -> Input:
    phrases = tuple(Phrase(address, to) for address, to in data.get("phrases", ()))
    return Input(**{**data, "entry": EntrySpec.from_json(data["entry"]), "phrases": phrases})
