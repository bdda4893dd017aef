"""Another revision of a workspace, to compare with: a folder as it is, or a commit of git unpacked aside; and which
there are to choose from."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from posixpath import normpath

from ivr_author.core.diagnostics import error
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.git import GitError, find_repository
from ivr_author.workspace.layout import SETTINGS

_CONTENT = (SETTINGS, "flows", "notices", "locales")

SHORT_ID = 10
"""Figures of a commit's id that are shown."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that a workspace can be compared with: its tag or short id, when and by whom, and what it was about."""

    name: str
    commit: str
    when: datetime
    who: str
    subject: str
    is_tag: bool = False


MOST_REVISIONS = 60
"""Commits to choose from; older ones have a tag, or are named."""

_FORMAT = "%H%x00%cI%x00%an%x00%s"
# A tag with a message of its own is an object that points at the commit (`*`); a plain one is the commit.
_TAG_FIELDS = ("objectname", "committerdate:iso-strict", "authorname", "contents:subject")
_TAG_FORMAT = "%00".join(("%(refname:short)", *(f"%({star}{one})" for star in ("", "*") for one in _TAG_FIELDS)))


@contextmanager
def open_revision(root: Path, named: str, *, folders: bool = True) -> Iterator[Path]:
    """The root of a workspace as `named` has it; gone when the block ends. Raises `WorkspaceError`.

    `named` is what git calls a commit: a branch, a tag, `HEAD~3`; or, with `folders`, any folder of this machine, which
    is for who runs a command to name, not for an address. Nothing is checked out.
    """
    folder = root / named
    if folders and (folder / SETTINGS).is_file():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="ivr-author-") as aside:
        _unpack(root, named, Path(aside))
        yield Path(aside)


def list_revisions(root: Path) -> tuple[Revision, ...]:
    """The tags, newest first, then the last commits that changed the workspace; none where there is no git."""
    commits = _log(root, f"-{MOST_REVISIONS}", "HEAD", "--", *_CONTENT)
    listed = _git(root, "for-each-ref", "--sort=-creatordate", f"--format={_TAG_FORMAT}", "refs/tags").decode(
        errors="replace"
    )
    tags = []
    for line in listed.split("\n")[:MOST_REVISIONS]:
        name, *fields = line.split("\0")
        commit, when, who, subject = fields[4:] if any(fields[4:]) else fields[:4] or ("", "", "", "")
        if when:
            tags.append(Revision(name, commit, _moment(when), who, subject, is_tag=True))
    return (*tags, *commits)


def last_change(root: Path) -> tuple[Revision | None, bool]:
    """The commit that last changed the workspace, and whether files of it were changed since."""
    found = _log(root, "-1", "HEAD", "--", *_CONTENT)
    is_changed = bool(_git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--", *_CONTENT))
    return (found[0] if found else None), is_changed


def _unpack(root: Path, named: str, aside: Path) -> None:
    # A name that begins with a dash would be taken for an option.
    found = b"" if named.startswith("-") else _git(root, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")
    if not found:
        message = f"`{named}` is neither a folder with a workspace nor a commit of git here"
        raise WorkspaceError(error("revision-not-found", message, hint="name a folder, a branch, a tag or a commit"))
    commit = found.strip().decode()
    listed = _git(root, "ls-tree", "--name-only", commit, *_CONTENT).decode().splitlines()
    packed = _git(root, "archive", "--format=tar", commit, *listed)
    try:
        extract(packed, aside)
    except (tarfile.TarError, OSError, ValueError) as failure:
        message = f"`{named}` can't be unpacked: {str(failure)[:200]}"
        raise WorkspaceError(error("revision-not-found", message, hint="compare with another version")) from failure


def extract(packed: bytes, aside: Path) -> None:
    """Unpack what `git archive` packed. Raises `tarfile.TarError`, `OSError` or `ValueError`.

    Files come first, so that none is written through a link: tarfile's own filter was got past by links several times
    (CVE-2025-4517 and its kin). A link is made only where it stands in a folder, and points at something beside it.
    """
    links = []
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if member.issym():
                links.append(member)
            elif member.isreg() or member.isdir():
                archive.extract(member, aside, filter="data")
    real = aside.resolve()
    for link in links:
        at = PurePosixPath(link.name)
        target = normpath((at.parent / link.linkname).as_posix())
        leads_out = link.linkname.startswith("/") or target.split("/")[0] == ".." or ".." in at.parts
        if not leads_out and (aside / at.parent).resolve() == real / at.parent and not (aside / at).exists():
            (aside / at).symlink_to(link.linkname)


def _log(root: Path, *arguments: str) -> list[Revision]:
    """The commits that `git log` lists with these arguments."""
    revisions = []
    for line in _git(root, "log", f"--format={_FORMAT}", *arguments).decode(errors="replace").split("\n")[:-1]:
        commit, when, who, subject = line.split("\0")
        revisions.append(Revision(commit[:SHORT_ID], commit, _moment(when), who, subject))
    return revisions


def _moment(when: str) -> datetime:
    """When a commit was made; git takes dates that Python has no years for."""
    try:
        return datetime.fromisoformat(when)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints; nothing where it refuses or is not there."""
    try:
        return find_repository(root).ask(*arguments, may_fail=True)
    except (GitError, ValueError):
        return b""
