"""Glossary: what terms are called in each language, where they are used, and which translations go against them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.locale import find_locale
from ivr_author.core.yaml_edit import CannotEdit
from ivr_author.people.roles import Permission
from ivr_author.usecases.edit_glossary import (
    Effect,
    EffectToAgree,
    OutdatedTerm,
    RefusedTerm,
    SavedTerm,
    TypedTerm,
    effect_of,
    find_term,
    save_term,
    term_revision,
)
from ivr_author.usecases.edit_shared import NotThere
from ivr_author.usecases.glossary import source_locale_of
from ivr_author.web.access import visible_locales
from ivr_author.web.conflict import Field, show_conflict
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.links import source_link
from ivr_author.web.person import person
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.saving import Trouble
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.translate.bench import LONGEST_QUERY, locales_of, number_in, source_of
from ivr_author.web.translate.terms import (
    ALL,
    BROKEN,
    FLAGS,
    FORBIDDEN,
    FORM_FIELDS,
    SHOWS,
    TEXT_FIELDS,
    UNUSED,
    TermDesk,
    breaches_by_locale,
    form_of,
    open_terms,
    term_of,
    typed_form,
)
from ivr_author.workspace.files import Conflict, WorkspaceError
from ivr_author.workspace.layout import glossary_path

blueprint = Blueprint("glossary", __name__)
ROOM = Room(blueprint, gettext("Glossary"), "glossary.index", order=20, under="translate", tab_of="translate")

PAGE = 50
USES = 20
"""Texts of a term at a time."""
MOST_TOLD = 10
"""Texts that a change is told by."""


TITLES = {
    ALL: gettext("All"),
    BROKEN: gettext("Translations go against it"),
    FORBIDDEN: gettext("With words to avoid"),
    UNUSED: gettext("In no text"),
}
LABELS = {
    "preferred": gettext("Words to use"),
    "forbidden": gettext("Words to avoid"),
    "definition": gettext("What it means"),
    "note": gettext("Note for translators"),
}


@blueprint.get("/glossary")
def index() -> str | Response:
    """The languages; of one that is named, its terms."""
    shown = snapshot()
    locales = visible_locales(locales_of(shown))
    asked = request.args.get("locale", "")
    if asked in locales:
        return redirect(url_for("glossary.show", locale=asked))
    glossaries, breaches = shown.workspace.glossaries, breaches_by_locale(shown)
    rows = [
        (find_locale(one), glossaries.get(one), breaches[one], glossary_path(one) in shown.sources) for one in locales
    ]
    return render_template("glossary.html", rows=rows)


@blueprint.get("/glossary/<locale>")
def show(locale: str) -> str:
    """The terms of one language."""
    desk = _open(locale)
    show = request.args.get("show", ALL)
    show = show if show in SHOWS else ALL
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    chosen = desk.chosen(show, query)
    first = number_in(request.args.get("from", ""), len(chosen)) // PAGE * PAGE
    return render_template(
        "glossary_terms.html",
        **_shown(desk),
        listed=chosen[first : first + PAGE],
        total=len(chosen),
        first=first,
        page_size=PAGE,
        counts=desk.counts(),
        titles=TITLES,
        show=show,
        query=query,
    )


@blueprint.get("/glossary/<locale>/term")
def term(locale: str) -> str:
    """One term of the query's name, or the form of a new one."""
    desk = _open(locale)
    name = request.args.get("term", "")
    if name and find_term(desk.glossary, name) is None:
        abort(404, gettext("There is no term “{term}” in this glossary.").format(term=name[:100]))
    return _page(desk, name)


@blueprint.post("/glossary/<locale>/term")
@shows_expired_forms
def save(locale: str) -> str | tuple[str, int] | Response:
    """Add a term, change it, or take it out."""
    desk, typed, form = _open(locale), _typed(), typed_form()
    if g.form_expired:
        return _page(desk, typed.name, form, typed=typed, expired=True), 403
    try:
        result = _save(desk, typed)
    except (Conflict, NotThere):
        return _too_late(_open(locale), typed, form)
    except CannotEdit as failure:
        message = gettext("The file can't be changed by a form: {why}").format(why=failure)
        return _page(desk, typed.name, form, [Trouble(message, gettext("Edit the file as text."))], typed=typed), 422
    except WorkspaceError as failure:
        fault = failure.diagnostic
        troubles = [Trouble(fault.message, fault.hint or "", fault.rule)]
        return _page(desk, typed.name, form, troubles, typed=typed), 500
    match result:
        case OutdatedTerm():
            return _too_late(desk, typed, form)
        case RefusedTerm(faults=faults):
            troubles = [Trouble(one.message, one.hint or "", one.rule) for one in faults]
            return _page(desk, typed.name, form, troubles, typed=typed), 422
        case EffectToAgree(effect=effect, key=key):
            return _page(desk, typed.name, form, typed=typed, asked=effect, key=key), 422
        case SavedTerm(kept=kept):
            told: dict[str, Any] = {"unkept": kept.fault.rule if kept.fault else None}
            if typed.term is None:
                return redirect(url_for("glossary.show", locale=locale, removed=1, **told), 303)
            return redirect(url_for("glossary.term", locale=locale, term=typed.term.source, saved=1, **told), 303)


