"""Voices: what speaks each language on each target, which texts callers would not hear, and the way out of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from flask import Blueprint, abort, current_app, render_template, request

from ivr_author.core.locale import find_locale
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.usecases.voices import VoiceRow, voice_rows
from ivr_author.web.access import visible_locales
from ivr_author.web.language import gettext
from ivr_author.web.links import source_link
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Snapshot
from ivr_author.web.translate.bench import number_in
from ivr_author.workspace.layout import SETTINGS

blueprint = Blueprint("voices", __name__)
ROOM = Room(blueprint, gettext("Voices"), "voices.index", order=40, under="translate", tab_of="translate")

PAGE = 50
"""Silent texts at a time."""

TITLES = {
    "silent": gettext("Callers hear nothing"),
    "borrowed": gettext("A borrowed voice"),
    "assumed": gettext("The platform’s voice, untried"),
    "way out": gettext("Another way"),
    "recorded": gettext("Recordings"),
    "voice": gettext("A voice"),
}
"""The statuses in plain words, those that need somebody first."""

SHAPES = {
    "silent": "error",
    "borrowed": "warning",
    "assumed": "note",
    "way out": "note",
    "recorded": "ok",
    "voice": "ok",
}

ADVICE = {
    "silent": gettext(
        "Record these texts, name a voice for the language under `voices` in ivr.yaml, or a way out under "
        "`without_voice`. Until then nothing is compiled for this target."
    ),
    "borrowed": gettext(
        "A voice of another language reads it. Let somebody who speaks the language listen on this platform; "
        "recordings take its place text by text."
    ),
    "assumed": gettext(
        "The platform is taken to have a voice for the language, and nobody has said so. Try a call there, and name "
        "the voice under `voices` in ivr.yaml."
    ),
    "way out": gettext(
        "The language has no voice here by decision, under `without_voice` in ivr.yaml. Callers hear the source "
        "language, or are put through to people."
    ),
    "recorded": gettext("There is no voice, and none is needed: every text has a recording of its very words."),
    "voice": gettext("Texts without a recording are read by this voice."),
}
"""What a status means, and what to do about it."""


@dataclass
class _Kept:
    """The rows of the program that was asked about last: to walk through all that is said takes a while."""

    lock: Lock = field(default_factory=Lock)
    program: Program | None = None
    rows: Sequence[VoiceRow] = ()


@blueprint.get("/voices")
def index() -> str:
    """Targets and languages; of one language that is named, all that there is to say."""
    shown = snapshot()
    settings = shown.content.settings if shown.content else None
    locales = [settings.source_locale, *visible_locales(settings.locales)] if settings else []
    chosen = request.args.get("locale", "")
    if chosen and chosen not in locales:
        abort(404, gettext("This workspace has no language “{locale}”.").format(locale=chosen[:40]))
    rows = _rows(shown)
    targets = {name: one.title for name, one in load_targets().items()}
    table = {(one.locale, one.target): one for one in rows if one.locale in locales}
    there = {status for status in TITLES if any(one.status == status for one in table.values())}
    target = request.args.get("target", "")
    silent = max((len(one.silent) for one in table.values() if one.locale == chosen), default=0)
    return render_template(
        "voices.html",
        locales=[find_locale(one) for one in locales],
        source=settings.source_locale if settings else "",
        targets=targets,
        table=table,
        is_known=bool(rows),
        chosen=find_locale(chosen) if chosen else None,
        target=target if target in targets else "",
        first=number_in(request.args.get("from", ""), silent) // PAGE * PAGE,
        page_size=PAGE,
        titles=TITLES,
        shapes=SHAPES,
        advice=ADVICE,
        statuses=[one for one in TITLES if one in there],
        settings_file=source_link(SETTINGS),
        has_recordings="recordings.index" in current_app.view_functions,
    )


def _rows(shown: Snapshot) -> Sequence[VoiceRow]:
    """What is known of every target and language; nothing where no flow can be compiled."""
    program, content = shown.program, shown.content
    if program is None or content is None or not program.entries:
        return ()
    kept = current_app.extensions.setdefault("ivr_voices", _Kept())
    assert isinstance(kept, _Kept), "nobody else puts one there"
    with kept.lock:
        if kept.program is not program:
            kept.rows = voice_rows(program, content.settings)
            kept.program = program
        return kept.rows
