"""Recordings: what people have spoken of each language, what is missing, stale or not good; each text with its take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.catalog.compare import word_difference
from ivr_author.core.locale import Locale, find_locale
from ivr_author.speech.audio import MAX_AUDIO_BYTES
from ivr_author.usecases.hear import hear_voice
from ivr_author.usecases.recording_desk import DeskLine, Part, files_of, heard
from ivr_author.usecases.recording_sheet import guidance
from ivr_author.web.access import visible_locales
from ivr_author.web.call.booth import voice_notes
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.studio import Snapshot
from ivr_author.web.texts import BULLETINS, TEXTS
from ivr_author.web.translate.bench import LONGEST_QUERY, number_in
from ivr_author.web.translate.held_take import HeldTake, held_take
from ivr_author.web.translate.recordings import (
    Opened,
    faults_of_manifest,
    hidden_flows,
    listen,
    places_of,
    program_known,
    recording_desks,
)
from ivr_author.workspace.espeak import voice_key
from ivr_author.workspace.files import WorkspaceError, read_file, read_if_there, revision
from ivr_author.workspace.layout import audio_folder

blueprint = Blueprint("recordings", __name__)
ROOM = Room(blueprint, gettext("Recordings"), "recordings.index", order=30, under="translate", tab_of="translate")

PAGE = 40

ALL = "all"
TITLES = {
    ALL: gettext("All"),
    Part.MISSING: gettext("Not recorded"),
    Part.STALE: gettext("Recorded in earlier words"),
    Part.FAULTY: gettext("Does not pass the check"),
    Part.RECORDED: gettext("Recorded"),
    Part.VOICE: gettext("Needs a voice"),
    Part.LEFT: gettext("Left over"),
}
"""The states in people's words."""

