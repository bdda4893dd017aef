"""What is wrong with a form about people: a sentence at its field, and how long there is no use in trying again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from flask import Response, make_response, render_template

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.people.sign_in import Reason, SignInRefused
from ivr_author.web.language import gettext, ngettext

TOO_MANY, REFUSED = 429, 422

SENTENCES = {
    Reason.WRONG: gettext("That is not right. Look at it again."),
    Reason.REUSED: gettext("This code was used already. Wait for the next one; that takes half a minute at most."),
    Reason.CLOCK: gettext("The clock of the server is wrong, so codes can't be judged. Use a recovery code."),
    Reason.SEALED: gettext(
        "The studio has another key than the one that second factors were sealed with, so codes can't be judged. Use a "
        "recovery code, or ask an administrator to take your second factor away."
    ),
    Reason.SIGNED_OUT: gettext("Your session has ended. Sign in again."),
}


@dataclass(frozen=True, slots=True)
class FormFault:
    """A sentence; `field` is the id of the field that it is about, `rule` what says so."""

    message: str
    field: str = ""
    hint: str = ""
    rule: str = ""


def faults_of(diagnostics: Iterable[Diagnostic], field: str = "") -> list[FormFault]:
    """What rules say."""
    return [FormFault(_sentence(one.message), field, _sentence(one.hint or ""), one.rule) for one in diagnostics]


def fault_of(refused: SignInRefused, field: str) -> FormFault:
    """Why somebody is not let in, without telling whether there is such an account."""
    if refused.reason is Reason.TOO_MANY:
        return FormFault(wait_words(refused.wait), field)
    return FormFault(gettext(SENTENCES[refused.reason]), field)


def wait_words(wait: timedelta) -> str:
    """When to try again."""
    minutes = max(1, ceil(wait.total_seconds() / 60))
    message = ngettext(
        "There were too many wrong tries. Try again in {minutes} minute.",
        "There were too many wrong tries. Try again in {minutes} minutes.",
        minutes,
    )
    return message.format(minutes=minutes)


def show_refused(template: str, refused: SignInRefused | None, faults: list[FormFault], **values: object) -> Response:
    """A form again, with what is wrong: 429 with the time to wait, else 422."""
    many = refused is not None and refused.reason is Reason.TOO_MANY
    answer = make_response(render_template(template, faults=faults, **values), TOO_MANY if many else REFUSED)
    if refused is not None and many:
        answer.headers["Retry-After"] = str(max(1, ceil(refused.wait.total_seconds())))
    return answer


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith(".") else ".")
