"""The words of a notice: an editor with advice, beside what members get from the words as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.core.source import Source
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.segments import SPOKEN
from ivr_author.usecases.draft_notice import JudgedWords, channels_using, judge_words
from ivr_author.usecases.edit_notice import (
    OpenWords,
    OutdatedWords,
    RefusedWords,
    SavedWords,
    ToConfirm,
    open_notice_words,
    save_notice_words,
)
from ivr_author.usecases.line_difference import Row, line_difference
from ivr_author.usecases.show_notice import LETTER, Wanted
from ivr_author.web.access import may
from ivr_author.web.call.booth import voice_notes
from ivr_author.web.code import coloured_lines
from ivr_author.web.conflict import Field, base_of, show_conflict
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.notice.judged import JudgedView, advice_title, view_chips, view_judged
from ivr_author.web.notice.page import CHOICES, NoticePage, open_notice
from ivr_author.web.notice.presenters import (
    SourceView,
    channel_names,
    paragraphs,
    view_output,
    view_source,
)
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.translate.talk import open_talk
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.layout import notice_template_path

blueprint = Blueprint("notice_words", __name__)
ROOM = Room(blueprint, gettext("Words"), "notices.show", order=10, under="notices", tab_of="notice")

_SHORT = ("sms", SPOKEN)
"""Channels whose output is text itself."""

_FORM_FIELDS = {"text", "revision", "do", "agreed", "csrf_token", *CHOICES}


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form, and why it was not saved, if that was tried. `conflict` is what the file holds now."""

    words: OpenWords
    faults: Sequence[Diagnostic] = ()
    undeclared: Sequence[str] = ()
    expired: bool = False
    failed: Diagnostic | None = None


@blueprint.get("/notices/<notice_id>")
def show(notice_id: str) -> str:
    """One notice, readable or not."""
    page = open_notice(notice_id)
    if page.file is None:
        return page.render("notice_broken.html", files=_files(page))
    words = open_notice_words(page.shown.workspace, notice_id)
    if words is None:
        return page.render("notice_broken.html", files=_files(page))
    if page.draft:
        words = replace(words, text=page.file.source.text)
    return _show(page, Form(words))


@blueprint.post("/notices/<notice_id>")
@shows_expired_forms
def save(notice_id: str) -> str | tuple[str, int] | Response:
    """Save, or show what was typed again: as a preview, with what is wrong with it, or to be agreed to."""
    page = open_notice(notice_id)
    if page.file is None:
        abort(409, gettext("This notice can't be shown before its problems are mended."))
    if set(request.form) - _FORM_FIELDS or not {"text", "revision"} <= set(request.form):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    text = request.form["text"].replace("\r\n", "\n")
    form = Form(OpenWords(text, request.form["revision"]))
    typed = page.with_draft(text)
    if g.form_expired:
        return _show(typed, replace(form, expired=True)), 403
    if request.form.get("do") != "save":
        return _show(typed, form)
    agreed = request.form.get("agreed", "")
    try:
        result = save_notice_words(
            the_studio().keeper, page.shown.workspace, notice_id, text, form.words.revision, agreed
        )
    except WorkspaceError as failure:
        return _show(typed, replace(form, failed=failure.diagnostic)), 500
    match result:
        case RefusedWords(faults=faults, undeclared=undeclared):
            return _show(typed, replace(form, faults=faults, undeclared=undeclared)), 422
        case OutdatedWords(theirs=theirs):
            return _conflict(page, form, theirs)
        case ToConfirm():
            return _confirm(typed, form, result)
        case SavedWords(kept=kept, changed=changed, outdated=outdated):
            told: dict[str, Any] = {"saved": 1, "outdated": sum(outdated.values()) or None} if changed else {}
            told |= {"unkept": kept.fault.rule} if kept.fault else {}
            return redirect(_address(page, **told), 303)


@blueprint.post("/notices/<notice_id>/judge")
def judge(notice_id: str) -> Response:
    """What is to be said of words while they are typed: places for the editor, and parts of the page."""
    page = open_notice(notice_id)
    take_only(*_FORM_FIELDS)
    if page.file is None or "text" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    typed = page.with_draft(request.form["text"].replace("\r\n", "\n"))
    judged = _judged(typed)
    shown: dict[str, Any] = {"page": typed, "sources": page.shown.sources, "notice": typed.notice}
    return jsonify(
        draft=typed.draft,
        places=judged.places,
        judged=render_template("notice_judged.html", judged=judged, advice_title=advice_title, **shown),
        preview=render_template("notice_preview.html", **shown, **_preview(typed)) if not typed.reason else "",
    )


def _address(page: NoticePage, **more: Any) -> str:
    asked: dict[str, Any] = {name: request.form.get(name) for name in CHOICES if name != "draft"}
    return url_for("notices.show", notice_id=page.notice_id, **{**{k: v for k, v in asked.items() if v}, **more})


