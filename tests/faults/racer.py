"""Runs races of two on copies of a workspace and judges them, in lines of JSON.

A program of its own (`python -m tests.faults.racer OFFICE FOLDER ROUNDS`). The two are processes, or threads of one.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import traceback
from pathlib import Path

from tests.faults.races import RACES, Race, act

FAILED = "failed: "


def run(race: Race, root: Path, who: int, begun: str) -> str | None:
    """What one of them told, or how it failed."""
    try:
        return act(race, root, who, begun)
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        return FAILED + traceback.format_exc()


def in_processes(race: Race, root: Path, begun: str) -> list[str | None]:
    """Two that begin at once."""
    go_reading, go_writing = os.pipe()
    children = []
    for who in range(2):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(go_writing)
            os.read(go_reading, 1)
            os.write(writing, json.dumps(run(race, root, who, begun)).encode())
            os._exit(0)
        os.close(writing)
        children.append((child, reading))
    os.close(go_reading)
    # Whoever waits for something to be read is told by the end of it.
    os.close(go_writing)
    told = []
    for child, reading in children:
        with os.fdopen(reading, "rb") as stream:
            told.append(json.loads(stream.read()))
        os.waitpid(child, 0)
    return told


def in_threads(race: Race, root: Path, begun: str) -> list[str | None]:
    """Two of one process, which is a child: this one goes on forking."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        together = threading.Barrier(2)
        told: list[str | None] = [None, None]

        def one(who: int) -> None:
            together.wait()
            told[who] = run(race, root, who, begun)

        threads = [threading.Thread(target=one, args=(who,)) for who in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        found: list[str | None] = json.loads(stream.read())
    os.waitpid(child, 0)
    return found


def main(office: str, folder: str, rounds: str) -> None:
    """Each race so often, by turns in processes and in threads."""
    root = Path(folder)
    for number in range(int(rounds)):
        for place, (name, race) in enumerate(RACES.items()):
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(office, root, symlinks=True)
            begun = race.begin(root)
            way = (in_processes, in_threads)[(number + place) % 2]
            told = way(race, root, begun)
            faults = [one for one in told if one and one.startswith(FAILED)] or race.judge(root, told)
            lost = sum(one is None for one in told)
            sys.stdout.write(json.dumps({"race": name, "way": way.__name__, "lost": lost, "faults": faults}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
