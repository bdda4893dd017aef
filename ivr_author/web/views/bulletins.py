"""Bulletins: which are on, what callers hear of them in each language; on and off with a start and an end, in seconds.

The banner on every page, until a second person has confirmed having seen a switch, is here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.approvals import RecordedApprovals
from ivr_author.usecases.bulletin_words import words_of
from ivr_author.usecases.bulletins import BulletinBoard, BulletinNow, BulletinState
from ivr_author.usecases.gate import Approvals
from ivr_author.usecases.hear import hear_line, seconds_of_line
from ivr_author.usecases.program import program_of
from ivr_author.usecases.switch_bulletin import Switched, confirm_switch, switch_off, switch_on
from ivr_author.web.access import may, visible_locales
from ivr_author.web.bulletin.banner import Banner, On, banner, bulletins_on
from ivr_author.web.bulletin.desk import act_of_visitor, the_desk
from ivr_author.web.bulletin.form import INPUTS, NUMERIC, good_values, read_form, slot_faults, values_of
from ivr_author.web.call.booth import voice_notes
from ivr_author.web.form_fault import FormFault, faults_of
from ivr_author.web.forms import take_only
from ivr_author.web.language import from_now, gettext
from ivr_author.web.links import source_link
from ivr_author.web.numbers import whole_number
from ivr_author.web.person import person
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.signed_in import the_people
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("bulletins", __name__)
ROOM = Room(blueprint, gettext("Bulletins"), "bulletins.index", order=16)

HEARD_SECONDS = 2
"""Within so many seconds calls that begin hear a switch: the service looks every second, and compiles."""

CONFLICTS = ("switch-meanwhile", "bulletin-words-changed", "bulletin-off", "switch-seen")
DISK, DISK_STATUS = "file-unwritable", 507
LARGEST_NUMBER = 10**8

_ORDER = (BulletinState.ON, BulletinState.WAITING, BulletinState.OFF, BulletinState.OVER)


@blueprint.app_context_processor
def about_bulletins() -> dict[str, Callable[[], Banner | On]]:
    """What pages ask while they are drawn."""
    return {"bulletin_banner": banner, "bulletins_on": bulletins_on}


@blueprint.get("/bulletins")
def index() -> str | tuple[str, int]:
    """All of them, those that callers hear first."""
    try:
        board = the_desk().board()
    except WorkspaceError as failure:
        return render_template("bulletins_broken.html", fault=failure.diagnostic), 409
    rows = sorted(board.bulletins, key=lambda row: (_ORDER.index(row.state), row.bulletin.title.value))
    content = snapshot().content
    heard = {row.bulletin.id for row in rows}
    unreleased = [one for name, one in content.bulletins.items() if name not in heard] if content is not None else []
    return _render("bulletins.html", board, rows=rows, unreleased=unreleased)


@blueprint.get("/bulletins/<bulletin_id>")
def show(bulletin_id: str) -> str:
    """One of them: what callers hear, who switched it, and the form to switch it. As a fragment, its words alone."""
    values = values_of(request.args)
    if "HX-Request" in request.headers:
        board, row = open_bulletin(bulletin_id)
        return _render("bulletins_words.html", board, **_said(row, request.args if values else None))
    return _page(bulletin_id, tried=request.args if values else None)


@blueprint.post("/bulletins/<bulletin_id>/switch")
def switch(bulletin_id: str) -> Answer:
    """Switch it on or off; or show what callers would hear, which changes nothing."""
    root, desk = the_studio().root, the_desk()
    typed = read_form(root)
    deed = request.form.get("do", "")
    after = whole_number(request.form.get("after", ""), 0, LARGEST_NUMBER)
    if deed not in ("on", "off", "show") or after is None:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    open_bulletin(bulletin_id)
    if deed == "show":
        return make_response(_page(bulletin_id, tried=request.form))
    if deed == "on" and typed.faults:
        return make_response(_page(bulletin_id, typed.faults, tried=request.form), 422)
    seen = request.form.get("seen", "")[:64]
    try:
        if deed == "on":
            act = act_of_visitor("switch a bulletin on", typed.reason, after, seen)
            done = switch_on(
                root,
                bulletin_id,
                typed.values,
                act,
                start=typed.start,
                end=typed.end,
                approvals=_approvals(),
                now=desk.now(),
                opening=desk.opening,
            )
        else:
            act = act_of_visitor("switch a bulletin off", request.form.get("reason", "").strip(), after)
            done = switch_off(root, bulletin_id, act, now=desk.now(), opening=desk.opening)
    except WorkspaceError as failure:
        return _refused(bulletin_id, [failure.diagnostic])
    return _refused(bulletin_id, done.faults) if done.switch is None else _switched(bulletin_id, done)


@blueprint.post("/bulletins/<bulletin_id>/confirm")
def confirm(bulletin_id: str) -> Answer:
    """Somebody else has seen what callers hear."""
    take_only("number")
    number = whole_number(request.form.get("number", ""), 1, LARGEST_NUMBER)
    if number is None:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    open_bulletin(bulletin_id)
    try:
        confirm_switch(the_studio().root, number, act_of_visitor("confirm a bulletin"), the_desk().now())
    except WorkspaceError as failure:
        return _refused(bulletin_id, [failure.diagnostic])
    return redirect(url_for("bulletins.show", bulletin_id=bulletin_id, confirmed=number), 303)


@blueprint.get("/bulletins/<bulletin_id>/sound.wav")
def sound(bulletin_id: str) -> Response:
    """What a caller hears, as it sounds on a telephone."""
    _, row = open_bulletin(bulletin_id)
    heard, values = the_desk().heard(), good_values(row.bulletin, request.args)
    locale = request.args.get("locale", "")
    if locale not in heard.content.settings.all_locales():
        abort(404, gettext("Nothing is said there."))
    words = words_of(row.bulletin, heard.translations, locale, values or None)
    # Of a release, the words are those of its commit; recordings are the studio's, by the words that they say.
    workspace = replace(heard.workspace, root=the_studio().root)
    program = program_of(workspace, replace(heard.content, flows={}))
    made = hear_line(the_studio().root, program, words.spoken_in, words.said)
    answer = Response(made.wav, mimetype="audio/wav")
    answer.headers["X-Sound-Source"] = ", ".join(dict.fromkeys(made.sources))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request, accept_ranges=True, complete_length=len(made.wav))
    return answer


def open_bulletin(bulletin_id: str) -> tuple[BulletinBoard, BulletinNow]:
    """The board, and the bulletin that an address names; 404 for what callers can't hear."""
    try:
        board = the_desk().board()
    except WorkspaceError as failure:
        abort(409, failure.diagnostic.message)
    row = next((one for one in board.bulletins if one.bulletin.id == bulletin_id), None)
    if row is None:
        content = snapshot().content
        if content is not None and bulletin_id in content.bulletins:
            words = gettext("Callers can hear the bulletin “{name}” once a release with it is live.")
            abort(404, words.format(name=bulletin_id))
        abort(404, gettext("There is no bulletin “{name}”.").format(name=bulletin_id))
    return board, row


