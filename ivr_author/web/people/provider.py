"""Signing in with a provider's account: for who was invited by the email address that the provider has verified."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from ivr_author.people import sessions
from ivr_author.people.audit import append
from ivr_author.people.invited import invited_person
from ivr_author.web.form_fault import FormFault, show_refused
from ivr_author.web.forms import own_page
from ivr_author.web.language import gettext
from ivr_author.web.openid import Pending, ProviderFault, begin_sign_in, end_sign_in
from ivr_author.web.provider_settings import Provider, provider
from ivr_author.web.rooms import Room
from ivr_author.web.signed_in import address, keep_session, require_people, session_token

blueprint = Blueprint("provider", __name__)
ROOM = Room(blueprint)

COOKIE = "ivr_author_provider"
SECONDS = 600
"""How long somebody may take at the provider's."""

# Made anew at every start: who was under way then begins again.
_serializer = URLSafeTimedSerializer(secrets.token_bytes(32), salt="provider")


@blueprint.get("/sign-in/provider")
def begin() -> Response:
    """Send somebody to the provider."""
    asked = _provider()
    following = own_page(request.args.get("next", ""))
    try:
        url, pending = begin_sign_in(asked, _back())
    except ProviderFault as fault:
        return _refuse(asked, str(fault), gettext("The sign-in of your organisation does not answer. Try again later."))
    answer = redirect(url, 303)
    kept = _serializer.dumps([pending.state, pending.nonce, pending.verifier, following])
    # Lax: they come back from another site.
    answer.set_cookie(
        COOKIE,
        str(kept),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        path="/sign-in/provider",
        secure=require_people().is_secure,
    )
    return answer


@blueprint.get("/sign-in/provider/back")
def back() -> Response:
    """Who came back is let in, if an administrator has invited them."""
    asked = _provider()
    try:
        state, nonce, verifier, following = _serializer.loads(request.cookies.get(COOKIE, ""), max_age=SECONDS)
        pending = Pending(state, nonce, verifier)
        identity = end_sign_in(asked, _back(), pending, request.args.get("state", ""), request.args.get("code", ""))
    except (BadSignature, ProviderFault) as fault:
        return _refuse(asked, str(fault), gettext("The sign-in was not finished. Begin again."))
    people, now = require_people(), require_people().clock()
    with people.database.writing() as session:
        person = invited_person(session, now, identity.issuer, identity.subject, identity.email)
        if person is not None:
            agent = request.user_agent.string
            token = sessions.begin(
                session, now, person.id, address=address(), agent=agent, way="provider", replaces=session_token()
            )
    if person is None:
        told = gettext("Nobody with the email address of this account was invited. Ask an administrator.")
        return _refuse(asked, f"nobody was invited as {identity.email or 'an address that is not verified'}", told)
    keep_session(token)
    answer = redirect(own_page(following), 303)
    answer.delete_cookie(COOKIE, path="/sign-in/provider")
    return answer


def _provider() -> Provider:
    found = provider()
    if found is None:
        abort(404)
    return found


def _back() -> str:
    base = require_people().public_url.rstrip("/") or request.host_url.rstrip("/")
    return base + url_for("provider.back")


def _refuse(asked: Provider, why: str, told: str) -> Response:
    people = require_people()
    with people.database.writing() as session:
        detail: dict[str, Any] = {"way": "provider", "address": address(), "why": why[:300]}
        append(session, people.clock(), "unknown", "sign-in refused", "", detail)
    current_app.logger.warning("sign-in by %s refused: %s", asked.issuer, why[:300])
    return show_refused("sign_in.html", None, [FormFault(told)], email="", following="/", provider=asked)
