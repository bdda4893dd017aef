"""History: who changed what, word by word, and an earlier version put back; and whether an open page is still true."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ivr_author.usecases.history import (
    begin_history,
    compare_version,
    last_change,
    last_good,
    open_history,
    restore_version,
)
from ivr_author.web.conflict import show_conflict, whole_file
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import Conflict, WorkspaceError, read_if_there, revision
from ivr_author.workspace.history import Version
from ivr_author.workspace.layout import CONTENT, FileKind, is_content, kind_of, stem

blueprint = Blueprint("history", __name__)
ROOM = Room(blueprint, gettext("History"), "history.index", order=80, in_workspace=True)

_RESTORE_FIELDS = {"version", "revision", "csrf_token"}
_BEGIN_FIELDS = {"name", "email", "csrf_token"}


@blueprint.get("/history/")
def index() -> str:
    """The versions of everything."""
    return render_template("history.html", path="", **versions_of(CONTENT))


@blueprint.get("/history/<path:path>")
def show(path: str) -> str:
    """The versions of one file, or of a folder; with `version`, one of them beside another."""
    if not is_content(path):
        abort(404, gettext("{path} is no file of this workspace's content.").format(path=path))
    if "version" in request.args:
        return _show_version(path, request.args["version"], request.args.get("against", "before"))
    return render_template("history.html", path=path, **versions_of([path]))


def _show_version(path: str, version: str, against: str) -> str:
    try:
        found = compare_version(snapshot().workspace, path, version, with_now=against == "now")
    except WorkspaceError as failure:
        abort(404, f"{path}: {failure.diagnostic.message}")
    if found is None:
        abort(404, gettext("There is no such version of {path}.").format(path=path))
    return render_template(
        "history_version.html",
        path=path,
        found=found,
        against=against,
        revision="" if found.now is None else revision(found.now),
        expired=g.form_expired,
        back=history_address(path),
    )


@blueprint.post("/history/<path:path>")
@shows_expired_forms
def restore(path: str) -> AnyResponse | str | tuple[str, int]:
    """Put a file back as it was in a version."""
    if not is_content(path):
        abort(404)
    if set(request.form) - _RESTORE_FIELDS or not {"version", "revision"} <= set(request.form):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    version = request.form["version"]
    if g.form_expired:
        return _show_version(path, version, "now"), 403
    studio = the_studio()
    try:
        kept = restore_version(studio.keeper, studio.root, path, version, request.form["revision"] or None)
    except Conflict as conflict:
        fields, current = [whole_file(conflict)], conflict.their_revision or ""
        return show_conflict(
            path, current, fields, form={"version": version}, back=history_address(path), editable=False
        )
    except WorkspaceError as failure:
        abort(404 if failure.diagnostic.rule == "nothing-to-take-back" else 500, failure.diagnostic.message)
    rule = kept.fault.rule if kept.fault else None
    return redirect(history_address(path, restored=version, unkept=rule), 303)


@blueprint.post("/history/begin")
def begin() -> AnyResponse | tuple[str, int]:
    """Keep the workspace under git from now on, in the name that the form says."""
    if set(request.form) - _BEGIN_FIELDS:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    name, email = (request.form.get(field, "").strip() for field in ("name", "email"))
    fault = begin_history(the_studio().root, name, email)
    if fault is None:
        return redirect(url_for(".index"), 303)
    page = render_template("history.html", path="", **versions_of(CONTENT), begin_fault=fault, name=name, email=email)
    return page, 422


@blueprint.get("/changes")
def changes() -> Response | str:
    """Asked by open pages: nothing while a file is as the page saw it, else what to tell the reader."""
    path, seen = request.args.get("path", ""), request.args.get("revision", "")
    try:
        raw = read_if_there(the_studio().root, path)
    except WorkspaceError as failure:
        abort(404, failure.diagnostic.message)
    if (revision(raw) if raw is not None else "") == seen:
        return Response(status=204)
    change = last_change(the_studio().root, path)
    return render_template("changed.html", path=path, gone=raw is None, change=change, history=history_address(path))


def versions_of(paths: list[str] | tuple[str, ...]) -> dict[str, object]:
    """What the list of versions shows, of the page that the address asks for."""
    page = max(request.args.get("page", 0, type=int), 0)
    restored = request.args.get("restored", "")
    found = open_history(the_studio().root, paths, page)
    return {"history": found, "page_number": page, "restored": restored, "unkept": request.args.get("unkept", "")}


def history_address(path: str, **more: Any) -> str:
    """Where the versions of a file are listed: a flow has a tab of its own for them."""
    if kind_of(path) is FileKind.FLOW:
        return url_for("flow_history.show", flow_id=stem(path), **more)
    return url_for("history.show", path=path, **more)


@blueprint.app_template_global("last_good_version")
def last_good_version(path: str) -> Version | None:
    """The newest version of a broken file that can be read."""
    return last_good(snapshot().workspace, path)


@blueprint.app_template_global("revision_now")
def revision_now(path: str) -> str:
    """The revision of a file as it is now, for a form that replaces it; empty where there is none."""
    try:
        raw = read_if_there(the_studio().root, path)
    except WorkspaceError:
        return ""
    return "" if raw is None else revision(raw)
