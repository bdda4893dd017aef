"""Words: one prompt's text in a form, saved back to its place in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.segments import TEXT_NOTES
from ivr_author.flow.settings import BUILT_IN_TEXTS
from ivr_author.usecases.edit import Outdated, Refused, Saved, Words, open_words, save_words, words_path
from ivr_author.web.language import gettext
from ivr_author.web.presenters import Speech, speech_of
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.studio import Snapshot
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
    words, _ = _open(address)
    plural = request.form.get("plural") if words.plural else None
    typed = Typed(request.form.get("text", ""), plural, request.form.get("revision", ""))
    unknown = set(request.form) - {"text", "plural", "revision", "csrf_token"}
    if unknown or "text" not in request.form or "revision" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    if g.form_expired:
        return _form(words, typed, expired=True), 403
    try:
        studio = the_studio()
        result = save_words(studio.keeper, studio.root, address, typed.text, typed.plural, typed.revision)
    except WorkspaceError as failure:
        return _form(words, typed, faults=[("", failure.diagnostic)]), 500
    match result:
        case Refused(faults=faults):
            return _form(words, typed, faults=faults), 422
        case Outdated(theirs=theirs, revision=current):
            # The next save is made against what is shown now.
            kept = Typed(typed.text, typed.plural, current)
            return _form(theirs or words, kept, theirs=theirs, outdated=True), 409
        case Saved(changed=changed):
            outdated = len(_stale(snapshot(), words)) if changed else 0
            return redirect(_back_to(words, saved="1" if changed else None, outdated=outdated or None), 303)


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
    theirs: Words | None = None,
    outdated: bool = False,
    expired: bool = False,
) -> str:
    shown = snapshot()
    settings = shown.content.settings if shown.content else None
    source = find_locale(settings.source_locale if settings else "en")
    return render_template(
        "words.html",
        words=words,
        typed=typed,
        faults=faults,
        theirs=theirs,
        outdated=outdated,
        expired=expired,
        source_locale=source,
        translations=_translations(shown, words),
        stale=_stale(shown, words),
        keys=_keys(words),
        note=TEXT_NOTES.get(words.place, "") if words.flow is None else "",
        back=_back_to(words),
        sources=shown.sources,
    )


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


def _back_to(words: Words, saved: str | None = None, outdated: int | None = None) -> str:
    if words.flow is None or words.node is None:
        return url_for("flows.index", saved=saved, outdated=outdated)
    locale, anchor = request.args.get("locale") or None, f"n-{words.node.id}"
    return url_for(
        "flow_list.show", flow_id=words.flow.id, _anchor=anchor, locale=locale, saved=saved, outdated=outdated
    )
