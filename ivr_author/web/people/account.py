"""One's own account: roles, password, second factor, and where one is signed in."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ivr_author.people import second_factor, sessions
from ivr_author.people.accounts import get_account
from ivr_author.people.own_password import change_password as change_own_password
from ivr_author.people.sessions import SignedIn
from ivr_author.people.sign_in import SignInRefused, confirm_code, enrol
from ivr_author.web.form_fault import FormFault, fault_of, faults_of, show_refused
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.web.signed_in import address, keep_session, require_people, session_token, signed_in

blueprint = Blueprint("account", __name__)
ROOM = Room(blueprint)


@blueprint.get("/account")
def show() -> str:
    """All about it."""
    return render_template("account.html", faults=[], saved=request.args.get("saved", ""), **_about(_me()))


@blueprint.post("/account/password")
def change_password() -> AnyResponse:
    """Take another password; other sessions end."""
    take_only("current", "password", "again")
    people, me = require_people(), _me()
    current, wanted, again = (request.form.get(name, "") for name in ("current", "password", "again"))
    refused = None
    if wanted != again:
        faults = [FormFault(gettext("The two passwords differ. Type the same one twice."), "again")]
    else:
        try:
            found = change_own_password(people.database, people.clock(), me, current, wanted, address=address())
            faults = faults_of(found, "password")
        except SignInRefused as failure:
            refused, faults = failure, [fault_of(failure, "current")]
    if faults:
        return show_refused("account.html", refused, faults, saved="", **_about(me))
    return redirect(url_for("account.show", saved="password"), 303)


@blueprint.post("/account/sessions")
def end_session() -> AnyResponse:
    """End one session of one's own, or all others."""
    take_only("session")
    people, me, wanted = require_people(), _me(), request.form.get("session", "")
    with people.database.writing() as session:
        if wanted == "others":
            sessions.end_all(session, people.clock(), me.person.email, me.person.id, me.digest)
        elif wanted in {one.digest for one in sessions.sessions_of(session, people.clock(), me.person.id)}:
            sessions.end(session, people.clock(), me.person.email, wanted)
        else:
            abort(404, gettext("This session has ended already."))
    return redirect(url_for("account.show", saved="sessions"), 303)


@blueprint.get("/account/second-factor")
def factor() -> str | AnyResponse:
    """A secret for an app on the phone, as a picture and in letters; it counts once a code of it was confirmed."""
    me = _me()
    shown = _enrolment(me)
    if shown is None:
        return redirect(url_for("account.show"), 303)
    return render_template("account_factor.html", faults=[], **shown)


@blueprint.post("/account/second-factor")
def confirm_factor() -> AnyResponse:
    """The first code; then the recovery codes are shown, once."""
    take_only("code")
    people, me = require_people(), _me()
    shown = _enrolment(me)
    if shown is None:
        return redirect(url_for("account.show"), 303)
    try:
        code = request.form.get("code", "")
        token, codes = enrol(people.database, people.clock(), session_token(), code, address=address())
    except SignInRefused as refused:
        return show_refused("account_factor.html", refused, [fault_of(refused, "code")], **shown)
    keep_session(token)
    return _show_codes(codes)


@blueprint.post("/account/recovery-codes")
def renew_codes() -> AnyResponse:
    """Ten new recovery codes, for a code of the second factor."""
    take_only("code")
    people, me = require_people(), _me()
    try:
        code = request.form.get("code", "")
        token = confirm_code(people.database, people.clock(), session_token(), code, address=address())
    except SignInRefused as refused:
        return show_refused("account.html", refused, [fault_of(refused, "code")], saved="", **_about(me))
    with people.database.writing() as session:
        codes = second_factor.renew_recovery_codes(session, people.clock(), me.person.id)
    keep_session(token)
    return _show_codes(codes)


def _me() -> SignedIn:
    me = signed_in()
    assert me is not None, "the guard lets nobody else here"
    return me


def _about(me: SignedIn) -> dict[str, object]:
    people = require_people()
    with people.database.reading() as session:
        account = get_account(session, me.person.id)
        return {
            "me": me,
            "account": account,
            "codes_left": second_factor.recovery_codes_left(session, me.person.id),
            "sessions": sessions.sessions_of(session, people.clock(), me.person.id),
        }


def _enrolment(me: SignedIn) -> dict[str, object] | None:
    """None: there is a factor already."""
    people = require_people()
    with people.database.reading() as session:
        if get_account(session, me.person.id).has_second_factor:
            return None
        begun = second_factor.enrolment_of(session, me.person.id)
    if begun is None:
        with people.database.writing() as session:
            begun = second_factor.begin_enrolment(session, me.person.id)
    secret, uri = begun
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return {"secret": grouped, "picture": _picture(uri), "is_due": me.person.needs_second_factor}


def _picture(uri: str) -> Markup:
    """A QR code, made here: nobody else shall see the secret. On white in dark pages too, or phones can't read it."""
    out = io.BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgns=True, svgclass="qr", lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - segno draws squares, and no text


def _show_codes(codes: tuple[str, ...]) -> Response:
    answer = make_response(render_template("account_codes.html", codes=codes))
    answer.headers["Cache-Control"] = "no-store"
    return answer
