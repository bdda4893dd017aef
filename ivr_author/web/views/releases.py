"""Releases: which is live, which wait, which were; making one, with what stands in its way; one of them in full.

Letting one go out, and going back, is left to `release_publish`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from mimetypes import guess_type
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale
from ivr_author.harness.targets import load_targets
from ivr_author.people.roles import Permission
from ivr_author.usecases.freeze import find_freeze
from ivr_author.usecases.gate import Gate
from ivr_author.usecases.release import Creation
from ivr_author.usecases.released import bundle_path
from ivr_author.usecases.show_releases import Shown, list_all, show_release
from ivr_author.usecases.unknown import UnknownName
from ivr_author.web.export_page import MadeFile, digest_of
from ivr_author.web.form_fault import FormFault, faults_of
from ivr_author.web.forms import take_only
from ivr_author.web.jobs import TooBusy, the_jobs
from ivr_author.web.language import gettext
from ivr_author.web.numbers import whole_number
from ivr_author.web.person import person
from ivr_author.web.prose import to_html
from ivr_author.web.release.blocks import ways_of
from ivr_author.web.release.desk import KEY, Refused, the_desk
from ivr_author.web.release.gate_words import block_in_words, note_in_words
from ivr_author.web.rooms import Room, office_zone, on_office_clock, snapshot, the_studio
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.releases import Release, check_name, find_commit, read_release, read_release_file

blueprint = Blueprint("releases", __name__)
ROOM = Room(blueprint, gettext("Releases"), "releases.index", order=32)

MOST_LISTED = 100
"""Releases on one page, the newest."""

GATES = {
    "check": gettext("The check finds no errors"),
    "calls": gettext("The call scripts pass on every target, in every required language"),
    "coverage": gettext("The call scripts enter enough of the flows"),
    "translations": gettext("Every required language is translated"),
    "voices": gettext("Every required language can be heard"),
    "readability": gettext("The words are easy enough, or excused"),
    "approvals": gettext("Someone else has approved what changed"),
    "freeze": gettext("No freeze window"),
}
"""The gates as pages call them, in order."""

NAME = "name"
CHANGED = "release-changed"


def fault_of(fault: Diagnostic, field: str = "") -> FormFault:
    """A fault of the workspace as one of the form."""
    return faults_of([fault], field)[0]


@blueprint.get("/releases/")
def index() -> str:
    """The list, with what is live above it."""
    found = list_all(the_studio().root, the_desk().now())
    live = next((one for one in found.releases if one.is_live), None)
    number = whole_number(request.args.get("called_off", ""), 1, 10**8)
    off = next((one for one in found.publications if one.called_off is not None and one.number == number), None)
    return render("releases.html", found=found, freeze=found.freeze, live=live, off=off, most=MOST_LISTED)


@blueprint.get("/releases/-/new")
def begin() -> str:
    """The form for a new one: what stands in the way first, once it was asked."""
    return _form(request.args.get(NAME, "")[:60])


@blueprint.post("/releases/-/new")
def create() -> Answer:
    """Begin to make one, or only ask what blocks it; what can't even begin is told at once."""
    take_only(NAME, "do")
    name, only_asks = request.form.get(NAME, "").strip(), request.form.get("do") == "ask"
    faults = [] if only_asks else _faults(name)
    if faults:
        return make_response(_form(name, faults), 422)
    try:
        job = the_desk().start("" if only_asks else name)
    except TooBusy:
        abort(503, gettext("The studio has many long tasks to do. Try again in a minute."))
    if job is None:
        return make_response(_form(name, [FormFault(_busy_words(), hint=gettext("Wait until it is done."))]), 409)
    return redirect(url_for("releases.begin", name=name or None, _anchor="making"), 303)


@blueprint.post("/releases/-/stop")
def stop() -> Answer:
    """Give up making one."""
    take_only("stop")
    the_jobs().cancel(KEY)
    return redirect(url_for("releases.begin", _anchor="making"), 303)


@blueprint.get("/releases/<name>")
def show(name: str) -> str:
    """One release: what it holds, its gates, who approved, and the ways to let it go out."""
    return show_page(name)


@blueprint.get("/releases/<name>/changes")
def changes(name: str) -> str:
    """What callers and members get otherwise than from the release that was live when it was made."""
    found = open_release(name)
    return render(
        "releases_changes.html",
        release=found.listed.release,
        changes=to_html(found.changes),
        faults=found.faults,
    )


@blueprint.get("/releases/<name>/files/<path:path>")
def file(name: str, path: str) -> Response:
    """A file of it as it was made; never one that was changed since."""
    root = the_studio().root
    try:
        raw = read_release_file(root, read_release(root, name), path)
    except WorkspaceError as failure:
        abort(409 if failure.diagnostic.rule == CHANGED else 404, failure.diagnostic.message)
    kind = guess_type(path)[0] or "application/octet-stream"
    return MadeFile(raw, f"{name}-{path.replace('/', '-')}", kind).send()


