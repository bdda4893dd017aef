"""What is remembered while documents are interpreted: the call, an execution context in it, a dialog, a form item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ivr_author.targets.voicexml.interpreter.documents import Document, Loader
from ivr_author.targets.voicexml.interpreter.ecmascript import Engine, ScriptLimits
from ivr_author.targets.voicexml.interpreter.expansion import Grammar
from ivr_author.targets.voicexml.interpreter.nodes import Node
from ivr_author.targets.voicexml.interpreter.platform import CallerHungUp, Piece, Platform
from ivr_author.targets.voicexml.interpreter.scope import Scopes
from ivr_author.targets.voicexml.interpreter.signals import InterpreterError, Thrown


@dataclass(frozen=True, slots=True)
class Settings:
    """How to interpret. `messages` are the platform's own sentences by event (help, nomatch, error); silent by default.

    `properties` are the platform's defaults for <property>, over those of the interpreter.
    """

    language: str = "en-US"
    steps: int = 100_000
    subdialogs: int = 32
    script: ScriptLimits = field(default_factory=ScriptLimits)
    messages: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueuedPrompt:
    """A prompt that waits to be heard."""

    pieces: tuple[Piece, ...]
    timeout: str | None
    bargein: bool


@dataclass(slots=True)
class Call:
    """All that the execution contexts of one call share."""

    platform: Platform
    settings: Settings
    engine: Engine
    loader: Loader
    session: object
    queue: list[QueuedPrompt] = field(default_factory=list)
    grammars: dict[tuple[str, str], Grammar] = field(default_factory=dict)
    gone: str = ""  # hangup | disconnect | transfer: there is nobody left to hear or to answer
    depth: int = 0
    _steps: int = 0

    def step(self) -> None:
        """Count one element; a document without end is stopped."""
        self._steps += 1
        if self._steps > self.settings.steps:
            raise InterpreterError(f"more than {self.settings.steps} elements executed: an endless loop?")

    @contextmanager
    def line(self) -> Iterator[None]:
        """Around every use of the telephone line: a hang-up becomes the event of that name."""
        try:
            yield
        except CallerHungUp:
            self.hang_up()

    def hang_up(self) -> None:
        """The caller is gone."""
        self.gone = self.gone or "hangup"
        self.queue.clear()
        raise Thrown("connection.disconnect.hangup", "the caller hung up")

    def flush(self) -> None:
        """Let the caller hear what is queued; when nobody is there any more it is dropped."""
        pieces = [piece for prompt in self.queue for piece in prompt.pieces]
        self.queue.clear()
        if pieces and not self.gone:
            with self.line():
                self.platform.play(pieces)


@dataclass(slots=True, eq=False)
class Context:
    """One execution context: the first, or that of a subdialog."""

    call: Call
    scopes: Scopes
    parameters: dict[str, object] | None = None  # values for the first dialog's variables; None: not a subdialog
    document: Document = field(init=False)
    root: Document | None = None
    application: str = ""  # the URL of the root document whose variables are there
    events: dict[str, int] = field(default_factory=dict)
    handlers: dict[tuple[Node | None, Node | None], list[Node]] = field(default_factory=dict)

    @property
    def is_subdialog(self) -> bool:
        """Whether <return> has somebody to go back to."""
        return self.parameters is not None


@dataclass(slots=True, eq=False)
class Item:
    """A form item (or the menu itself) during one visit of its dialog."""

    node: Node
    name: str
    prompts: int = 1
    events: dict[str, int] = field(default_factory=dict)

    def reset(self) -> None:
        """What <clear> does to the counters."""
        self.prompts = 1
        self.events.clear()


@dataclass(slots=True, eq=False)
class Dialog:
    """A form or menu, from being entered to being left."""

    node: Node
    items: list[Item] = field(default_factory=list)
    events: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the interpretation stands: what properties, handlers and grammars are looked up from."""

    context: Context
    dialog: Dialog | None = None
    item: Item | None = None

    @property
    def call(self) -> Call:
        """The call."""
        return self.context.call

    @property
    def scopes(self) -> Scopes:
        """The variables."""
        return self.context.scopes

    @property
    def counters(self) -> dict[str, int]:
        """How often each event has come up here."""
        if self.item is not None:
            return self.item.events
        return self.context.events if self.dialog is None else self.dialog.events

    def enclosing(self) -> list[Node]:
        """The elements around this place, innermost first, up to the application root document."""
        context = self.context
        nodes = [] if self.item is None or self.item.node.tag == "menu" else [self.item.node]
        if self.dialog is not None:
            nodes.append(self.dialog.node)
        nodes.append(context.document.node)
        if context.root is not None:
            nodes.append(context.root.node)
        return nodes