# --- what becomes of a form ------------------------------------------------------------------------------------------


def _approvals() -> Approvals | None:
    people = the_people()
    return RecordedApprovals(people.database) if people is not None else None


def _switched(bulletin_id: str, done: Switched) -> Answer:
    assert done.switch is not None, "it was switched"
    the_desk().warnings.remember(done.switch.number, done.warnings)
    return redirect(url_for("bulletins.show", bulletin_id=bulletin_id, switched=done.switch.number), 303)


def _refused(bulletin_id: str, faults: Sequence[Diagnostic]) -> Answer:
    rules = {one.rule for one in faults}
    status = 409 if rules & set(CONFLICTS) else DISK_STATUS if DISK in rules else 422
    return make_response(_page(bulletin_id, slot_faults(faults), tried=request.form), status)


# --- pages -----------------------------------------------------------------------------------------------------------


def _page(bulletin_id: str, faults: Sequence[FormFault] = (), tried: Mapping[str, str] | None = None) -> str:
    """The page of one, with what was typed and what is wrong with it."""
    board, row = open_bulletin(bulletin_id)
    desk, here = the_desk(), person()
    number = whole_number(request.args.get("switched", ""), 1, LARGEST_NUMBER)
    held, path = row.switch, row.bulletin.source.path
    return _render(
        "bulletins_one.html",
        board,
        faults=faults,
        typed=request.form,
        after=board.switches.last,
        seen=desk.heard().digest(row.bulletin),
        inputs=INPUTS,
        numeric=NUMERIC,
        is_new=held is not None and held.number == number,
        is_confirmed=held is not None and str(held.number) == request.args.get("confirmed", ""),
        warnings=faults_of(desk.warnings.told(number) or ()),
        is_own=held is not None and held.is_by(here.name, here.email),
        source=source_link(path) if board.release is None and may("source.save", path=path) else "",
        **_said(row, tried),
    )


def _said(row: BulletinNow, tried: Mapping[str, str] | None) -> dict[str, Any]:
    """The words in the languages that whoever looks may see; with values that were tried, else with its own."""
    heard = the_desk().heard()
    values = None if tried is None else good_values(row.bulletin, tried)
    words = row.words if values is None else heard.words(row.bulletin, values)
    settings = heard.content.settings
    seen = {settings.source_locale, *visible_locales(settings.locales)}
    program = program_of(replace(heard.workspace, root=the_studio().root), replace(heard.content, flows={}))
    shown = [one for one in words if one.locale in seen]
    return {
        "row": row,
        "words": shown,
        "seconds": {one.locale: seconds_of_line(program, one.spoken_in, one.said) for one in shown},
        "values": row.values if values is None else values,
        "is_tried": values is not None,
        "sound_values": {f"slot.{name}": value for name, value in (values or {}).items()},
        "voice_notes": list(voice_notes([one.spoken_in for one in shown])),
    }


def _render(template: str, board: BulletinBoard, **values: Any) -> str:
    """A page of this room, with what all of them ask."""
    zone, desk = ZoneInfo(board.time_zone), the_desk()

    def here(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    return render_template(
        template,
        board=board,
        here=here,
        zone=zone.key,
        from_now=lambda moment: from_now(moment - desk.now()),
        may_switch=may("bulletins.switch"),
        has_people=the_people() is not None,
        heard_seconds=HEARD_SECONDS,
        **values,
    )