def _show(page: NoticePage, form: Form) -> str:
    chips = view_chips(page.notice, page.desk.content.letterhead, page.choice.member.values, page.source_locale.id)
    # While the typed words can't be read, what the saved ones make stays in sight.
    shown = page if not page.reason else open_notice(page.notice_id)
    return page.render(
        "notice_words.html",
        form=form,
        chips=chips,
        judged=_judged(page),
        words_view=None if may("notice_words.save") else _files(page)[0],
        advice_title=advice_title,
        snippets=_snippets(page),
        is_stale=shown is not page and not shown.reason,
        outdated=request.args.get("outdated", 0, type=int),
        unkept=request.args.get("unkept", ""),
        waiting=len(open_talk(f"notices:{page.notice_id}/")),
        **_preview(shown),
    )


def _conflict(page: NoticePage, form: Form, theirs: OpenWords | None) -> tuple[str, int]:
    """Both versions of the words; the next save is based on the one that is shown."""
    path = notice_template_path(page.notice_id)
    base = base_of(path, form.words.revision)
    field = Field("text", gettext("Words"), form.words.text, theirs.text if theirs else None, base)
    return show_conflict(
        path,
        theirs.revision if theirs else form.words.revision,
        [field],
        back=_address(page),
        form={"do": "save", **{name: request.form[name] for name in CHOICES if name in request.form}},
        again=url_for("notice_words.save", notice_id=page.notice_id),
        locale=page.source_locale,
    )


def _confirm(page: NoticePage, form: Form, asked: ToConfirm) -> str:
    locales: list[tuple[Locale, int]] = [(find_locale(name), count) for name, count in asked.outdated.items()]
    members = {
        name: sum(one.values.get(name) is not None for one in page.notice.samples.values())
        for name in (*asked.change.removed, *asked.change.added)
    }
    saved = page.shown.notices.content.notices[page.notice_id]
    channels = {name: channel_names(channels_using(saved, name)) for name in asked.change.removed}
    if page.file is not None:
        channels |= {name: channel_names(channels_using(page.file, name)) for name in asked.change.added}
    return page.render(
        "notice_confirm.html",
        form=form,
        change=asked.change,
        outdated=locales,
        members=members,
        choices=CHOICES,
        channels=channels,
    )


def _judged(page: NoticePage) -> JudgedView:
    file = page.file
    source = file.source if file else Source("", "")
    judged = judge_words(page.workspace, page.notice_id) if file else JudgedWords(())
    return view_judged(judged, source)


def _preview(page: NoticePage) -> Mapping[str, Any]:
    """What the chosen member gets by the chosen channel, and what the others come to."""
    choice = page.choice
    can_show = not page.reason and bool(choice.members)
    outputs = list(page.desk.outputs(page.notice_id, choice.wanted).values()) if can_show else []
    # Large print takes the pages that it takes.
    limits = replace(page.notice.limits, pages=0) if choice.is_large else page.notice.limits
    views = {one.channel: view_output(one, limits) for one in outputs}
    chosen = views.get(choice.channel)
    is_letter = choice.channel == LETTER and LETTER in views
    return {
        "choice": choice,
        "preview_of": page,
        "locale": find_locale(choice.locale),
        "locales": [find_locale(one) for one in choice.locales],
        "outputs": views,
        "chosen": chosen,
        "letter_text": _text_of(page, LETTER) if is_letter else "",
        "changes": _changes(page) if page.draft and chosen else (),
        "voice_notes": list(voice_notes([choice.locale])) if choice.channel == SPOKEN else (),
        "paragraphs": paragraphs,
        "ssml": coloured_lines(".ssml", chosen.output.text("ssml") if chosen else ""),
    }


def _changes(page: NoticePage) -> list[Row]:
    """The lines that the chosen member gets by the chosen channel and would not get by the saved words, or not so."""
    saved = replace(page, desk=page.shown.notices, workspace=page.shown.workspace, draft="")
    if saved.reason:
        return []
    channel = page.choice.channel
    rows = line_difference(_text_of(saved, channel, page.choice.wanted), _text_of(page, channel), around=0)
    return [one for one in rows if not one.folded]


def _text_of(page: NoticePage, channel: str, wanted: Wanted | None = None) -> str:
    """What a member gets by a channel, as text; empty where it can't be made."""
    wanted = wanted or page.choice.wanted
    if channel in _SHORT:
        return page.desk.output(page.notice_id, channel, wanted).text("text")
    try:
        return page.desk.plain_text(page.notice_id, channel, wanted)
    except CannotRender:
        return ""


def _snippets(page: NoticePage) -> list[SourceView]:
    """The words that the notice includes, to be read beside its own."""
    template = page.file.template if page.file else None
    paths = [f"notices/_snippets/{name}.md.j2" for name in template.included] if template else []
    return [
        view_source(page.shown.sources.get(path), path, f"s{number}-", page.shown.faults_of(path))
        for number, path in enumerate(paths)
    ]


def _files(page: NoticePage) -> list[SourceView]:
    """The files of a notice that can't be read."""
    paths = ((f"notices/{page.notice_id}/notice.md.j2", "w"), (f"notices/{page.notice_id}/notice.yaml", "d"))
    return [view_source(page.shown.sources.get(path), path, mark, page.shown.faults_of(path)) for path, mark in paths]
