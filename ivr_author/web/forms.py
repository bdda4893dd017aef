"""What all forms have in common: fields that are known, and a page of this studio to go on to."""

from __future__ import annotations

from flask import abort, current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ivr_author.web.language import gettext
from ivr_author.web.security import TOKEN_FIELD


def take_only(*known: str) -> None:
    """Refuse the form that was sent if it has other fields than these and the token."""
    if set(request.form) - {*known, TOKEN_FIELD}:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))


def own_page(address: str) -> str:
    """An address of this studio that can be looked at; the first page in place of any other."""
    path = address.partition("?")[0]
    if path.startswith("/") and not path.startswith("//") and "\\" not in address and address.isprintable():
        try:
            current_app.url_map.bind("").match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return url_for("home.index")
        return address
    return url_for("home.index")
