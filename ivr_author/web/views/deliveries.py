"""Deliveries: texts and scripts go out to translators and voice talents, and what they send back is looked at first."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from ivr_author.catalog.compare import word_difference
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.core.locale import Locale, find_locale
from ivr_author.exchange.accept import Outcome as UnitOutcome
from ivr_author.exchange.format_shelf import all_formats
from ivr_author.usecases.catalogs import CATALOG_DOMAINS
from ivr_author.usecases.exchange import Only, pack
from ivr_author.usecases.recording_sheet import Only as OnlyTakes
from ivr_author.web.access import visible_locales
from ivr_author.web.delivery_page import (
    MEDIA,
    MOST_BYTES,
    MOST_FILES,
    Chosen,
    Outcome,
    hold,
    judge,
    make_script,
    take,
    taking_key,
)
from ivr_author.web.export_page import MadeFile
from ivr_author.web.forms import take_only
from ivr_author.web.jobs import Job, the_jobs
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import takes_uploads
from ivr_author.web.studio import Snapshot
from ivr_author.web.waiting import Kind, the_tray
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.tray import Held

blueprint = Blueprint("deliveries", __name__)
ROOM = Room(blueprint, gettext("Deliveries"), "deliveries.index", order=50, in_workspace=True)

SHOWN_AT_MOST = 300
"""Rows of one kind on a report; the count tells of the others."""

SCOPES = {"": gettext("Calls and notices"), "flows": gettext("Calls"), "notices": gettext("Notices")}
STATES = {
    Only.TODO: gettext("All that is to be translated"),
    Only.MISSING: gettext("Not translated"),
    Only.DRAFT: gettext("Drafts: no qualified reviewer yet"),
    Only.FUZZY: gettext("Changed since: check again"),
    Only.ALL: gettext("All texts"),
}
TAKES = {
    OnlyTakes.MISSING: gettext("All that has no recording of today's words"),
    OnlyTakes.STALE: gettext("Recorded before in other words"),
    OnlyTakes.ALL: gettext("All texts"),
}
FORMS = {"csv": gettext("CSV, for a studio's tools"), "pdf": gettext("PDF, for the speaker's stand")}


@blueprint.get("/deliveries")
def index() -> tuple[str, int]:
    """What can go out, and where what comes back is brought in."""
    return _page()


@blueprint.get("/deliveries/package")
def package() -> Response | tuple[str, int]:
    """The texts of a language for its translators, as a file."""
    shown = snapshot()
    locale, form, scope, only = (request.args.get(name, "") for name in ("locale", "format", "scope", "only"))
    known = shown.content.settings.locales if shown.content else ()
    if locale not in known or form not in all_formats() or scope not in ("", *CATALOG_DOMAINS) or only not in STATES:
        abort(404, gettext("There is no such package. Choose one on the page Deliveries."))
    packed = pack(shown.workspace, locale, form, scope, Only(only))
    if not packed.count:
        if has_errors(packed.diagnostics):
            return _page(out=gettext("Some files have errors, so that not all texts are known."), status=422)
        return _page(out=gettext("There is no such text to send."), status=422)
    suffix = all_formats()[form].suffixes[0]
    name = "-".join(filter(None, (the_studio().root.name, scope, locale))) + suffix
    return MadeFile(packed.raw, name, MEDIA["csv"] if form == "csv" else "application/octet-stream").send()


@blueprint.get("/deliveries/script")
def script() -> Answer | tuple[str, int]:
    """The recording script of a language, as a file; where that takes long, the page that shows how far it is."""
    shown = snapshot()
    locale, form, only = _asked_script(shown)
    job = make_script(shown, locale, form, only).seen()
    if not job.is_over:
        return redirect(url_for("deliveries.wait_for_script", locale=locale, form=form, only=only), 303)
    if isinstance(job.result, MadeFile):
        return job.result.send()
    return _page(script=job.error or gettext("There is no such text to record."), status=422)


@blueprint.get("/deliveries/script/wait")
def wait_for_script() -> str:
    """How far a recording script is, and where it is taken once it is made."""
    shown = snapshot()
    locale, form, only = _asked_script(shown)
    return render_template(
        "file_wait.html",
        job=make_script(shown, locale, form, only).seen(),
        title=gettext("Script for a voice talent"),
        words=gettext("The script is being made."),
        here=url_for("deliveries.wait_for_script", locale=locale, form=form, only=only),
        file=url_for("deliveries.script", locale=locale, form=form, only=only),
        room=gettext("Deliveries"),
        back=url_for("deliveries.index"),
    )


def _asked_script(shown: Snapshot) -> tuple[str, str, OnlyTakes]:
    locale, form, only = (request.args.get(name, "") for name in ("locale", "form", "only"))
    known = shown.content.settings.all_locales() if shown.content else ()
    if locale not in known or form not in FORMS or only not in TAKES:
        abort(404, gettext("There is no such script. Choose one on the page Deliveries."))
    return locale, form, OnlyTakes(only)


@blueprint.post("/deliveries/translations")
@takes_uploads(MOST_BYTES[Kind.TRANSLATIONS])
def bring_translations() -> Answer | tuple[str, int]:
    """Files of translators: kept until they are taken, and judged."""
    return _bring(Kind.TRANSLATIONS, Chosen())


@blueprint.post("/deliveries/recordings")
@takes_uploads(MOST_BYTES[Kind.RECORDINGS])
def bring_recordings() -> Answer | tuple[str, int]:
    """Files of a voice talent, or a zip of them."""
    return _bring(Kind.RECORDINGS, Chosen(*(request.form.get(name, "").strip() for name in ("locale", "by", "on"))))


@blueprint.get("/deliveries/<key>")
def show(key: str) -> str | tuple[str, int]:
    """What would become of a delivery, or what became of it."""
    taken = the_jobs().find(taking_key(key))
    held = _delivery(key)
    if taken is not None and (held is None or not taken.is_over):
        return _report(key, taken, held, is_taken=True)
    if held is None:
        abort(404, gettext("This delivery is not kept any more. Bring the files in once more."))
    return _report(key, judge(held), held, why=taken.error if taken is not None else "")


@blueprint.post("/deliveries/<key>/take")
def take_it(key: str) -> Answer:
    """Take what was accepted."""
    take_only()
    held = _delivery(key)
    if held is not None:
        take(held)
    return redirect(url_for("deliveries.show", key=key), 303)


@blueprint.post("/deliveries/<key>/drop")
def drop(key: str) -> Answer:
    """Do not keep it."""
    take_only()
    if _delivery(key) is not None:
        the_tray().drop(key)
    return redirect(url_for("deliveries.index"), 303)


def _delivery(key: str) -> Held | None:
    """A delivery that waits; not a single take, which is the room Recordings' own."""
    held = the_tray().get(key)
    return held if held is not None and held.facts.get("kind") in list(Kind) else None


