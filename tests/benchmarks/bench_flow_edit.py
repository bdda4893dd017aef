"""Editing a flow of two thousand lines among a hundred flows: one exit led elsewhere by the studio, and its list."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.usecases.edit_flow import EditedFlow, edit_flow, open_flow_file
from ivr_author.usecases.flow_ops import Connect
from ivr_author.web.app import create_app
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import load_workspace
from tests.web.conftest import put_under_git

BASE = "http://127.0.0.1:8000"
NODES = 222
FLOWS = 100
ROUNDS = 5

SETTINGS = "format: 1\norganisation: Test\nsource_locale: en\nlocales: []\ntime_zone: America/New_York\n"
NODE = """\
  n{0}:
    type: menu
    prompt: What would you like to do with number {0}?
    choices:
      - key: "1"
        say: To go on, press {{key}}.
        next: n{1}
      - {{key: "2", say: "To end the call, press {{key}}.", next: bye}}
    timeout: 5s
"""


def make_flow(nodes: int) -> str:
    """A flow of nine lines a node, each of which leads on to the next one."""
    written = "".join(NODE.format(one, (one + 1) % nodes) for one in range(nodes))
    return f"format: 1\ntitle: Large\nstart: n0\non_failure: bye\nnodes:\n{written}  bye: {{type: hangup}}\n"


def make_workspace(root: Path) -> Path:
    """A workspace under git with one large flow among many of ten nodes."""
    (root / "flows").mkdir()
    (root / "ivr.yaml").write_text(SETTINGS)
    for number in range(FLOWS):
        (root / f"flows/flow_{number}.yaml").write_text(make_flow(10))
    (root / "flows/large.yaml").write_text(make_flow(NODES))
    return put_under_git(root)


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder))
        client = create_app(root).test_client()
        page = client.get("/flows/large/list", base_url=BASE)
        assert page.status_code == 200
        yield "list of 223 nodes", len(page.data) / 1000, "kB"
        yield "list of 223 nodes, CPU", _cpu(lambda _: client.get("/flows/large/list", base_url=BASE)), "ms"
        yield "connect in the studio, CPU", _cpu(_connector(client)), "ms"
        workspace = load_workspace(root)
        path = root / "flows/large.yaml"
        before = path.read_text().splitlines()
        yield "connect without the studio, CPU", _cpu(lambda turn: _edit(root, workspace, turn)), "ms"
        changed = sum(one != other for one, other in zip(before, path.read_text().splitlines(), strict=True))
        assert changed <= 1, "the other lines stay as they are"
        source = open_flow_file(workspace, "large").source
        yield (
            "reading the YAML alone, CPU",
            _cpu(lambda turn: read_yaml(Source(source.path, f"{source.text}# {turn}\n"))),
            "ms",
        )


def _connector(client: Any) -> Callable[[int], None]:
    """Leads one exit elsewhere as the canvas does, each time based on the answer before."""
    client.get("/nowhere", base_url=BASE)
    token = client.get("/token", base_url=BASE).text
    sent = {"csrf_token": token, "op": "connect", "node": "n7", "exit": "choice/1/next"}
    sent["revision"] = client.get("/flows/large/graph.json", base_url=BASE).json["revision"]

    def connect(turn: int) -> None:
        headers = {"Accept": "application/json"}
        data = {**sent, "to": f"n{turn + 20}"}
        answer = client.post("/flows/large/edit", base_url=BASE, data=data, headers=headers)
        assert answer.status_code == 200
        sent["revision"] = answer.json["revision"]

    return connect


def _edit(root: Path, workspace: Any, turn: int) -> None:
    seen = open_flow_file(workspace, "large").revision
    done = edit_flow(FileKeeper(root), workspace, "large", Connect("n7", "choice/1/next", f"n{turn + 40}"), seen)
    assert isinstance(done, EditedFlow)


def _cpu(do: Callable[[int], object]) -> float:
    """The best of some rounds, in milliseconds of the thread that answers."""
    times = []
    for turn in range(ROUNDS):
        since = time.thread_time()
        do(turn)
        times.append(time.thread_time() - since)
    return min(times) * 1000
