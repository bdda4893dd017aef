"""A disk that takes no more (it is full, or nobody may write to it): one answer for every form that would save.

The answer is 507, not 503: it is the storage that is insufficient, until somebody acts. Programs ask again by
themselves after a 503, and a form that is sent again can save twice.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, has_request_context, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.web.beside_form import asks_for_part, beside_form
from ivr_author.web.language import gettext
from ivr_author.web.security import TOKEN_FIELD
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import Changes, Keeper, Kept

STATUS = 507
RULE = "file-unwritable"

WAYS_OUT = {
    errno.ENOSPC: gettext("The disk is full. Delete what is not needed any more, or have the disk made larger."),
    errno.EDQUOT: gettext("Your share of the disk is used up. Delete what is not needed any more, or ask for more."),
    errno.EROFS: gettext("The disk can only be read. Have it mounted so that it can be written to."),
    errno.EACCES: gettext("The studio may not write there. Give whoever runs it the right to."),
    errno.EPERM: gettext("The studio may not write there. Give whoever runs it the right to."),
}
OTHERWISE = gettext("Look at the disk that holds the workspace, or ask whoever runs the studio.")
NOT_TYPED = (TOKEN_FIELD, "revision")


@dataclass(frozen=True, slots=True)
class DiskRefused(Exception):
    """Nothing was saved; `way_out` says what to do."""

    fault: Diagnostic
    way_out: str


@dataclass(frozen=True, slots=True)
class WatchedKeeper:
    """A keeper whose refusals by the disk are no fault of the form: no view needs to know of them."""

    keeper: Keeper

    def save(self, files: Changes, message: str) -> Kept:
        """As the keeper saves. Raises `DiskRefused` where somebody waits for a page."""
        try:
            return self.keeper.save(files, message)
        except WorkspaceError as failure:
            raise _told(failure) from failure

    def restore(self, commit: str) -> Kept:
        """As the keeper restores."""
        try:
            return self.keeper.restore(commit)
        except WorkspaceError as failure:
            raise _told(failure) from failure


def _told(failure: WorkspaceError) -> Exception:
    if failure.diagnostic.rule != RULE or not has_request_context():
        return failure
    cause = failure.__cause__
    return DiskRefused(failure.diagnostic, WAYS_OUT.get(getattr(cause, "errno", None) or 0, OTHERWISE))


def answer_for_disk(app: Flask) -> None:
    """Let every such refusal be answered here."""
    app.register_error_handler(DiskRefused, _answer)


def _answer(refused: DiskRefused) -> Response:
    fault, way_out = refused.fault, gettext(refused.way_out)
    accepted = request.accept_mimetypes
    if accepted["application/json"] > accepted["text/html"]:
        told = {"field": "", "rule": fault.rule, "message": fault.message, "hint": way_out, "line": None}
        return make_response(jsonify({"faults": [told]}), STATUS)
    if asks_for_part():
        return beside_form(render_template("disk_refused_part.html", fault=fault, way_out=way_out), STATUS)
    page = render_template(
        "disk_refused.html", fault=fault, way_out=way_out, sent=_sent(), typed=_typed(), has_files=bool(request.files)
    )
    return make_response(page, STATUS)


def _sent() -> Sequence[tuple[str, str]]:
    """The form, to be sent once more."""
    return [one for one in request.form.items(multi=True) if one[0] != TOKEN_FIELD]


def _typed() -> Sequence[tuple[str, str]]:
    """What a person would not want to type again, for their eyes."""
    return [(name, one) for name, one in _sent() if name not in NOT_TYPED and len(one.split()) > 1]
