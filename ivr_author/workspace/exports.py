"""What went out to a platform, and when: an annotated tag of git for each export, `export/TARGET/TIME`.

A tag names the very version, is shared with the others by `git push --follow-tags`, comes along with a clone, and makes
no version of its own in the history of the content, as a file of exports would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.workspace.files import WorkspaceError, locked
from ivr_author.workspace.git import GitError, find_repository, no_person

PREFIX = "export/"

MOST_EXPORTS = 200
"""That are listed; git keeps all."""

_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"export/([a-z0-9_-]+)/\d{8}T\d{6}Z")
_FORMAT = "%00".join(
    f"%({one})"
    for one in (
        "refname:short",
        "*objectname",
        "taggerdate:iso-strict",
        "taggername",
        "*contents:subject",
        "contents:body",
    )
)


@dataclass(frozen=True, slots=True)
class Export:
    """A bundle that was made for a target: its tag, the commit, when and by whom, and the hash of its documents.

    `has_changes`: it held changes that no commit had; `subject` is what the commit was about.
    """

    name: str
    target: str
    commit: str
    when: datetime
    who: str
    subject: str
    content: str
    has_changes: bool


def list_exports(root: Path, target: str = "") -> tuple[Export, ...]:
    """The exports of a target, or of all, newest first; none where there is no git."""
    try:
        told = find_repository(root).ask(
            *("for-each-ref", "--sort=-creatordate", "--sort=-refname", f"--count={MOST_EXPORTS}"),
            *(f"--format={_FORMAT}%00%00", f"refs/tags/{PREFIX}{target}".rstrip("/")),
            may_fail=True,
        )
    except GitError:
        return ()
    found = (_read(entry) for entry in told.decode(errors="replace").split("\0\0\n"))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.when, reverse=True))


def record_export(root: Path, target: str, commit: str, content: str, *, has_changes: bool) -> Diagnostic | None:
    """Tag a commit as exported; the same documents of the same commit once. Why that can't be done, if so."""
    last = next(iter(list_exports(root, target)), None)
    if last is not None and (last.commit, last.content, last.has_changes) == (commit, content, has_changes):
        return None
    changed = "\nchanged: yes" if has_changes else ""
    message = f"Export for {target}\n\ncontent: {content}{changed}"
    name = f"{PREFIX}{target}/{datetime.now(UTC).strftime(_TIME)}"
    try:
        with locked(root, ".") as lock:
            repository = find_repository(root)
            person = repository.person()
            if person is None:
                return no_person()
            repository.change(
                *("tag", "--annotate", "--no-sign", f"--message={message}", name, commit),
                author=person,
                committer=person,
                lock=lock,
            )
    except (GitError, WorkspaceError) as failure:
        return failure.diagnostic
    return None


def _read(entry: str) -> Export | None:
    name, commit, when, who, subject, body = (*entry.split("\0"), *[""] * 6)[:6]
    known = _NAME.fullmatch(name)
    if known is None or not commit or not when:
        # A tag that somebody made by hand under this name tells nothing of an export.
        return None
    facts = dict(line.split(": ", 1) for line in body.splitlines() if ": " in line)
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return None
    return Export(name, known[1], commit, moment, who, subject, facts.get("content", ""), facts.get("changed") == "yes")
