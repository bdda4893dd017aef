"""Where things stand in a workspace."""

from __future__ import annotations

from pathlib import PurePosixPath

SETTINGS = "ivr.yaml"
FLOWS = "flows/*.yaml"
CALENDARS = "flows/calendars/*.yaml"
BULLETINS = "flows/bulletins/*.yaml"
CALLS_SUFFIX = ".calls.yaml"
SCRIPTS = f"flows/*{CALLS_SUFFIX}"
SCHEMAS = "flows/schema"
DOMAIN = "flows"
TEMPLATE = f"locales/{DOMAIN}.pot"


def catalog_path(locale: str) -> str:
    """A locale's catalog."""
    return f"locales/{locale}/LC_MESSAGES/{DOMAIN}.po"


def stem(path: str) -> str:
    """A file's name without its ending, which is the id of what it holds."""
    return PurePosixPath(path).stem
