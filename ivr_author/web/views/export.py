"""Export: per target what stands in the way and what goes out, how to deploy it, and what callers hear differently."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale
from ivr_author.harness.targets import load_targets
from ivr_author.usecases.build import MANIFEST
from ivr_author.usecases.export import Gate, needs_of, record, try_everything
from ivr_author.usecases.voices import VoiceRow
from ivr_author.web.export_page import MadeBundle, TargetPage, make_bundle, open_target, result_of, start, try_key
from ivr_author.web.forms import take_only
from ivr_author.web.jobs import Job, the_jobs
from ivr_author.web.language import gettext
from ivr_author.web.prose import title_of, to_html
from ivr_author.web.rooms import Room, the_studio
from ivr_author.workspace.exports import list_exports

blueprint = Blueprint("export", __name__)
ROOM = Room(blueprint, gettext("Export"), "export.index", order=30)

SHOWN_AT_MOST = 100
"""Faults of one kind on a page; Problems has the rest."""

GATES = {
    Gate.CONTENT: gettext("Errors in the content"),
    Gate.TARGET: gettext("What this platform cannot do"),
    Gate.SOUND: gettext("Recordings that no phone plays"),
}


@blueprint.get("/export/")
def index() -> str:
    """Every target with what stands in its way."""
    pages = [open_target(name) for name in load_targets()]
    return pages[0].render("export.html", pages=pages, exports=list_exports(the_studio().root))


@blueprint.get("/export/<target>/")
def show(target: str) -> str:
    """One target: can it go out, what must be mended, what is worth knowing, what it needs."""
    page = open_target(target)
    # Before the check has ended, a program would have to be made of all flows here and now.
    program = page.shown.program if page.readiness is not None else None
    lesser = page.readiness.lesser if page.readiness is not None else ()
    return page.render(
        "export_target.html",
        exports=list_exports(the_studio().root, target),
        gates=GATES,
        manifest=MANIFEST,
        most=SHOWN_AT_MOST,
        warnings=[one for one in lesser if one.severity is Severity.WARNING],
        notes=[one for one in lesser if one.severity is Severity.NOTE],
        needs=needs_of(program) if program is not None else {},
        program=program,
        locale_of=find_locale,
    )


@blueprint.get("/export/<target>/languages")
def languages(target: str) -> str:
    """What speaks each language, and which texts would be silent. The target's page fetches it: it can be slow."""
    page = open_target(target)
    job = page.voices()
    found = result_of(job)
    rows: tuple[VoiceRow, ...] = found if isinstance(found, tuple) else ()
    return page.render(
        "export_languages.html",
        job=job,
        languages=[(find_locale(locale), one) for locale, one in page.shown.stats.get("", {}).items()],
        voices={row.locale: row for row in rows},
        silent=[row for row in rows if row.silent],
        most=SHOWN_AT_MOST,
        locale_of=find_locale,
    )


@blueprint.post("/export/<target>/try")
def begin(target: str) -> Answer:
    """Try everything on this content."""
    take_only()
    page = open_target(target)
    checked, readiness = page.shown.checked, page.readiness
    if checked is not None and readiness is not None:
        start(try_key(page.shown, target), lambda progress: try_everything(checked, readiness, progress))
    return redirect(url_for("export.show", target=target, _anchor="trial"), 303)


@blueprint.post("/export/<target>/stop")
def stop(target: str) -> Answer:
    """Give up trying."""
    take_only("stop")
    the_jobs().cancel(try_key(open_target(target).shown, target))
    return redirect(url_for("export.show", target=target, _anchor="trial"), 303)


@blueprint.get("/export/<target>.zip")
def download(target: str) -> Answer:
    """The bundle, noted as an export; the same content and commit give the same bytes. Where it takes long, a page."""
    job = _bundle(open_target(target))
    if not job.is_over:
        return redirect(url_for("export.wait", target=target), 303)
    if not isinstance(job.result, MadeBundle):
        abort(409, job.error or gettext("The task was stopped. Try again."))
    # What another site has a browser fetch is no export of anybody.
    if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        record(the_studio().root, job.result.bundle)
    return job.result.file.send()


@blueprint.get("/export/<target>/bundle")
def wait(target: str) -> str:
    """How far the bundle is, and where it is taken once it is made."""
    page = open_target(target)
    return render_template(
        "file_wait.html",
        job=_bundle(page),
        title=gettext("Export for {target}").format(target=page.target.title),
        words=gettext("The documents are being made and packed."),
        here=url_for("export.wait", target=target),
        file=url_for("export.download", target=target),
        room=gettext("Export"),
        back=url_for("export.show", target=target),
    )


def _bundle(page: TargetPage) -> Job:
    """The task that makes the bundle, where nothing stands in its way."""
    program = page.shown.program if page.readiness is not None else None
    if page.readiness is None:
        abort(409, gettext("The check still runs. Try again when it has ended."))
    if not page.can_go or program is None:
        abort(409, gettext("The documents can't go out before what stands in their way is mended. Export shows what."))
    return make_bundle(page, program)


@blueprint.get("/export/<target>/deploy")
def deploy(target: str) -> str:
    """The steps from the zip to a call."""
    page = open_target(target)
    text = page.target.deploy
    return page.render("export_deploy.html", steps=to_html(text), title=title_of(text))
