"""Differences as values: one `Change` for each thing that is heard or happens otherwise, in groups. Told by `write`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr_author.call.transcript import Event
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Span


class ChangeKind(StrEnum):
    """What happened to a thing; `SENTENCES` says it to people."""

    FLOW_ADDED = "flow-added"
    FLOW_REMOVED = "flow-removed"
    FLOW_RENAMED = "flow-renamed"
    START_MOVED = "start-moved"
    NODE_ADDED = "node-added"
    NODE_REMOVED = "node-removed"
    NODE_RENAMED = "node-renamed"
    NODE_TYPE_CHANGED = "node-type-changed"
    WORDS_ADDED = "words-added"
    WORDS_REMOVED = "words-removed"
    WORDS_CHANGED = "words-changed"
    TRANSLATION_CHANGED = "translation-changed"
    PHRASE_ADDED = "phrase-added"
    PHRASE_REMOVED = "phrase-removed"
    EXIT_ADDED = "exit-added"
    EXIT_REMOVED = "exit-removed"
    EXIT_MOVED = "exit-moved"
    ORDER_CHANGED = "order-changed"
    FACT_ADDED = "fact-added"
    FACT_REMOVED = "fact-removed"
    FACT_CHANGED = "fact-changed"
    NOTICE_ADDED = "notice-added"
    NOTICE_REMOVED = "notice-removed"


def sentence(message: str) -> str:
    """Marks a sentence that the studio translates."""
    return message


SENTENCES: Mapping[ChangeKind, str] = {
    ChangeKind.FLOW_ADDED: sentence("This flow is new, with {after} nodes."),
    ChangeKind.FLOW_REMOVED: sentence("This flow is gone. It had {before} nodes."),
    ChangeKind.FLOW_RENAMED: sentence("This flow was called {before}. Callers hear no difference."),
    ChangeKind.START_MOVED: sentence("Calls began at {before}, and now begin at {after}."),
    ChangeKind.NODE_ADDED: sentence("This node ({label}) is new."),
    ChangeKind.NODE_REMOVED: sentence("This node ({label}) is gone."),
    ChangeKind.NODE_RENAMED: sentence("This node was called {before}. Callers hear no difference."),
    ChangeKind.NODE_TYPE_CHANGED: sentence("This was a {before} node, and is now a {after} node."),
    ChangeKind.WORDS_ADDED: sentence("These words are new."),
    ChangeKind.WORDS_REMOVED: sentence("These words are gone."),
    ChangeKind.WORDS_CHANGED: sentence("The words changed."),
    ChangeKind.TRANSLATION_CHANGED: sentence("The words stayed; what is heard in other languages changed."),
    ChangeKind.PHRASE_ADDED: sentence("These words can now be spoken as an answer."),
    ChangeKind.PHRASE_REMOVED: sentence("These words are no longer an answer."),
    ChangeKind.EXIT_ADDED: sentence("{label} is new, and leads to {after}."),
    ChangeKind.EXIT_REMOVED: sentence("{label} is gone. It led to {before}."),
    ChangeKind.EXIT_MOVED: sentence("{label} led to {before}, and now leads to {after}."),
    ChangeKind.ORDER_CHANGED: sentence("Choices were offered in the order {before}, and now in the order {after}."),
    ChangeKind.FACT_ADDED: sentence("{label} is new: {after}."),
    ChangeKind.FACT_REMOVED: sentence("{label} is gone. It was {before}."),
    ChangeKind.FACT_CHANGED: sentence("{label} was {before}, and is now {after}."),
    ChangeKind.NOTICE_ADDED: sentence("This notice is new."),
    ChangeKind.NOTICE_REMOVED: sentence("This notice is gone."),
}
"""Each kind in words, with `{label}`, `{before}` and `{after}` of the change."""

EVENTS: Mapping[str, str] = {
    "keys": sentence("presses {keys}"),
    "speech": sentence("says “{words}”"),
    "no_input": sentence("does nothing"),
    "no_match": sentence("is not understood"),
    "lookup ok": sentence("{service} has an answer"),
    "lookup not_found": sentence("{service} finds nothing"),
    "lookup failed": sentence("{service} does not answer"),
    "send ok": sentence("is sent {notice}"),
    "send failed": sentence("{notice} can't be sent"),
    "callback ok": sentence("will be called back by {queue}"),
    "callback failed": sentence("{queue} takes no call-backs"),
    "transfer connected": sentence("is put through to {to}"),
    "transfer busy": sentence("{to} is busy"),
    "transfer no_answer": sentence("nobody answers at {to}"),
    "transfer failed": sentence("{to} can't be reached"),
    "queue accepted": sentence("is put through to someone at {queue}"),
    "queue full": sentence("{queue} is full"),
    "queue closed": sentence("{queue} is closed"),
    "record ok": sentence("leaves a message in {mailbox}"),
    "record failed": sentence("leaves no message in {mailbox}"),
    "hangup flow": sentence("the call ends"),
    "hangup caller": sentence("hangs up"),
    "hangup failure": sentence("the call breaks off"),
}
"""What a caller does or meets in a call, in few words; by the event and what came of it."""


def message_of(event: Event) -> str:
    """The one of `EVENTS` that says an event, with the event's facts for its parts."""
    kind = str(event["event"])
    more = event.get("by" if kind == "hangup" else "result", "")
    return EVENTS[f"{kind} {more}".strip()]


