"""The recordings of each language for its pages: kept until texts or files change, listened to on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock

from flask import current_app, url_for

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.ir.coverage import SpokenText, spoken_texts, with_voices_for_all
from ivr_author.ir.program import Program
from ivr_author.usecases.recording_desk import RecordingDesk, desk_of, listen_to, verdicts_of
from ivr_author.usecases.recording_sheet import untranslated
from ivr_author.usecases.recordings import SpokenLocale
from ivr_author.web.export_page import make
from ivr_author.web.jobs import Job
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.layout import audio_folder, is_below
from ivr_author.workspace.stamps import WorkspaceStamp

LISTENED_AT_ONCE = 30
"""Recordings that a page waits for to be listened to, a few milliseconds each; more are a task."""

Texts = Mapping[str, tuple[SpokenText, ...]]


@dataclass(frozen=True)
class Opened:
    """A language's desk; `unheard`: how many recordings nobody has listened to yet, which stand there as recorded."""

    program: Program
    spoken: SpokenLocale
    desk: RecordingDesk
    unheard: int

    @cached_property
    def untranslated(self) -> int:
        """How many texts are spoken in the source language for want of a translation."""
        locale = self.spoken.locale
        return sum(1 for _ in untranslated(self.program, locale)) if locale != self.program.source_locale else 0


@dataclass(frozen=True)
class _Given:
    """What a desk was made of."""

    stamp: WorkspaceStamp
    texts: Texts

    def is_same(self, other: _Given) -> bool:
        return self.stamp is other.stamp and self.texts is other.texts


class RecordingDesks:
    """The desks of a studio's languages."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._said: tuple[Program, Texts] | None = None
        self._kept: dict[str, tuple[_Given, Opened]] = {}

    def opened(self, shown: Snapshot, program: Program | None, locale: str) -> Opened | None:
        """The desk of one language, by what calls say and what is recorded of it now; None where nobody knows that."""
        if program is None or locale not in program.all_locales():
            return None
        given = _Given(shown.stamp, self._texts(program))
        with self._lock:
            known = self._kept.get(locale)
        if known is not None and known[0].is_same(given) and not known[1].unheard:
            return known[1]
        workspace = shown.workspace
        spoken = SpokenLocale(locale, given.texts.get(locale, ()), workspace.takes.get(locale, ()))
        if known is not None and (known[1].spoken.texts, known[1].spoken.takes) == (spoken.texts, spoken.takes):
            spoken = known[1].spoken
        verdicts, unheard = verdicts_of(workspace, locale, shown.stamp.signatures(), LISTENED_AT_ONCE)
        opened = Opened(program, spoken, desk_of(workspace, spoken, verdicts), unheard)
        with self._lock:
            self._kept[locale] = given, opened
        return opened

    def _texts(self, program: Program) -> Texts:
        """What is said in each language: most of a second for ten thousand texts, so made once for the same flows."""
        with self._lock:
            known = self._said
        if known is not None and _says_the_same(known[0], program):
            texts = known[1]
        else:
            texts = spoken_texts(with_voices_for_all(program))
        with self._lock:
            self._said = program, texts
        return texts


def _says_the_same(one: Program, other: Program) -> bool:
    return one is other or (
        one.all_locales() == other.all_locales()
        and one.organisation == other.organisation
        and one.blocks == other.blocks
        and one.messages == other.messages
        and one.speech == other.speech
    )


def recording_desks() -> RecordingDesks:
    """The desks of this studio."""
    held = current_app.extensions.setdefault("ivr_recordings", RecordingDesks())
    assert isinstance(held, RecordingDesks), "nobody else puts one there"
    return held


def program_known(shown: Snapshot) -> Program | None:
    """What calls say, as the check found that ended last; before a first one has, as the flows read."""
    latest = shown.checker.latest
    return shown.program if latest is None else (shown.checked or latest).program


def listen(shown: Snapshot) -> Job:
    """The task that listens to what nobody has listened to yet, in all languages."""
    signatures, workspace = shown.stamp.signatures(), shown.workspace
    work = partial(listen_to, workspace, tuple(workspace.takes), signatures)
    return make(shown, "listen", work).seen()


def hidden_flows(shown: Snapshot, opened: Opened) -> list[str]:
    """The flows that errors keep from being compiled: nobody knows what they say."""
    left_out = shown.flow_paths().keys() - opened.program.entries.keys()
    # One that is new may only not have been checked yet.
    return sorted(one for one in left_out if not shown.can_be_called(one))


def faults_of_manifest(shown: Snapshot, locale: str) -> Sequence[Diagnostic]:
    """What keeps entries of a language's manifest from being read: told beside its texts, each in its own place."""
    told_elsewhere = ("recording-file-missing", "recording-unlisted", "recording-stale", "recording-unused")
    folder = audio_folder(locale)
    return [
        one
        for one in shown.diagnostics
        if one.span is not None and is_below(one.span.path, folder) and one.rule not in told_elsewhere
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is heard: its address, and pages that show it there; empty where there is none."""

    address: str
    flow: str
    node: str
    bench: str


def places_of(shown: Snapshot, addresses: Iterable[str], locale: str) -> list[Place]:
    """The places, with the ways to them."""
    flows = shown.content.flows if shown.content else {}
    source = shown.content.settings.source_locale if shown.content else locale
    found = []
    for address in addresses:
        flow, _, rest = address.partition("/")
        node = rest.partition("/")[0]
        canvas = ""
        if flow in flows and node in flows[flow].nodes:
            canvas = url_for("flow.show", flow_id=flow, locale=locale, _anchor=f"n-{node}")
        bench = url_for("translate.show", locale=locale, at=f"flows:{address}")
        words = url_for("words.edit", address=address) if flow in flows or flow == "texts" else ""
        found.append(Place(address, canvas, node, words if locale == source else bench))
    return found
