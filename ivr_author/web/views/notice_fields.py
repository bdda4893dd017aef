"""The fields of a notice: what it is filled with, where each is used, and forms to change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.flow.fields import ID_HINT
from ivr_author.flow.read import is_id
from ivr_author.notice.model import FieldType
from ivr_author.usecases.declare_notice import (
    ColumnForm,
    Declared,
    FieldForm,
    Follower,
    NotDeclared,
    add_field,
    change_field,
    declaration_revision,
    remove_field,
    where_it_follows,
)
from ivr_author.usecases.draft_notice import places_of_fields, undeclared_names
from ivr_author.usecases.line_difference import line_difference
from ivr_author.web.language import gettext
from ivr_author.web.notice.page import NoticePage, open_notice
from ivr_author.web.notice.presenters import view_fields
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.rows import Column, Row, Table, filled, is_row_button, sent_rows, unknown_cells
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("notice_fields", __name__)
ROOM = Room(blueprint, gettext("Fields"), "notice_fields.show", order=20, under="notices", tab_of="notice")

TYPES = tuple(FieldType)
COLUMN_TYPES = tuple(one for one in FieldType if one is not FieldType.LIST)

_FORM_FIELDS = frozenset(
    {"revision", "do", "field", "name", "type", "optional", "label", "example", "draft", "agreed", "csrf_token"}
)
COLUMNS = "columns"
CELLS = ("name", "type", "example")


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was not saved: which field it is for (empty: a new one), what was typed, and why."""

    field: str
    typed: FieldForm
    faults: tuple[Diagnostic, ...] = ()
    is_outdated: bool = False
    expired: bool = False
    rows: Sequence[Row] = ()
    cells: Mapping[str, str] | None = None

    @property
    def is_refused(self) -> bool:
        """Whether something is to be told; else a row was added or taken out alone."""
        return bool(self.faults or self.cells or self.is_outdated or self.expired)


@blueprint.get("/notices/<notice_id>/fields")
def show(notice_id: str) -> str:
    """Every field, a form for the one that is asked for, and one for a new field."""
    return _show(open_notice(notice_id))


@blueprint.post("/notices/<notice_id>/fields")
@shows_expired_forms
def save(notice_id: str) -> Response | tuple[str, int]:
    """Declare, change or remove one field."""
    page = open_notice(notice_id)
    if page.file is None:
        abort(409, gettext("This notice can't be shown before its problems are mended."))
    has_all = {"revision"} <= set(request.form) and ("do" in request.form or is_row_button(request.form))
    if unknown_cells(request.form, _FORM_FIELDS, {COLUMNS: CELLS}) or not has_all:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    form, name = _typed(), request.form.get("field", "")
    if g.form_expired:
        return _show(page, Tried(name, form, expired=True, rows=sent_rows(request.form, COLUMNS, CELLS))), 403
    rows = sent_rows(request.form, COLUMNS, CELLS)
    if is_row_button(request.form):
        return _show(page, Tried(name, form, rows=rows)), 200
    faults = _faults_of_columns(form, rows)
    if faults:
        return _show(page, Tried(name, form, rows=rows, cells=faults)), 422
    given = (the_studio().keeper, page.shown.workspace, notice_id)
    revision = request.form["revision"]
    make: dict[str, Callable[[], Declared | NotDeclared]] = {
        "add": lambda: add_field(*given, form, revision),
        "change": lambda: change_field(*given, name, form, revision),
        "remove": lambda: remove_field(*given, name, revision),
    }
    if request.form["do"] not in make:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    try:
        if request.form["do"] == "change" and name != form.name and not request.form.get("agreed"):
            follows = where_it_follows(page.shown.workspace, notice_id, name, form, revision)
            if not isinstance(follows, NotDeclared):
                return _confirm(page, name, form, follows)
            result: Declared | NotDeclared = follows
        else:
            result = make[request.form["do"]]()
    except WorkspaceError as failure:
        return _show(page, Tried(name, form, (failure.diagnostic,), rows=rows)), 500
    if isinstance(result, NotDeclared):
        tried = Tried(name, form, result.faults, is_outdated=result.is_outdated, rows=rows)
        return _show(page, tried), 409 if result.is_outdated else 422
    draft = request.form.get("draft", "")
    if draft:
        # Whoever came from words that name the field goes on with them.
        return redirect(url_for("notices.show", notice_id=notice_id, draft=draft), 303)
    anchor = f"f-{form.name}" if request.form["do"] != "remove" else None
    return redirect(url_for("notice_fields.show", notice_id=notice_id, saved=1, _anchor=anchor), 303)


