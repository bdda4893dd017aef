"""Who may visit what: one table from every endpoint to the permission that it asks for. What is not in it is refused.

Who somebody is comes from `signed_in`; without accounts, nobody is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

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
from ivr_author.web.beside_form import NOT_ALLOWED, asks_for_part, beside_form
from ivr_author.web.language import gettext
from ivr_author.web.person import person
from ivr_author.web.rooms import snapshot
from ivr_author.web.signed_in import require_people, signed_in, the_people
from ivr_author.web.waiting import Kind, the_tray
from ivr_author.workspace.layout import LOCALES, FileKind, kind_of

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOCALE_FIELDS = ("locale", "lang")
"""Parts of an address, of its query or of a form that name a language of the content."""

NEW_NODE = "new"
"""What stands for a node that is yet to be made, where a node's name does."""

MOST_NAMED = 5
"""People whom a refusal names."""


class Standing(Enum):
    """What is asked for where no permission is."""

    OPEN = auto()  # nothing: whoever comes
    HALF = auto()  # a session, though its code or second factor may still be missing
    SELF = auto()  # a whole session, with any role or none: pages about oneself


@dataclass(frozen=True, slots=True)
class Ask:
    """A permission, and where it must hold: in these languages, or with "" where no language is, so everywhere."""

    permission: Permission
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody is about to do: the parts of the address, the languages that are named, the deed of a form."""

    is_safe: bool = True
    parts: Mapping[str, str] = field(default_factory=dict)
    locales: tuple[str, ...] = ()
    deed: str = ""


Rule = Standing | Permission | Ask | Callable[[Person, Errand], Permission | Ask]

OPEN, HALF, SELF = Standing.OPEN, Standing.HALF, Standing.SELF
READ, WRITE_WORDS, EDIT_FLOWS = Permission.READ, Permission.WRITE_WORDS, Permission.EDIT_FLOWS
EDIT_SETTINGS, KEEP_CALLS, EXPORT = Permission.EDIT_SETTINGS, Permission.KEEP_CALLS, Permission.EXPORT
TRANSLATE, MANAGE_PEOPLE, READ_AUDIT = Permission.TRANSLATE, Permission.MANAGE_PEOPLE, Permission.READ_AUDIT
RELEASE = Permission.RELEASE
READ_ALL, EXPORT_ALL = Ask(READ, ""), Ask(EXPORT, "")
"""In all languages at once: not for who is here for some."""

_KINDS = {
    FileKind.FLOW: EDIT_FLOWS,
    FileKind.CANVAS: EDIT_FLOWS,
    FileKind.CALLS: KEEP_CALLS,
    FileKind.NOTICE: WRITE_WORDS,
    FileKind.NOTICE_TEMPLATE: WRITE_WORDS,
    FileKind.SNIPPET: WRITE_WORDS,
}
"""What a file asks for that is edited as text; all others are settings."""


def _of_file(_visitor: Person, errand: Errand) -> Permission | Ask:
    """A file, by its place: to look at it, or to change it."""
    path = errand.parts.get("path", "")
    folder, _, rest = path.partition("/")
    locale = parse_tag(rest.partition("/")[0]) if folder == LOCALES else None
    if errand.is_safe:
        return Ask(READ, locale or "") if folder == LOCALES else READ
    if folder == LOCALES:
        return Ask(TRANSLATE, locale or "")
    return _KINDS.get(kind_of(path) or FileKind.SETTINGS, EDIT_SETTINGS)


def _of_edit(_visitor: Person, errand: Errand) -> Permission:
    """Words are written by more people than flows are built by."""
    return WRITE_WORDS if errand.deed == "words" else EDIT_FLOWS


def _of_node(_visitor: Person, errand: Errand) -> Permission:
    """The form of a node is looked at by all; that of one which is yet to be made is of use to who may make it."""
    return EDIT_FLOWS if errand.parts.get("node_id") == NEW_NODE else READ


def _of_coverage_task(_visitor: Person, errand: Errand) -> Permission:
    return KEEP_CALLS if errand.parts.get("task") == "keep" else READ


def _of_translation(visitor: Person, errand: Errand) -> Permission:
    """Who translates, and who reviews: the view tells their deeds apart."""
    return TRANSLATE if all(visitor.may(TRANSLATE, one) for one in errand.locales or (None,)) else Permission.REVIEW


def _of_comment(visitor: Person, errand: Errand) -> Permission:
    """Who works on words in any way may say something about them; in a language, who does so there."""
    ways = (TRANSLATE, Permission.REVIEW, WRITE_WORDS)
    there = (one for one in ways if all(visitor.may(one, locale) for locale in errand.locales or (None,)))
    return next(there, WRITE_WORDS)


def _of_take(visitor: Person, _errand: Errand) -> Permission:
    """Who writes words has them spoken in any language; who translates, in theirs."""
    return WRITE_WORDS if visitor.may(WRITE_WORDS) else TRANSLATE


def _of_delivery(visitor: Person, errand: Errand) -> Permission | Ask:
    """Who may bring such files in, may take them or let them go."""
    held = the_tray().get(errand.parts.get("key", ""))
    if held is not None and held.facts.get("kind") == Kind.RECORDINGS:
        return Ask(_of_take(visitor, errand), held.facts["locale"])
    return TRANSLATE


TABLE: dict[str, Rule] = {
    # what belongs to no room
    "assets.asset": OPEN,
    "token": OPEN,
    "reader.choose": OPEN,
    # signing in
    "sign_in.show": OPEN,
    "sign_in.enter": OPEN,
    "sign_in.code": HALF,
    "sign_in.confirm": HALF,
    "sign_in.leave": OPEN,
    "provider.begin": OPEN,
    "provider.back": OPEN,
    "link.show": OPEN,
    "link.take": OPEN,
    # one's own account
    "account.show": SELF,
    "account.change_password": SELF,
    "account.end_session": SELF,
    "account.renew_codes": SELF,
    "account.factor": HALF,
    "account.confirm_factor": HALF,
    # others'
    "people.index": MANAGE_PEOPLE,
    "people.invite": MANAGE_PEOPLE,
    "people.show": MANAGE_PEOPLE,
    "people.change_roles": MANAGE_PEOPLE,
    "people.act": MANAGE_PEOPLE,
    "audit.index": READ_AUDIT,
    "audit.as_csv": READ_AUDIT,
    # what people tell each other
    "comments.index": READ,
    "comments.of": READ,
    "comments.add": _of_comment,
    "comments.reply": _of_comment,
    # the studio
    "home.index": READ,
    "find.index": READ,
    "find.help_page": SELF,
    "problems.index": READ,
    "checking.line": READ,
    "flows.index": READ,
    "flow.show": READ,
    "flow_new.begin": EDIT_FLOWS,
    "flow_edit.edit": _of_edit,
    "flow_edit.undo": EDIT_FLOWS,
    "flow_edit.redo": EDIT_FLOWS,
    "flow_edit.conflict": _of_edit,
    "flow_edit.graph": READ,
    "flow_list.show": READ,
    "flow_list.connect": EDIT_FLOWS,
    "flow_source.show": READ,
    "flow_history.show": READ,
    "flow_coverage.show": READ,
    "flow_coverage.start": _of_coverage_task,
    "node_form.show": _of_node,
    "node_form.save": EDIT_FLOWS,
    "node_form.settings": READ,
    "node_form.save_settings": EDIT_FLOWS,
    "node_form.rename": EDIT_FLOWS,
    "node_form.remove": EDIT_FLOWS,
    "words.edit": READ,
    "words.save": WRITE_WORDS,
    "phone.index": READ,
    "phone.show": READ,
    "phone.panel": READ,
    "phone.line": READ,
    "phone.script": READ,
    "phone.keep": KEEP_CALLS,
    "notices.index": READ,
    "notices.show": READ,
    "notice_new.show": WRITE_WORDS,
    "notice_new.save": WRITE_WORDS,
    "notice_words.show": READ,
    "notice_words.judge": READ,
    "notice_words.save": WRITE_WORDS,
    "notice_fields.show": READ,
    "notice_fields.save": WRITE_WORDS,
    "notice_rules.show": READ,
    "notice_rules.save": WRITE_WORDS,
    "notice_languages.show": READ,
    "notice_letters.show": READ,
    "notice_history.show": READ,
    "notice_outputs.letter": READ,
    "notice_outputs.letter_page": READ,
    "notice_outputs.part": READ,
    "notice_outputs.sound": READ,
    "members.index": READ,
    "members.show": READ,
    "members.begin": EDIT_SETTINGS,
    "members.save": EDIT_SETTINGS,
    "services.index": READ,
    "services.show": READ,
    "services.save_example": EDIT_SETTINGS,
    "calendars.index": READ,
    "calendars.show": READ,
    "calendars.save_day": EDIT_SETTINGS,
    "calendar_week.show": READ,
    "calendar_week.save": EDIT_SETTINGS,
    "source.index": READ,
    "source.edit": _of_file,
    "source.save": _of_file,
    "source.check": READ,
    "source.names": READ,
    "source.schema": READ,
    "history.index": READ,
    "history.changes": READ,
    "history.show": _of_file,
    "history.restore": _of_file,
    "history.begin": EDIT_SETTINGS,
    "documents.index": READ_ALL,
    "documents.show": READ_ALL,
    "documents.download": EXPORT_ALL,
    "export.index": EXPORT_ALL,
    "export.show": EXPORT_ALL,
    "export.languages": EXPORT_ALL,
    "export.deploy": EXPORT_ALL,
    "export.wait": EXPORT_ALL,
    "export.begin": EXPORT_ALL,
    "export.stop": EXPORT_ALL,
    "export.download": EXPORT_ALL,
    "export_changes.show": EXPORT_ALL,
    "export_changes.text": EXPORT_ALL,
    "releases.index": READ,
    "releases.show": READ_ALL,
    "releases.changes": READ_ALL,
    "releases.file": READ_ALL,
    "releases.begin": RELEASE,
    "releases.create": RELEASE,
    "releases.stop": RELEASE,
    "release_publish.publish": RELEASE,
    "release_publish.cancel": RELEASE,
    "release_publish.confirm": RELEASE,
    "release_publish.go_back": RELEASE,
    "bulletins.index": READ,
    "bulletins.show": READ,
    "bulletins.sound": READ,
    "bulletins.switch": Permission.SWITCH_BULLETINS,
    "bulletins.confirm": Permission.SWITCH_BULLETINS,
    "review.index": READ,
    "review.judge": Permission.REVIEW,
    "translate.index": READ,
    "translate.show": READ,
    "translate.save": _of_translation,
    "translate.judge": READ,
    "translate.around": READ,
    "translate.sound": READ,
    "glossary.index": READ,
    "glossary.show": READ,
    "glossary.term": READ,
    "glossary.save": TRANSLATE,
    "glossary.judge": READ,
    "recordings.index": READ,
    "recordings.show": READ,
    "recordings.text": READ,
    "recordings.sound": READ,
    "recordings.voice": READ,
    "recordings.brought": _of_take,
    "recording_takes.bring": _of_take,
    "recording_takes.take": _of_take,
    "recording_takes.drop": _of_take,
    "recording_takes.remove": _of_take,
    "voices.index": READ,
    "deliveries.index": EXPORT,
    "deliveries.package": EXPORT,
    "deliveries.script": EXPORT,
    "deliveries.wait_for_script": EXPORT,
    "deliveries.bring_translations": TRANSLATE,
    "deliveries.bring_recordings": _of_take,
    "deliveries.show": EXPORT,
    "deliveries.take_it": _of_delivery,
    "deliveries.drop": _of_delivery,
}
"""By endpoint."""


def guard_access(app: Flask) -> None:
    """Let nobody to a view that the table does not let them to."""

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
    named = {name: str(value) for name, value in parts.items() if value is not None}
    locales = tuple(_tags(named.get(name, "") for name in LOCALE_FIELDS))
    is_safe = any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))
    return allows(person(), endpoint, Errand(is_safe, named, locales, named.get("op", "")))


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
