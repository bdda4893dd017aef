"""The hooks that pytest calls; each hands over to a plain module beside this one.

The plugin is loaded wherever ivr_author is installed, so what it needs is loaded where there are call scripts.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

CALLS_SUFFIX = ".calls.yaml"
OPTION = "--ivr-target"
DEFAULT = "all"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which players the calls are put through."""
    parser.getgroup("ivr_author", "call scripts (flows/*.calls.yaml)").addoption(
        OPTION,
        default=DEFAULT,
        metavar="NAME",
        help="where to play call scripts: reference, a target (twiml, voicexml), or all of them; default: %(default)s",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a player that there is not, before anything is collected."""
    asked = config.getoption(OPTION)
    if asked != DEFAULT:
        _collecting().check_player(OPTION, asked)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The call scripts of a workspace, which is a folder with an ivr.yaml."""
    if not file_path.name.endswith(CALLS_SUFFIX):
        return None
    collector: pytest.Collector | None = _collecting().collect_file(file_path, parent, OPTION)
    return collector


def _collecting() -> ModuleType:
    return importlib.import_module("ivr_author.pytest_plugin.collect")