SILENT = frozenset({ChangeKind.FLOW_RENAMED, ChangeKind.NODE_RENAMED})
"""What callers do not hear: only names for colleagues."""

WITH_WORDS = frozenset(
    {
        ChangeKind.WORDS_ADDED,
        ChangeKind.WORDS_REMOVED,
        ChangeKind.WORDS_CHANGED,
        ChangeKind.TRANSLATION_CHANGED,
        ChangeKind.PHRASE_ADDED,
        ChangeKind.PHRASE_REMOVED,
    }
)
"""Kinds whose `heard` says the words in each language."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of one place for callers in a locale, before and now; empty where nothing was or is said.

    `spoken_before` and `spoken_now` are the locales that the words are really in.
    """

    locale: str
    before: str
    now: str
    spoken_before: str
    spoken_now: str

    @property
    def is_lost(self) -> bool:
        """Whether callers had words in their language, and have others' now, until somebody translates them."""
        return self.spoken_now not in ("", self.locale) and self.spoken_before in ("", self.locale)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `node` is where it is in its flow; `label` which part of it: `key 2`, `timeout`.

    `heard` has those locales in which the words differ, the source locale first.
    """

    kind: ChangeKind
    node: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    heard: tuple[Heard, ...] = ()

    @property
    def is_heard(self) -> bool:
        """Whether a caller or member can notice it."""
        return self.kind not in SILENT


class GroupKind(StrEnum):
    """What a group of changes is about."""

    FLOW = "flow"
    BULLETIN = "bulletin"
    CALENDAR = "calendar"
    SETTINGS = "settings"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one flow, bulletin, calendar or notice, or of ivr.yaml, in the order that callers meet them."""

    kind: GroupKind
    id: str
    title: str
    changes: tuple[Change, ...]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class LanguageChange:
    """What became of a locale's words: addresses that lost their translation or recording, and those that got one.

    `stale`: the text changed, and its translation waits; `missing`: the text has none yet. The same for recordings.
    """

    locale: str
    stale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    recordings_stale: tuple[str, ...] = ()
    recordings_missing: tuple[str, ...] = ()
    recordings_new: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.counted())

    @staticmethod
    def counted() -> tuple[str, ...]:
        """The names of the lists, in their order."""
        return ("stale", "missing", "mended", "recordings_stale", "recordings_missing", "recordings_new")


@dataclass(frozen=True, slots=True)
class CallChange:
    """A scripted call that goes differently: the first event that is another one, as `harness.compare` describes it.

    `is_other_path`: something else happens (a key, a lookup, a queue, the end), and `before` and `after` are that; else
    only other words are heard. Empty: the call was or is over. The events are the same, for faces to put into words.
    `passes` says whether the call still goes as its script says; None for a script that is gone.
    """

    name: str
    flow: str
    locale: str
    span: Span
    before: str
    after: str
    is_other_path: bool
    passes: bool | None
    event_before: Event | None = None
    event_after: Event | None = None


def is_alike(before: str, after: str) -> bool:
    """Whether two described events are of one kind, and what was said is in one language."""
    return before.split(" ")[0] == after.split(" ")[0] and (
        not before.startswith("say ") or before.partition(":")[0] == after.partition(":")[0]
    )


@dataclass(frozen=True, slots=True)
class Calls:
    """The scripts that were played on both, and those that go differently."""

    played: int = 0
    changed: tuple[CallChange, ...] = ()

    def by_difference(self, *, is_other_path: bool) -> dict[tuple[str, str], list[CallChange]]:
        """Calls that part in the same way, together: `(before, after)` -> calls."""
        found: dict[tuple[str, str], list[CallChange]] = {}
        for one in self.changed:
            if one.is_other_path is is_other_path:
                found.setdefault((one.before, one.after), []).append(one)
        return found


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a call came to: a node, what was heard there, in which locale, and what happened then.

    Without a node, the event is what happened; without either, the call was over.
    """

    node: str = ""
    words: str = ""
    locale: str = ""
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class PathChange:
    """Calls to a flow that go another way after these steps: what callers did, and what they were answered."""

    flow: str
    steps: tuple[Event, ...]
    before: Arrival
    now: Arrival


@dataclass(frozen=True, slots=True)
class Paths:
    """Calls that were made up and played on both: how many, where they part, each once; the shortest first.

    `left_out`: ways that differ and were not tried for want of time.
    """

    played: int = 0
    changed: tuple[PathChange, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All that is different. With `diagnostics`, one of the two could not be read, and the report may lack things."""

    groups: tuple[Group, ...] = ()
    languages: tuple[LanguageChange, ...] = ()
    calls: Calls = Calls()
    paths: Paths = Paths()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether callers and members notice nothing."""
        is_heard = any(change.is_heard for group in self.groups for change in group.changes)
        return not (is_heard or self.calls.changed or self.paths.changed or self.diagnostics)
