"""Words: one prompt's text in a form, saved back to its place in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.core.source import Source
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.segments import TEXT_NOTES
from ivr_author.flow.settings import BUILT_IN_TEXTS
from ivr_author.usecases.edit import Outdated, Refused, Saved, Words, open_words, save_words, words_at, words_path
from ivr_author.web.access import visible_locales
from ivr_author.web.conflict import Field, base_of, show_conflict
from ivr_author.web.language import gettext
from ivr_author.web.presenters import Speech, speech_of
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.studio import Snapshot
from ivr_author.web.translate.talk import talk_on
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("words", __name__)
ROOM = Room(blueprint, under="flows")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: as it was opened, or as it was sent and must not be lost."""

    text: str
    plural: str | None
    revision: str


@blueprint.get("/words/<path:address>")
def edit(address: str) -> str | tuple[str, int]:
    """The form."""
    words, revision = _open(address)
    typed = Typed(words.text.text, words.plural.text if words.plural else None, revision)
    return _form(words, typed)


@blueprint.post("/words/<path:address>")
@shows_expired_forms
def save(address: str) -> str | tuple[str, int] | Response:
    """Save, or show the form again with what was typed and why it was not saved."""
    typed = Typed(request.form.get("text", ""), request.form.get("plural"), request.form.get("revision", ""))
    unknown = set(request.form) - {"text", "plural", "revision", "csrf_token"}
    if unknown or "text" not in request.form or "revision" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    studio = the_studio()
    try:
        words, current, _ = open_words(studio.root, address)
    except WorkspaceError as failure:
        abort(404, f"{words_path(address)}: {failure.diagnostic.message}")
    if words is None:
        return _conflict(address, typed, None, current)
    if g.form_expired:
        return _form(words, typed, expired=True), 403
    try:
        content = snapshot().content
        result = save_words(studio.keeper, studio.root, address, typed.text, typed.plural, typed.revision, content)
    except WorkspaceError as failure:
        return _form(words, typed, faults=[("", failure.diagnostic)]), 500
    match result:
        case Refused(faults=faults):
            return _form(words, typed, faults=faults), 422
        case Outdated(theirs=theirs, revision=current):
            return _conflict(address, typed, theirs, current)
        case Saved(changed=changed, fault=fault):
            outdated = len(_stale(snapshot(), words)) if changed else 0
            unkept = fault.rule if fault else None
            return redirect(
                _back_to(words, saved="1" if changed else None, outdated=outdated or None, unkept=unkept), 303
            )


def _conflict(address: str, typed: Typed, theirs: Words | None, current: str) -> tuple[str, int]:
    """Both versions; the next save is based on the one that is shown."""
    path = words_path(address)
    before = base_of(path, typed.revision)
    base = words_at(Source(path, before), address) if before is not None else None
    fields = [_field("text", gettext("Words"), typed.text, *_texts(theirs, base))]
    if typed.plural is not None:
        plurals = (one.plural.text if one and one.plural else None for one in (theirs, base))
        fields = [
            _field("text", gettext("Words for one"), typed.text, *_texts(theirs, base)),
            _field("plural", gettext("Words for several"), typed.plural, *plurals),
        ]
    back = url_for("words.edit", address=address) if theirs is not None else url_for("flows.index")
    locale = _source_locale(snapshot())
    return show_conflict(path, current, fields, back=back, locale=locale, draft=f"words:{address}")


def _texts(*words: Words | None) -> list[str | None]:
    return [None if one is None else one.text.text for one in words]


def _field(name: str, label: str, typed: str, theirs: str | None, base: str | None) -> Field:
    return Field(name, label, typed.replace("\r\n", "\n"), theirs, base)


def _open(address: str) -> tuple[Words, str]:
    try:
        words, revision, _ = open_words(the_studio().root, address)
    except WorkspaceError as failure:
        abort(404, f"{words_path(address)}: {failure.diagnostic.message}")
    if words is None:
        name = address.removeprefix("texts/")
        if name in BUILT_IN_TEXTS and name != address:
            explanation = gettext("“{name}” is a built-in sentence. To change it, write it under `texts:` in ivr.yaml.")
            abort(404, explanation.format(name=name))
        explanation = gettext("There are no words at {address}: the node was renamed, or its file is broken.")
        abort(404, explanation.format(address=address))
    return words, revision


def _form(
    words: Words,
    typed: Typed,
    *,
    faults: Sequence[tuple[str, Diagnostic]] = (),
    expired: bool = False,
) -> str:
    shown = snapshot()
    return render_template(
        "words.html",
        words=words,
        typed=typed,
        faults=faults,
        expired=expired,
        source_locale=_source_locale(shown),
        translations=[one for one in _translations(shown, words) if visible_locales([one.asked.id])],
        stale=_stale(shown, words),
        keys=_keys(words),
        note=TEXT_NOTES.get(words.place, "") if words.flow is None else "",
        back=_back_to(words),
        sources=shown.sources,
        talk=talk_on(f"flows:{words.address}", "", words.text.text),
    )


def _source_locale(shown: Snapshot) -> Locale:
    return find_locale(shown.content.settings.source_locale if shown.content else "en")


def _translations(shown: Snapshot, words: Words) -> list[Speech]:
    settings = shown.content.settings if shown.content else None
    plural = words.plural.text if words.plural else ""
    return [
        speech_of(shown.translations, locale, words.address, words.text.text, plural)
        for locale in (settings.locales if settings else ())
    ]


def _stale(shown: Snapshot, words: Words) -> list[Locale]:
    """The locales whose translation is that of the words as they are, and will not be that of others."""
    return [speech.asked for speech in _translations(shown, words) if speech.state.is_used]


def _keys(words: Words) -> Mapping[str, str]:
    """What the caller can press at this node."""
    if words.flow is None or not isinstance(words.node, Menu):
        return {}
    own = {str(choice.key): choice.next.to for choice in words.node.choices if choice.key is not None}
    return {**own, **{key: action.to.to for key, action in words.flow.keys.items() if key not in own}}


def _back_to(words: Words, **told: Any) -> str:
    if words.flow is None or words.node is None:
        return url_for("flows.index", **told)
    locale, anchor = request.args.get("locale") or None, f"n-{words.node.id}"
    return url_for("flow_list.show", flow_id=words.flow.id, _anchor=anchor, locale=locale, **told)
