"""Source: every content file as text, with what is wrong with it told while it is typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.typed_text import form_text
from ivr_author.usecases.edit_source import (
    RefusedSource,
    SavedSource,
    edited_kind,
    list_sources,
    save_source,
)
from ivr_author.usecases.schema import schema_text
from ivr_author.usecases.source_names import names_in
from ivr_author.web.conflict import Field, base_of, show_conflict
from ivr_author.web.language import gettext
from ivr_author.web.presenters import told_faults
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.source_page import LIST_TITLES, SourceForm, faults_of_text, open_form, render_form, row_of
from ivr_author.workspace.files import Conflict, WorkspaceError
from ivr_author.workspace.layout import FileKind, stem

blueprint = Blueprint("source", __name__)
ROOM = Room(blueprint, gettext("Files"), "source.index", order=90, in_workspace=True)

MOST_FORM_BYTES = 2 * MAX_FILE_BYTES + 100_000
"""A file of the greatest size, with two bytes for each line end, and the form around it."""

_FIELDS = {"text", "revision", "message", "insist", "csrf_token"}
_CHECK_FIELDS = {"path", "text", "csrf_token"}


@blueprint.url_value_preprocessor
def allow_files(_endpoint: str | None, _values: Mapping[str, Any] | None) -> None:
    """A form with a whole file is larger than other forms. Before anything looks into the form."""
    request.max_content_length = request.max_form_memory_size = MOST_FORM_BYTES


@blueprint.get("/source/")
def index() -> str:
    """Every content file, by kind."""
    shown = snapshot()
    groups: dict[FileKind, list[str]] = {}
    for path, kind in list_sources(the_studio().root):
        groups.setdefault(kind, []).append(path)
    listed = [(kind, groups[kind]) for kind in LIST_TITLES if kind in groups]
    return render_template("sources.html", groups=listed, titles=LIST_TITLES, shown=shown)


@blueprint.get("/source/<path:path>")
def edit(path: str) -> str | Response:
    """The form; that of a flow is a tab of the flow's page."""
    form = open_form(path)
    if form.opened.kind is FileKind.FLOW:
        line = request.args.get("line", type=int)
        return redirect(url_for("flow_source.show", flow_id=stem(path), line=line))
    return render_form(form)


@blueprint.post("/source/<path:path>")
@shows_expired_forms
def save(path: str) -> str | tuple[str | Response, int] | Response:
    """Save, or show the form again with what was typed and why it was not saved."""
    form = open_form(path)
    if set(request.form) - _FIELDS or not {"text", "revision"} <= set(request.form):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    form = replace(
        form,
        text=form_text(request.form["text"]),
        revision=request.form["revision"],
        message=request.form.get("message", ""),
    )
    if g.form_expired:
        return _answer(replace(form, expired=True), 403)
    insists = bool(request.form.get("insist"))
    studio = the_studio()
    try:
        result = save_source(
            studio.keeper,
            snapshot().workspace,
            path,
            request.form["text"],
            form.revision,
            form.message,
            insists=insists,
        )
    except WorkspaceError as failure:
        return _answer(replace(form, failed=failure.diagnostic), 500)
    except Conflict as conflict:
        return _show_conflict(form, conflict)
    if isinstance(result, RefusedSource):
        return _answer(replace(form, brought=result.faults, is_final=result.is_final), 422)
    return _saved(form, result)


@blueprint.post("/source/check")
def check() -> Response:
    """What is wrong with a text, as JSON; nothing is saved."""
    if set(request.form) - _CHECK_FIELDS or not {"path", "text"} <= set(request.form):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    path = request.form["path"]
    if edited_kind(path) is None:
        abort(404, gettext("There is no file {path} among the content.").format(path=path))
    faults = faults_of_text(snapshot(), path, form_text(request.form["text"]))
    return jsonify([row_of(one) for one in told_faults(faults)])


@blueprint.get("/source/names.json")
def names() -> Response:
    """The names that there are in the workspace, by kind, to be completed."""
    return jsonify(names_in(snapshot().workspace))


@blueprint.get("/schemas/<name>.json")
def schema(name: str) -> Response:
    """The JSON Schema of a kind of files."""
    text = schema_text(f"{name}.json")
    if text is None:
        abort(404, gettext("There is no schema of this name."))
    response = make_response(text)
    response.mimetype = "application/schema+json"
    response.add_etag()
    return response.make_conditional(request)


def _saved(form: SourceForm, result: SavedSource) -> str | tuple[str, int] | Response:
    path = form.opened.path
    if "HX-Request" not in request.headers:
        saved = "1" if result.changed else None
        if form.opened.kind is FileKind.FLOW:
            return redirect(url_for("flow_source.show", flow_id=stem(path), saved=saved), 303)
        return redirect(url_for("source.edit", path=path, saved=saved), 303)
    shown = replace(form, revision=result.revision, message="", kept=result.kept, unchanged=not result.changed)
    response = make_response(_answer(shown, 200))
    told = {"revision": result.revision, "node": None, "commit": result.kept.commit, "path": path}
    response.headers["HX-Trigger"] = json.dumps({"ivr:edited": told})
    return response


def _show_conflict(form: SourceForm, conflict: Conflict) -> tuple[str | Response, int]:
    """Both versions, to choose from; in place of the whole page, whoever sent the form."""
    path = form.opened.path
    theirs = None if conflict.theirs is None else form_text(conflict.theirs.decode("utf-8", "replace"))
    base = base_of(path, form.revision)
    field = Field("text", path, form.text, theirs, None if base is None else form_text(base))
    page, code = show_conflict(
        path,
        conflict.their_revision or "",
        [field],
        back=url_for("source.edit", path=path),
        form={"message": form.message},
    )
    response = make_response(page)
    response.headers.update({"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"})
    return response, code


def _answer(form: SourceForm, code: int) -> tuple[str, int]:
    if "HX-Request" in request.headers:
        return render_template("source_result.html", form=form), code
    return render_form(form), code
