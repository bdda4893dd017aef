"""Releases that were made: their content as a workspace, and what stands where in them. `release` makes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import Journal
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.releases import Release, list_releases, read_release
from ivr_author.workspace.revision import open_revision

CHANGES = "changes.md"
CHANGES_DATA = "changes.json"
GATES = "gates.json"
APPROVALS = "approvals.json"


def bundle_path(target: str) -> str:
    """Where the bundle of a target stands."""
    return f"bundles/{target}.zip"


@contextmanager
def workspace_of_release(root: Path, release: Release | None) -> Iterator[Workspace | None]:
    """The content of a release; None without one."""
    if release is None:
        yield None
        return
    with open_revision(root, release.commit, folders=False) as folder:
        yield load_workspace(folder)


def readable_release(root: Path, name: str) -> Release | None:
    """A release by its name; None where there is none that can be read."""
    # What is live may be damaged: a new release is the way out, so it must not stand in its way.
    with suppress(WorkspaceError):
        return read_release(root, name)
    return None


def known_release(root: Path, name: str) -> Release:
    """A release by its name. Raises `UnknownName` where there is none, WorkspaceError where it can't be read."""
    try:
        return read_release(root, name)
    except WorkspaceError as failure:
        if failure.diagnostic.rule != "release-unknown":
            raise
        raise UnknownName("release", name, [one.name for one in list_releases(root)[0]]) from None


def published_manifest(journal: Journal, name: str) -> str:
    """The hash that the last publication of a release wrote down; empty where it never went out."""
    return next((one.manifest for one in reversed(journal.publications) if one.release == name), "")
