"""Lets nobody to a view that `access_table` does not let them to, and tells pages what to offer to whom.

Who somebody is comes from `signed_in`; without accounts, nobody is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from ivr_author.core.locale import parse_tag
from ivr_author.people.accounts import list_accounts
from ivr_author.people.audit import append
from ivr_author.people.database import DatabaseGone
from ivr_author.people.roles import PERMISSIONS, Permission, Person, Role
from ivr_author.people.sessions import Needs
from ivr_author.web.access_table import HALF, OPEN, READ, TABLE, Ask, Errand, Standing
from ivr_author.web.beside_form import NOT_ALLOWED, asks_for_part, beside_form
from ivr_author.web.language import gettext
from ivr_author.web.person import person
from ivr_author.web.rooms import snapshot
from ivr_author.web.signed_in import require_people, signed_in, the_people

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOCALE_FIELDS = ("locale", "lang")
"""Parts of an address, of its query or of a form that name a language of the content."""

IS_SAFE = "ivr_is_safe"
"""Where an application keeps which of its endpoints can be read: every page asks, for each of its rooms."""

MOST_NAMED = 5
"""People whom a refusal names."""


def guard_access(app: Flask) -> None:
    """Let nobody to a view that the table does not let them to."""
    app.extensions[IS_SAFE] = {}

    @app.before_request
    def check_access() -> AnyResponse | None:
        if the_people() is None or request.endpoint is None:
            return None
        rule = TABLE.get(request.endpoint)
        if rule is OPEN:
            return None
        visitor = signed_in()
        if visitor is None:
            return _to_sign_in()
        if rule is not HALF and visitor.needs is not Needs.NOTHING:
            return _lead(url_for("sign_in.code" if visitor.needs is Needs.CODE else "account.factor"))
        if rule is None:
            abort(403, gettext("Nobody has said who may do this, so nobody may."))
        if isinstance(rule, Standing):
            return None
        ask = _refused(visitor.person, rule, _errand_of_request())
        return None if ask is None else _refuse(visitor.person, ask)


def may(endpoint: str, **parts: object) -> bool:
    """Whether to lead somebody there, or to show them the form: what would only refuse them is for nobody's page.

    `parts` are those of the address and of its query that name a thing or a language; `op` is the deed of a form.
    """
    if the_people() is None:
        return True
    kept = current_app.extensions[IS_SAFE]
    if endpoint not in kept:
        kept[endpoint] = any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))
    if not parts:
        return allows(person(), endpoint, Errand(kept[endpoint]))
    named = {name: str(value) for name, value in parts.items() if value is not None}
    locales = tuple(_tags(named.get(name, "") for name in LOCALE_FIELDS))
    return allows(person(), endpoint, Errand(kept[endpoint], named, locales, named.get("op", "")))


def allows(visitor: Person, endpoint: str, errand: Errand) -> bool:
    """Whether somebody who is signed in may do this, by the table."""
    rule = TABLE.get(endpoint)
    if rule is None or isinstance(rule, Standing):
        return rule is not None
    return _refused(visitor, rule, errand) is None


def visible_locales(locales: Iterable[str]) -> list[str]:
    """Those of the locales whose texts the person may see; the source, which all may, is the caller's to add."""
    if the_people() is None:
        return list(locales)
    here = person()
    return [locale for locale in locales if here.sees(locale)]


def locales_to_choose(all_locales: Sequence[str]) -> list[str]:
    """Of the source's locale and the others, those that the person may choose: the source, and whose texts they see."""
    source, *others = all_locales
    return [source, *visible_locales(others)]


def _refused(visitor: Person, rule: Permission | Ask | Callable[..., Permission | Ask], errand: Errand) -> Ask | None:
    """What somebody lacks for it; None: nothing."""
    given = rule(visitor, errand) if callable(rule) else rule
    ask = given if isinstance(given, Ask) else Ask(given)
    if not visitor.may(ask.permission, ask.locale):
        return ask
    named = [locale for locale in errand.locales if not visitor.may(ask.permission, locale)]
    # All translate from the source, so all may read it.
    return None if not named or (ask.permission is READ and set(named) <= _source()) else ask


def _errand_of_request() -> Errand:
    parts = {name: str(value) for name, value in (request.view_args or {}).items()}
    is_safe = request.method in SAFE_METHODS
    deed = (request.args if is_safe else request.form).get("op", "")
    return Errand(is_safe, parts, tuple(_locales_named()), deed)


def _locales_named() -> Iterator[str]:
    for name in LOCALE_FIELDS:
        given = [str((request.view_args or {}).get(name, "")), *request.args.getlist(name), *request.form.getlist(name)]
        yield from _tags(given)


def _tags(given: Iterable[str]) -> Iterator[str]:
    """The languages among what is given: what is none, the view refuses."""
    yield from filter(None, (parse_tag(one) for one in given if one))


def _source() -> set[str]:
    content = snapshot().content
    return {content.settings.source_locale} if content else {"en"}


def _to_sign_in() -> AnyResponse:
    here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    return _lead(url_for("sign_in.show", next=here or None))


def _lead(to: str) -> AnyResponse:
    if _wants_json():
        told = {"field": "", "rule": "signed-out", "message": gettext("Sign in first."), "hint": to, "line": None}
        return make_response(jsonify({"faults": [told]}), 401)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": to})
    return redirect(to, 303)


def _refuse(visitor: Person, ask: Ask) -> AnyResponse:
    people = require_people()
    roles = [role for role in Role if ask.permission in PERMISSIONS[role]]
    locale = ask.locale or next(filter(None, (one for one in _locales_named() if not visitor.sees(one))), "")
    try:
        with people.database.writing() as session:
            could = [
                one.person for one in list_accounts(session) if one.disabled is None and _could(one.person, ask, locale)
            ]
            detail = {"asked": str(ask.permission), "language": locale, "method": request.method}
            append(session, people.clock(), visitor.email, "refused", request.path[:300], detail)
    except DatabaseGone:
        could = []
    if _wants_json():
        message = gettext("You may not do this.")
        told = {"field": "", "rule": "not-allowed", "message": message, "hint": ", ".join(roles), "line": None}
        answer = make_response(jsonify({"faults": [told]}), 403)
    elif asks_for_part():
        answer = beside_form(render_template("not_allowed_part.html", could=could[:MOST_NAMED], locale=locale), 403)
    else:
        page = render_template(
            "not_allowed.html",
            roles=roles,
            could=could[:MOST_NAMED],
            locale=locale,
            mine=visitor.grants,
            typed=_typed(),
        )
        answer = make_response(page, 403)
    answer.headers[NOT_ALLOWED] = "role"
    return answer


def _could(other: Person, ask: Ask, locale: str) -> bool:
    return other.may(ask.permission, locale or ask.locale)


def _typed() -> list[tuple[str, str]]:
    if not g.get("form_is_ours"):
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if len(value.split()) > 1][:20]


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
