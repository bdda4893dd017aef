"""Walks the blocks of a bundle from one wait to the next, and puts together what the phone is to do.

The service brings requests to it and carries its answers; nothing here knows HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from ivr_author.core.calendar import from_milliseconds, is_within, local_moment, state_at
from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER
from ivr_author.core.plurals import choose_form
from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import Malformed, as_type, from_wire, number_of, to_wire
from ivr_author.expression.model import Expr
from ivr_author.ir.ops import (
    GATEWAY_ARGUMENTS,
    WAITS,
    Ask,
    Assign,
    Back,
    Branch,
    Enter,
    Hangup,
    Hours,
    Jump,
    Log,
    Return,
    SetLocale,
    Visit,
)
from ivr_author.targets.twiml.bundle import Bundle, Recorded, TaskSlot, UrlSlot, Verbs
from ivr_author.targets.twiml.filling import fill
from ivr_author.targets.twiml.limits import MAX_RESPONSE_BYTES, MAX_TRACE_BYTES
from ivr_author.targets.twiml.outside import Outside
from ivr_author.targets.twiml.reported import read_report
from ivr_author.targets.twiml.session import WAITING, Session
from ivr_author.targets.twiml.stretch import Stretch, event_of, handed_to
from ivr_author.targets.twiml.table import HANDED_OVER, LoadedBlock, LoadedStep, Speak
from ivr_author.targets.twiml.xml import XML_DECLARATION, escape_attribute, escape_text

_ROOM_FOR_SPEECH = MAX_RESPONSE_BYTES - 12_000
"""Bytes of speech in one response; the rest is for head and tail: hints, and the address of the session twice."""

ASKING = "&ask=1"
"""At the end of the address of a step that may ask outside: who serves it knows before that it may take its time."""

_ASKING = escape_attribute(ASKING).encode()
_HEAD = f"{XML_DECLARATION}<Response>\n".encode()
_OPENING = b"<Response>\n"
TERMINATOR_PAUSE = b'<Pause length="1"/>\n'
"""Stands first after an entry that was complete before its terminator: Twilio drops keys that no Gather waits for, so
the pound key that the prompt asked for doesn't reach the next input as a wrong one."""
OVER = _HEAD + b"<Hangup/>\n</Response>\n"
"""The call was taken by somebody else and has come back ended."""


class UnknownBlock(LookupError):
    """The session is of another bundle: it names a block that this one lacks."""


class Reply(msgspec.Struct, frozen=True):
    """What the phone gets. `trace`: the logged events in order, as X-Ivr-Trace has them. `outcome`: see `Told`."""

    body: bytes
    trace: str
    outcome: str = ""