MARKS = {
    Part.MISSING: "missing",
    Part.STALE: "stale",
    Part.FAULTY: "warning",
    Part.RECORDED: "done",
    Part.VOICE: "note",
    Part.LEFT: "note",
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a language, a filter, and who speaks where takes are brought one after the other."""

    shown: Snapshot
    locale: Locale
    opened: Opened
    show: str
    flow: str
    query: str
    by: str
    on: str

    @property
    def chosen(self) -> Sequence[DeskLine]:
        """The lines of the filter."""
        part = None if self.show == ALL else Part(self.show)
        return self.opened.desk.chosen(part, self.flow, self.query)

    def address(self, endpoint: str = "recordings.show", **changes: Any) -> str:
        """An address of this list with something changed."""
        asked = {
            "show": self.show if self.show != ALL else None,
            "flow": self.flow or None,
            "q": self.query or None,
            "by": self.by or None,
            "on": self.on or None,
            **changes,
        }
        return url_for(endpoint, locale=self.locale.id, **{name: one for name, one in asked.items() if one})

    def beside(self, line: DeskLine, step: int) -> DeskLine | None:
        """The text of the list next to one, or before it, which need not be in the list itself any more."""
        places = {name: place for place, name in enumerate(self.opened.desk.by_name)}
        here = places[line.name]
        chosen = [one for one in self.chosen if one.name in places and one.part is not Part.LEFT]
        before = [one for one in chosen if places[one.name] < here]
        after = [one for one in chosen if places[one.name] > here]
        if step > 0:
            return after[0] if after else None
        return before[-1] if before else None


def known_locales(shown: Snapshot) -> list[str]:
    """The languages whose recordings whoever asks may see: all read the source."""
    if shown.content is None:
        return []
    settings = shown.content.settings
    return [settings.source_locale, *visible_locales(settings.locales)]


def open_list(locale: str) -> Asked:
    """What the address asks for. Aborts with 404 for an unknown language, 503 while nobody knows what calls say."""
    shown = snapshot()
    if shown.content is None or locale not in shown.content.settings.all_locales():
        explained = gettext("This workspace has no language “{locale}”. Its languages are listed in ivr.yaml.")
        abort(404, explained.format(locale=locale[:40]))
    opened = recording_desks().opened(shown, program_known(shown), locale)
    if opened is None:
        abort(503, gettext("What calls say is not known yet: flows are still being checked, or have errors."))
    asked = {name: request.args.get(name, "").strip()[:LONGEST_QUERY] for name in ("show", "flow", "q", "by", "on")}
    show = asked["show"] if asked["show"] in list(Part) else ALL
    flow = asked["flow"] if asked["flow"] in opened.desk.rooms else ""
    return Asked(shown, find_locale(locale), opened, show, flow, asked["q"], asked["by"], asked["on"])


def find_line(asked: Asked, text: str) -> DeskLine:
    """The text that an address names. Aborts with 404."""
    line = asked.opened.desk.by_name.get(text)
    if line is None:
        abort(404, gettext("There is no such text any more: it was changed, removed, or renamed."))
    return line


@blueprint.get("/recordings")
def index() -> Answer | str:
    """Languages and how far their recordings are."""
    if request.args.get("locale"):
        return redirect(url_for("recordings.show", locale=request.args["locale"]), 303)
    shown = snapshot()
    program = program_known(shown)
    desks = [(find_locale(one), recording_desks().opened(shown, program, one)) for one in known_locales(shown)]
    unheard = sum(opened.unheard for _, opened in desks if opened is not None)
    return render_template(
        "recordings.html",
        desks=[(locale, opened) for locale, opened in desks if opened is not None],
        is_known=shown.content is not None and all(opened is not None for _, opened in desks),
        has_recordings=any(opened is not None and opened.desk.has_recordings for _, opened in desks),
        job=listen(shown) if unheard else None,
        unheard=unheard,
        hidden=next((hidden_flows(shown, opened) for _, opened in desks if opened is not None), ()),
        part=Part,
        titles=TITLES,
    )


@blueprint.get("/recordings/<locale>")
def show(locale: str) -> str:
    """The texts of one language, with what is there of each."""
    asked = open_list(locale)
    chosen = asked.chosen
    first = number_in(request.args.get("from", ""), len(chosen)) // PAGE * PAGE
    return render_template(
        "recordings_list.html",
        asked=asked,
        desk=asked.opened.desk,
        listed=chosen[first : first + PAGE],
        total=len(chosen),
        first=first,
        page_size=PAGE,
        part=Part,
        titles=TITLES,
        marks=MARKS,
        room_titles=room_titles(asked.shown),
        places=lambda line: places_of(asked.shown, line.addresses[:1], locale),
        file_name=lambda line: line.file.rpartition("/")[2],
        revision_of=lambda line: revision_of(asked, line.file),
        untranslated=asked.opened.untranslated,
        job=listen(asked.shown) if asked.opened.unheard else None,
        hidden=hidden_flows(asked.shown, asked.opened),
        faults=faults_of_manifest(asked.shown, locale),
        voice_notes=list(voice_notes([locale])),
        taken=asked.opened.desk.by_name.get(request.args.get("taken", "")),
        removed=_removed(asked),
    )


@blueprint.get("/recordings/<locale>/<text>")
def text(locale: str, text: str) -> str | tuple[str, int]:
    """One text: its words and how they are said, what callers hear now, and the take that was brought."""
    asked = open_list(locale)
    line = find_line(asked, text)
    key = request.args.get("take", "")
    held = held_take(key, locale) if key else None
    if held is not None and held.digest != line.digest:
        return show_text(asked, line, trouble=words_changed(), status=409)
    gone = gettext("This take is not kept any more. Bring it in once more.") if key and held is None else ""
    return show_text(asked, line, held, trouble=gone)


def words_changed() -> str:
    """What is told where a take is of words that are none any more."""
    return gettext("The words were changed meanwhile, so the take says earlier ones. Look at them as they are now.")


def show_text(
    asked: Asked,
    line: DeskLine,
    held: HeldTake | None = None,
    trouble: str = "",
    status: int = 200,
    **more: Any,
) -> tuple[str, int]:
    """The page of one text; `trouble` says why nothing was taken."""
    shown, locale, opened = asked.shown, asked.locale.id, asked.opened
    line = heard(shown.workspace, line, shown.stamp.signatures())
    segment = next((one for one in shown.segments if one.address == line.places[0].address), None)
    stale = line.stale.recording.text if line.stale is not None else ""
    before, after = asked.beside(line, -1), asked.beside(line, 1)
    speakers = {take.recording.by for take in shown.workspace.takes.get(locale, ()) if take.recording.by}
    page = render_template(
        "recordings_text.html",
        asked=asked,
        line=line,
        held=held,
        trouble=trouble,
        guided=guidance(shown.workspace, opened.program, shown.translations, segment, line.places[0]),
        difference=word_difference(stale, line.text) if stale else (),
        places=places_of(shown, line.addresses, locale),
        file_name=line.file.rpartition("/")[2],
        seen=revision_of(asked, target_of(asked, line)),
        seen_file=revision_of(asked, line.file),
        has_voice=bool(voice_key(line.text, locale)),
        voice_notes=list(voice_notes([locale])),
        before=asked.address("recordings.text", text=before.name) if before else "",
        after=asked.address("recordings.text", text=after.name) if after else "",
        part=Part,
        titles=TITLES,
        marks=MARKS,
        speakers=sorted(speakers),
        taken=opened.desk.by_name.get(request.args.get("taken", "")),
        removed=_removed(asked),
        most=MAX_AUDIO_BYTES // 1_000_000,
        **{"faults": (), "fields": {}, "by": asked.by, "on": asked.on, **more},
    )
    return page, status


def _removed(asked: Asked) -> str:
    """The name of the file that was removed just now, if the address tells so and it is gone."""
    name = request.args.get("removed", "")
    path = f"{audio_folder(asked.locale.id)}/{name}"
    return name if name and path not in files_of(asked.shown.workspace, asked.locale.id) else ""


def room_titles(shown: Snapshot) -> dict[str, str]:
    """What flows are called, and what stands beside them."""
    flows = shown.content.flows if shown.content else {}
    return {
        TEXTS: gettext("Built-in sentences"),
        BULLETINS: gettext("Bulletins"),
        **{one.id: one.title.value for one in flows.values()},
    }


def target_of(asked: Asked, line: DeskLine) -> str:
    """The file that a take of a text becomes."""
    return f"{audio_folder(asked.locale.id)}/{line.name}.wav"


def revision_of(asked: Asked, path: str) -> str:
    """The version of a file; empty: there is none."""
    raw = read_if_there(asked.shown.workspace.root, path) if path else None
    return "" if raw is None else revision(raw)


# --- sounds ----------------------------------------------------------------------------------------------------------


@blueprint.get("/recordings/<locale>/files/<file>")
def sound(locale: str, file: str) -> Response:
    """A recording as it lies there."""
    shown = snapshot()
    path = f"{audio_folder(locale)}/{file}"
    known = shown.content is not None and locale in shown.content.settings.all_locales()
    if not known or path not in files_of(shown.workspace, locale):
        abort(404, gettext("There is no such recording."))
    try:
        raw = read_file(the_studio().root, path, MAX_AUDIO_BYTES)
    except WorkspaceError as failure:
        abort(404, failure.diagnostic.message)
    return _as_sound(raw)


@blueprint.get("/recordings/<locale>/<text>/voice.wav")
def voice(locale: str, text: str) -> Response:
    """A text in the voice of this machine, recorded or not."""
    line = find_line(open_list(locale), text)
    raw = hear_voice(the_studio().root, locale, line.text)
    if raw is None:
        abort(404, gettext("There is no voice for this language on this machine."))
    return _as_sound(raw)


@blueprint.get("/recordings/<locale>/takes/<key>.wav")
def brought(locale: str, key: str) -> Response:
    """A take that was brought, as callers would hear it."""
    held = held_take(key, locale)
    if held is None:
        abort(404, gettext("This take is not kept any more. Bring it in once more."))
    return _as_sound(held.wav)


def _as_sound(raw: bytes) -> Response:
    answer = Response(raw, mimetype="audio/wav")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request, accept_ranges=True, complete_length=len(raw))
    return answer
