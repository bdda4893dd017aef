"""A program: the blocks of all flows that one release holds, with the words and facts they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_author.core.calendar import Calendar
from ivr_author.core.source import Span
from ivr_author.core.spoken import SpeechFormat
from ivr_author.core.value_types import ValueType
from ivr_author.ir.ops import BlockId, End, Step, exits
from ivr_author.speech.recording import Recordings


@dataclass(frozen=True, slots=True)
class Block:
    """Steps and one end. `node` is `flow/node`, the place in the source that `span` points to."""

    id: BlockId
    node: str
    steps: tuple[Step, ...]
    end: End
    span: Span


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be spoken as its author wrote it: `text` with `{name}` placeholders, `plural` and its `count`."""

    address: str
    text: str
    span: Span
    plural: str = ""
    count: str = ""
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A hole in a spoken text: a variable, or a constant of the `Say`, spoken by its type."""

    name: str
    type: ValueType


Part = str | Slot


@dataclass(frozen=True, slots=True)
class LocalText:
    """A message in the words of a locale.

    `locale` is the one it is really spoken in (a fallback's, where a translation is missing). With several `forms`,
    `plural` is the C expression over `n` (gettext's Plural-Forms) that picks one, and `count` the variable for `n`.
    """

    locale: str
    forms: tuple[tuple[Part, ...], ...]
    plural: str = ""
    count: str = ""

    def plain(self) -> str:
        """The first form as text, its slots as `{name}`."""
        return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in self.forms[0])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A declared HTTP service or gateway: where, how, how long in seconds, and the types that go out and come back."""

    url: str
    method: str
    timeout: float
    arguments: Mapping[str, ValueType] = field(default_factory=dict)
    answer: Mapping[str, ValueType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueTarget:
    """Where agents of a queue are reached. `workflow` is a Twilio TaskRouter workflow, if there is one."""

    number: str
    workflow: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of a target for a locale: its name there and the language tag that goes with it.

    Without a name it is whichever voice the platform has for that language. `borrowed`: it is another language's.
    """

    name: str
    language: str
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is called: the flow that answers, and the locale it begins in if not the source locale."""

    number: str
    flow: str
    locale: str | None = None


@dataclass(frozen=True)
class Program:
    """Everything that a target needs to know. Made by `flow.lower`, completed by the passes.

    `speech[address, locale]` holds the words after `localise`; `formats[locale]` how values are spoken there.
    `variables` includes the hidden counters and the names readable everywhere (`caller.number`, ...). `voices` are what
    ivr.yaml names, by target and locale; None is said to have none. What is in one of the locales `without_voice` is
    spoken in the source locale on every target, unless it is recorded. `sounds` are the bytes of recordings by their
    path; asking for one may read a file.
    """

    organisation: str
    source_locale: str
    locales: tuple[str, ...]
    time_zone: str
    entries: Mapping[str, BlockId]
    blocks: Mapping[BlockId, Block]
    variables: Mapping[str, ValueType]
    messages: Mapping[str, Message]
    speech: Mapping[tuple[str, str], LocalText] = field(default_factory=dict)
    formats: Mapping[str, SpeechFormat] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    services: Mapping[str, Endpoint] = field(default_factory=dict)
    gateways: Mapping[str, Endpoint] = field(default_factory=dict)
    queues: Mapping[str, QueueTarget] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    voices: Mapping[str, Mapping[str, Voice | None]] = field(default_factory=dict)
    without_voice: frozenset[str] = frozenset()
    recordings: Recordings = field(default_factory=Recordings)
    sounds: Mapping[str, bytes] = field(default_factory=dict)

    def flow_of(self, block_id: BlockId) -> str:
        """The flow that a block belongs to."""
        return block_id.split("/", 1)[0]

    def all_locales(self) -> tuple[str, ...]:
        """The source locale and the others, in the workspace's order."""
        return (self.source_locale, *self.locales)


def faults_of(program: Program) -> list[str]:
    """What makes a program ill-formed; anything here is our own fault, not an author's."""
    faults = []
    for flow, entry in program.entries.items():
        if entry not in program.blocks:
            faults.append(f"flow {flow} enters at {entry}, which is no block")
    for block in program.blocks.values():
        faults.extend(
            f"{block.id} goes to {to} by {label}, which is no block"
            for label, to in exits(block.end)
            if to not in program.blocks
        )
        for step in block.steps:
            address = getattr(step, "address", None)
            if address is not None and address not in program.messages:
                faults.append(f"{block.id} says {address}, which is no message")
    return faults
