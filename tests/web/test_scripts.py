"""The pure parts of the scripts, run by Node: every `static/tests/*.test.js`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node")


def test_scripts(repository: Path) -> None:
    if NODE is None:
        (pytest.fail if os.environ.get("IVR_AUTHOR_REQUIRE_BROWSER") else pytest.skip)("no node on this machine's PATH")
    tests = sorted(str(one) for one in (repository / "static/tests").glob("*.test.js"))
    assert tests, "there are tests of scripts"
    ran = subprocess.run(
        [NODE, "--test", *tests], cwd=repository / "static", capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
