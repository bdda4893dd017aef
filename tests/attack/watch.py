"""Watches what the interpreter does while hostile content is read: files, programs, networks, time and memory."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MOST_SECONDS = 3.0
"""Of processor time for one text. A second is promised; the machine is shared, and memory is counted meanwhile."""

MOST_BYTES = 48_000_000
"""Of memory for one text: some tens of times what is read, and a hundredth of what a bomb would take."""

# Audit events of Python: whoever gets out of a template or a parser meets one of these.
_TELLING = (
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "subprocess.Popen", "pty.spawn"),
    *("socket.connect", "socket.getaddrinfo", "urllib.Request", "ftplib.connect", "ctypes.dlopen"),
    *("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.symlink", "shutil.rmtree"),
)


@dataclass
class Watch:
    """What was seen: the audit events that tell of an escape, the seconds of processor time, the most bytes."""

    events: list[str] = field(default_factory=list)
    seconds: float = 0.0
    bytes: int = 0


_watching: list[Watch] = []
# The source of a line that is shown in a traceback, and modules that are met for the first time.
_HARMLESS = (".py", ".pyc", ".so")


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in _TELLING:
        told = str(arguments[0])[:80] if arguments else ""
        if not (event == "open" and told.endswith(_HARMLESS)):
            _watching[-1].events.append(f"{event} {told}")


sys.addaudithook(_hear)


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch a block. Nothing hostile may make an event, or take more than its share."""
    seen = Watch()
    # Others may count memory too.
    is_counting = tracemalloc.is_tracing()
    if not is_counting:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    start = time.process_time()
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.pop()
        seen.seconds = time.process_time() - start
        seen.bytes = tracemalloc.get_traced_memory()[1] - before
        if not is_counting:
            tracemalloc.stop()


def check(seen: Watch, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> None:
    """Nothing got out, and nothing grew."""
    assert seen.events == []
    assert seen.seconds < most_seconds, f"{seen.seconds:.1f} s"
    assert seen.bytes < most_bytes, f"{seen.bytes:,} bytes"
