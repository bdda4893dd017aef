"""A database of people that can't be reached: one answer for whatever needs it, while who is known goes on reading."""

from __future__ import annotations

from flask import Flask, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from ivr_author.people.database import DatabaseGone
from ivr_author.people.sessions import SignedIn
from ivr_author.web.beside_form import asks_for_part, beside_form
from ivr_author.web.language import gettext
from ivr_author.web.signed_in import signed_in

STATUS = 503


def answer_for_database(app: Flask) -> None:
    """Let every such failure be answered here."""
    app.register_error_handler(DatabaseGone, _answer)


def known_visitor() -> SignedIn | None:
    """Whose page this is; nobody's, where it can't be known. For what stands around every page."""
    try:
        return signed_in()
    except DatabaseGone:
        return None


def _answer(failure: DatabaseGone) -> Response:
    fault = failure.diagnostic
    is_form = request.method not in ("GET", "HEAD", "OPTIONS")
    accepted = request.accept_mimetypes
    if accepted["application/json"] > accepted["text/html"]:
        message = gettext("The database of people can't be reached, so nothing can be saved now.")
        told = {"field": "", "rule": fault.rule, "message": message, "hint": fault.hint or "", "line": None}
        return make_response(jsonify({"faults": [told]}), STATUS)
    if is_form and asks_for_part():
        return beside_form(render_template("database_gone_part.html", fault=fault), STATUS)
    typed = [one for one in request.form.items(multi=True) if len(one[1].split()) > 1 and "password" not in one[0]]
    return make_response(render_template("database_gone.html", fault=fault, is_form=is_form, typed=typed), STATUS)
