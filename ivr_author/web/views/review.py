"""Review: every change since the release that is live, by item and language; approved or returned by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale, parse_tag
from ivr_author.people import comments
from ivr_author.people.comments import Thread
from ivr_author.people.database import DatabaseGone
from ivr_author.people.roles import Permission
from ivr_author.usecases.changed_items import ItemKind
from ivr_author.usecases.review_changes import Asked, Change, Judging, Listing, Standing, judge_changes
from ivr_author.web.access import visible_locales
from ivr_author.web.form_fault import FormFault, faults_of
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext, ngettext
from ivr_author.web.numbers import whole_number
from ivr_author.web.person import person
from ivr_author.web.review.cards import KINDS, Card, by_item, card_of, reason_of
from ivr_author.web.review.desk import Opened, Seen, the_review
from ivr_author.web.review.returned import returned_in, returned_to
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.signed_in import require_people, the_people
from ivr_author.workspace.files import Conflict, WorkspaceError

blueprint = Blueprint("review", __name__)
ROOM = Room(blueprint, gettext("Review"), "review.index", order=31)

PAGE = 20
"""Changes on a page."""

LONGEST = 400
"""Characters of a filter."""

ALL = "all"
STATES = {
    Standing.WAITING: gettext("Waiting"),
    Standing.RETURNED: gettext("Returned"),
    Standing.APPROVED: gettext("Approved"),
    ALL: gettext("All"),
}
NOTHING = Seen((), {}, frozenset(), ())
FILTERS = ("state", "locale", "kind", "file", "item", "mine", "page")


@dataclass(frozen=True)
class Asking:
    """What an address asks for. `locale` is empty for all, that of the source for what is in no language."""

    state: str
    locale: str
    kind: str
    file: str
    item: str
    mine: bool
    page: int

    def address(self, endpoint: str = "review.index", **changes: Any) -> str:
        """An address that asks for the same with something changed."""
        asked = {name: getattr(self, name) for name in FILTERS} | changes
        if asked["state"] == Standing.WAITING and not asked["item"]:
            asked["state"] = ""
        asked["mine"] = "1" if asked["mine"] else ""
        return url_for(endpoint, **{name: value for name, value in asked.items() if value})


@blueprint.app_context_processor
def about_returned() -> dict[str, Any]:
    """What templates ask where words are worked at."""
    return {"returned_to": returned_to, "returned_in": returned_in}


@blueprint.get("/review")
def index() -> str:
    """The list."""
    return _page(_asking())


@blueprint.post("/review")
@shows_expired_forms
def judge() -> Answer:
    """A verdict on one change or on several, as they were seen; what was not judged is shown as it is now."""
    take_only("pick", "do", "comment", "quote")
    asked = [_picked(one) for one in request.form.getlist("pick")]
    approve = request.form.get("do") == "approve"
    if request.form.get("do") not in ("approve", "return") or len(asked) > PAGE:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    asking = _asking()
    if g.form_expired:
        return make_response(_page(asking, expired=True), 403)
    if not asked:
        return make_response(_page(asking, faults=[FormFault(gettext("Nothing is ticked."))]), 422)
    people, opened = require_people(), _open()
    if opened.listing is None:
        return make_response(_page(asking), 503)
    comment, quote = request.form.get("comment", ""), request.form.get("quote", "").strip()
    judging = Judging(person(), people.clock(), approve, comment.replace("\r\n", "\n"), quote.replace("\r\n", "\n"))
    try:
        judged = judge_changes(people.database, the_studio().signing_keeper, opened.listing, asked, judging)
    except (Conflict, WorkspaceError) as failure:
        fault = _fault_of(failure)
        return make_response(_page(asking, faults=[fault]), 409 if isinstance(failure, Conflict) else 500)
    if judged.refused:
        return make_response(_refused(asking, judged.refused, len(judged.done)), _status(judged.refused))
    told: dict[str, Any] = {"approved" if approve else "returned": len(judged.done)}
    return redirect(asking.address(page=0, item="", **told), 303)


def _asking() -> Asking:
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in FILTERS}
    item, locale = given["item"], parse_tag(given["locale"])
    return Asking(
        given["state"] if given["state"] in STATES else ALL if item else str(Standing.WAITING),
        locale if locale in (_source(), *_all_locales()) else "",
        given["kind"] if given["kind"] in list(ItemKind) else "",
        given["file"],
        item,
        given["mine"] == "1",
        whole_number(given["page"], 0, 1_000_000) or 0,
    )


def _source() -> str:
    content = snapshot().content
    return content.settings.source_locale if content is not None else "en"


def _all_locales() -> Sequence[str]:
    content = snapshot().content
    return content.settings.locales if content is not None else ()


def _open() -> Opened:
    return the_review().opened()


def _picked(told: str) -> Asked:
    content, _, rest = told.partition(":")
    locale, _, item = rest.partition(":")
    return Asked(item[:LONGEST], locale, content)


def _page(asking: Asking, *, faults: Sequence[FormFault] = (), expired: bool = False) -> str:
    try:
        opened = _open()
    except WorkspaceError as failure:
        return _render(asking, Opened(), [], NOTHING, (*faults, *faults_of([failure.diagnostic])))
    listing = opened.listing
    if listing is None:
        return _render(asking, opened, [], NOTHING, faults)
    seen = the_review().seen(listing.changes, _locales())
    chosen = _chosen(asking, listing, seen)
    first = asking.page * PAGE
    cards = _cards(opened, listing, chosen[first : first + PAGE])
    told = gettext("This page was open for long. Look at what is here now, and send the form once more.")
    more = [FormFault(told)] if expired else []
    return _render(asking, opened, cards, seen, (*faults, *more), len(chosen))


def _refused(asking: Asking, refused: Sequence[tuple[Asked, Diagnostic]], done: int) -> str:
    """Only what was not judged, as it is now."""
    opened = _open()
    listing = opened.listing
    assert listing is not None, "it was there a moment ago"
    seen = the_review().seen(listing.changes, _locales())
    keys = {(one.item, one.locale): fault for one, fault in refused}
    cards = _cards(opened, listing, [one for one in seen.changes if one.item.key in keys])
    faults = []
    for reason in dict.fromkeys(reason_of(fault) for _, fault in refused):
        concerned = [one.item for one, fault in refused if reason_of(fault) == reason]
        rule = next(fault.rule for _, fault in refused if reason_of(fault) == reason)
        faults.append(FormFault(reason, hint=", ".join(f"`{one}`" for one in concerned[:5]), rule=rule))
    return _render(asking, opened, cards, seen, faults, len(cards), is_refused=True, done=done)


def _status(refused: Sequence[tuple[Asked, Diagnostic]]) -> int:
    rules = {fault.rule for _, fault in refused}
    if rules & {"review-outdated", "review-gone"}:
        return 409
    return 403 if rules <= {"review-language", "review-machine", "review-own-work"} else 422


def _locales() -> Sequence[str] | None:
    return visible_locales(_all_locales()) if the_people() is not None else None


def _chosen(asking: Asking, listing: Listing, seen: Seen) -> Sequence[Change]:
    locale = None if not asking.locale else "" if asking.locale == _source() else asking.locale
    found = [
        one
        for one in (seen.changes if asking.state == ALL else seen.by_standing.get(asking.state, ()))
        if (locale is None or one.item.locale == locale)
        and (not asking.kind or one.item.kind == asking.kind)
        and (not asking.file or one.item.about == asking.file)
        and (not asking.item or one.item.item == asking.item)
    ]
    if not asking.mine:
        return found
    listing.authors.load(one.item for one in found)
    mine = person().email.strip().lower()
    return [one for one in found if any(who.email == mine for who in listing.authors.of(one.item, listing.now) or ())]


def _cards(opened: Opened, listing: Listing, changes: Sequence[Change]) -> list[Card]:
    shown, people, here = snapshot(), the_people(), person()
    listing.authors.load(one.item for one in changes)
    threads: Sequence[Thread] = ()
    judging = None
    if people is not None:
        judging = Judging(here, people.clock(), approve=True)
        try:
            with people.database.reading() as session:
                threads = comments.threads(session, {one.item.item for one in changes})
        except DatabaseGone:
            judging = None
    if opened.gone is not None:
        judging = None
    held = by_item(threads)
    return [card_of(shown, listing, one, judging, held.get(one.item.key, ())) for one in changes]


def _render(
    asking: Asking,
    opened: Opened,
    cards: Sequence[Card],
    seen: Seen,
    faults: Sequence[FormFault] = (),
    total: int = 0,
    **more: Any,
) -> str:
    listing, people = opened.listing, the_people()
    return render_template(
        "review.html",
        asking=asking,
        listing=listing,
        release=listing.baseline.release if listing is not None else None,
        job=opened.job,
        gone=opened.gone,
        cards=cards,
        total=total,
        first=asking.page * PAGE,
        rows=PAGE,
        counts={**{name: len(all_of) for name, all_of in seen.by_standing.items()}, ALL: len(seen.changes)},
        states=STATES,
        kinds={kind: title for kind, title in KINDS.items() if kind in seen.kinds},
        locales=[find_locale(one) for one in (_source(), *visible_locales(_all_locales()))],
        files=seen.files,
        faults=faults,
        has_people=people is not None,
        may_judge=people is not None and person().may(Permission.REVIEW),
        may_tick=any(card.fault is None for card in cards) and people is not None and opened.gone is None,
        reason_of=reason_of,
        review_kinds=KINDS,
        sees=person().sees,
        source_locale=find_locale(_source()),
        told=_told(),
        **more,
    )


def _told() -> str:
    """What became of the form before this page."""
    approved, returned = (whole_number(request.args.get(name, ""), 1, PAGE) for name in ("approved", "returned"))
    if approved:
        return ngettext("{count} change is approved.", "{count} changes are approved.", approved).format(count=approved)
    if returned:
        return ngettext("{count} change is returned.", "{count} changes are returned.", returned).format(count=returned)
    return ""


def _fault_of(failure: Conflict | WorkspaceError) -> FormFault:
    if isinstance(failure, WorkspaceError):
        return faults_of([failure.diagnostic])[0]
    return FormFault(gettext("A catalog was changed at this moment, so nothing was approved. Try again."))
