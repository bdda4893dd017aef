"""The waist: the small, closed set of call operations that flows are lowered to and targets are emitted from.

A block is a list of steps, which never wait, and one end, which says where the call goes. Retries, confirmations and
read-backs are spelled out as blocks with hidden counters, so a target knows none of them. Block ids are
`flow/node` or `flow/node.part`. Adding an op is an architecture decision: every target must learn it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Expr

BlockId = str


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in epoch milliseconds, from inclusive, until exclusive; None is open."""

    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is fixed for a placeholder before any call: a key, a language's name for itself, a bulletin's slot.

    It is written as on a wire, and spoken as its type is in the locale.

    `in_source` stands for it where the text is spoken in the source locale for want of a voice: what the language is
    called there.
    """

    value: str
    type: ValueType
    in_source: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable that a placeholder of another name stands for."""

    name: str
    type: ValueType


# --- steps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Log:
    """Report that a node is entered (`node`), or what an input came to (`no_input`, `no_match`)."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Queue a message (by address) to be spoken in the caller's locale, or in `locale` if one is fixed.

    `windows`: spoken only if the call began inside every one of them.
    """

    address: str
    constants: Mapping[str, Constant | Reference] = field(default_factory=dict)
    locale: str | None = None
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Assign:
    """Set a call variable or a hidden counter; the value takes the variable's type."""

    name: str
    expression: Expr


@dataclass(frozen=True, slots=True)
class Visit:
    """Note that a menu (its first block) is entered, for `back`."""

    menu: BlockId


Step = Log | Say | Assign | Visit


# --- ends ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Jump:
    """Go on at a block. `leaves_subflow`: callers on the subflow stack are left behind (`flow:NAME`)."""

    to: BlockId
    leaves_subflow: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Go to the first case whose condition holds, else to `otherwise`."""

    cases: tuple[tuple[Expr, BlockId], ...]
    otherwise: BlockId


@dataclass(frozen=True, slots=True)
class Hours:
    """Go by what a calendar says at the time the call began."""

    calendar: str
    open: BlockId
    closed: BlockId
    holiday: BlockId


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words a caller may say: the message that holds them, and the block they lead to."""

    address: str
    to: BlockId


@dataclass(frozen=True, slots=True)
class Input:
    """Speak what is queued, then wait for the caller once.

    `entry` says which keys make a whole entry; what `keys` holds goes straight to its block (menu choices, 0, 9, *).
    An accepted entry is stored in `into` and goes on at `accepted`. `phrases` are heard where the target can;
    `free_speech` stores whatever words come. `timeout` is in seconds.
    """

    entry: EntrySpec
    keys: Mapping[str, BlockId]
    no_input: BlockId
    no_match: BlockId
    timeout: float
    phrases: tuple[Phrase, ...] = ()
    into: str | None = None
    accepted: BlockId | None = None
    free_speech: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Speak what is queued, then ask the outside: look something up, send a notice, register a call back.

    `name`: the service, the notice, or the queue. `arguments` go along; of an `ok` answer the fields in `into` are
    stored in variables. A time-out is `failed`.
    """

    kind: str
    name: str
    arguments: Mapping[str, Expr]
    into: Mapping[str, str]
    ok: BlockId
    not_found: BlockId
    failed: BlockId


GATEWAY_ARGUMENTS: Mapping[str, ValueType] = {"to": ValueType.PHONE, "number": ValueType.PHONE}
"""The types of what `send` and `callback` hand to their gateways; anything else is text. Services declare their own."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Speak what is queued, then connect the caller to a number or SIP address; does not return if that works."""

    to: str
    busy: BlockId
    no_answer: BlockId
    failed: BlockId


@dataclass(frozen=True, slots=True)
class Queue:
    """Speak what is queued, then hand the caller to agents, with the locale; does not return if they take the call."""

    queue: str
    full: BlockId
    closed: BlockId


@dataclass(frozen=True, slots=True)
class Record:
    """Speak what is queued, then record a message until the terminator, silence or `max_seconds`."""

    mailbox: str
    max_seconds: int
    terminator: str
    ok: BlockId
    failed: BlockId


@dataclass(frozen=True, slots=True)
class SetLocale:
    """Speak in another locale from here on."""

    locale: str
    to: BlockId


@dataclass(frozen=True, slots=True)
class Enter:
    """Enter a subflow; `returns` says for each of its names where the call goes on."""

    to: BlockId
    returns: Mapping[str, BlockId]


@dataclass(frozen=True, slots=True)
class Return:
    """Leave a subflow by a name; without a caller to return to, go to `otherwise`."""

    name: str
    otherwise: BlockId


@dataclass(frozen=True, slots=True)
class Back:
    """Go to the menu before this one (`menu` is this one's first block, or None in a collect); else to `otherwise`."""

    menu: BlockId | None
    otherwise: BlockId


@dataclass(frozen=True, slots=True)
class Hangup:
    """Speak what is queued and end the call; `by` is `flow` or `failure`."""

    by: str


End = Jump | Branch | Hours | Input | Ask | Transfer | Queue | Record | SetLocale | Enter | Return | Back | Hangup

WAITS = (Input, Record)
"""Ends at which the caller is waited for."""


def exits(end: End) -> Iterator[tuple[str, BlockId]]:
    """Every way onward of an end with its label, in a fixed order."""
    match end:
        case Jump(to=to) | SetLocale(to=to):
            yield "next", to
        case Branch(cases=cases, otherwise=otherwise):
            for index, (_, to) in enumerate(cases, 1):
                yield f"if {index}", to
            yield "else", otherwise
        case Hours():
            yield from (("open", end.open), ("closed", end.closed), ("holiday", end.holiday))
        case Input():
            for key, to in end.keys.items():
                yield f"key {key}", to
            for phrase in end.phrases:
                yield f"speech {phrase.address}", phrase.to
            if end.accepted is not None:
                yield "accepted", end.accepted
            yield from (("no_input", end.no_input), ("no_match", end.no_match))
        case Ask():
            yield from (("ok", end.ok), ("not_found", end.not_found), ("failed", end.failed))
        case Transfer():
            yield from (("busy", end.busy), ("no_answer", end.no_answer), ("failed", end.failed))
        case Queue():
            yield from (("full", end.full), ("closed", end.closed))
        case Record():
            yield from (("ok", end.ok), ("failed", end.failed))
        case Enter(to=to, returns=returns):
            yield "enter", to
            yield from ((f"return {name}", target) for name, target in returns.items())
        case Return(otherwise=otherwise) | Back(otherwise=otherwise):
            yield "otherwise", otherwise
        case Hangup():
            return
