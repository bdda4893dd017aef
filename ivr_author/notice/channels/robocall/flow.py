"""A robocall as a call flow of the spine, made of values: nothing that a member typed is read by any parser.

`fill` sets the member's values as variables, `message` speaks and offers to repeat or to reach a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ivr_author.catalog.lookup import Found, State, Translations
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.source import Span
from ivr_author.core.tree import Scalar
from ivr_author.core.value_types import Value as CallValue
from ivr_author.expression.model import BUILTIN_NAMES, RESERVED_WORDS, Literal
from ivr_author.expression.write import write_value
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.field_types import Attempts, Key
from ivr_author.flow.fields import ID
from ivr_author.flow.model import ExpressionText, NodeRef, Prompt, PromptItem, QueueName, Variable
from ivr_author.flow.node import Node
from ivr_author.flow.nodes.assign import Assign
from ivr_author.flow.nodes.hangup import Hangup
from ivr_author.flow.nodes.menu import Choice, Menu
from ivr_author.flow.nodes.queue import Queue, QueueExits
from ivr_author.flow.settings import Settings
from ivr_author.notice.channel import CannotRender, Member
from ivr_author.notice.channels.robocall.script import Group, Line, Said, Spot, clean, spoken_phone, text_script
from ivr_author.notice.channels.robocall.speech import Prepared, goodbye, value_at
from ivr_author.notice.model import FieldType
from ivr_author.notice.texts import NOTICE_TEXT_KEYS
from ivr_author.notice.values import spoken, value_type

REPEAT_KEY, PERSON_KEY = (Key(NOTICE_TEXT_KEYS[name]) for name in ("robocall_repeat", "robocall_person"))
MESSAGE, FILL, PERSON, NO_PERSON, GOODBYE = "message", "fill", "person", "no_person", "goodbye"

TIMES_SPOKEN = Attempts(2)
"""How often the message is spoken to silence: an answering machine may miss the beginning of the first."""

_UNSPOKEN = ("no_input", "too_many")
"""Built-in sentences for people who called; nobody called here, and an answering machine need not be told."""

_TAKEN = {*RESERVED_WORDS, *BUILTIN_NAMES, "constructor", "key", "count", "yes", "no", "language"}
_NO_NAME = re.compile(r"[^a-z0-9_]+")
_NUMBERED = re.compile(r"value_[0-9]+")


@dataclass(frozen=True, slots=True)
class RobocallFlow:
    """A workspace of one flow. `locales`: the locale of each text that stands in another than the call's."""

    content: Content
    locale: str
    own: frozenset[str]
    locales: Mapping[str, str]

    def words(self, translations: Translations) -> RobocallWords:
        """Where the compiler finds the words: ours are in their locale already, the workspace's are in its catalogs."""
        return RobocallWords(self, translations)


@dataclass(frozen=True, slots=True)
class RobocallWords:
    """Looks texts up for one robocall."""

    call: RobocallFlow
    translations: Translations

    def translate(self, address: str, text: str, plural: str, locale: str) -> Found:
        """The text in a locale; the message itself is in one locale only."""
        if address in self.call.own:
            return Found(self.call.locales.get(address, self.call.locale), (text,), State.TRANSLATED)
        return self.translations.translate(address, text, plural, locale)


def robocall_flow(prepared: Prepared, member: Member, workspace: Content, queue: str | None) -> RobocallFlow:
    """The call for one member, in the prepared locale; with a queue of the workspace it offers a person.

    Its file names and node names come from the notice alone. Raises `CannotRender` for a value that no call can keep.
    """
    writer = _Writer(prepared, member)
    flow = writer.flow(queue)
    locale = prepared.setting.locale
    settings = _settings_for(workspace.settings, locale, set(writer.locales.values()))
    content = Content(settings, {flow.id: flow}, workspace.calendars)
    own = frozenset(writer.own) | {f"texts/{name}" for name in _UNSPOKEN}
    return RobocallFlow(content, locale, own, writer.locales)


def queue_for(settings: Settings, owner: str) -> str | None:
    """The queue that the owner of a notice is named after (`Billing team`: `billing`), else the first; None without."""
    named = [name for name in settings.queues if name in re.split(r"\W+", owner.lower())]
    return next(iter([*named, *settings.queues]), None)


def _settings_for(settings: Settings, locale: str, others: set[str]) -> Settings:
    """The settings of a call that goes out: it begins in the member's locale, and no number leads to it."""
    silent = PromptItem(Scalar(settings.span, "", "", quoted=True), settings.span)
    return replace(
        settings,
        source_locale=locale,
        locales=tuple(sorted(others - {locale})),
        numbers={},
        services={},
        gateways={},
        texts={**settings.texts, **dict.fromkeys(_UNSPOKEN, silent)},
    )


