"""The page on which a content file is edited as text, one for all kinds; a flow's stands among the flow's tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for

from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.typed_text import form_text
from ivr_author.usecases.check_source import TEMPLATES, check_source
from ivr_author.usecases.edit_source import OpenSource, open_source
from ivr_author.usecases.schema import SCHEMA_OF
from ivr_author.web.flow.page import open_flow
from ivr_author.web.language import gettext
from ivr_author.web.presenters import told_faults
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import Kept
from ivr_author.workspace.layout import FileKind, notice_id_of, stem

KIND_TITLES = {
    FileKind.SETTINGS: gettext("Settings of the workspace"),
    FileKind.FLOW: gettext("Call flow"),
    FileKind.CALLS: gettext("Call scripts"),
    FileKind.CALENDAR: gettext("Calendar"),
    FileKind.BULLETIN: gettext("Bulletin"),
    FileKind.NOTICE: gettext("What a notice declares"),
    FileKind.NOTICE_TEMPLATE: gettext("Words of a notice"),
    FileKind.SNIPPET: gettext("Snippet of notices"),
    FileKind.LETTERHEAD: gettext("Letterhead"),
    FileKind.MEMBERS: gettext("Sample members"),
    FileKind.LANGUAGE_ASSISTANCE: gettext("Offers of help in languages"),
    FileKind.GLOSSARY: gettext("Glossary"),
}
"""What one file is."""

LIST_TITLES = KIND_TITLES | {
    FileKind.FLOW: gettext("Call flows"),
    FileKind.CALENDAR: gettext("Calendars"),
    FileKind.BULLETIN: gettext("Bulletins"),
    FileKind.NOTICE: gettext("What notices declare"),
    FileKind.NOTICE_TEMPLATE: gettext("Words of notices"),
    FileKind.SNIPPET: gettext("Snippets of notices"),
    FileKind.GLOSSARY: gettext("Glossaries"),
}
"""What all files of a kind are, under one heading."""


@dataclass(frozen=True, slots=True)
class SourceForm:
    """What stands in the form, and what became of it. `brought` are errors that kept it from being saved."""

    opened: OpenSource
    text: str
    revision: str
    message: str = ""
    brought: Sequence[Diagnostic] = ()
    is_final: bool = False
    expired: bool = False
    failed: Diagnostic | None = None
    kept: Kept | None = None
    unchanged: bool = False


def open_form(path: str) -> SourceForm:
    """A form with what the file holds now; 404 for what is no content, and for what is no text."""
    try:
        opened = open_source(the_studio().root, path)
    except WorkspaceError as failure:
        found = failure.diagnostic
        if found.rule in ("not-utf-8", "file-too-large"):
            explanation = gettext("{path} can't be shown here: {reason}. {hint}")
            abort(422, explanation.format(path=path, reason=found.message, hint=found.hint))
        abort(404, gettext("There is no file {path} among the content.").format(path=path))
    return SourceForm(opened, opened.text, opened.revision)


def faults_of_text(shown: Snapshot, path: str, text: str) -> Sequence[Diagnostic]:
    """All faults of a text that is the file's; those that can be told at once of one that was typed."""
    held = shown.sources.get(path)
    if held is not None and form_text(held.text) == text:
        return shown.faults_of(path)
    return check_source(shown.workspace, path, text)


def render_form(form: SourceForm) -> str:
    """The whole page."""
    shown = snapshot()
    path, kind = form.opened.path, form.opened.kind
    faults = faults_of_text(shown, path, form.text)
    about: dict[str, Any] = {
        "form": form,
        "told": faults,
        "found": [row_of(one) for one in told_faults(faults)],
        "kind_title": KIND_TITLES[kind],
        "options": _options(form),
    }
    if kind is FileKind.FLOW:
        return open_flow(stem(path)).render("flow_source.html", **about)
    return render_template("source.html", notice_id=_notice(shown, path), **about)


def row_of(fault: Diagnostic) -> Mapping[str, Any]:
    """A fault as the editor gets it: lines and columns count from 1, columns in characters; no place is the first."""
    span = fault.span
    return {
        "line": span.line if span else 1,
        "column": span.column if span else 1,
        "end_line": span.end_line if span else 1,
        "end_column": span.end_column if span else 1,
        "severity": str(fault.severity),
        "rule": fault.rule,
        "message": fault.message,
        "hint": fault.hint,
        "is_error": fault.severity is Severity.ERROR,
    }


def _options(form: SourceForm) -> Mapping[str, Any]:
    """What the editor has to know besides its words."""
    path, kind = form.opened.path, form.opened.kind
    schema = SCHEMA_OF.get(kind)
    return {
        "path": path,
        "kind": str(kind),
        "language": "template" if kind in TEMPLATES else "yaml",
        "check": url_for("source.check"),
        "names": url_for("source.names"),
        "schema": url_for("source.schema", name=schema.removesuffix(".json")) if schema else None,
        "canvas": url_for("flow.show", flow_id=stem(path)) if kind is FileKind.FLOW else None,
        "line": request.args.get("line", type=int),
    }


def _notice(shown: Snapshot, path: str) -> str:
    notice_id = notice_id_of(path)
    return notice_id if shown.workspace.notices.has_notice(notice_id) else ""