class Walk(msgspec.Struct, eq=False):
    """One answer in the making. `given` is what the phone reports, `service` its address, as XML; `link` keeps the
    session and gives where to go on.

    `may_ask`: one question may be asked outside, for the address was given out for it (`ASKING`). A second one would
    outlast the phone platform's patience, and a request that begins a call may come twice.
    """

    bundle: Bundle
    outside: Outside
    session: Session
    given: Mapping[str, str]
    service: bytes
    link: Callable[[Session], bytes]
    may_ask: bool = True
    nodes: list[str] = msgspec.field(default_factory=list)
    _speech: list[bytes] = msgspec.field(default_factory=list)
    _size: int = 0
    _trace: list[str] = msgspec.field(default_factory=list)
    _trace_size: int = 0
    _awaits_terminator: bool = False
    _facts: Mapping[str, Value] | None = None

    def run(self) -> Reply:
        """Go on from where the session is."""
        session, bundle = self.session, self.bundle
        if session.position == WAITING:
            reported = read_report(self._block().end, self.given, bundle.phrases[session.locale])
            if reported is None:
                raise UnknownBlock(session.at)
            if reported.to is None:
                return Reply(OVER, "")
            if reported.into:
                self._store(reported.into, reported.value)
            self._awaits_terminator = reported.awaits_terminator
            session.at, session.position = reported.to, 0
        while True:
            block = self._block()
            stretch = bundle.stretch(session.locale, block.id, session.position)
            if stretch.steps and self._fits(stretch):
                if stretch.parts is not None and not self._speech and not self._awaits_terminator:
                    return self._hand_over_whole(stretch, stretch.parts)
                self._take(stretch)
                block = bundle.blocks[stretch.at]
            if session.position < len(block.steps):
                reply = self._step(block, block.steps[session.position])
                if reply is not None:
                    return reply
                session.position += 1
                continue
            onward = self._next(block)
            if isinstance(onward, Reply):
                return onward
            session.at, session.position = onward, 0

    def _block(self) -> LoadedBlock:
        block = self.bundle.blocks.get(self.session.at)
        if block is None or self.session.position > len(block.steps):
            raise UnknownBlock(self.session.at)
        return block

    # --- steps ---

    def _fits(self, stretch: Stretch) -> bool:
        """Whether no limit could be reached inside."""
        return (
            self._size + stretch.size <= _ROOM_FOR_SPEECH
            and self._trace_size + len(stretch.trace) <= MAX_TRACE_BYTES
            and self.session.passed + len(stretch.nodes) <= MAX_STEPS_WITHOUT_CALLER
        )

    def _take(self, stretch: Stretch) -> None:
        """Do what every call does from here on."""
        if stretch.speech is not None:
            self._speech.append(stretch.speech)
            self._size += stretch.size
        self._pass(stretch)

    def _pass(self, stretch: Stretch) -> None:
        """Do what every call does from here on, but for what is said."""
        session = self.session
        if stretch.trace:
            self._note(stretch.trace)
            self.nodes += stretch.nodes
            session.passed += len(stretch.nodes)
        if stretch.values:
            session.values.update(stretch.values)
        for menu in stretch.visits:
            self._visit(menu)
        session.at, session.position = stretch.at, stretch.position

    def _step(self, block: LoadedBlock, step: LoadedStep) -> Reply | None:
        session = self.session
        match step:
            case Log(kind=kind, value=value):
                if self._trace_size > MAX_TRACE_BYTES:
                    return self._flush()
                self._note(event_of(step))
                if kind == "node":
                    self.nodes.append(value)
                    session.passed += 1
                    if session.passed > MAX_STEPS_WITHOUT_CALLER:
                        return self._hang_up("failure", b"<Hangup/>\n</Response>\n")
            case Speak():
                if not self._speak(block, step):
                    return self._flush()
            case Assign(name=name, expression=expression):
                self._store(name, self._value(expression))
            case Visit(menu=menu):
                self._visit(menu)
        return None

    def _note(self, event: str) -> None:
        self._trace.append(event)
        self._trace_size += len(event) + 1

    def _visit(self, menu: str) -> None:
        menus, visit = self.session.menus, (menu, len(self.session.stack))
        if visit in menus:
            del menus[menus.index(visit) :]
        menus.append(visit)

    def _forget_left_menus(self) -> None:
        # A menu of a subflow that was left could not find its way out of it again.
        menus = self.session.menus
        while menus and menus[-1][1] > len(self.session.stack):
            menus.pop()

    def _value(self, expression: Expr) -> Value:
        return self.bundle.evaluator(expression)(self._values())

    def _values(self) -> Mapping[str, Value]:
        """Everything that expressions and texts may read."""
        session = self.session
        if self._facts is None:
            day, time = _moment(session.began // 60_000, self.bundle.time_zone)
            self._facts = {
                "caller.number": number_of(self.given.get("From", "")),
                "called.number": number_of(self.given.get("To", "")),
                "call.time": time,
                "call.date": day,
            }
        return {**session.values, **self._facts, "locale": session.locale}

    # --- speech ---

    def _speak(self, block: LoadedBlock, step: Speak) -> bool:
        """Queue speech; False if this response has no room for it."""
        began = self.session.began
        if not all(is_within(window.start, window.end, began) for window in step.windows):
            return True
        said = self.bundle.document(self.session.locale, block.id).says[step.number]
        form = said.forms[0]
        if len(said.forms) > 1:
            form = said.forms[choose_form(said.plural, self._values().get(said.count), len(said.forms))]
        if isinstance(form, Recorded):
            spoken = form.at(self.service)
        else:
            spoken = form if isinstance(form, bytes) else fill(form, self._values())
        if self._speech and self._size + len(spoken) > _ROOM_FOR_SPEECH:
            return False
        self._speech.append(spoken)
        self._size += len(spoken)
        return True

    # --- answers ---

    def _flush(self, mark: bytes = b"") -> Reply:
        """Have what is queued spoken, and come back at this very place; `mark` goes to the end of its address."""
        tail = b'<Redirect method="POST">' + self.link(self.session) + mark + b"</Redirect>\n</Response>\n"
        return self._reply(_HEAD, tail)

    def _hang_up(self, by: str, tail: bytes) -> Reply:
        self._note(f"hangup={by}")
        return self._reply(_HEAD, tail, f"hangup {by}")

    def _reply(self, head: bytes, tail: bytes, outcome: str = "") -> Reply:
        if self._awaits_terminator:
            head = head.replace(_OPENING, _OPENING + TERMINATOR_PAUSE, 1)
        return Reply(b"".join((head, *self._speech, tail)), " ".join(self._trace), outcome)

    def _hand_over(self, block: LoadedBlock) -> Reply:
        """Leave the call to the phone, until it reports what came of it."""
        document = self.bundle.document(self.session.locale, block.id)
        passed = 0 if isinstance(block.end, WAITS) else self.session.passed
        position, self.session.position, self.session.passed = self.session.position, WAITING, passed
        link = self.link(self.session)
        head, tail = self._render(document.head, link), self._render(document.tail, link)
        if self._speech and self._size + len(head) + len(tail) > MAX_RESPONSE_BYTES:
            self.session.position = position
            return self._flush()
        return self._reply(head, tail, handed_to(block.end))

    def _hand_over_whole(self, stretch: Stretch, parts: tuple[bytes, ...]) -> Reply:
        """As `_hand_over`, with an answer that was put together before."""
        self._pass(stretch)
        session = self.session
        session.position = WAITING
        # The phone does not wait for the caller where it hands them to somebody else.
        if not stretch.outcome:
            session.passed = 0
        return Reply(self.link(session).join(parts), " ".join(self._trace), stretch.outcome)

    def _render(self, verbs: Verbs, link: bytes) -> bytes:
        if verbs.parts is not None:
            return link.join(verbs.parts)
        return b"".join(
            piece if isinstance(piece, bytes) else link if isinstance(piece, UrlSlot) else self._task(piece)
            for piece in verbs.pieces
        )

    def _task(self, piece: object) -> bytes:
        assert isinstance(piece, TaskSlot), "verbs hold no values"
        task = {"queue": piece.queue, "locale": self.session.locale}
        for name, kind in self.bundle.variables.items():
            value = self.session.values.get(name)
            if value is not None and not name.startswith("_"):
                task.setdefault(name, to_wire(value, kind))
        return escape_text(json.dumps(task, ensure_ascii=False)).encode()

    # --- ends that need no caller ---

    def _next(self, block: LoadedBlock) -> str | Reply:
        session, end = self.session, block.end
        if isinstance(end, HANDED_OVER):
            return self._hand_over(block)
        match end:
            case Jump(to=to, leaves_subflow=leaves):
                if leaves:
                    session.stack.clear()
                    self._forget_left_menus()
                return to
            case Branch(cases=cases, otherwise=otherwise):
                values = self._values()
                for condition, to in cases:
                    if self.bundle.evaluator(condition)(values) is True:
                        return to
                return otherwise
            case Hours():
                state = state_at(self.bundle.calendars[end.calendar], from_milliseconds(session.began))
                return {"open": end.open, "closed": end.closed, "holiday": end.holiday}[state]
            case Ask():
                # Also for the trace alone: what was logged before must reach the player before the answer does.
                may_ask = self.may_ask and not self._speech and not self._trace
                return self._ask(end) if may_ask else self._flush(_ASKING)
            case SetLocale(locale=locale, to=to):
                session.locale = locale
                return to
            case Enter(to=to):
                session.stack.append(block.id)
                return to
            case Return(name=name, otherwise=otherwise):
                return self._return(name, otherwise)
            case Back():
                return self._back(end)
            case Hangup(by=by):
                document = self.bundle.document(session.locale, block.id)
                return self._hang_up(by, self._render(document.tail, b""))
        raise AssertionError(f"{type(end).__name__} needs a caller")

    def _return(self, name: str, otherwise: str) -> str:
        if not self.session.stack:
            return otherwise
        caller = self.bundle.blocks.get(self.session.stack.pop())
        self._forget_left_menus()
        return caller.end.returns.get(name, otherwise) if caller and isinstance(caller.end, Enter) else otherwise

    def _back(self, end: Back) -> str:
        menus = self.session.menus
        if end.menu is not None and menus and menus[-1][0] == end.menu:
            if len(menus) == 1:
                return end.otherwise
            menus.pop()
        if not menus:
            return end.otherwise
        menu, depth = menus[-1]
        del self.session.stack[depth:]
        return menu

    def _ask(self, end: Ask) -> str:
        service = self.bundle.services.get(end.name) if end.kind == "lookup" else None
        types = service.arguments if service else GATEWAY_ARGUMENTS
        arguments = {
            name: to_wire(self._value(expression), types.get(name, ValueType.TEXT))
            for name, expression in end.arguments.items()
        }
        self.may_ask = False
        answer = self.outside.ask(end.kind, end.name, arguments, self.session.locale, self.given.get("CallSid", ""))
        if answer.result != "ok":
            return end.not_found if answer.result == "not_found" else end.failed
        answers = service.answer if service else {}
        try:
            fields = {name: from_wire(answer.fields.get(name, ""), kind) for name, kind in answers.items()}
        except Malformed:
            return end.failed
        for name, variable in end.into.items():
            self._store(variable, fields.get(name))
        return end.ok

    def _store(self, variable: str, value: Value) -> None:
        self.session.values[variable] = as_type(value, self.bundle.variables.get(variable))


@lru_cache(maxsize=256)
def _moment(minute: int, zone: str) -> tuple[str, str]:
    return local_moment(from_milliseconds(minute * 60_000), zone)
