"""Where things stand in a workspace."""

from __future__ import annotations

import posixpath
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath

SETTINGS = "ivr.yaml"
FLOWS = "flows/*.yaml"
CALENDARS = "flows/calendars/*.yaml"
BULLETINS = "flows/bulletins/*.yaml"
CALLS_SUFFIX = ".calls.yaml"
SCRIPTS = f"flows/*{CALLS_SUFFIX}"
SCHEMAS = "flows/schema"
DOMAIN = "flows"
LOCALES = "locales"
TEMPLATE = f"{LOCALES}/{DOMAIN}.pot"


class FileKind(StrEnum):
    """What a YAML file of a workspace is, by its place."""

    SETTINGS = "settings"
    FLOW = "flow"
    CALLS = "calls"
    CALENDAR = "calendar"
    BULLETIN = "bulletin"


_KINDS = (
    (SCRIPTS, FileKind.CALLS),
    (FLOWS, FileKind.FLOW),
    (CALENDARS, FileKind.CALENDAR),
    (BULLETINS, FileKind.BULLETIN),
    (SETTINGS, FileKind.SETTINGS),
)


def kind_of(path: str) -> FileKind | None:
    """What a file is; the path may also lead to the workspace. None for what is no content (a schema, a notice)."""
    pure = PurePosixPath(path)
    return next((kind for pattern, kind in _KINDS if pure.match(pattern)), None)


def path_in_workspace(path: str) -> str:
    """The workspace-relative end of a path that leads to a file with a kind."""
    kind = kind_of(path)
    pattern = next((pattern for pattern, other in _KINDS if other is kind), path)
    return "/".join(PurePosixPath(path).parts[-len(PurePosixPath(pattern).parts) :])


def workspace_path(given: str, root: Path) -> str:
    """A file or folder as a person names it (from the workspace's folder, or absolute), relative to the workspace."""
    path = PurePath(given)
    if path.is_absolute() and path.is_relative_to(root.absolute()):
        path = path.relative_to(root.absolute())
    return posixpath.normpath(path.as_posix())


def is_below(path: str, folder: str) -> bool:
    """Whether a file is a named one, or stands in a named folder."""
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def flow_path(flow_id: str) -> str:
    """The file of a flow."""
    return f"flows/{flow_id}.yaml"


def calls_path(flow_id: str) -> str:
    """The call scripts of a flow."""
    return f"flows/{flow_id}{CALLS_SUFFIX}"


def compiled_catalog_path(locale: str) -> str:
    """A locale's catalog, compiled for `gettext`."""
    return f"{LOCALES}/{locale}/LC_MESSAGES/{DOMAIN}.mo"


def catalog_path(locale: str) -> str:
    """A locale's catalog."""
    return f"{LOCALES}/{locale}/LC_MESSAGES/{DOMAIN}.po"


def stem(path: str) -> str:
    """A file's name without its ending, which is the id of what it holds."""
    return PurePosixPath(path).stem
