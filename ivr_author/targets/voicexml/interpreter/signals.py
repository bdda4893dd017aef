"""The ways in which control leaves an element: events, transitions, the end; and the interpreter's own failure."""

from __future__ import annotations

from dataclasses import dataclass


class InterpreterError(Exception):
    """The interpretation cannot go on and no document can catch it: a limit was reached."""


class Thrown(Exception):
    """A VoiceXML event on its way to a handler."""

    def __init__(self, event: str, message: str | None = None) -> None:
        super().__init__(event if message is None else f"{event}: {message}")
        self.event = event
        self.message = message


class Transition(Exception):
    """Leaves the form item; the form interpretation algorithm or the session goes on from it."""


class NextItem(Transition):
    """<goto nextitem>: the named item of the same form is visited next."""

    def __init__(self, name: str, *, reprompted: bool = False) -> None:
        super().__init__(name)
        self.name = name
        self.reprompted = reprompted  # a <reprompt> came before it


class Returned(Transition):
    """<return>: the subdialog is over; with values, or with an event for the dialog that called it."""

    def __init__(self, values: object, event: Thrown | None = None) -> None:
        super().__init__()
        self.values = values
        self.event = event


class Exited(Transition):
    """<exit>, or a form that is full: the interpretation ends, in every execution context."""

    def __init__(self, value: object = None, by: str = "exit") -> None:
        super().__init__(by)
        self.value = value
        self.by = by


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an interpretation ended.

    by: `exit` (<exit/>), `end` (a form was full), `disconnect`, `hangup` (the caller), `transfer`, or `error` (an event
    nobody caught: `event`, `message`). `value` is what <exit> gave: the expression's value or a mapping of the names.
    """

    by: str
    value: object = None
    event: str | None = None
    message: str | None = None
