"""The page of a link that lets somebody in once: the first administrator, who was invited, who lost a password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.people import sessions
from ivr_author.people.accounts import AccountFault, add_person, rename, set_password
from ivr_author.people.links import PATH, Link, LinkRefused, Purpose, look_at, use_link
from ivr_author.people.passwords import judge_password
from ivr_author.people.roles import Grant, Role
from ivr_author.web.form_fault import FormFault, faults_of, show_refused
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.web.signed_in import address, keep_session, require_people, session_token

blueprint = Blueprint("link", __name__)
ROOM = Room(blueprint)

GONE = 410


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, but for the password."""

    name: str = ""
    email: str = ""


@blueprint.get(f"{PATH}<token>")
def show(token: str) -> str | Response:
    """What the link is for, with its form. It is not used up yet."""
    people = require_people()
    try:
        with people.database.reading() as session:
            link = look_at(session, people.clock(), token)
    except LinkRefused as refused:
        return _refused(refused)
    known = link.person
    return render_template(
        "link.html", link=link, faults=[], typed=Typed(known.name, known.email) if known else Typed()
    )


@blueprint.post(f"{PATH}<token>")
def take(token: str) -> Response:
    """Use it: a name and a password are set, and their owner is signed in."""
    take_only("name", "email", "password", "again")
    people = require_people()
    password = request.form.get("password", "")
    try:
        with people.database.reading() as session:
            link = look_at(session, people.clock(), token)
        known = link.person
        typed = Typed(request.form.get("name", ""), known.email if known else request.form.get("email", ""))
        faults = faults_of(judge_password(password, typed.name, typed.email), "password")
        if not faults and password != request.form.get("again", ""):
            faults = [FormFault(gettext("The two passwords differ. Type the same one twice."), "again")]
        if faults:
            return show_refused("link.html", None, faults, link=link, typed=typed)
        try:
            keep_session(_use(token, link, typed, password))
        except AccountFault as fault:
            field = "name" if fault.diagnostic.rule == "account-name" else "email"
            return show_refused("link.html", None, faults_of([fault.diagnostic], field), link=link, typed=typed)
    except LinkRefused as refused:
        return _refused(refused)
    return redirect(url_for("home.index"), 303)


def _use(token: str, link: Link, typed: Typed, password: str) -> str:
    """The token of a new session. Raises LinkRefused, AccountFault."""
    people = require_people()
    database, now = people.database, people.clock()
    hashed = database.passwords.hash(password)
    with database.writing() as session:
        used = use_link(session, now, token)
        person = used.person
        if person is None:
            # Whoever starts a studio has all of it to try, and nobody yet to ask for a role.
            roles = [Grant(role) for role in Role]
            person = add_person(session, now, "first link", typed.name, typed.email, roles)
        elif link.purpose is Purpose.INVITE and typed.name.strip():
            rename(session, now, person.email, person.id, typed.name)
        set_password(session, now, person.email, person.id, hashed)
        agent = request.user_agent.string
        return sessions.begin(
            session, now, person.id, address=address(), agent=agent, way="link", replaces=session_token()
        )


def _refused(refused: LinkRefused) -> Response:
    return make_response(render_template("link_refused.html", reason=str(refused.reason)), GONE)
