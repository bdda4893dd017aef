"""Work for pools that kills, hangs or fails where an item asks for it. A module, so that workers can import it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def double(items: tuple[object, ...]) -> list[object]:
    """Twice each number; a text says what happens instead: `kill`, `fail`, `hang`, `slow SECONDS`,
    `unlucky TIMES PATH`."""
    return [do_one(item) for item in items]


def do_one(item: object) -> object:
    """What an item asks for."""
    if isinstance(item, int):
        return 2 * item
    assert isinstance(item, str), "numbers and orders"
    order, _, argument = item.partition(" ")
    if order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "unlucky":
        times, _, path = argument.partition(" ")
        marks = Path(path)
        if not marks.exists() or marks.stat().st_size < int(times):
            with marks.open("ab") as stream:
                stream.write(b"x")
            os.kill(os.getpid(), signal.SIGKILL)
    if order == "fail":
        raise ValueError("a fault of ours")
    if order == "hang":
        time.sleep(3600)
    if order == "slow":
        time.sleep(float(argument))
    return item


def always_dies(items: tuple[object, ...]) -> list[object]:
    """A worker that cannot live."""
    os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


def dies_of_company(items: tuple[object, ...]) -> list[object]:
    """Every item is fine alone, but two are too many: as where memory is short."""
    if len(items) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(items)
