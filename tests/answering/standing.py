"""What processes do that are kept: they write down that they began, and die, stay, or ignore that they should end.

Apart from the tests, so that a new process imports next to nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

BEGUN = "begun"


def stays(folder: str) -> None:
    """Stay until somebody ends it."""
    with (Path(folder) / BEGUN).open("a") as stream:
        stream.write(f"{os.getpid()} {time.monotonic()}\n")
    time.sleep(60)


def dies(folder: str) -> None:
    """Die at once."""
    with (Path(folder) / BEGUN).open("a") as stream:
        stream.write(f"{os.getpid()} {time.monotonic()}\n")
    sys.exit(3)


def ignores(folder: str) -> None:
    """Hear of no polite signal."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stays(folder)
