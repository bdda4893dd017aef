"""Takes of the room Recordings: brought and heard first, then taken or not; and recordings that are removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.speech.audio import MAX_AUDIO_BYTES
from ivr_author.usecases.recording_desk import DeskLine
from ivr_author.usecases.takes import Delivery, UnsoundManifest, convert, keep_takes, recording_of, remove_take
from ivr_author.web.delivery_page import Chosen, bare_name
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.security import takes_uploads
from ivr_author.web.translate.held_take import HeldTake, held_take, hold_take, warnings_of
from ivr_author.web.views.recordings import Asked, find_line, open_list, show_text, words_changed
from ivr_author.web.waiting import the_tray
from ivr_author.workspace.files import Conflict, WorkspaceError
from ivr_author.workspace.keeper import Kept
from ivr_author.workspace.parcel import Parcel

blueprint = Blueprint("recording_takes", __name__)
ROOM = Room(blueprint, under="translate")


@blueprint.post("/recordings/<locale>/<text>")
@takes_uploads(MAX_AUDIO_BYTES)
def bring(locale: str, text: str) -> Answer | tuple[str, int]:
    """Judge a file and keep it until it is taken; what can't be used is told, and not kept."""
    take_only("digest")
    asked = open_list(locale)
    line = find_line(asked, text)
    if request.form.get("digest") != line.digest:
        return show_text(asked, line, trouble=words_changed(), status=409)
    file = request.files.get("take")
    if file is None or not file.filename:
        return show_text(asked, line, status=422, fields={"take": gettext("Choose the file that was recorded.")})
    name, stream = bare_name(file.filename), file.stream
    done = convert(Parcel(name, lambda most: stream.read(most + 1)), asked.opened.spoken, line.digest, Delivery())
    if done.recording is None:
        return show_text(asked, line, status=422, faults=warnings_of(done.diagnostics), refused=name)
    try:
        key = hold_take(done, done.recording, name)
    except WorkspaceError as failure:
        return show_text(asked, line, status=500, faults=warnings_of([failure.diagnostic]), refused=name)
    return redirect(asked.address("recordings.text", text=line.name, take=key), 303)


@blueprint.post("/recordings/<locale>/<text>/take")
def take(locale: str, text: str) -> Answer | tuple[str, int]:
    """Keep the take that was brought, and go on to the next text of the list."""
    take_only("key", "seen", "by", "on")
    asked = open_list(locale)
    line, held = find_line(asked, text), _held(locale)
    if held.digest != line.digest:
        return show_text(asked, line, trouble=words_changed(), status=409)
    by, on = (" ".join(request.form.get(name, "").split()) for name in ("by", "on"))
    typed = {"by": by, "on": on}
    fields = Chosen(locale, by, on).faults([locale])
    if fields:
        return show_text(asked, line, held, status=422, fields=fields, **typed)
    recording = recording_of(asked.opened.spoken, line.digest, held.seconds, Delivery(by, on))
    seen = {recording.path: request.form.get("seen") or None}
    message = f"Take the recording of {recording.address} in {locale}"
    saved = _tried(
        lambda: keep_takes(the_studio().keeper, the_studio().root, locale, {recording: held.wav}, message, seen)
    )
    if saved.kept is None:
        return show_text(asked, line, held, saved.trouble, saved.status, faults=warnings_of(saved.faults), **typed)
    the_tray().drop(held.key)
    fresh = open_list(locale)
    following = fresh.beside(fresh.opened.desk.by_name.get(line.name, line), 1)
    told = {"taken": line.name, "unkept": saved.unkept, "by": by or None, "on": on or None}
    if following is None:
        return redirect(asked.address("recordings.show", **told), 303)
    return redirect(asked.address("recordings.text", text=following.name, **told), 303)


@blueprint.post("/recordings/<locale>/<text>/drop")
def drop(locale: str, text: str) -> Answer:
    """Do not keep the take that was brought."""
    take_only("key")
    if "key" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    asked = open_list(locale)
    if held_take(request.form.get("key", ""), locale) is not None:
        the_tray().drop(request.form["key"])
    return redirect(asked.address("recordings.text", text=text), 303)


@blueprint.post("/recordings/<locale>/files/<file>/remove")
def remove(locale: str, file: str) -> Answer | tuple[str, int]:
    """Take a recording away, with its entry in the manifest; the history keeps it."""
    take_only("seen")
    asked = open_list(locale)
    line = _line_of(asked, file)
    if line is None:
        abort(404, gettext("There is no such recording."))
    seen = request.form.get("seen") or None
    saved = _tried(lambda: remove_take(the_studio().keeper, the_studio().root, locale, file, seen))
    of_text = asked.opened.desk.by_name.get(line.name)
    if saved.kept is None and of_text is not None:
        return show_text(asked, of_text, None, saved.trouble, saved.status, faults=warnings_of(saved.faults))
    if saved.kept is None:
        reasons = "; ".join(one.message for one in saved.faults)
        abort(saved.status, f"{saved.trouble} {reasons}".strip())
    told: dict[str, Any] = {"removed": file, "unkept": saved.unkept}
    fresh = open_list(locale)
    if of_text is not None and of_text.name in fresh.opened.desk.by_name:
        return redirect(asked.address("recordings.text", text=of_text.name, **told), 303)
    return redirect(url_for("recordings.show", locale=locale, **told), 303)


def _held(locale: str) -> HeldTake:
    held = held_take(request.form.get("key", ""), locale)
    if held is None:
        abort(404, gettext("This take is not kept any more. Bring it in once more."))
    return held


def _line_of(asked: Asked, file: str) -> DeskLine | None:
    """What a file belongs to, there or not: a take of today's words, of earlier ones, or of none."""
    for line in asked.opened.desk.lines:
        entry = line.take or line.stale
        path = entry.recording.path if entry is not None else line.file
        if path.rpartition("/")[2] == file:
            return line
    return None


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a save came to, or why it did not."""

    kept: Kept | None = None
    trouble: str = ""
    status: int = 422
    faults: tuple[Diagnostic, ...] = ()

    @property
    def unkept(self) -> str | None:
        """Why there is no version in the history, if so."""
        return self.kept.fault.rule if self.kept is not None and self.kept.fault is not None else None


def _tried(save: Callable[[], Kept]) -> _Saved:
    try:
        return _Saved(save())
    except Conflict:
        told = gettext("Somebody changed this recording meanwhile. Listen to what is there now, then decide once more.")
        return _Saved(trouble=told, status=409)
    except UnsoundManifest as fault:
        told = gettext("The list of recordings in this language can't be written; nothing was saved.")
        return _Saved(trouble=told, faults=fault.diagnostics)
    except WorkspaceError as failure:
        return _Saved(trouble=gettext("Nothing was saved."), status=500, faults=(failure.diagnostic,))
