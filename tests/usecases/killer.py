"""Does something with releases in a child that kills itself at one step after the other, as a power failure would.

A program of its own (`python -m tests.usecases.killer WORKSPACE FOLDER`), for to fork is safe only without threads. It
prints a line of JSON for each step: what was done, where it was killed, and what is found afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ivr_author.usecases.answer_live import load_live_bundle
from ivr_author.usecases.publish_release import publish_release, roll_back
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.releases import ensure_tag, find_commit, list_releases, make_release, verify_release
from tests.usecases.released import HOUR, NOON

STEPS = ("fsync", "write", "rename", "replace", "mkdir", "ftruncate", "fchmod", "pread")
"""Calls of the system at which a publication could be half done."""


def build(root: Path) -> None:
    """A release of two files: what else is in one is made before anything of it stands in its place."""
    with make_release(root, "three") as draft:
        draft.write("a.txt", b"A")
        draft.write("deep/b.txt", b"B")
        repository, person, head, subject = find_commit(root)
        facts = {"commit": head, "subject": subject, "made": NOON.isoformat(), "by": person.name, "since": ""}
        ensure_tag(root, draft.finish(facts), repository, person)


ACTIONS: dict[str, Callable[[Path], object]] = {
    "publish": lambda root: publish_release(root, "two", now=NOON + HOUR),
    "rollback": lambda root: roll_back(root, "zero", now=NOON + HOUR),
    "create": build,
}


def kill_at(step: int, told: int) -> None:
    """From now on, die at this call; half of what is to be written is written before."""
    passed = 0

    def wrap(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal passed
            passed += 1
            if passed > step:
                os_write(told, name.encode())
                if name == "write":
                    os_write(arguments[0], arguments[1][: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return counted

    os_write = os.write
    for name in STEPS:
        setattr(os, name, wrap(name, getattr(os, name)))


def attempt(action: str, root: Path, step: int) -> str:
    """The call at which it was killed; empty where it came to its end before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        kill_at(step, writing)
        ACTIONS[action](root)
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    name = os.read(reading, 100).decode()
    os.close(reading)
    assert (os.WIFSIGNALED(status) and name) or os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return name


def look(action: str, root: Path) -> dict[str, Any]:
    """What is found afterwards, by who knows nothing of it; and that the same can be done again."""
    journal = read_journal(root)
    live = journal.live(NOON + 2 * HOUR)
    assert live is not None
    found: dict[str, Any] = {
        "live": live.release,
        "served": bool(load_live_bundle(root, live.release, journal).numbers),
        "faults": [one.rule for one in journal.faults],
    }
    if action == "create":
        made = next((one for one in list_releases(root)[0] if one.name == "three"), None)
        found["is_there"] = made is not None
        found["is_whole"] = made is not None and not verify_release(root, made)
        try:
            with make_release(root, "three"):
                found["again"] = "free"
        except WorkspaceError as refused:
            found["again"] = refused.diagnostic.rule
        return found
    try:
        ACTIONS[action](root)
    except WorkspaceError as refused:
        found["refused"] = refused.diagnostic.rule
    now = read_journal(root)
    again = now.live(NOON + 2 * HOUR)
    found["again"] = (again.release if again else "", [one.rule for one in now.faults])
    return found


def put_back(made: Path, root: Path) -> None:
    """What was done is undone. A copy of all for each step would take most of the time."""
    shutil.rmtree(root / ".ivr/live")
    shutil.copytree(made / ".ivr/live", root / ".ivr/live")
    shutil.rmtree(root / ".ivr/releases/three", ignore_errors=True)
    (root / ".git/refs/tags/release/three").unlink(missing_ok=True)


def main(made: Path, root: Path) -> None:
    """Every action, killed at every step, in a copy of the workspace."""
    shutil.copytree(made, root, symlinks=True)
    for action in ACTIONS:
        for step in range(200):
            killed = attempt(action, root, step)
            sys.stdout.write(json.dumps({"action": action, "killed": killed, **look(action, root)}) + "\n")
            put_back(made, root)
            if not killed:
                break


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
