"""What the pages of the Export room have in common: the target, whether it can go out, its long tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, render_template

from ivr_author.core.memo import Memo
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Target
from ivr_author.usecases.build import emit
from ivr_author.usecases.check import CheckResult
from ivr_author.usecases.export import Bundle, Readiness, Trial, bundle_of, readiness_of, voices_on
from ivr_author.web.jobs import Job, JobFault, JobState, Lane, Progress, TooBusy, the_jobs
from ivr_author.web.language import gettext
from ivr_author.web.links import link_of
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.revision import last_change

_kept: Memo[Readiness] = Memo(16)

SOON_SECONDS = 0.3
"""How long a page waits for a task before it shows how far it is."""


@dataclass(frozen=True)
class TargetPage:
    """A target as the content stands. `readiness` is None while the check still runs; `job` is what was tried."""

    shown: Snapshot
    name: str
    target: Target
    readiness: Readiness | None
    job: Job | None

    @property
    def trial(self) -> Trial | None:
        """What came of trying everything with this very content, if anybody did."""
        result = self.job.result if self.job is not None else None
        return result if isinstance(result, Trial) else None

    @property
    def is_trying(self) -> bool:
        """Whether everything is being tried now."""
        return self.job is not None and not self.job.is_over

    @property
    def blockers(self) -> int:
        """How many things stand in the way."""
        failed = len(self.trial.faults) if self.trial is not None else 0
        return failed + (len(self.readiness.errors) if self.readiness is not None else 0)

    @property
    def can_go(self) -> bool:
        """Whether the bundle may be downloaded: nothing blocks, as far as is known."""
        return self.readiness is not None and self.readiness.can_go and not self.blockers

    def voices(self) -> Job | None:
        """The task that finds what speaks each locale there; none while the check still runs."""
        checked, name = self.shown.checked, self.name
        if checked is None:
            return None
        return make(self.shown, f"voices/{name}", lambda _: voices_on(checked, name)).seen()

    def render(self, template: str, **more: Any) -> str:
        """A page of this target."""
        return render_template(
            template,
            page=self,
            targets=load_targets(),
            target=self.name,
            sources=self.shown.sources,
            link_of=lambda span: link_of(self.shown, span),
            place_of=self.shown.place_of,
            **more,
        )


def open_target(name: str) -> TargetPage:
    """The target that an address names."""
    target = load_targets().get(name)
    if target is None:
        abort(404, gettext("There is no target “{target}”.").format(target=name))
    shown = snapshot()
    checked = shown.checked
    readiness = _readiness(shown, checked, name) if checked is not None else None
    return TargetPage(shown, name, target, readiness, the_jobs().find(try_key(shown, name)))


def _readiness(shown: Snapshot, checked: CheckResult, name: str) -> Readiness:
    return _kept.get(name, digest_of(shown), lambda: readiness_of(checked, name))


def digest_of(shown: Snapshot) -> str:
    """The content of the workspace, for keys of tasks: the same files have the same."""
    return hashlib.sha256(repr(shown.stamp.files).encode()).hexdigest()[:24]


def try_key(shown: Snapshot, target: str) -> str:
    """The key of the task that tries everything on a target."""
    return f"export/{target}/{digest_of(shown)}"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """What came of a task that makes a file: its bytes, its name and its media type."""

    raw: bytes
    name: str
    media: str

    def send(self) -> Response:
        """As a download."""
        answer = Response(self.raw, content_type=self.media, headers={"Cache-Control": "no-store"})
        answer.headers.set("Content-Disposition", "attachment", filename=self.name)
        return answer


@dataclass(frozen=True, slots=True)
class MadeBundle:
    """A bundle, and the file that it is downloaded as."""

    bundle: Bundle
    file: MadeFile


def make_bundle(page: TargetPage, program: Program) -> Job:
    """The task that makes the bundle of a target: the same files and commit are packed once."""
    shown, root, name = page.shown, the_studio().root, page.name

    def work(progress: Progress) -> MadeBundle:
        progress(0.05, "")
        built = shown.build(name)
        artifact = built.artifact if built.artifact is not None else emit(program, name)
        progress(0.7, "")
        bundle = bundle_of(root, program, artifact)
        plain = "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "_" for one in root.name)
        return MadeBundle(bundle, MadeFile(bundle.raw, f"{plain}-{name}.zip", "application/zip"))

    commit, is_changed = last_change(root)
    key = f"bundle/{name}/{commit.commit if commit is not None else ''}{'+' if is_changed else ''}/{digest_of(shown)}"
    the_jobs().forget_below(f"bundle/{name}/", key)
    return start(key, work, Lane.FILES).seen()


def start(key: str, work: Callable[[Progress], object], lane: Lane = Lane.TRIALS) -> Job:
    """Begin a task, or find it; its faults in files are told as sentences. Gives it a moment to end at once."""

    def careful(progress: Progress) -> object:
        try:
            return work(progress)
        except WorkspaceError as fault:
            raise JobFault(fault.diagnostic.message) from fault

    try:
        job = the_jobs().start(key, careful, lane)
    except TooBusy:
        abort(503, gettext("The studio has many long tasks to do. Try again in a minute."))
    job.finished.wait(SOON_SECONDS)
    return job


def make(shown: Snapshot, name: str, work: Callable[[Progress], object]) -> Job:
    """A task whose result is of use only while the content is the same; what came of an earlier one is forgotten."""
    key = f"{name}/{digest_of(shown)}"
    the_jobs().forget_below(f"{name}/", key)
    return start(key, work, Lane.FILES)


def result_of(job: Job | None) -> object:
    """What came of a task; None where it is not done."""
    return job.result if job is not None and job.state is JobState.DONE else None
