"""What a node has at hand to lower itself: references to blocks, speech, and the shape of an input with its retries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from ivr_author.core.calendar import day_start, to_milliseconds
from ivr_author.core.entry import EntrySpec
from ivr_author.core.limits import DEFAULT_ATTEMPTS, DEFAULT_TIMEOUT_SECONDS
from ivr_author.core.locale import find_locale, language_name
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import Malformed, from_wire, to_wire
from ivr_author.expression.model import Arithmetic, Compare, Literal, Name
from ivr_author.flow.content import Bulletin, Content, Flow
from ivr_author.flow.model import NodeRef, PhraseText, Prompt, PromptItem, prompt_items
from ivr_author.flow.node import Node
from ivr_author.flow.settings import BUILT_IN_TEXTS
from ivr_author.ir.ops import (
    Assign,
    Back,
    BlockId,
    Branch,
    Constant,
    End,
    Hangup,
    Input,
    Jump,
    Log,
    Phrase,
    Reference,
    Say,
    Step,
    Window,
)
from ivr_author.ir.program import Block, Message

TRIES = "_tries"
CONFIRM_TRIES = "_confirm_tries"
"""Hidden counters: one for the input that is waiting, one for its confirmation."""

YES_KEY, NO_KEY = "1", "2"
MENU_ENTRY = EntrySpec(kind="menu", minimum=1, maximum=1, terminator="")
Constants = Mapping[str, Constant | Reference]


@runtime_checkable
class Lowerable(Protocol):
    """What every node type can do besides being read."""

    def lower(self, lowering: Lowering) -> None:
        """Put the node's blocks into the program; the first has the node's own id."""


@dataclass
class Output:
    """The program as it grows."""

    blocks: dict[BlockId, Block] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    variables: dict[str, ValueType] = field(default_factory=dict)


@dataclass
class Lowering:
    """One node being lowered."""

    content: Content
    flow: Flow
    node: Node
    output: Output

    @property
    def id(self) -> BlockId:
        """The node's first block."""
        return f"{self.flow.id}/{self.node.id}"

    @property
    def source_locale(self) -> str:
        """The workspace's source locale."""
        return self.content.settings.source_locale

    # --- blocks and ways onward ---

    def part(self, name: str) -> BlockId:
        """The id of another block of the node."""
        return f"{self.id}.{name}"

    def block(self, name: str, steps: Iterable[Step], end: End) -> BlockId:
        """Add a block of the node."""
        return self._add(self.part(name), tuple(steps), end)

    def start(self, steps: Iterable[Step], end: End) -> None:
        """Add the node's first block, which notes that the node is entered."""
        self._add(self.id, (Log("node", self.id), *steps), end)

    def _add(self, block_id: BlockId, steps: tuple[Step, ...], end: End) -> BlockId:
        self.output.blocks[block_id] = Block(block_id, self.id, steps, end, self.node.span)
        return block_id

    def to(self, reference: NodeRef) -> BlockId:
        """The block that a reference leads to; a reference to nowhere ends the call (and is an error of `check`)."""
        if reference.flow is not None:
            entry = self.entry_of(reference.flow)
            return self.block(f"to_{reference.flow}", (), Jump(entry, leaves_subflow=True))
        if reference.to in self.flow.nodes:
            return f"{self.flow.id}/{reference.to}"
        return self._apologise()

    def entry_of(self, flow_id: str) -> BlockId:
        """The first block of a flow."""
        flow = self.content.flows.get(flow_id)
        if flow is None or flow.start.to not in flow.nodes:
            return self._apologise()
        return f"{flow.id}/{flow.start.to}"

    def _apologise(self) -> BlockId:
        return self.block("apologise", (self.text("goodbye"),), Hangup("failure"))

    def failed(self, reference: NodeRef | None, on_failure: NodeRef | None) -> BlockId:
        """Where an exit leads: where the author says, else to `on_failure` of the node or flow, else the call ends."""
        if reference is not None:
            return self.to(reference)
        for candidate in (on_failure, self.flow.on_failure):
            if candidate is not None and candidate.to != self.node.id:
                return self.to(candidate)
        return self._apologise()

    def returns_of(self, flow_id: str) -> tuple[str, ...]:
        """The names by which a flow returns."""
        flow = self.content.flows.get(flow_id)
        return tuple(name.value for name in flow.returns) if flow else ()

    # --- speech ---

    def say(
        self, place: str, prompt: Prompt | None, constants: Constants | None = None, locale: str | None = None
    ) -> tuple[Say, ...]:
        """A prompt at a place of the node, as steps."""
        says = self._say(f"{self.id}/{place}", prompt, constants or {}, locale)
        return tuple(says)

    def _say(self, address: str, prompt: Prompt | None, constants: Constants, locale: str | None) -> Iterator[Say]:
        for suffix, item in prompt_items(prompt):
            self._message(address + suffix, item)
            yield Say(address + suffix, self._counted(item, constants), locale, self._season(item))

    def _counted(self, item: PromptItem, constants: Constants) -> Constants:
        if item.count is None:
            return constants
        kind = self.output.variables.get(item.count.text, ValueType.NUMBER)
        return {**constants, "count": Reference(item.count.text, kind)}

    def _message(self, address: str, item: PromptItem) -> None:
        plural = item.plural.text if item.plural else ""
        count = item.count.text if item.count else ""
        self.output.messages[address] = Message(address, item.text.text, item.span, plural, count)

    def text(self, name: str, constants: Constants | None = None, locale: str | None = None) -> Say:
        """One of the workspace's built-in sentences."""
        address = f"texts/{name}"
        item = self.content.settings.texts.get(name)
        if item is None:
            span = self.content.settings.span
            self.output.messages[address] = Message(address, BUILT_IN_TEXTS[name], span)
        else:
            self._message(address, item)
        return Say(address, constants or {}, locale)

    def phrases(self, place: str, phrases: Sequence[PhraseText]) -> Iterator[str]:
        """The addresses of phrases a caller may say."""
        for index, phrase in enumerate(phrases, 1):
            address = f"{self.id}/{place}/{index}"
            self.output.messages[address] = Message(address, phrase.text.text, phrase.span, phrase=True)
            yield address

    def bulletins(self, only: set[str] | None) -> tuple[Say, ...]:
        """The bulletins that this flow's callers hear, each within its time."""
        says: list[Say] = []
        for bulletin in self.content.bulletins.values():
            if bulletin.on and self._concerns(bulletin, only):
                filled = {name: Constant(value, bulletin.slots[name].type) for name, value in values_of(bulletin)}
                for say in self._say(f"bulletins/{bulletin.id}/prompt", bulletin.prompt, filled, None):
                    window = Window(_millis(bulletin.start), _millis(bulletin.end))
                    says.append(Say(say.address, say.constants, None, (*say.windows, window)))
        return tuple(says)

    def _concerns(self, bulletin: Bulletin, only: set[str] | None) -> bool:
        if only is not None:
            return bulletin.id in only
        return not bulletin.flows or self.flow.id in {name.value for name in bulletin.flows}

    def _season(self, item: PromptItem) -> tuple[Window, ...]:
        if item.first_day is None and item.last_day is None:
            return ()
        zone = self.content.settings.time_zone
        after = None if item.last_day is None else item.last_day + timedelta(days=1)
        return (Window(_midnight(item.first_day, zone), _midnight(after, zone)),)

    def yes_no_constants(self) -> dict[str, Constant | Reference]:
        """`{yes}` and `{no}` as keys."""
        return {"yes": Constant(YES_KEY, ValueType.KEY), "no": Constant(NO_KEY, ValueType.KEY)}

    def language_constants(self, key: str, locale: str) -> dict[str, Constant | Reference]:
        """`{language}` as the language calls itself (or is called, where it has no voice), and `{key}`."""
        name = Constant(find_locale(locale).endonym, ValueType.NAME, language_name(locale, self.source_locale))
        return {"language": name, "key": Constant(key, ValueType.KEY)}

    # --- variables ---

    def declare(self, name: str, kind: ValueType) -> None:
        """A hidden variable of the call."""
        self.output.variables[name] = kind

    def variable_type(self, name: str) -> ValueType | None:
        """The type of a variable of this flow."""
        variable = self.flow.variables.get(name)
        return variable.type if variable else None

    def same_named_fields(self, service: str) -> dict[str, str]:
        """The answer fields of a service that this flow has a variable for."""
        setting = self.content.settings.services.get(service)
        return {name: name for name in (setting.answer if setting else ()) if name in self.flow.variables}

    def has_queue(self, queue: str) -> bool:
        """Whether ivr.yaml has such a queue; if not, that is an error of `check`."""
        return queue in self.content.settings.queues

    def has_calendar(self, calendar: str) -> bool:
        """Whether there is such a calendar; if not, that is an error of `check`."""
        return calendar in self.content.calendars

    def known_locale(self, locale: str) -> str:
        """The locale, or the source locale where the workspace has no such one (an error of `check`)."""
        return locale if locale in self.content.settings.all_locales() else self.source_locale

    def queue_calendar(self, queue: str) -> str | None:
        """The calendar of a queue, if it has one that exists."""
        setting = self.content.settings.queues.get(queue)
        if setting is None or setting.calendar is None or setting.calendar.value not in self.content.calendars:
            return None
        return setting.calendar.value

    # --- inputs ---

    def flow_keys(self, *, menu: bool = False, offer: str = "offer") -> dict[str, BlockId]:
        """Where the flow's own keys lead from an input whose offer is that part of the node."""
        keys: dict[str, BlockId] = {}
        for key, action in self.flow.keys.items():
            if action.built_in == "repeat":
                keys[key] = self.part(offer)
            elif action.built_in == "back":
                back = offer.replace("offer", "back")
                keys[key] = self.block(back, (), Back(self.id if menu else None, self.part(offer)))
            else:
                keys[key] = self.to(action.to)
        return keys

    def reset_tries(self, counter: str = TRIES) -> Assign:
        """The first attempt begins."""
        self.declare(counter, ValueType.NUMBER)
        return Assign(counter, Literal(1.0))

    def offer(
        self,
        offer: Iterable[Step],
        *,
        keys: Mapping[str, BlockId],
        entry: EntrySpec = MENU_ENTRY,
        phrases: tuple[Phrase, ...] = (),
        into: str | None = None,
        accepted: BlockId | None = None,
        free_speech: bool = False,
        timeout: float | None = None,
        attempts: int | None = None,
        on_failure: NodeRef | None = None,
        given_up: BlockId | None = None,
        first_steps: tuple[Step, ...] = (),
        name: str = "",
    ) -> None:
        """An input offered at most `attempts` times; with a `name` it is a part of the node, else the node itself."""
        prefix = f"{name}_" if name else ""
        offer_id = self.part(f"{prefix}offer")
        if given_up is None:
            too_many = (self.text("too_many"),)
            given_up = self.block(f"{prefix}give_up", too_many, Jump(self.failed(None, on_failure)))
        attempts = attempts or self.flow.attempts or DEFAULT_ATTEMPTS
        used_up = Compare(">=", Name(TRIES), Literal(float(attempts)))
        again = Assign(TRIES, Arithmetic("+", Name(TRIES), Literal(1.0)))
        missed = self._missed(prefix, used_up, again, given_up, offer_id)
        retry = self.block(f"{prefix}retry_next", (again,), Jump(offer_id))
        self.block(f"{prefix}retry", (), Branch(((used_up, given_up),), retry))
        end = Input(
            entry=entry.with_keys(keys),
            keys=keys,
            no_input=missed["no_input"],
            no_match=missed["no_match"],
            timeout=timeout or self.flow.timeout or DEFAULT_TIMEOUT_SECONDS,
            phrases=phrases,
            into=into,
            accepted=accepted,
            free_speech=free_speech,
        )
        self.block(f"{prefix}offer", offer, end)
        if not name:
            self.start((*first_steps, self.reset_tries()), Jump(offer_id))

    def _missed(
        self, prefix: str, used_up: Compare, again: Assign, given_up: BlockId, offer_id: BlockId
    ) -> dict[str, BlockId]:
        ids = {}
        for kind in ("no_input", "no_match"):
            spoken = self.block(f"{prefix}{kind}_again", (again, self.text(kind)), Jump(offer_id))
            ids[kind] = self.block(f"{prefix}{kind}", (Log(kind),), Branch(((used_up, given_up),), spoken))
        return ids

    def confirm(
        self,
        says: Iterable[Step],
        *,
        yes: BlockId,
        timeout: float | None = None,
        attempts: int | None = None,
        on_failure: NodeRef | None = None,
        retry: BlockId | None = None,
    ) -> None:
        """Read back and ask whether that is right; "no" offers the entry again and counts as one of its attempts."""
        offer_id = self.part("confirm_offer")
        flow_keys = self.flow_keys(offer="confirm_offer")
        keys = {**flow_keys, YES_KEY: yes, NO_KEY: retry or self.part("retry")}
        attempts = attempts or self.flow.attempts or DEFAULT_ATTEMPTS
        used_up = Compare(">=", Name(CONFIRM_TRIES), Literal(float(attempts)))
        again = Assign(CONFIRM_TRIES, Arithmetic("+", Name(CONFIRM_TRIES), Literal(1.0)))
        given_up = self.block("confirm_give_up", (self.text("too_many"),), Jump(self.failed(None, on_failure)))
        missed = self._missed("confirm_", used_up, again, given_up, offer_id)
        end = Input(
            entry=MENU_ENTRY.with_keys(keys),
            keys=keys,
            no_input=missed["no_input"],
            no_match=missed["no_match"],
            timeout=timeout or self.flow.timeout or DEFAULT_TIMEOUT_SECONDS,
        )
        self.block("confirm_offer", says, end)
        self.block("confirm", (self.reset_tries(CONFIRM_TRIES),), Jump(offer_id))


def values_of(bulletin: Bulletin) -> Iterator[tuple[str, str]]:
    """What fills the slots of a bulletin, as on a wire; what doesn't fit its type is an error of `check`."""
    for name, slot in bulletin.slots.items():
        if slot.value is not None:
            with suppress(Malformed):
                yield name, to_wire(from_wire(slot.value.value, slot.type), slot.type)


def _millis(moment: datetime | None) -> int | None:
    return None if moment is None else to_milliseconds(moment)


def _midnight(day: date | None, zone: str) -> int | None:
    return None if day is None else day_start(day, zone)


def lower_node(content: Content, flow: Flow, node: Node, output: Output) -> None:
    """Let a node put its blocks into the output."""
    assert isinstance(node, Lowerable), f"a {node.TYPE} node can be lowered"
    node.lower(Lowering(content, flow, node, output))
