"""What all forms have in common: a field that a form of this studio does not have comes from somewhere else."""

from __future__ import annotations

from flask import abort, request

from ivr_author.web.language import gettext
from ivr_author.web.security import TOKEN_FIELD


def take_only(*known: str) -> None:
    """Refuse the form that was sent if it has other fields than these and the token."""
    if set(request.form) - {*known, TOKEN_FIELD}:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