def _typed() -> TypedTerm:
    take_only(*FORM_FIELDS)
    deed = request.form.get("do", "save")
    if deed not in ("save", "remove"):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    name = request.form.get("name", "")
    if deed == "remove" and not name:
        abort(400, gettext("There is nothing like that to choose."))
    term = None if deed == "remove" else term_of(typed_form())
    return TypedTerm(name, term, request.form.get("revision", ""), request.form.get("agreed", ""))


def _save(desk: TermDesk, typed: TypedTerm) -> SavedTerm | RefusedTerm | EffectToAgree | OutdatedTerm:
    keeper = the_studio().keeper
    try:
        return save_term(keeper, snapshot().workspace, desk.locale, typed, desk.opened())
    except Conflict:
        # Somebody saved another term in between; once more with the file as it is.
        return save_term(keeper, snapshot().workspace, desk.locale, typed, _open(desk.locale).opened())


@blueprint.post("/glossary/<locale>/judge")
def judge(locale: str) -> str:
    """What a term does to the texts, while it is typed."""
    take_only(*FORM_FIELDS)
    if "source" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    desk, form = _open(locale), typed_form()
    return render_template(
        "glossary_effect.html", **_shown(desk), effect=_effect(desk, request.form.get("name", ""), form), most=MOST_TOLD
    )


def _effect(desk: TermDesk, name: str, form: Mapping[str, str]) -> Effect | None:
    term = term_of(form)
    if not term.source:
        return None
    return effect_of(desk.glossary, name, term, desk.opened(), source_locale_of(snapshot().workspace))


# --- showing ---------------------------------------------------------------------------------------------------------


def _open(locale: str) -> TermDesk:
    shown = snapshot()
    if locale not in locales_of(shown):
        explained = gettext("This workspace is not translated into “{locale}”. Its languages are listed in ivr.yaml.")
        abort(404, explained.format(locale=locale[:40]))
    return open_terms(shown, locale)


def _shown(desk: TermDesk) -> dict[str, Any]:
    shown = snapshot()
    path = glossary_path(desk.locale)
    return {
        "desk": desk,
        "locale": find_locale(desk.locale),
        "source_locale": source_of(shown),
        "file": source_link(path) if path in shown.sources else "",
        "sources": shown.sources,
        "may_change": person().may(Permission.TRANSLATE, desk.locale),
    }


def _page(
    desk: TermDesk,
    name: str,
    form: Mapping[str, str] | None = None,
    troubles: Sequence[Trouble] = (),
    *,
    typed: TypedTerm | None = None,
    asked: Effect | None = None,
    key: str = "",
    expired: bool = False,
) -> str:
    held = find_term(desk.glossary, name) if name else None
    filled = form or form_of(held)
    uses = desk.uses.get(held, ()) if held is not None else ()
    # What goes against it first: that is what a page is opened for.
    uses = sorted(uses, key=lambda one: not one.breaks)
    first = number_in(request.args.get("from", ""), len(uses)) // USES * USES
    return render_template(
        "glossary_term.html",
        **_shown(desk),
        name=name,
        form=filled,
        labels=LABELS,
        troubles=troubles,
        expired=expired,
        asked=asked,
        key=key,
        is_removal=typed is not None and typed.term is None,
        effect=asked or _effect(desk, name, filled),
        most=MOST_TOLD,
        revision=typed.expected if typed is not None else term_revision(held),
        uses=uses[first : first + USES],
        total=len(uses),
        first=first,
        page_size=USES,
    )


def _too_late(desk: TermDesk, typed: TypedTerm, form: Mapping[str, str]) -> tuple[str, int]:
    """The term as it is now beside what was typed; where it is gone, the form as that of a new one."""
    theirs = find_term(desk.glossary, typed.name) if typed.name else None
    if typed.term is None:
        message = gettext("This term was changed or removed meanwhile.")
        hint = gettext("Look at what is here now, and send the form once more.")
        return _page(desk, typed.name if theirs else "", troubles=[Trouble(message, hint, status=409)]), 409
    if theirs is None:
        message = gettext("The term “{term}” was removed or renamed meanwhile.").format(term=typed.name)
        hint = gettext("Save once more to add it again.")
        again = TypedTerm("", typed.term, "")
        return _page(desk, "", form, [Trouble(message, hint, status=409)], typed=again), 409
    held = form_of(theirs)
    mine = {**form, **{name: "\n".join(form[name].split("\r\n")) for name in TEXT_FIELDS}}
    differing = [name for name in LABELS if mine[name] != held[name]] or ["preferred"]
    fields = [Field(name, gettext(LABELS[name]), mine[name], held[name]) for name in differing]
    rest = {name: mine[name] for name in (*TEXT_FIELDS, *FLAGS) if name not in differing}
    return show_conflict(
        glossary_path(desk.locale),
        term_revision(theirs),
        fields,
        form={"name": typed.name, "do": "save", **rest},
        back=url_for("glossary.term", locale=desk.locale, term=typed.name),
        locale=find_locale(desk.locale),
    )
