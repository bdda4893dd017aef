"""Signing in with a password and, where there is a second factor, its code; and out again."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.people import sessions
from ivr_author.people.sessions import Needs
from ivr_author.people.sign_in import Reason, SignInRefused, confirm_code, sign_in
from ivr_author.web.form_fault import FormFault, fault_of, show_refused
from ivr_author.web.forms import own_page, take_only
from ivr_author.web.language import gettext
from ivr_author.web.provider_settings import provider
from ivr_author.web.rooms import Room
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.signed_in import address, keep_session, require_people, session_token, signed_in

blueprint = Blueprint("sign_in", __name__)
ROOM = Room(blueprint)


@blueprint.get("/sign-in")
def show() -> str | Response:
    """The form; who is signed in is led on."""
    following = own_page(request.args.get("next", ""))
    visitor = signed_in()
    if visitor is not None:
        return redirect(_next_step(visitor.needs, following), 303)
    return render_template("sign_in.html", faults=[], email="", following=following, provider=provider())


@blueprint.post("/sign-in")
@shows_expired_forms
def enter() -> Response:
    """Let somebody in, or say that it was not right: never which of the two."""
    take_only("email", "password", "next")
    people, email = require_people(), request.form.get("email", "")
    following = own_page(request.form.get("next", ""))
    given = {"email": email[:320], "following": following, "provider": provider()}
    if g.form_expired:
        again = FormFault(gettext("This page was open for too long. Send it once more."), "password")
        return show_refused("sign_in.html", None, [again], **given)
    try:
        token = sign_in(
            people.database,
            people.clock(),
            email,
            request.form.get("password", ""),
            address=address(),
            agent=request.user_agent.string,
            replaces=session_token(),
        )
    except SignInRefused as refused:
        fault = fault_of(refused, "email")
        if refused.reason is Reason.WRONG:
            fault = FormFault(gettext("Email address and password don't fit together."), "email")
        return show_refused("sign_in.html", refused, [fault], **given)
    keep_session(token)
    visitor = signed_in()
    return redirect(_next_step(visitor.needs if visitor else Needs.NOTHING, following), 303)


@blueprint.get("/sign-in/code")
def code() -> str | Response:
    """The form for the code of the second factor."""
    following = own_page(request.args.get("next", ""))
    visitor = signed_in()
    if visitor is None or visitor.needs is not Needs.CODE:
        return redirect(_next_step(visitor.needs if visitor else Needs.NOTHING, following), 303)
    return render_template("sign_in_code.html", faults=[], following=following)


@blueprint.post("/sign-in/code")
def confirm() -> Response:
    """Let somebody in whose code is right."""
    take_only("code", "next")
    people, following = require_people(), own_page(request.form.get("next", ""))
    try:
        given = request.form.get("code", "")
        token = confirm_code(people.database, people.clock(), session_token(), given, address=address())
    except SignInRefused as refused:
        return show_refused("sign_in_code.html", refused, [fault_of(refused, "code")], following=following)
    keep_session(token)
    return redirect(following, 303)


@blueprint.post("/sign-out")
def leave() -> Response:
    """End the session, here and in the database."""
    take_only()
    visitor, people = signed_in(), require_people()
    if visitor is not None:
        with people.database.writing() as session:
            sessions.end(session, people.clock(), visitor.person.email, visitor.digest)
    keep_session("")
    return redirect(url_for("sign_in.show"), 303)


def _next_step(needs: Needs, following: str) -> str:
    if needs is Needs.CODE:
        return url_for("sign_in.code", next=following)
    return url_for("account.factor") if needs is Needs.ENROLMENT else following
