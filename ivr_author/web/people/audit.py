"""The log of who did what: the last rows first, whether it is whole, and all of it as CSV."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from ivr_author.people.audit import entries, head_of, to_csv, verify
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.web.signed_in import require_people

blueprint = Blueprint("audit", __name__)
ROOM = Room(blueprint, gettext("Audit log"), "audit.index", order=90, in_workspace=True)

ACTIONS = {
    "add person": gettext("added a person"),
    "answer": gettext("answered a comment"),
    "approve": gettext("approved a change"),
    "call off a release": gettext("called a release off"),
    "change roles": gettext("changed roles"),
    "code refused": gettext("gave a wrong code"),
    "comment": gettext("commented"),
    "confirm a bulletin": gettext("confirmed a bulletin"),
    "disable person": gettext("shut somebody out"),
    "enable person": gettext("let somebody in again"),
    "enrol second factor": gettext("took a second factor into use"),
    "go back to a release": gettext("went back to a release"),
    "link identity": gettext("was known by a provider"),
    "make a release": gettext("made a release"),
    "make link": gettext("made a link"),
    "password refused": gettext("gave a wrong password"),
    "publish a release": gettext("published a release"),
    "refused": gettext("was refused"),
    "rename person": gettext("changed a name"),
    "renew recovery codes": gettext("renewed recovery codes"),
    "reset second factor": gettext("took a second factor away"),
    "resolve comment": gettext("resolved a comment"),
    "return": gettext("returned a change"),
    "save": gettext("saved"),
    "set password": gettext("set a password"),
    "sign in": gettext("signed in"),
    "sign out": gettext("signed out"),
    "sign out everywhere": gettext("ended sessions"),
    "sign-in refused": gettext("was not let in"),
    "switch a bulletin off": gettext("switched a bulletin off"),
    "switch a bulletin on": gettext("switched a bulletin on"),
    "take back": gettext("took a save back"),
    "try to make a release": gettext("was kept from making a release"),
    "try to publish a release": gettext("was kept from publishing a release"),
    "use link": gettext("used a link"),
    "use recovery code": gettext("used a recovery code"),
}
"""What people did, as the page says it; the log and its CSV keep the words before the colon."""

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
        actions=ACTIONS,
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
