"""Kills a studio in the middle of saves, over and over, and tells after each what is found (lines of JSON).

A program of its own (`python -m tests.faults.studio_killer WORKSPACE KILLS SEED`): each studio is a child that serves
as `ivr-author serve` does, in a process group of its own, so that the git that it runs is killed along with it.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ivr_author.web.app import create_app, serve
from ivr_author.workspace.files import WorkspaceError, is_leftover
from ivr_author.workspace.keeper import GitKeeper
from ivr_author.workspace.project import load_workspace

FLOW = "flows/main.yaml"
NAMES = ("closed", "shut")
"""Of a node that is renamed to and fro: in the flow, in a catalog and on the canvas."""

FOLLOWERS = {"locales/es/LC_MESSAGES/flows.po": 'msgctxt "main/{}/prompt"', "flows/canvas/main.yaml": "{}: [0, 40]"}
"""The other files that name it, and how."""


@dataclass(slots=True)
class Ledger:
    """What was told to be saved: the title and the name of the node; and what was asked for when the studio died."""

    title: str = "Main line"
    name: str = NAMES[0]
    asked: dict[str, str] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)
    acknowledged: int = 0
    seconds: float = 0.1
    """Of the longest save."""


class Studio:
    """A studio in a child."""

    def __init__(self, root: Path) -> None:
        reading, writing = os.pipe()
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            os.dup2(writing, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
            serve(root, port=0)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "r") as stream:
            line = stream.readline()
        assert "http://" in line, f"it did not start: {line!r}"
        self.address = line.rpartition("http://")[2].rstrip("/\n")
        self.line = http.client.HTTPConnection(self.address, timeout=60)
        self.cookie = ""
        answer = self.ask("GET", "/nowhere")
        self.cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        self.token = self.ask("GET", "/token").read().decode()

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """The answer."""
        self.send(method, path, form)
        return self.line.getresponse()

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> None:
        """Ask without waiting for the answer."""
        self.line.close()
        headers = {"Accept": "application/json", "Cookie": self.cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({"csrf_token": self.token, **form}) if form is not None else None
        self.line.request(method, path, body, headers)

    def answer(self) -> dict[str, Any] | None:
        """What was told, if it was told whole before the end."""
        try:
            answer = self.line.getresponse()
            return {"status": answer.status, **json.loads(answer.read())}
        except (OSError, http.client.HTTPException, ValueError):
            return None

    def kill(self) -> None:
        """With what it runs."""
        os.killpg(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)


def begin_save(studio: Studio, ledger: Ledger, number: int) -> None:
    """Ask for the next save: one file, or four."""
    if number % 2:
        ledger.asked = {"title": f"Line {number}"}
        form = {"op": "settings", "title": f"Line {number}"}
    else:
        other = NAMES[1 - NAMES.index(ledger.name)]
        ledger.asked = {"name": other}
        form = {"op": "rename", "node": ledger.name, "to": other}
    graph = json.loads(studio.ask("GET", "/flows/main/graph.json").read())
    studio.send("POST", "/flows/main/edit", {**form, "revision": graph["revision"]})


def end_save(studio: Studio, ledger: Ledger) -> dict[str, Any] | None:
    """Note what was told."""
    told = studio.answer()
    if told is not None and told["status"] == 200:
        ledger.title = ledger.asked.get("title", ledger.title)
        ledger.name = ledger.asked.get("name", ledger.name)
        ledger.asked = {}
        ledger.acknowledged += 1
        if told["commit"]:
            ledger.commits.append(told["commit"])
    return told


def faults_of(root: Path, ledger: Ledger) -> list[str]:
    """What is wrong with the files once the next one has started."""
    found = []
    workspace = load_workspace(root)
    found += [f"{one.rule}: {one.message}" for one in workspace.diagnostics]
    flow = workspace.content.flows.get("main") if workspace.content else None
    if flow is None:
        return [*found, "the flow is torn"]
    if flow.title.value not in (ledger.title, ledger.asked.get("title")):
        found.append(f"the title {ledger.title} is lost: {flow.title.value}")
    names = {name for name in NAMES if name in flow.nodes}
    if not names <= {ledger.name, ledger.asked.get("name")} or len(names) != 1:
        found.append(f"the name {ledger.name} is lost: {names}")
    (name,) = names or {""}
    other = NAMES[1 - NAMES.index(name)] if name else ""
    found += [
        f"{path} says {other}, the flow {name}"
        for path, form in FOLLOWERS.items()
        if form.format(other) in (root / path).read_text() or form.format(name) not in (root / path).read_text()
    ]
    ledger.title, ledger.name, ledger.asked = flow.title.value, name, {}
    return found


def torn(root: Path) -> list[str]:
    """Before anything is put right: each file must be whole by itself."""
    broken = ("yaml-syntax", "po-syntax", "not-utf-8", "file-missing")
    return [f"{one.span} {one.message}" for one in load_workspace(root).diagnostics if one.rule in broken]


def main(workspace: str, kills: str, seed: str) -> None:
    root, chance, ledger = Path(workspace), random.Random(seed), Ledger()
    # Once here, so that the children need not load it.
    create_app(root)
    number = 0
    for kill in range(int(kills)):
        studio = Studio(root)
        faults = faults_of(root, ledger)
        for _ in range(chance.randrange(2)):
            number += 1
            begin_save(studio, ledger, number)
            begun = time.monotonic()
            told = end_save(studio, ledger)
            ledger.seconds = max(0.05, time.monotonic() - begun)
            if told is None or told["status"] != 200 or not told["commit"]:
                faults.append(f"the studio after the kill does not save: {told}")
        number += 1
        begin_save(studio, ledger, number)
        time.sleep(chance.random() * ledger.seconds)
        studio.kill()
        told = end_save(studio, ledger)
        faults += torn(root)
        sys.stdout.write(json.dumps({"kill": kill, "was_told": told is not None, "faults": faults}) + "\n")
        sys.stdout.flush()
    faults = []
    try:
        fault = GitKeeper(root).recover()
        faults += [fault.message] if fault else []
    except WorkspaceError as failure:
        faults.append(failure.diagnostic.message)
    faults += faults_of(root, ledger)
    git = ["git", "-C", str(root)]
    check = subprocess.run([*git, "fsck", "--no-progress"], capture_output=True, text=True, check=False)
    faults += [check.stderr] if check.returncode else []
    status = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    # What the last kill left beside a file goes with the next save there; nothing takes it for content until then.
    faults += [f"not committed: {line}" for line in status.splitlines() if not is_leftover(line)]
    known = set(subprocess.run([*git, "log", "--format=%H"], capture_output=True, text=True, check=True).stdout.split())
    faults += [f"a commit is lost: {one}" for one in ledger.commits if one not in known]
    sys.stdout.write(json.dumps({"acknowledged": ledger.acknowledged, "saves": number, "faults": faults}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
