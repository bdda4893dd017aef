"""A program as stable text, for goldens and for reviewers: one block after the other, one op a line."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.expression.write import to_text
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
    Queue,
    Record,
    Return,
    Say,
    SetLocale,
    Step,
    Transfer,
    Visit,
    exits,
)
from ivr_author.ir.program import Program


def list_program(program: Program, flow: str | None = None) -> str:
    """The blocks of a program, or of one flow, in the order in which they were lowered."""
    lines: list[str] = []
    for block in program.blocks.values():
        if flow is not None and program.flow_of(block.id) != flow:
            continue
        lines.append(f"{block.id}:")
        lines.extend(f"  {_step(program, step)}" for step in block.steps)
        lines.extend(f"  {line}" for line in _end(block.end))
    return "\n".join(lines) + "\n"


def _step(program: Program, step: Step) -> str:
    match step:
        case Log(kind=kind, value=value):
            return f"log {kind} {value}".rstrip()
        case Say():
            return _say(program, step)
        case Assign(name=name, expression=expression):
            return f"assign {name} = {to_text(expression)}"
        case Visit(menu=menu):
            return f"visit {menu}"


def _say(program: Program, say: Say) -> str:
    message = program.messages[say.address]
    words = f"say {say.address} {message.text!r}"
    if message.plural:
        words += f" / {message.plural!r} by {message.count}"
    for name, constant in say.constants.items():
        words += f" {name}={getattr(constant, 'value', None) or getattr(constant, 'name', '')}"
    if say.locale:
        words += f" in {say.locale}"
    return words + "".join(f" within {window.start}..{window.end}" for window in say.windows)


def _end(end: End) -> Iterator[str]:
    yield _head(end)
    for label, to in exits(end):
        yield f"  {label} -> {to}"


def _head(end: End) -> str:
    match end:
        case Jump(leaves_subflow=leaves):
            return "jump, leaving subflows" if leaves else "jump"
        case Branch(cases=cases):
            return "branch " + "; ".join(to_text(condition) for condition, _ in cases)
        case Hours(calendar=calendar):
            return f"hours {calendar}"
        case Input():
            return _input(end)
        case Ask():
            arguments = ", ".join(f"{name}={to_text(value)}" for name, value in end.arguments.items())
            into = "".join(f" {name}>{variable}" for name, variable in end.into.items())
            return f"ask {end.kind} {end.name} ({arguments}){into}"
        case Transfer(to=to):
            return f"transfer {to}"
        case Queue(queue=queue):
            return f"queue {queue}"
        case Record(mailbox=mailbox, max_seconds=seconds, terminator=terminator):
            return f"record {mailbox} at most {seconds}s, ends at {terminator}"
        case SetLocale(locale=locale):
            return f"set locale {locale}"
        case Enter():
            return "enter"
        case Return(name=name):
            return f"return {name}"
        case Back(menu=menu):
            return f"back from {menu}" if menu else "back"
        case Hangup(by=by):
            return f"hang up by {by}"


def _input(end: Input) -> str:
    entry = end.entry
    words = f"input {entry.kind} {entry.minimum}..{entry.longest}"
    if entry.terminator:
        words += f" ends at {entry.terminator}"
    if end.into:
        words += f" into {end.into}"
    if end.free_speech:
        words += " by speech"
    return f"{words} timeout {end.timeout:g}s"
