"""Does kinds of writes in children in which one call goes wrong, and tells in lines of JSON what is found afterwards.

A program of its own (`python -m tests.faults.breaker OFFICE FOLDER SEED PLAN`), for to fork is safe only without
threads. Of all calls of a write, every one is tried in turn, or so many as its share says.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from ivr_author.workspace import files
from ivr_author.workspace.files import Conflict, WorkspaceError
from tests.faults.system import KILLS, How, System
from tests.faults.writes import WRITES, Write, as_json, tree

NEVER = 1 << 30
PACKAGE = str(Path(files.__file__).parent)


@dataclass(slots=True)
class Attempt:
    """What came of one. `outcome`: `done`, `refused RULE`, `killed`, or a traceback."""

    name: str
    how: str
    at: int
    failed: str
    outcome: str
    calls: int = 0
    """That could go wrong, of the clean one."""
    state: str = ""
    again: str = ""
    """What is found once it was done again with a disk that works; of the clean one, what was found before it."""
    left: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    """By which functions of `workspace/` the clean one came."""


def attempt(write: Write, root: Path, how: How, at: int, backup: Path) -> tuple[str, str, int, list[str]]:
    """What came of it, the call that failed, how many calls there were, and what it came by."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(_act(write, root, how, at, backup)).encode())
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    if os.WIFSIGNALED(status):
        return "killed", "", 0, []
    outcome, failed, count, passed = json.loads(told)
    return outcome, failed, count, passed


def _act(write: Write, root: Path, how: How, at: int, backup: Path) -> tuple[str, str, int, list[str]]:
    system = System(root, how, at, backup)
    passed: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PACKAGE):
            passed.add(f"{Path(code.co_filename).name}:{code.co_name}")

    if at == NEVER:
        sys.setprofile(note)
    try:
        with system:
            write.act(root)
            if how in KILLS and at < NEVER:
                system.crash()
        outcome = "done"
    except (WorkspaceError, Conflict) as refused:
        outcome = f"refused {refused.diagnostic.rule if isinstance(refused, WorkspaceError) else 'conflict'}"
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        outcome = traceback.format_exc()
    sys.setprofile(None)
    return outcome, system.failed, system.count, sorted(passed)


def look_again(write: Write, root: Path) -> tuple[str, str]:
    """What is found, and what is found once it was done again with a disk that works."""
    try:
        state = as_json(write.look(root))
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        return traceback.format_exc(), ""
    try:
        (write.again or write.act)(root)
        return state, as_json(write.look(root))
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        return state, traceback.format_exc()


def attempts(office: Path, folder: Path, how: How, name: str, share: float, chance: random.Random) -> Iterator[Attempt]:
    """A clean one (with `at` -1), then one for each call that is tried."""
    write = WRITES[name]
    root, backup = folder / "office", folder / "backup"

    def begin() -> None:
        for one in (root, backup):
            shutil.rmtree(one, ignore_errors=True)
        shutil.copytree(office, root, symlinks=True)
        backup.mkdir()
        write.before(root)

    begin()
    before = as_json(write.look(root))
    outcome, _, count, passed = attempt(write, root, how, NEVER, backup)
    wanted = tree(root)
    yield Attempt(name, how, -1, "", outcome, count, as_json(write.look(root)), before, passed=tuple(passed))
    # After the last call, too, the power can fail.
    places = list(range(count + (how in KILLS)))
    apart = round(1 / share)
    places = places[chance.randrange(min(apart, len(places))) :: apart] if places else []
    for at in places:
        begin()
        outcome, failed, _, _ = attempt(write, root, how, at, backup)
        state, again = look_again(write, root)
        found = tree(root)
        yield Attempt(
            name,
            how,
            at,
            failed,
            outcome,
            0,
            state,
            again,
            tuple(sorted(found - wanted)),
            tuple(sorted(wanted - found)),
        )


def main(office: str, folder: str, seed: str, plan: str) -> None:
    """`plan`: by what goes wrong, the kinds of writes to which it happens, and which share of their calls is tried."""
    chance = random.Random(seed)
    for how, names in json.loads(plan).items():
        for name, share in names.items():
            for one in attempts(Path(office), Path(folder), How(how), name, share, chance):
                sys.stdout.write(json.dumps(asdict(one)) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
