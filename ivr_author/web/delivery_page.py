"""A delivery between its upload and its taking: what may be sent, what is held, and the report as a long task.

What a delivery does to texts and recordings is left to the usecases; the pages are in `views/deliveries.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_DELIVERY_BYTES
from ivr_author.notice.channel import CannotRender
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.exchange import Import as Translations
from ivr_author.usecases.exchange import import_deliveries
from ivr_author.usecases.import_recordings import Import as Recordings
from ivr_author.usecases.import_recordings import import_recordings
from ivr_author.usecases.print_sheet import sheet_as_pdf
from ivr_author.usecases.recording_sheet import Only, sheet_name, sheets_of, write_csv
from ivr_author.usecases.takes import Delivery
from ivr_author.usecases.unknown import UnknownName
from ivr_author.web.export_page import MadeFile, digest_of, make, start
from ivr_author.web.jobs import Job, JobFault, Lane, Progress
from ivr_author.web.language import gettext
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.studio import Snapshot
from ivr_author.web.waiting import Kind, the_tray
from ivr_author.workspace.archive import looks_zipped, opened_archive
from ivr_author.workspace.files import Conflict
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.tray import Held

MOST_BYTES = {Kind.TRANSLATIONS: MAX_DELIVERY_BYTES, Kind.RECORDINGS: 300_000_000}
"""Of all files together, packed or not. A thousand prompts in studio quality are 300 MB."""

MOST_FILES = {Kind.TRANSLATIONS: 20, Kind.RECORDINGS: 900}

MOST_NAME = 200

MEDIA = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
"""The forms of a recording script."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a delivery came to, or would: one of the two, and how many things it brings."""

    translations: Translations | None = None
    recordings: Recordings | None = None

    @property
    def accepted(self) -> int:
        """Texts or recordings that are taken."""
        if self.recordings is not None:
            return len(self.recordings.accepted)
        return self.translations.accepted if self.translations is not None else 0

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What stands in the way of all files."""
        done = self.recordings or self.translations
        return done.diagnostics if done is not None else ()

    @property
    def unkept(self) -> Diagnostic | None:
        """Why what was taken has no version in the history, if so."""
        done = self.recordings or self.translations
        return done.unkept if done is not None else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person says of recordings: their language, who speaks, and when (an ISO date); as it was typed."""

    locale: str = ""
    by: str = ""
    on: str = ""

    def faults(self, locales: Sequence[str]) -> dict[str, str]:
        """What can't be so, by field."""
        found = {}
        if self.locale not in locales:
            found["locale"] = gettext("Choose the language that is spoken.")
        if len(self.by) > MOST_NAME or not self.by.isprintable():
            found["by"] = gettext("Give a shorter name, in one line.")
        try:
            is_day = not self.on or dt.date.fromisoformat(self.on).isoformat() == self.on
        except ValueError:
            is_day = False
        if not is_day:
            found["on"] = gettext("Give a day such as 2026-11-22.")
        return found


def hold(kind: Kind, files: Sequence[FileStorage], facts: Chosen) -> str:
    """Keep files until they are taken, and give their key. Raises `WorkspaceError` with the reason against it."""
    told = {"kind": kind.value, "locale": facts.locale, "by": facts.by, "on": facts.on}
    with ExitStack() as opened:
        return the_tray().put(_streams(kind, files, opened), told, MOST_BYTES[kind])


def _streams(kind: Kind, files: Sequence[FileStorage], opened: ExitStack) -> Iterator[tuple[str, BinaryIO]]:
    """Every file by its name; the files of a zip of recordings for the zip."""
    for file in files:
        stream, name = cast("BinaryIO", file.stream), bare_name(file.filename or "")
        begin = stream.read(4)
        stream.seek(0)
        if kind is Kind.RECORDINGS and looks_zipped(begin):
            parts = opened.enter_context(opened_archive(stream, name, MOST_FILES[kind], MOST_BYTES[kind]))
            yield from ((bare_name(part), content) for part, content in parts)
        else:
            yield name, stream


def bare_name(given: str) -> str:
    """What an uploaded file is called: it is shown, and tells which text a recording is of; no file is named so."""
    name = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one if one.isprintable() else "\ufffd" for one in name)
    return shown[-MOST_NAME:] or "?"


def judge(held: Held) -> Job:
    """The report on a delivery: what would become of it in the workspace as it is now. Nothing is written."""
    key = f"delivery/{held.key}/{digest_of(snapshot())}"
    return start(key, partial(_work, the_studio().root, the_studio().keeper, held, True), Lane.FILES)


def take(held: Held) -> Job:
    """Take what can be accepted; where that succeeds, the delivery no longer waits."""
    root, keeper, tray = the_studio().root, the_studio().keeper, the_tray()
    # Words for people are found here: there is no reader in the thread.
    changed = gettext("Somebody changed the same files at this moment. Nothing was taken. Look at the report again.")

    def work(progress: Progress) -> Outcome:
        try:
            outcome = _work(root, keeper, held, False, progress)
        except Conflict as conflict:
            raise JobFault(changed) from conflict
        tray.drop(held.key)
        return outcome

    return start(taking_key(held.key), work, Lane.FILES)


def make_script(shown: Snapshot, locale: str, form: str, only: Only) -> Job:
    """The recording script of a language as a `MadeFile`; None comes of it where there is nothing to record."""
    root = shown.workspace.root

    def work(progress: Progress) -> MadeFile | None:
        progress(0.05, "")
        checked = shown.checked or check_workspace(root, targets=(), notices=NoticeChecks.NONE)
        progress(0.4, "")
        made = sheets_of(checked, [locale], only)
        if not made.sheets or not made.sheets[0].lines:
            return None
        progress(0.6, "")
        try:
            raw = write_csv(made.sheets[0]) if form == "csv" else sheet_as_pdf(made.sheets[0], made)
        except CannotRender as fault:
            raise JobFault(str(fault)) from fault
        return MadeFile(raw, sheet_name(locale, f".{form}"), MEDIA[form])

    return make(shown, f"script/{locale}/{form}/{only}", work)


def taking_key(key: str) -> str:
    """The key of the task that takes a delivery."""
    return f"taking/{key}"


def _work(root: Path, keeper: Keeper, held: Held, is_trial: bool, progress: Progress) -> Outcome:
    progress(0.05, "")
    if held.facts["kind"] == Kind.TRANSLATIONS:
        return Outcome(translations=import_deliveries(keeper, root, held.parcels, is_trial))
    facts = Delivery(held.facts["by"], held.facts["on"])
    try:
        done = import_recordings(keeper, root, held.parcels, held.facts["locale"], facts, is_trial)
    except UnknownName as fault:
        raise JobFault(str(fault)) from fault
    return Outcome(recordings=done)
