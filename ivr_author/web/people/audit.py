"""The log of who did what: the last rows first, whether it is whole, and all of it as CSV."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from ivr_author.people.audit import entries, head_of, to_csv, verify
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.web.signed_in import require_people

blueprint = Blueprint("audit", __name__)
ROOM = Room(blueprint, gettext("Audit log"), "audit.index", order=90, in_workspace=True)

ROWS = 100
MOST_DIGITS = 15


@blueprint.get("/audit")
def index() -> str:
    """A page of rows; with `verify`, every row is looked at."""
    who, action, subject = (request.args.get(name, "").strip()[:320] for name in ("who", "action", "subject"))
    given = request.args.get("before", "")
    before = int(given) if given.isdecimal() and len(given) <= MOST_DIGITS else None
    is_verified = "verify" in request.args
    with require_people().database.reading() as session:
        found = entries(session, who=who, action=action, subject=subject, before=before, limit=ROWS + 1)
        head = head_of(session)
        faults = verify(session) if is_verified else []
    return render_template(
        "audit.html",
        rows=found[:ROWS],
        older=found[ROWS - 1].number if len(found) > ROWS else None,
        wanted={"who": who, "action": action, "subject": subject},
        head=head,
        is_verified=is_verified,
        faults=faults,
    )


@blueprint.get("/audit.csv")
def as_csv() -> Response:
    """The whole log, oldest row first; no cell begins as a formula does."""
    with require_people().database.reading() as session:
        text = "".join(to_csv(session))
    headers = {"Content-Disposition": "attachment; filename=audit.csv"}
    return Response(text, mimetype="text/csv", headers=headers)
