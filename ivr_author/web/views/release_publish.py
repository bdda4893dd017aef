"""Letting a release go out, now or later, and going back to an earlier one; a part of Releases."""

from __future__ import annotations

from time import monotonic

from flask import Blueprint, abort, make_response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.people.roles import Permission
from ivr_author.usecases.gate import Gate
from ivr_author.usecases.publish_release import Outcome, publish_release, roll_back
from ivr_author.usecases.released import readable_release
from ivr_author.usecases.scheduled import cancel_release
from ivr_author.usecases.show_releases import list_all, read_time, show_release
from ivr_author.web.form_fault import FormFault
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.person import person
from ivr_author.web.prose import to_html
from ivr_author.web.release.desk import WentOut, blocked_by, logging_of_visitor, recorded_approvals, the_desk
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.views.releases import CHANGED, fault_of, open_release, render, show_page
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import LONGEST_REASON
from ivr_author.workspace.releases import Release

blueprint = Blueprint("release_publish", __name__)
ROOM = Room(blueprint, under="releases")

MOST_BACK = 20
"""Releases between the live one and an earlier one, whose accounts are shown."""

CONFLICTS = ("publication-meanwhile", "release-is-live", CHANGED)
FIELDS = {"release-time": "at", "release-no-reason": "reason"}


@blueprint.post("/releases/<name>/publish")
def publish(name: str) -> Answer:
    """Let it go out. What blocks is told on its page, which keeps what was typed."""
    take_only("when", "at", "reason", "override")
    open_release(name)
    when, reason = request.form.get("when", ""), request.form.get("reason", "").strip()
    overrides = bool(request.form.get("override"))
    if overrides and not person().may(Permission.BREAK_FREEZE):
        abort(403, gettext("Only who may break a freeze can let a release go out inside a freeze window."))
    faults = _typing_faults(when, reason)
    if faults:
        return make_response(show_page(name, faults), 422)
    root, desk, begun = the_studio().root, the_desk(), monotonic()
    log = logging_of_visitor()
    try:
        at = read_time(request.form.get("at", ""), root) if when == "later" else None
        outcome = publish_release(
            root,
            name,
            person().name,
            at=at,
            reason=reason,
            override_freeze=overrides,
            approvals=recorded_approvals(),
            now=desk.now(),
        )
    except WorkspaceError as failure:
        return _refused(name, failure.diagnostic)
    if outcome.publication is None:
        log("try to publish a release", name, blocked_by(outcome.gates))
        return make_response(show_page(name, _blocked(outcome.gates), blocking=outcome.gates), 422)
    made = outcome.publication
    detail = {"from": made.when.isoformat(), "reason": made.reason, "freeze window broken": made.freeze}
    log("publish a release", name, detail)
    return _went_out(name, outcome, monotonic() - begun)


@blueprint.post("/releases/<name>/cancel")
def cancel(name: str) -> Answer:
    """Call off that it goes out at its time: one step. What is live stays live."""
    take_only()
    open_release(name)
    log = logging_of_visitor()
    try:
        found = cancel_release(the_studio().root, name, person().name, now=the_desk().now())
    except WorkspaceError as failure:
        return make_response(show_page(name, [fault_of(failure.diagnostic)]), 409)
    log("call off a release", name, {"was to go out": ", ".join(one.when.isoformat() for one in found)})
    return redirect(url_for("releases.index", called_off=found[0].number), 303)


@blueprint.get("/releases/<name>/rollback")
def confirm(name: str) -> str:
    """What going back to it means, before it is done."""
    return _confirmation(name)


@blueprint.post("/releases/<name>/rollback")
def go_back(name: str) -> Answer:
    """Go back to it: one step."""
    take_only("reason")
    open_release(name)
    reason = request.form.get("reason", "").strip()
    if len(reason) > LONGEST_REASON:
        return make_response(_confirmation(name, [_too_long()]), 422)
    log, begun = logging_of_visitor(), monotonic()
    try:
        outcome = roll_back(the_studio().root, name, person().name, reason=reason, now=the_desk().now())
    except WorkspaceError as failure:
        status = 409 if failure.diagnostic.rule in CONFLICTS else 422
        return make_response(_confirmation(name, [fault_of(failure.diagnostic)]), status)
    log("go back to a release", name, {"reason": reason})
    return _went_out(name, outcome, monotonic() - begun)


def _went_out(name: str, outcome: Outcome, seconds: float) -> Answer:
    assert outcome.publication is not None, "it went out"
    the_desk().went_out.remember(outcome.publication.number, WentOut(seconds, outcome.warnings))
    return redirect(url_for("releases.show", name=name, published=outcome.publication.number), 303)


def _typing_faults(when: str, reason: str) -> list[FormFault]:
    faults = []
    if when not in ("now", "later"):
        faults.append(FormFault(gettext("Choose when it goes out."), field="when-now"))
    if when == "later" and not request.form.get("at", "").strip():
        faults.append(FormFault(gettext("Say the date and time at which it goes out."), field="at"))
    if len(reason) > LONGEST_REASON:
        faults.append(_too_long())
    return faults


def _too_long() -> FormFault:
    message = gettext("The reason is longer than {count} characters.").format(count=LONGEST_REASON)
    return FormFault(message, field="reason")


def _refused(name: str, fault: Diagnostic) -> Answer:
    status = 409 if fault.rule in CONFLICTS else 422
    return make_response(show_page(name, [fault_of(fault, FIELDS.get(fault.rule, ""))]), status)


def _blocked(gates: tuple[Gate, ...]) -> list[FormFault]:
    """What a page says above its form; the gates stand below it, with their ways."""
    faults = [FormFault(gettext("It can't go out: gates block it."), field="gates")]
    is_frozen = any(one.is_blocked for one in gates if one.id == "freeze")
    if is_frozen and person().may(Permission.BREAK_FREEZE):
        message = gettext("It would go out inside a freeze window. If it must, say so, with the reason.")
        faults.append(FormFault(message, field="override"))
    elif is_frozen:
        message = gettext("It would go out inside a freeze window. Choose a later time, or ask an administrator.")
        faults.append(FormFault(message, field="at"))
    return faults


def _confirmation(name: str, faults: list[FormFault] | None = None) -> str:
    root, moment = the_studio().root, the_desk().now()
    found, overview = open_release(name), list_all(root, moment)
    live = readable_release(root, overview.live.release) if overview.live is not None else None
    back = _taken_back(live, found.listed.release)
    return render(
        "releases_rollback.html",
        found=found,
        release=found.listed.release,
        live=overview.live,
        waiting=[(one.release, waits) for one in overview.releases for waits in one.waits],
        freeze=overview.freeze,
        back=back,
        faults=faults or [],
        typed=request.form,
    )


def _taken_back(live: Release | None, target: Release) -> list[tuple[str, Markup]] | None:
    """The accounts of the releases that are undone, from the live one back; None where they don't lead to the other.

    What callers hear differently is then the same the other way round, and nothing has to be compared for it.
    """
    root = the_studio().root
    accounts: list[tuple[str, Markup]] = []
    while live is not None and live.name != target.name and len(accounts) < MOST_BACK:
        try:
            accounts.append((live.name, to_html(show_release(root, live.name, the_desk().now()).changes)))
        except WorkspaceError:
            return None
        live = readable_release(root, live.since) if live.since else None
    return accounts if live is not None and live.name == target.name else None
