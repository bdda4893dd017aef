"""An answer to a form that a script sent: why nothing was saved, above the form, which keeps what was typed into it."""

from __future__ import annotations

from flask import Response, make_response, request

NOT_ALLOWED = "X-Not-Allowed"
"""A header of refusals that a fresh token changes nothing about: scripts then don't send the form once more."""


def asks_for_part() -> bool:
    """Whether a script asked, which puts what is answered into the page that is there."""
    return bool(request.headers.get("HX-Request"))


def beside_form(part: str, status: int) -> Response:
    """The part of a page that says so, put into the place that every page has for it."""
    answer = make_response(part, status)
    answer.headers.update({"HX-Retarget": "#save-refused", "HX-Reswap": "innerHTML show:top"})
    return answer
