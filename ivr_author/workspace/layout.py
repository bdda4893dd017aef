"""Where things stand in a workspace."""

from __future__ import annotations

import posixpath
from enum import StrEnum
from functools import lru_cache
from pathlib import Path, PurePath, PurePosixPath

STATE = ".ivr"
"""What a workspace is at the moment: people, releases, which of them is live. Nothing of it is content, or in git."""

SETTINGS = "ivr.yaml"
FLOWS = "flows/*.yaml"
CALENDARS = "flows/calendars/*.yaml"
BULLETINS = "flows/bulletins/*.yaml"
CALLS_SUFFIX = ".calls.yaml"
SCRIPTS = f"flows/*{CALLS_SUFFIX}"
CANVASES = "flows/canvas/*.yaml"
SCHEMAS = "flows/schema"

NOTICES_FOLDER = "notices"
NOTICES = "notices/*/notice.yaml"
NOTICE_TEMPLATES = "notices/*/notice.md.j2"
SNIPPETS_SUFFIX = ".md.j2"
SNIPPETS = f"notices/_snippets/*{SNIPPETS_SUFFIX}"
LETTERHEAD = "notices/_letterhead.yaml"
MEMBERS = "notices/_members.yaml"
LANGUAGE_ASSISTANCE = "notices/_language_assistance.yaml"
NOTICE_SCHEMAS = "notices/schema"

LOCALES = "locales"
CONTENT = (SETTINGS, "flows", NOTICES_FOLDER, LOCALES)
"""What has a history here: the workspace may be a part of a repository with much else in it."""

GLOSSARIES = f"{LOCALES}/*/glossary.yaml"
GLOSSARY_SCHEMAS = f"{LOCALES}/schema"
FLOWS_DOMAIN = "flows"
NOTICES_DOMAIN = "notices"
DOMAINS = (FLOWS_DOMAIN, NOTICES_DOMAIN)
"""The catalogs of a locale, by the names of their files."""


def is_content(path: str) -> bool:
    """Whether a file is one of those that have a history here."""
    first, *others = path.split("/")
    return path == SETTINGS or (first in CONTENT[1:] and all(part and not part.startswith(".") for part in others))


class FileKind(StrEnum):
    """What a file of a workspace is, by its place."""

    SETTINGS = "settings"
    FLOW = "flow"
    CALLS = "calls"
    CALENDAR = "calendar"
    BULLETIN = "bulletin"
    CANVAS = "canvas"
    NOTICE = "notice"
    NOTICE_TEMPLATE = "notice template"
    SNIPPET = "snippet"
    LETTERHEAD = "letterhead"
    MEMBERS = "members"
    LANGUAGE_ASSISTANCE = "language assistance"
    GLOSSARY = "glossary"


KINDS = (
    (SCRIPTS, FileKind.CALLS),
    (FLOWS, FileKind.FLOW),
    (CALENDARS, FileKind.CALENDAR),
    (BULLETINS, FileKind.BULLETIN),
    (CANVASES, FileKind.CANVAS),
    (SETTINGS, FileKind.SETTINGS),
    (NOTICES, FileKind.NOTICE),
    (NOTICE_TEMPLATES, FileKind.NOTICE_TEMPLATE),
    (SNIPPETS, FileKind.SNIPPET),
    (LETTERHEAD, FileKind.LETTERHEAD),
    (MEMBERS, FileKind.MEMBERS),
    (LANGUAGE_ASSISTANCE, FileKind.LANGUAGE_ASSISTANCE),
    (GLOSSARIES, FileKind.GLOSSARY),
)
"""Where the files of each kind stand; the first pattern that fits decides."""

MOST_PATHS = 10_000
"""Paths whose kind is known: it is asked for every fault of a workspace."""


@lru_cache(maxsize=MOST_PATHS)
def kind_of(path: str) -> FileKind | None:
    """What a file is; the path may also lead to the workspace. None for what is no content (a schema, a read-me)."""
    pure = PurePosixPath(path)
    return next((kind for pattern, kind in KINDS if pure.match(pattern)), None)


def path_in_workspace(path: str) -> str:
    """The workspace-relative end of a path that leads to a file with a kind."""
    kind = kind_of(path)
    pattern = next((pattern for pattern, other in KINDS if other is kind), path)
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


def canvas_path(flow_id: str) -> str:
    """Where nodes of a flow were moved to on its canvas."""
    return f"flows/canvas/{flow_id}.yaml"


def notice_path(notice_id: str) -> str:
    """What a notice declares."""
    return f"{NOTICES_FOLDER}/{notice_id}/notice.yaml"


def notice_template_path(notice_id: str) -> str:
    """The words of a notice."""
    return f"{NOTICES_FOLDER}/{notice_id}/notice.md.j2"


def notice_id_of(path: str) -> str:
    """The notice whose folder a workspace-relative path stands in; empty for what notices share."""
    folder, _, rest = path.partition("/")
    notice_id, slash, _ = rest.partition("/")
    return notice_id if folder == NOTICES_FOLDER and slash and not notice_id.startswith("_") else ""


def template_path(domain: str) -> str:
    """The template that the catalogs of a domain are begun from."""
    return f"{LOCALES}/{domain}.pot"


def catalog_path(locale: str, domain: str = FLOWS_DOMAIN) -> str:
    """A locale's catalog."""
    return f"{LOCALES}/{locale}/LC_MESSAGES/{domain}.po"


def compiled_catalog_path(locale: str, domain: str = FLOWS_DOMAIN) -> str:
    """A locale's catalog, compiled for `gettext`."""
    return f"{LOCALES}/{locale}/LC_MESSAGES/{domain}.mo"


def glossary_path(locale: str) -> str:
    """What terms are called in a locale."""
    return f"{LOCALES}/{locale}/glossary.yaml"


def audio_folder(locale: str) -> str:
    """Where a locale's recordings stand."""
    return f"{LOCALES}/{locale}/audio"


def manifest_path(locale: str) -> str:
    """What says which of them says which text."""
    return f"{audio_folder(locale)}/manifest.yaml"


def stem(path: str) -> str:
    """A file's name without its ending, which is the id of what it holds."""
    return PurePosixPath(path).stem
