"""Build hook: a real wheel carries the built browser assets as package data. An editable install does nothing."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Calls the same script as `make`, so that there is one way to build the assets."""

    def frontend(self) -> dict[str, Any]:
        """The names that tools/frontend.py defines; it is a script, not a package."""
        return runpy.run_path(str(Path(self.root, "tools", "frontend.py")))

    def dependencies(self) -> list[str]:
        """Node.js from the package index, for this build alone, where the machine has none."""
        frontend = self.frontend()
        editable = "editable" in self.build_config.versions
        return [] if editable or frontend["find_node"]() else [frontend["NODE_WHEEL"]]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets and place them in the wheel as ivr_author/web/static."""
        if version == "editable":
            return
        status = self.frontend()["main"]([])
        if status:
            sys.exit(status)
        build_data["force_include"][str(Path(self.root, "static", "dist"))] = "ivr_author/web/static"