def open_release(name: str) -> Shown:
    """The release that an address names."""
    try:
        return show_release(the_studio().root, name, the_desk().now())
    except UnknownName:
        abort(404, gettext("There is no release “{name}”.").format(name=name))
    except WorkspaceError as failure:
        abort(409, failure.diagnostic.message)


def show_page(name: str, faults: list[FormFault] | None = None, **more: Any) -> str:
    """Its page, with what is wrong with a form on it."""
    found = open_release(name)
    desk, release = the_desk(), found.listed.release
    freeze = find_freeze(the_studio().root, desk.now())
    number = whole_number(request.args.get("published", ""), 1, 10**8)
    out = next((one for one in (*found.listed.was_live, *found.listed.waits) if one.number == number), None)
    return render(
        "releases_one.html",
        found=found,
        release=release,
        freeze=freeze,
        out=out,
        how=desk.went_out.told(number) if out is not None else None,
        faults=faults or [],
        # The gates of a form that was refused are those of this moment; these are of when it was made.
        gates=found.gates,
        bundles=[(title.title, bundle_path(one)) for one, title in load_targets().items() if _has(release, one)],
        letters=_letters(release),
        catalogs=_catalogs(release),
        others=[path for path in release.files if not path.startswith(("bundles/", "letters/", "catalogs/"))],
        may_break=person().may(Permission.BREAK_FREEZE),
        typed=request.form,
        **more,
    )


def render(template: str, **values: Any) -> str:
    """A page of this room, with what all of them ask."""
    shown, desk = snapshot(), the_desk()
    return render_template(
        template,
        **{
            "gate_titles": GATES,
            "note_words": note_in_words,
            "block_words": block_in_words,
            "ways": lambda gate, block: ways_of(shown, gate, block),
            "may_release": person().may(Permission.RELEASE),
            "here": on_office_clock,
            "zone": office_zone().key,
            "locale_of": find_locale,
            "task": desk.task,
            "job": desk.job(),
            **values,
        },
    )


def _form(name: str, faults: list[FormFault] | None = None) -> str:
    root, desk = the_studio().root, the_desk()
    job = desk.job()
    result = job.result if job is not None else None
    gates: tuple[Gate, ...] = result if isinstance(result, tuple) else ()
    return render(
        "releases_new.html",
        name=name or _proposed(),
        faults=faults or [],
        freeze=find_freeze(root, desk.now()),
        job=job,
        refused=fault_of(result.fault) if isinstance(result, Refused) else None,
        creation=result if isinstance(result, Creation) else None,
        gates=result.gates if isinstance(result, Creation) else gates,
        is_outdated=desk.task is not None and desk.task.content != digest_of(snapshot()),
    )


def _faults(name: str) -> list[FormFault]:
    """What keeps a release of this name from being begun."""
    root = the_studio().root
    faults = []
    try:
        check_name(name)
        if name in _names():
            message = gettext("There is a release “{name}” already.").format(name=name)
            faults.append(FormFault(message, NAME, gettext("Take another name: a release never changes.")))
    except WorkspaceError as failure:
        faults.append(fault_of(failure.diagnostic, NAME))
    try:
        find_commit(root)
    except WorkspaceError as failure:
        faults.append(fault_of(failure.diagnostic))
    return faults


def _proposed() -> str:
    """A name that is free: the day, and which of that day."""
    taken, today = _names(), f"{the_desk().now().astimezone(office_zone()):%Y-%m-%d}"
    more = (f"{today}.{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (today, *more) if one not in taken)


def _names() -> set[str]:
    return {one.release.name for one in list_all(the_studio().root, the_desk().now()).releases}


def _busy_words() -> str:
    task = the_desk().task
    if task is None or not task.name:
        return gettext("What stands in the way of a release is being looked at.")
    return gettext("Release “{name}” is being made, for {who}.").format(name=task.name, who=task.by)


def _has(release: Release, target: str) -> bool:
    return bundle_path(target) in release.files


def _letters(release: Release) -> Mapping[str, Mapping[str, list[str]]]:
    """The sample letters, by notice and language."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in release.files:
        folder, *rest = path.split("/", 3)
        if folder == "letters" and len(rest) == len(("notice", "locale", "file")):
            found[rest[0]][rest[1]].append(path)
    return found


def _catalogs(release: Release) -> Mapping[str, list[str]]:
    """The catalogs, by language."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in release.files:
        folder, *rest = path.split("/", 2)
        if folder == "catalogs" and len(rest) == len(("locale", "file")):
            found[rest[0]].append(path)
    return found