def _confirm(page: NoticePage, name: str, form: FieldForm, follows: Sequence[Follower]) -> tuple[str, int]:
    """Where a new name follows to, before anything is saved."""
    rows = [(one.path, line_difference(one.before, one.after, around=0)) for one in follows]
    counted = [(path, shown, sum(row.kind not in ("fold", "same") for row in shown)) for path, shown in rows]
    form_fields = {one: request.form[one] for one in request.form if one not in ("csrf_token", "agreed")}
    return page.render("notice_field_confirm.html", field=name, typed=form, follows=counted, form=form_fields), 200


def _typed() -> FieldForm:
    asked = request.form.get("type", "")
    kind = next((one for one in FieldType if one == asked), FieldType.TEXT)
    text: dict[str, Any] = {name: request.form.get(name, "").strip() for name in ("name", "label", "example")}
    rows = filled(sent_rows(request.form, COLUMNS, CELLS))
    columns = tuple(ColumnForm(row["name"], row["type"] or "text", row["example"]) for _, row in rows)
    return FieldForm(text["name"], kind, "optional" in request.form, text["label"], text["example"], columns)


def _faults_of_columns(form: FieldForm, rows: Sequence[Row]) -> dict[str, str]:
    """What is wrong with the rows of a list's columns, by cell; what the names mean is judged by the reader."""
    if form.type is not FieldType.LIST:
        return {"type": gettext("Columns belong to a list: choose it, or remove the rows.")} if form.columns else {}
    if request.form.get("do") != "remove" and not form.columns:
        return {COLUMNS: gettext("A list needs a column.")}
    faults = {}
    seen: set[str] = set()
    for number, row in filled(rows):
        if not is_id(row["name"]):
            faults[f"{COLUMNS}.{number}.name"] = ID_HINT
        elif row["name"] in seen:
            faults[f"{COLUMNS}.{number}.name"] = gettext("There is a column of this name already.")
        seen.add(row["name"])
    return faults


def _columns(rows: Sequence[Row], faults: Mapping[str, str], *, is_new: bool) -> Table:
    kinds = [(str(one), str(one)) for one in COLUMN_TYPES]
    columns = [Column("name", gettext("Name"), is_code=True), Column("type", gettext("Holds"), kinds)]
    columns += [Column("example", gettext("Example"))] if is_new else []
    return Table(COLUMNS, gettext("Columns of the list"), columns, rows, faults, mark="new-" if is_new else "")


def _held_rows(page: NoticePage, name: str) -> list[Row]:
    """The columns of a list as it is declared."""
    held = page.notice.fields.get(name) if name else None
    columns = held.fields if held is not None else {}
    return [{"name": one, "type": str(column.type), "example": ""} for one, column in columns.items()]


def _show(page: NoticePage, tried: Tried | None = None) -> str:
    if page.file is None:
        return page.render("notice_fields.html", rows=(), tried=tried)
    try:
        revision = declaration_revision(page.shown.workspace, page.notice_id)
    except WorkspaceError:
        revision = ""
    new = request.args.get("new", "")
    edited = tried.field if tried else request.args.get("edit", "")
    undeclared = undeclared_names(page.workspace, page.notice_id)
    return page.render(
        "notice_fields.html",
        rows=view_fields(page.notice, page.choice.member.values, page.source_locale.id),
        places={
            name: list({(one.path, one.line): one for one in spans}.values())
            for name, spans in places_of_fields(page.file, page.desk.content.snippets).items()
        },
        roles={getattr(page.notice.recipient, role) for role in ("name", "address", "reference", "date")},
        member=page.choice.member,
        types=TYPES,
        columns=_columns(
            tried.rows if tried and tried.field == edited else _held_rows(page, edited),
            (tried.cells or {}) if tried and tried.field == edited else {},
            is_new=False,
        ),
        new_columns=_columns(
            tried.rows if tried and not tried.field else (),
            (tried.cells or {}) if tried and not tried.field else {},
            is_new=True,
        ),
        revision=revision,
        tried=tried,
        new=tried.typed if tried and not tried.field else FieldForm(new, _guess(new)),
        edited=edited,
        undeclared=[one for one in undeclared if one != new],
        draft=page.draft,
    )


def _guess(name: str) -> FieldType:
    """The type that a name speaks of: `due_date` a date, `amount_due` money."""
    words = set(name.split("_"))
    for kind, hints in {
        FieldType.DATE: {"date", "day", "by", "on", "until"},
        FieldType.MONEY: {"amount", "price", "cost", "fee", "premium", "credit", "income", "balance"},
        FieldType.PHONE: {"phone"},
        FieldType.TIME: {"time"},
        FieldType.NAME: {"name"},
    }.items():
        if words & hints:
            return kind
    return FieldType.TEXT
