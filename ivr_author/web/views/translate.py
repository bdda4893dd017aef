"""Translate: every language and item with its state, and the bench at which the texts of one language are worked."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.core.examples import fill_with_examples
from ivr_author.core.locale import find_locale
from ivr_author.people.roles import Permission
from ivr_author.usecases.hear import hear_line
from ivr_author.usecases.translate import (
    Deed,
    OpenText,
    OutdatedTranslation,
    RefusedTranslation,
    ToAgree,
    Translated,
    Typed,
    save_translation,
)
from ivr_author.web.conflict import Field, show_conflict
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext, ngettext
from ivr_author.web.person import person
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.translate.bench import (
    TITLES,
    Bench,
    Told,
    around_of,
    draft_key,
    judged_of,
    locales_of,
    may_review,
    number_in,
    open_bench,
    show_again,
    show_page,
    show_part,
    the_desks,
)
from ivr_author.web.translate.desk import Part, items_of
from ivr_author.web.translate.form import view_fields
from ivr_author.workspace.files import Conflict, WorkspaceError

blueprint = Blueprint("translate", __name__)
ROOM = Room(blueprint, gettext("Translate"), "translate.index", order=12)

ROWS = 30
"""Items in the table at a time."""

FORM_FIELDS = ("at", "revision", "comment", "agreed", "deed", "stay")


@blueprint.get("/translate")
def index() -> str:
    """Languages and items with their states."""
    shown = snapshot()
    # A first check says what fails; it is waited for as on every page.
    checked = shown.checked
    items = items_of(shown)
    first = number_in(request.args.get("from", ""), len(items)) // ROWS * ROWS
    locales = [one for one in locales_of(shown) if person().sees(one)]
    desks = [the_desks().desk_of(shown, items, one) for one in locales]
    return render_template(
        "translate.html",
        items=items[first : first + ROWS],
        first=first,
        rows=ROWS,
        total=len(items),
        desks=[(find_locale(one.locale), one) for one in desks],
        bases={one: url_for("translate.show", locale=one) for one in locales},
        parts_of_texts=list(Part),
        titles=TITLES,
        is_checked=checked is not None or shown.checker.latest is not None,
    )


@blueprint.get("/translate/<locale>")
def show(locale: str) -> Answer | str:
    """The bench: a list, a text, what stands around it. With a script that asks for it, the bench alone."""
    bench = open_bench(locale)
    if "HX-Request" in request.headers:
        return show_part(bench, Told())
    return show_page(bench, Told())


@blueprint.post("/translate/<locale>")
@shows_expired_forms
def save(locale: str) -> Answer | tuple[str, int]:
    """Save, and go on to the next text of the filter; or show what was typed again, and why it was not saved."""
    names = [name for name in request.form if name.startswith("form-")]
    take_only(*FORM_FIELDS, *names)
    bench = open_bench(locale, request.form.get("at", ""))
    entry = bench.entry
    deed = request.form.get("deed", Deed.SAVE)
    if entry is None or entry.key != request.form.get("at"):
        abort(404, gettext("There are no such words any more: they were changed or removed meanwhile."))
    now = entry.opened(locale)
    if deed not in list(Deed) or "revision" not in request.form or names != [one.name for one in view_fields(now, ())]:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    strings = tuple(request.form[name] for name in names)
    comment, seen = request.form.get("comment"), request.form["revision"]
    told = Told(strings=strings, comment=comment, revision=seen)
    if g.form_expired:
        return show_again(bench, told, 403, expired=True)
    here = person()
    if deed in (Deed.REVIEW, Deed.DRAFT) and not may_review(locale):
        abort(403, gettext("Only reviewers of this language mark translations as reviewed."))
    if not here.may(Permission.TRANSLATE, locale) and (deed not in (Deed.REVIEW, Deed.DRAFT) or strings != now.strings):
        abort(403, gettext("Only translators of this language change its words."))
    typed = Typed(
        strings,
        seen,
        Deed(deed),
        comment,
        request.form.get("agreed", ""),
        here.name,
        datetime.now().astimezone().date().isoformat(),
    )
    try:
        result = _save(bench, now, typed)
    except WorkspaceError as failure:
        return show_again(bench, told, 500, faults=((None, failure.diagnostic),))
    match result:
        case OutdatedTranslation(theirs=theirs):
            return _conflict(bench, typed, theirs)
        case RefusedTranslation(faults=faults):
            return show_again(bench, told, 422, faults=faults)
        case ToAgree(judged=judged, key=key):
            return show_again(bench, told, 422, judged=judged, key=key)
        case Translated():
            return _go_on(bench, result, Deed(deed))


def _save(bench: Bench, now: OpenText, typed: Typed) -> Translated | RefusedTranslation | ToAgree | OutdatedTranslation:
    def segments() -> Any:
        return now.domain.segments(bench.shown.workspace)

    is_signed = typed.deed in (Deed.REVIEW, Deed.DRAFT) and typed.strings == now.strings
    keeper = the_studio().signing_keeper if is_signed else the_studio().keeper
    try:
        return save_translation(keeper, bench.shown.workspace, now, typed, segments)
    except Conflict:
        # Somebody saved another text of the file in between; once more with the file as it is.
        bench = open_bench(bench.locale.id, bench.entry.key if bench.entry else "")
        if bench.entry is None:
            return OutdatedTranslation(now)
        now = bench.entry.opened(bench.locale.id)
        return save_translation(keeper, bench.shown.workspace, now, typed, segments)


@blueprint.post("/translate/<locale>/judge")
def judge(locale: str) -> str:
    """What the checks say of words while they are typed, and how long they take to say."""
    take_only(*FORM_FIELDS, *(name for name in request.form if name.startswith("form-")))
    bench = open_bench(locale, request.form.get("at", ""))
    if bench.entry is None or bench.entry.key != request.form.get("at"):
        abort(404, gettext("There are no such words any more: they were changed or removed meanwhile."))
    names = [one.name for one in view_fields(bench.entry.opened(locale), ())]
    strings = tuple(request.form.get(name, "") for name in names)
    return render_template("translate_judged.html", **judged_of(bench, bench.entry, strings))


@blueprint.get("/translate/<locale>/around")
def around(locale: str) -> str:
    """What stands around a text: terms, memory, where it is heard or printed."""
    bench = open_bench(locale)
    if bench.entry is None:
        abort(404, gettext("There are no such words any more: they were changed or removed meanwhile."))
    return render_template("translate_around.html", bench=bench, **around_of(bench, bench.entry))


@blueprint.get("/translate/<locale>/sound.wav")
def sound(locale: str) -> Response:
    """How the saved words of a text sound on a telephone, with ordinary values."""
    bench = open_bench(locale)
    entry, shown = bench.entry, bench.shown
    flow = entry.segment.address.partition("/")[0] if entry is not None else ""
    program = (shown.program_of(flow) if shown.content and flow in shown.content.flows else None) or shown.program
    if entry is None or not entry.segment.is_spoken or not entry.words or program is None:
        abort(404, gettext("Nothing is said there."))
    text = fill_with_examples(entry.words, entry.segment.constants, entry.segment.types, locale)
    heard = hear_line(the_studio().root, program, locale, [text])
    answer = Response(heard.wav, mimetype="audio/wav")
    answer.headers["X-Sound-Source"] = ", ".join(dict.fromkeys(heard.sources))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request, accept_ranges=True, complete_length=len(heard.wav))
    return answer


# --- going on --------------------------------------------------------------------------------------------------------


def _go_on(bench: Bench, result: Translated, deed: Deed) -> Answer:
    """To the next text of the filter; or to the same, where that was asked for."""
    key = bench.entry.key if bench.entry is not None else ""
    following = bench.desk.beside(bench.chosen, key, 1)
    # After the last one, the list is as it is now: often there is nothing left in it.
    to = key if request.form.get("stay") else following.key if following is not None else ""
    fresh = open_bench(bench.locale.id, to)
    said = _said(fresh, result, deed)
    address = fresh.address()
    if "HX-Request" not in request.headers:
        told: dict[str, Any] = {"saved": deed, "unkept": result.kept.fault.rule if result.kept.fault else None}
        return redirect(fresh.address(**told), 303)
    answer = make_response(show_part(fresh, Told()))
    answer.headers["HX-Replace-Url"] = address
    answer.headers["HX-Trigger"] = json.dumps({"ivr:translated": {"said": said}})
    return answer


def _said(fresh: Bench, result: Translated, deed: Deed) -> str:
    left = len(fresh.chosen)
    done = {
        Deed.SAVE: gettext("Saved."),
        Deed.UNFINISHED: gettext("Kept unfinished."),
        Deed.REVIEW: gettext("Marked as reviewed."),
        Deed.DRAFT: gettext("Given back as a draft."),
    }[deed]
    if not result.changed:
        done = gettext("Nothing was changed.")
    more = ngettext("{count} text is in this list.", "{count} texts are in this list.", left).format(count=left)
    return f"{done} {more}"


def _conflict(bench: Bench, typed: Typed, theirs: OpenText) -> Answer:
    """Both versions; the next save is based on the one that is shown."""
    fields = [
        Field(one.name, _label(one.category, one.numbers), typed.strings[one.number].replace("\r\n", "\n"), one.text)
        for one in view_fields(theirs, theirs.strings)
    ]
    entry = bench.entry
    assert entry is not None, "the words that were saved"
    form = {"at": entry.key, "deed": typed.deed.value, "stay": "1"}
    if typed.comment is not None:
        form["comment"] = typed.comment
    page, status = show_conflict(
        theirs.domain.catalog(theirs.locale),
        theirs.revision,
        fields,
        form=form,
        back=bench.address(),
        locale=bench.locale,
        draft=draft_key(bench.locale.id, entry.key),
    )
    answer = make_response(page, status)
    answer.headers.update({"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML show:top"})
    return answer


def _label(category: str, numbers: str) -> str:
    if not numbers:
        return gettext("Translation")
    return gettext("Form “{category}”, for {numbers}").format(category=category, numbers=numbers)