@dataclass
class _Writer:
    prepared: Prepared
    member: Member
    own: list[str] = field(default_factory=list)
    locales: dict[str, str] = field(default_factory=dict)
    names: dict[Spot, str] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return self.prepared.setting.notice.span

    def flow(self, queue: str | None) -> Flow:
        """All nodes; the variables are those that are spoken, no others."""
        notice = self.prepared.setting.notice
        speech = self.prepared.speech_for(self.member)
        self.names = _name_all(speech.spots)
        nodes: list[Node] = [self._message(speech.groups, queue), *self._person(queue), self._goodbye()]
        start = MESSAGE
        if self.names:
            start = FILL
            values = {name: self._literal(spot) for spot, name in self.names.items()}
            nodes.insert(0, Assign(id=FILL, span=self.span, set=values, next=self._to(MESSAGE)))
        return Flow(
            id=notice.id,
            source=notice.source,
            span=self.span,
            title=notice.title,
            start=self._to(start),
            nodes={node.id: node for node in nodes},
            variables={name: Variable(value_type(spot.type), self.span) for spot, name in self.names.items()},
        )

    def _message(self, groups: Sequence[Group], queue: str | None) -> Menu:
        keys = [(REPEAT_KEY, "robocall_repeat", MESSAGE)]
        if queue is not None:
            keys.append((PERSON_KEY, "robocall_person", PERSON))
        return Menu(
            id=MESSAGE,
            span=self.span,
            prompt=self._prompt(f"{MESSAGE}/prompt", [line for group in groups for line in group]),
            choices=tuple(
                Choice(key=key, say=self._offer(f"{MESSAGE}/choice/{key}/say", text), next=self._to(node))
                for key, text, node in keys
            ),
            attempts=TIMES_SPOKEN,
            on_failure=self._to(GOODBYE),
        )

    def _person(self, queue: str | None) -> Iterator[Node]:
        if queue is None:
            return
        name, onward = QueueName(queue, self.span), self._to(NO_PERSON)
        yield Queue(id=PERSON, span=self.span, queue=name, next=QueueExits(full=onward, closed=onward))
        setting = self.prepared.setting
        locale = setting.locale_of("robocall_no_person")
        phone = spoken_phone(setting.letterhead.phone, locale)
        sorry = text_script(setting.texts["robocall_no_person"], locale, {"phone": phone})
        yield self._hangup(NO_PERSON, [*sorry, *goodbye(setting)])

    def _goodbye(self) -> Hangup:
        return self._hangup(GOODBYE, goodbye(self.prepared.setting))

    def _hangup(self, node: str, lines: Sequence[Line]) -> Hangup:
        return Hangup(id=node, span=self.span, prompt=self._prompt(f"{node}/prompt", lines))

    def _to(self, node: str) -> NodeRef:
        return NodeRef(node, self.span)

    # --- words and values ---

    def _prompt(self, place: str, lines: Sequence[Line]) -> Prompt:
        """A prompt of one text for each line, or more where a line changes its locale."""
        texts = [
            (locale, "".join(map(self._piece, pieces)))
            for line in lines
            for locale, pieces in groupby(line, lambda piece: piece.locale)
        ]
        for number, (locale, _) in enumerate(texts, 1):
            self._own(place if len(texts) == 1 else f"{place}/{number}", locale)
        return Prompt(tuple(self._item(text) for _, text in texts), self.span)

    def _offer(self, place: str, text: str) -> Prompt:
        """The line of a key. Its text keeps `{key}`, which the compiler fills."""
        self._own(place, self.prepared.setting.locale_of(text))
        return Prompt((self._item(self.prepared.setting.texts[text]),), self.span)

    def _own(self, place: str, locale: str) -> None:
        setting = self.prepared.setting
        address = f"{setting.notice.id}/{place}"
        self.own.append(address)
        if locale != setting.locale:
            self.locales[address] = locale

    def _item(self, text: str) -> PromptItem:
        return PromptItem(Scalar(self.span, text, text, quoted=True), self.span)

    def _piece(self, piece: Said | Spot) -> str:
        if isinstance(piece, Spot):
            return f"{{{self.names[piece]}}}"
        return piece.text.replace("{", "{{").replace("}", "}}")

    def _literal(self, spot: Spot) -> ExpressionText:
        held = value_at(spot, self.member)
        value: CallValue = spoken(held, spot.locale) if isinstance(held.raw, tuple) else held.raw
        if isinstance(value, str):
            # As it will be spoken: a lone surrogate, say, could not even be written into a bundle.
            value = clean(value)
        if isinstance(value, str) and len(value) > MAX_VALUE_CHARACTERS:
            message = f"`{spot.name}` has {len(value)} characters; a call keeps {MAX_VALUE_CHARACTERS} of a value"
            raise CannotRender(f"{message}. Leave it out in a robocall block")
        text = write_value(value)
        return ExpressionText(Literal(value), text, self.span, Scalar(self.span, text, text))


def _name_all(spots: Sequence[Spot]) -> dict[Spot, str]:
    """A variable for each spot: named as its placeholder where that is a name and free, else numbered.

    A spot in another locale is spoken differently but holds the same value, so it has the same variable; only a list is
    joined by words of its locale.
    """
    names: dict[tuple[int, FieldType, str], str] = {}
    found: dict[Spot, str] = {}
    for number, spot in enumerate(spots, 1):
        same = (spot.index, spot.type, spot.locale if spot.type is FieldType.LIST else "")
        if same not in names:
            wanted = _NO_NAME.sub("_", spot.name.lower()).strip("_")[:40]
            is_free = wanted not in _TAKEN and wanted not in names.values() and not _NUMBERED.fullmatch(wanted)
            usable = ID.fullmatch(wanted) and is_free
            names[same] = wanted if usable else f"value_{number}"
        found[spot] = names[same]
    return found