def _bring(kind: Kind, chosen: Chosen) -> Answer | tuple[str, int]:
    take_only("files", *(("locale", "by", "on") if kind is Kind.RECORDINGS else ()))
    files = [one for one in request.files.getlist("files") if one.filename]
    faults = _faults(kind, files, chosen)
    if faults:
        return _page(kind=kind, chosen=chosen, faults=faults, status=422)
    try:
        key = hold(kind, files, chosen)
    except WorkspaceError as failure:
        fault = failure.diagnostic
        is_too_large = fault.rule.endswith("-too-large")
        return _page(kind=kind, chosen=chosen, fault=fault, status=413 if is_too_large else 422)
    held = the_tray().get(key)
    job = judge(held) if held is not None else None
    if job is not None and isinstance(job.result, Outcome) and not job.result.accepted:
        page = _report(key, job, held, status=422)
        the_tray().drop(key)
        return page
    return redirect(url_for("deliveries.show", key=key), 303)


def _faults(kind: Kind, files: Sequence[FileStorage], chosen: Chosen) -> dict[str, str]:
    faults = {}
    if not files:
        faults["files"] = gettext("Choose the files that came back.")
    elif len(files) > MOST_FILES[kind]:
        message = gettext("At most {count} files are taken in one piece.")
        faults["files"] = message.format(count=MOST_FILES[kind])
    if kind is Kind.RECORDINGS:
        content = snapshot().content
        faults.update(chosen.faults(content.settings.all_locales() if content else ()))
    return faults


def _page(
    kind: Kind | None = None,
    chosen: Chosen | None = None,
    faults: dict[str, str] | None = None,
    fault: Diagnostic | None = None,
    out: str = "",
    script: str = "",
    status: int = 200,
) -> tuple[str, int]:
    shown = snapshot()
    settings = shown.content.settings if shown.content else None
    page = render_template(
        "deliveries.html",
        locales=[find_locale(one) for one in visible_locales(settings.locales)] if settings else [],
        spoken=[find_locale(one) for one in visible_locales(settings.all_locales())] if settings else [],
        formats=all_formats(),
        scopes=SCOPES if shown.workspace.has_notices else {"": SCOPES["flows"]},
        states=STATES,
        takes=TAKES,
        forms=FORMS,
        most={kind.value: (MOST_FILES[kind], MOST_BYTES[kind] // 1_000_000) for kind in Kind},
        kind=kind,
        chosen=chosen or Chosen(request.args.get("locale", "")),
        faults=faults or {},
        fault=fault,
        out=out,
        script=script,
    )
    return page, status


def _report(
    key: str, job: Job, held: Held | None, is_taken: bool = False, why: str = "", status: int = 200
) -> tuple[str, int]:
    job = job.seen()
    page = render_template(
        "deliveries_report.html",
        key=key,
        job=job,
        outcome=job.result if isinstance(job.result, Outcome) else None,
        is_taken=is_taken,
        is_held=held is not None and status == 200,
        why=why,
        most=SHOWN_AT_MOST,
        locale_of=_locale_of,
        unit=UnitOutcome,
        runs=word_difference,
    )
    return page, status


def _locale_of(locale: str) -> Locale | None:
    return find_locale(locale) if locale else None
