"""Comments: what is open, and the talk about one text, where people ask, answer and resolve."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale, parse_tag
from ivr_author.people import comments
from ivr_author.people.accounts import AccountFault
from ivr_author.people.comments import Thread, find_thread
from ivr_author.web.access import may
from ivr_author.web.forms import own_page, take_only
from ivr_author.web.language import gettext
from ivr_author.web.person import person
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.signed_in import require_people
from ivr_author.web.translate.talk import Talk, is_there, require_open_talk, talk_on, way_to

blueprint = Blueprint("comments", __name__)
ROOM = Room(blueprint, under="translate")

PAGE = 50
LONGEST_ITEM = 400


@blueprint.get("/comments")
def index() -> str:
    """All that is open; of one language, of one notice (`about`), or of the person's own alone."""
    here, locale = person(), request.args.get("locale", "")
    about = request.args.get("about", "")[:LONGEST_ITEM]
    is_own = bool(request.args.get("own"))
    found = [
        one
        for one in require_open_talk(about)
        if (not locale or one.locale == locale) and (not is_own or any(said.by_id == here.id for said in one.comments))
    ]
    shown = snapshot()
    locales = [find_locale(one) for one in (shown.content.settings.locales if shown.content else ()) if here.sees(one)]
    return render_template(
        "comments.html",
        listed=[(one, way_to(shown, one.item, one.locale)) for one in found[:PAGE]],
        total=len(found),
        most=PAGE,
        locales=locales,
        locale=locale,
        about=about,
        is_own=is_own,
        may_answer=lambda thread: may("comments.reply", locale=thread.locale or None),
    )


@blueprint.get("/comments/on")
def of() -> str:
    """The talk about one item, in one language or in all."""
    item, locale = _item(request.args.get("item", "")), request.args.get("locale", "")
    return _show(_talk(item, locale, ""))


@blueprint.post("/comments")
@shows_expired_forms
def add() -> str | tuple[str, int] | Response:
    """Begin a thread."""
    take_only("item", "locale", "quote", "text", "next")
    item = _item(request.form.get("item", ""))
    locale = request.form.get("locale", "")
    content = snapshot().content
    if locale and (content is None or locale not in content.settings.locales):
        abort(400, gettext("There is nothing like that to choose."))
    text, quote = request.form.get("text", ""), request.form.get("quote", "")
    if g.form_expired:
        return _show(_talk(item, locale, quote), typed=text, expired=True), 403
    people = require_people()
    try:
        with people.database.writing() as session:
            comments.add_comment(session, people.clock(), person(), item, locale, text, quote)
    except AccountFault as failure:
        return _show(_talk(item, locale, quote), typed=text, fault=failure.diagnostic), 422
    return _go_on(item, locale, quote)


@blueprint.post("/comments/<int:thread_id>")
@shows_expired_forms
def reply(thread_id: int) -> str | tuple[str, int] | Response:
    """Answer in a thread, or resolve it."""
    take_only("do", "text", "among", "quote", "next")
    people, deed, text = require_people(), request.form.get("do", ""), request.form.get("text", "")
    if deed not in ("answer", "resolve"):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    thread = _thread(thread_id)
    among, quote = request.form.get("among", ""), request.form.get("quote", "")
    among = among if among == thread.locale else ""
    if not may("comments.reply", locale=thread.locale or None):
        abort(403, gettext("This comment is about a language that is not yours."))
    if g.form_expired:
        return _show(_talk(thread.item, among, quote), typed=text, at=thread_id, expired=True), 403
    try:
        with people.database.writing() as session:
            if text.strip() or deed == "answer":
                comments.answer(session, people.clock(), person(), thread_id, text)
            if deed == "resolve":
                comments.resolve(session, people.clock(), person(), thread_id)
    except AccountFault as failure:
        return _show(_talk(thread.item, among, quote), typed=text, at=thread_id, fault=failure.diagnostic), 422
    return _go_on(thread.item, among, quote)


def _thread(thread_id: int) -> Thread:
    try:
        with require_people().database.reading() as session:
            return find_thread(session, thread_id)
    except AccountFault:
        abort(404, gettext("There is no such comment any more."))


def _item(given: str) -> str:
    if not given or len(given) > LONGEST_ITEM or not is_there(snapshot(), given):
        abort(404, gettext("There are no such words any more: they were changed or removed meanwhile."))
    return given


def _talk(item: str, locale: str, quote: str) -> Talk:
    found = talk_on(item, parse_tag(locale) or "" if locale else "", quote)
    assert found is not None, "there are accounts"
    return found


def _show(talk: Talk, typed: str = "", at: int = 0, fault: Diagnostic | None = None, *, expired: bool = False) -> str:
    """The talk alone for a script that asks for it, else a page with it."""
    template = "talk.html" if "HX-Request" in request.headers else "comments_on.html"
    way = way_to(snapshot(), talk.item, talk.locale)
    told = {"talk_typed": typed, "talk_at": at, "talk_fault": fault, "talk_expired": expired}
    return render_template(template, talk=talk, way=way, **told)


def _go_on(item: str, locale: str, quote: str) -> str | Response:
    if "HX-Request" in request.headers:
        return _show(_talk(item, locale, quote))
    to = request.form.get("next", "")
    return redirect(own_page(to) if to else url_for("comments.of", item=item, locale=locale or None), 303)
