"""Releases: the gates that stand before one, and making one of a commit. Nobody hears it before it is published.

Letting it go out is left to `publish_release`, telling what there is to `show_releases`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr_author import __version__
from ivr_author.changes.model import Report
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.flow.settings import APPROVED
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.usecases.changes import compare_workspaces
from ivr_author.usecases.check import NoticeChecks, check_loaded
from ivr_author.usecases.freeze import find_freeze, freeze_gate
from ivr_author.usecases.gate import (
    CONTENT_GATES,
    Approval,
    Approvals,
    Block,
    Gate,
    approvals_gate,
    gates_to_data,
    unasked_approvals,
)
from ivr_author.usecases.gates import Progress, content_gates
from ivr_author.usecases.release_files import File, bundle_files, catalog_files, change_files, letter_files
from ivr_author.usecases.released import APPROVALS, GATES, readable_release, workspace_of_release
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.releases import (
    Release,
    ensure_tag,
    find_commit,
    make_release,
)
from ivr_author.workspace.revision import Revision, open_revision


@dataclass(frozen=True, slots=True)
class Creation:
    """What became of making a release: the gates, and the release; None where a gate on the content blocks it.

    `warnings`: why git has no tag for it; publishing tries again.
    """

    gates: tuple[Gate, ...]
    release: Release | None
    warnings: tuple[Diagnostic, ...] = ()


def ask_gates(
    root: Path, approvals: Approvals | None = None, progress: Progress | None = None, now: datetime | None = None
) -> tuple[Gate, ...]:
    """Every gate for the files as they are, committed or not: what would block a release now. Slow, as `create`."""
    moment = now or datetime.now(UTC)
    built = _build(load_workspace(root), moment, progress or _say_nothing)
    return _all_gates(root, built, approvals, _live(root, moment), moment)[0]


def create_release(
    root: Path,
    name: str,
    by: str = "",
    approvals: Approvals | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Creation:
    """Make a release of the commit that is checked out. Nobody hears it before it is published.

    `by` is by default whoever git is told commits here. Approvals and freeze windows are told, and asked again when it
    goes out. Raises WorkspaceError where no release can be made: a name that is taken, files not committed, no git.
    """
    tell = progress or _say_nothing
    moment = now or datetime.now(UTC)
    with make_release(root, name) as draft:
        repository, person, head, subject = find_commit(root)
        who = by or person.name
        with open_revision(root, head, folders=False) as folder:
            built = _build(load_workspace(folder), moment, lambda share, what: tell(0.7 * share, what))
            live = _live(root, moment)
            gates, given = _all_gates(root, built, approvals, live, moment)
            program, content = built.program, built.workspace.content
            if program is None or content is None or any(one.is_blocked for one in gates if one.id in CONTENT_GATES):
                return Creation(gates, None)
            tell(0.7, "")
            # While the folder is there: sounds and takes are read from it when they are needed.
            report = _changes(root, live, built.workspace)
            for path, raw in bundle_files(folder, program, Revision(name, head, moment, who, subject)):
                draft.write(path, raw)
        tell(0.9, "")
        since = live.name if live is not None else ""
        for path, raw in (*catalog_files(built.workspace), *built.letters, *change_files(report, since)):
            draft.write(path, raw)
        draft.write(GATES, _json(gates_to_data(gates)))
        draft.write(APPROVALS, _json([asdict(one) for one in given]))
        facts = {
            "made_with": f"ivr_author {__version__}",
            "organisation": content.settings.organisation,
            "commit": head,
            "subject": subject,
            "made": moment.astimezone(UTC).isoformat(),
            "by": who,
            "since": since,
            "languages": list(content.settings.all_locales()),
            "targets": list(load_targets()),
            "needs_approvals": content.settings.releases.approvals == APPROVED,
        }
        release = draft.finish(facts)
        try:
            ensure_tag(root, release, repository, person)
        except WorkspaceError as failure:
            return Creation(gates, release, (failure.diagnostic,))
        return Creation(gates, release)


@dataclass(frozen=True, slots=True)
class _Built:
    """Content that was looked at for a release: its gates, its letters, and the program of what has no errors."""

    workspace: Workspace
    program: Program | None
    letters: Sequence[File]
    gates: tuple[Gate, ...]


def _build(workspace: Workspace, moment: datetime, tell: Progress) -> _Built:
    zone = workspace.content.settings.time_zone if workspace.content is not None else "UTC"
    today = moment.astimezone(ZoneInfo(zone)).date()
    checked = check_loaded(workspace, notices=NoticeChecks.ALL, today=today)
    made = list(letter_files(workspace))
    gates = content_gates(checked, tell, [one for one in made if isinstance(one, Block)])
    return _Built(workspace, checked.program, [one for one in made if not isinstance(one, Block)], gates)


def _all_gates(
    root: Path, built: _Built, approvals: Approvals | None, live: Release | None, moment: datetime
) -> tuple[tuple[Gate, ...], tuple[Approval, ...]]:
    content = built.workspace.content
    is_required = content is not None and content.settings.releases.approvals == APPROVED
    gate = unasked_approvals(is_required=is_required)
    given: tuple[Approval, ...] = ()
    if approvals is not None:
        with workspace_of_release(root, live) as before:
            gate, given = approvals_gate(approvals, before, built.workspace, is_required=is_required)
    return (*built.gates, gate, freeze_gate(find_freeze(root, moment))), given


def _changes(root: Path, live: Release | None, now: Workspace) -> Report | None:
    with workspace_of_release(root, live) as before:
        return compare_workspaces(before, now, live.name) if before is not None and live is not None else None


def _live(root: Path, moment: datetime) -> Release | None:
    live = read_journal(root).live(moment)
    return readable_release(root, live.release) if live is not None else None


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _say_nothing(_share: float, _what: str) -> None:
    pass
