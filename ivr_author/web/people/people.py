"""Everybody who may sign in: invited, given roles, shut out, helped back in. For administrators."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ivr_author.core.locale import find_locale
from ivr_author.people import accounts, second_factor, sessions
from ivr_author.people.accounts import Account, AccountFault
from ivr_author.people.links import LASTS, Purpose, make_link, path_of
from ivr_author.people.roles import LANGUAGE_ROLES, Grant, Person, Role, read_locales
from ivr_author.web.form_fault import FormFault, faults_of, show_refused
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.person import person
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.signed_in import require_people

blueprint = Blueprint("people", __name__)
ROOM = Room(blueprint, gettext("People"), "people.index", order=80, in_workspace=True)

EVERYWHERE = "*"
ROLE_FIELDS = ("role", *(f"locales-{role}" for role in sorted(LANGUAGE_ROLES)))
ACTS = ("link", "disable", "enable", "sign-out", "reset-factor")


@blueprint.get("/people")
def index() -> str:
    """All of them, and the form to invite one more."""
    return render_template("people.html", faults=[], name="", email="", chosen=(), **_everybody())


@blueprint.post("/people")
def invite() -> AnyResponse:
    """A new account, and the link with which its owner begins: shown once."""
    take_only("name", "email", *ROLE_FIELDS)
    people, by = require_people(), person().email
    name, email = request.form.get("name", ""), request.form.get("email", "")
    grants, faults = _read_grants()
    try:
        if not faults:
            with people.database.writing() as session:
                now = people.clock()
                added = accounts.add_person(session, now, by, name, email, grants)
                token = make_link(session, now, by, Purpose.INVITE, added.id)
            return _show_link(added, Purpose.INVITE, token)
    except AccountFault as fault:
        faults = faults_of([fault.diagnostic], "name" if fault.diagnostic.rule == "account-name" else "email")
    return show_refused("people.html", None, faults, name=name, email=email, chosen=grants, **_everybody())


@blueprint.get("/people/<int:person_id>")
def show(person_id: int) -> str:
    """One of them, with what can be done."""
    return render_template("people_person.html", faults=[], saved=request.args.get("saved", ""), **_one(person_id))


@blueprint.post("/people/<int:person_id>/roles")
def change_roles(person_id: int) -> AnyResponse:
    """Other roles, from their next click on."""
    take_only(*ROLE_FIELDS)
    people, by = require_people(), person().email
    grants, faults = _read_grants()
    try:
        _one(person_id)
        if not faults:
            with people.database.writing() as session:
                accounts.set_grants(session, people.clock(), by, person_id, grants)
            return redirect(url_for("people.show", person_id=person_id, saved="roles"), 303)
    except AccountFault as fault:
        faults = faults_of([fault.diagnostic])
    return show_refused("people_person.html", None, faults, saved="", **{**_one(person_id), "chosen": grants})


@blueprint.post("/people/<int:person_id>")
def act(person_id: int) -> AnyResponse:
    """A link to set a password, in or out, the second factor taken away, all sessions ended."""
    take_only("do")
    people, by, wanted = require_people(), person().email, request.form.get("do", "")
    if wanted not in ACTS:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    account = _one(person_id)["account"]
    assert isinstance(account, Account), "_one puts it there"
    purpose, token = Purpose.RESET if account.has_password else Purpose.INVITE, ""
    try:
        with people.database.writing() as session:
            now = people.clock()
            if wanted == "link":
                token = make_link(session, now, by, purpose, person_id)
            elif wanted == "disable":
                accounts.disable(session, now, by, person_id)
            elif wanted == "enable":
                accounts.enable(session, now, by, person_id)
            elif wanted == "sign-out":
                sessions.end_all(session, now, by, person_id)
            elif wanted == "reset-factor":
                second_factor.reset(session, now, by, person_id)
                sessions.end_all(session, now, by, person_id)
    except AccountFault as fault:
        return show_refused("people_person.html", None, faults_of([fault.diagnostic]), saved="", **_one(person_id))
    if wanted == "link":
        return _show_link(account.person, purpose, token)
    return redirect(url_for("people.show", person_id=person_id, saved=wanted), 303)


def _read_grants() -> tuple[tuple[Grant, ...], list[FormFault]]:
    """The roles that the form names. A role for languages names them, or says that it is for all."""
    grants, faults = [], []
    for name in dict.fromkeys(request.form.getlist("role")):
        try:
            role = Role(name)
        except ValueError:
            abort(400, gettext("This form has fields that are not known here. Open the page anew."))
        chosen = request.form.getlist(f"locales-{role}")
        if role not in LANGUAGE_ROLES or EVERYWHERE in chosen:
            grants.append(Grant(role))
            continue
        try:
            grants.append(Grant(role, read_locales(chosen)))
        except ValueError:
            message = gettext("Choose the languages of this role, or all languages.")
            faults.append(FormFault(message, f"locales-{role}"))
    if not grants and not faults:
        message = gettext("Choose at least one role. Who shall not come in any more is disabled.")
        faults.append(FormFault(message, "role-viewer"))
    return tuple(grants), faults


def _everybody() -> dict[str, object]:
    people = require_people()
    with people.database.reading() as session:
        found = accounts.list_accounts(session)
        granted = {one.person.id: accounts.get_grants(session, one.person.id) for one in found}
    return {"accounts": found, "granted": granted, **_choices()}


def _one(person_id: int) -> dict[str, object]:
    people = require_people()
    with people.database.reading() as session:
        if accounts.get_person(session, person_id) is None:
            abort(404, gettext("There is no such person here."))
        running = sessions.sessions_of(session, people.clock(), person_id)
        granted = accounts.get_grants(session, person_id)
        return {
            "account": accounts.get_account(session, person_id),
            "sessions": running,
            "chosen": granted,
            "is_me": person().id == person_id,
            **_choices(),
        }


def _choices() -> dict[str, object]:
    content = snapshot().content
    locales: Sequence[str] = content.settings.locales if content else ()
    return {
        "roles": tuple(Role),
        "language_roles": LANGUAGE_ROLES,
        "locales": [find_locale(one) for one in locales],
    }


def _show_link(whose: Person, purpose: Purpose, token: str) -> Response:
    people = require_people()
    base = people.public_url.rstrip("/") or request.host_url.rstrip("/")
    hours = int(LASTS[purpose].total_seconds() // 3600)
    page = render_template("people_link.html", whose=whose, link=base + path_of(token), hours=hours)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
