"""Signed webhook answers: `ivr-author answer`, what a user of Flask and twilio-python writes, and nginx with a file.

All three are loaded in turns by wrk with 16 connections on this machine. Every request to the first two is the next
step of a call of its own, signed as Twilio signs; nginx sends the same bytes from a file. Processor time is that of all
processes of a server, from /proc.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from ivr_author.core.entry import EntrySpec
from ivr_author.ir.ops import Hangup, Input, Jump, Log, Visit
from ivr_author.ir.program import Program, Voice
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.session import WAITING, Session, Sessions
from ivr_author.targets.twiml.signature import sign
from tests.benchmarks import flask_line
from tests.targets.twiml.programs import build

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
PUBLIC, TOKEN, SECRET = "https://ivr.example.org", "0123456789abcdef0123456789abcdef", "a secret of the benchmark"
ROUNDS, SECONDS, WARM_SECONDS, CONNECTIONS, WORKERS = 5, 3, 1, 16, 2
MOST_OF_OURS, MOST_OF_FLASK = 50_000, 9_000
"""More requests a second than these are not prepared; every address leads on once."""

FORM = {
    "AccountSid": "AC00000000000000000000000000000000",
    "ApiVersion": "2010-04-01",
    "CallStatus": "in-progress",
    "Called": "+18005550100",
    "CalledCity": "",
    "CalledCountry": "US",
    "CalledState": "",
    "CalledZip": "",
    "CallerCity": "BOSTON",
    "CallerCountry": "US",
    "CallerState": "MA",
    "CallerZip": "02108",
    "Digits": "1",
    "Direction": "inbound",
    "FinishedOnKey": "",
    "FromCity": "BOSTON",
    "FromCountry": "US",
    "FromState": "MA",
    "FromZip": "02108",
    "To": "+18005550100",
    "ToCity": "",
    "ToCountry": "US",
    "ToState": "",
    "ToZip": "",
    "msg": "Gather End",
}
"""With CallSid, From and Caller: 28 fields."""


def run() -> list[tuple[str, float, str]]:
    """Figures as (name, value, unit); the middle one of the rounds, of ratios too: all take turns in each of them."""
    missing = [name for name in ("wrk", "nginx") if shutil.which(name) is None]
    if missing:
        print(f"  not measured: {' and '.join(missing)} must be installed")
        return []
    with tempfile.TemporaryDirectory() as folder, _servers(Path(folder)) as servers:
        for _ in range(ROUNDS):
            for server in servers:
                server.load()
    return _figures({server.name: server for server in servers})


def _figures(servers: Mapping[str, Server]) -> list[tuple[str, float, str]]:
    figures: list[tuple[str, float, str]] = []
    for server in servers.values():
        figures.append((f"{server.name}: answers", server.middle("answers"), "/s"))
        figures.append((f"{server.name}: processor time of an answer", server.middle("cpu"), "us"))
        figures.append((f"{server.name}: half of the answers within", server.middle("p50"), "ms"))
        figures.append((f"{server.name}: 99 of 100 answers within", server.middle("p99"), "ms"))
    ours, nginx = servers["ivr-author answer"], servers["nginx, a file"]
    flasks = {name.rpartition(" ")[2]: server for name, server in servers.items() if name.startswith("flask")}
    for kind, flask in flasks.items():
        cheaper = _middle_ratio("cpu", flask, ours)
        faster = _middle_ratio("answers", ours, flask)
        figures.append((f"processor time: times better than {kind} (goal: 9)", cheaper, "x"))
        figures.append((f"answers: times more than {kind} (goal: 9)", faster, "x"))
    part = _middle_ratio("answers", ours, nginx)
    return [*figures, ("answers: part of nginx (goal: 0.2)", part, "x")]


def _middle_ratio(what: str, one: Server, other: Server) -> float:
    """The middle one of the rounds' ratios: what else the machine does in a round, it mostly does to both."""
    return statistics.median(first[what] / second[what] for first, second in zip(one.rounds, other.rounds, strict=True))


# --- what is asked ---


def menu_of_eight() -> Program:
    """A choice of language, then a menu of eight lines, in English with Spanish."""
    keys = dict.fromkeys("0123456", "main/menu")
    offer = Input(EntrySpec("menu", global_keys=frozenset(keys)), keys, "main/bye", "main/bye", 5.0)
    english = [f"Line {number}." for number in range(len(flask_line.LINES))]
    return build(
        {
            "main/begin": (["Welcome."], offer),
            "main/menu": ([Log("node", "main/menu"), Visit("main/menu")], Jump("main/menu.offer")),
            "main/menu.offer": (english, offer),
            "main/bye": (["Goodbye."], Hangup("flow")),
        },
        words={"es": dict(zip(english, flask_line.LINES, strict=True))},
        voices={"es": Voice(flask_line.VOICE, flask_line.LANGUAGE)},
    )


@dataclass(frozen=True)
class Steps:
    """The next steps of calls that wait at the first menu of a bundle, each its own; `name` is the bundle's."""

    name: str
    made: Iterator[int]

    def write(self, path: Path, count: int) -> None:
        """So many more requests, as wrk's script reads them: address, signature and body, a line each."""
        sessions = Sessions(f"{SECRET}\n{self.name}")
        now = int(time.time() * 1000)
        with path.open("w") as stream:
            for number in (next(self.made) for _ in range(count)):
                call, caller = f"CA{number:032x}", f"+1617{number:07d}"
                session = Session("main/begin", "es", now, position=WAITING, number=1, issued=now, run=number)
                address = f"/on/{self.name}/step?{sessions.save(session, call)}"
                form = {"CallSid": call, "From": caller, "Caller": caller, **FORM}
                signature = sign(TOKEN, PUBLIC + address, {name: [value] for name, value in form.items()})
                stream.write(f"{address}\t{signature}\t{urlencode(form)}\n")


STEPS_SCRIPT = """
local steps, at = {}, 0
init = function()
  local headers = {["Content-Type"] = "application/x-www-form-urlencoded"}
  for line in io.lines(os.getenv("STEPS")) do
    local address, signature, body = string.match(line, "([^\\t]*)\\t([^\\t]*)\\t(.*)")
    headers["X-Twilio-Signature"] = signature
    steps[#steps + 1] = wrk.format("POST", address, headers, body)
  end
end
request = function()
  at = at + 1
  return steps[at] or steps[#steps]
end
"""
REPORT_SCRIPT = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nFOUND {"requests": %d, "us": %d, "p50": %f, "p99": %f, "wrong": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


# --- who answers ---


@dataclass
class Server:
    """One side. `steps`: None where a file is sent; `most` of them are prepared for a second."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    steps: Steps | None = None
    path: str = "/"
    most: int = MOST_OF_OURS
    rounds: list[dict[str, float]] = field(default_factory=list)

    def middle(self, what: str) -> float:
        """The middle one of the rounds."""
        return statistics.median(one[what] for one in self.rounds)

    def load(self) -> None:
        """One round: a second to get warm, then the one that counts."""
        self._wrk(WARM_SECONDS)
        before = _processor_seconds(self.process.pid)
        found = self._wrk(SECONDS)
        used = _processor_seconds(self.process.pid) - before
        # gunicorn's simple workers close each connection, which wrk counts as an error of reading now and then.
        assert found["wrong"] < found["requests"] / 1000, f"{self.name} answered {found['wrong']} wrongly"
        self.rounds.append(
            {
                "answers": found["requests"] / found["us"] * 1e6,
                "cpu": used / found["requests"] * 1e6,
                "p50": found["p50"] / 1000,
                "p99": found["p99"] / 1000,
            }
        )

    def _wrk(self, seconds: int) -> dict[str, float]:
        script, environment = self.folder / f"{self.port}.lua", dict(os.environ)
        script.write_text((STEPS_SCRIPT if self.steps else "") + REPORT_SCRIPT)
        if self.steps is not None:
            steps = self.folder / "steps"
            self.steps.write(steps, seconds * self.most)
            environment["STEPS"] = str(steps)
        url = f"http://127.0.0.1:{self.port}{self.path}"
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
        told = subprocess.run(command, capture_output=True, check=True, timeout=60 + seconds, env=environment).stdout
        found: dict[str, float] = json.loads(told.decode().split("\nFOUND ")[1])
        return found


@contextmanager
def _servers(folder: Path) -> Iterator[list[Server]]:
    servers: list[Server] = []
    try:
        ours, first = _ours(folder)
        servers.append(ours)
        servers.append(_flask(folder, "sync", [], ours.steps))
        servers.append(_flask(folder, "gthread", ["--threads", "8"], ours.steps))
        servers.append(_nginx(folder, first))
        yield servers
    finally:
        for server in servers:
            server.process.send_signal(signal.SIGTERM)
        for server in servers:
            server.process.wait(30)


def _ours(folder: Path) -> tuple[Server, bytes]:
    """`ivr-author answer`, and what it answers to a step."""
    port = _free_port()
    for path, content in emit(menu_of_eight()).files.items():
        target = folder / "bundle" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    command = [
        str(Path(sys.executable).with_name("ivr-author")),
        "answer",
        "--bundle",
        str(folder / "bundle"),
        "--port",
        str(port),
    ]
    command += ["--workers", str(WORKERS), "--public-url", PUBLIC, "--state", str(folder / "state")]
    secrets = {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_AUTHOR_SECRET": SECRET}
    process = _start(folder / "answer.log", command, secrets)
    _wait_for(port, process)
    form = {"CallSid": "CA1", **FORM}
    signature = sign(TOKEN, f"{PUBLIC}/call/main?locale=es", {name: [value] for name, value in form.items()})
    begun = _post(port, "/call/main?locale=es", signature, urlencode(form))
    found = re.search(rb"/on/([^/]+)/step", begun)
    assert found is not None, "the address at which a call goes on"
    steps = Steps(found[1].decode(), iter(range(10**9)))
    steps.write(folder / "one", 1)
    address, signature, body = (folder / "one").read_text().strip().split("\t")
    answer = _post(port, address, signature, body)
    assert answer.count(b"<Say ") == len(flask_line.LINES), unescape(answer.decode())
    return Server("ivr-author answer", process, port, folder, steps), answer


def _flask(folder: Path, kind: str, options: list[str], steps: Steps | None) -> Server:
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", kind, *options]
    command += ["--bind", f"127.0.0.1:{port}", "tests.benchmarks.flask_line:application"]
    process = _start(folder / f"{kind}.log", command, {"TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_URL": PUBLIC})
    _wait_for(port, process)
    return Server(f"flask and twilio-python, gunicorn {kind}", process, port, folder, steps, most=MOST_OF_FLASK)


def _nginx(folder: Path, content: bytes) -> Server:
    port = _free_port()
    (folder / "html").mkdir()
    (folder / "html" / "step.xml").write_bytes(content)
    (folder / "nginx.conf").write_text(
        f"worker_processes {WORKERS}; pid {folder}/nginx.pid; error_log {folder}/nginx.log; daemon off;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; keepalive_requests 1000000;"
        f" client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;"
        f" uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
        f" server {{ listen 127.0.0.1:{port}; root {folder}/html; }} }}\n"
    )
    folder.chmod(0o755)
    process = _start(folder / "nginx.out", ["nginx", "-c", str(folder / "nginx.conf")], {})
    _wait_for(port, process)
    return Server("nginx, a file", process, port, folder, path="/step.xml")


def _start(log: Path, command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as stream:
        return subprocess.Popen(command, cwd=ROOT, stdout=stream, stderr=stream, env={**os.environ, **environment})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "the server ended"
        time.sleep(0.1)
    raise AssertionError("the server does not listen")


def _post(port: int, address: str, signature: str, body: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    connection.request("POST", address, body, headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    assert response.status == 200, f"{response.status} {content[:200]!r}"
    return content


def _processor_seconds(process: int) -> float:
    """What a process and all below it have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(path.parent.name)
        children.setdefault(int(facts[1]), []).append(number)
        used[number] = (int(facts[11]) + int(facts[12])) / ticks
    waiting, total = [process], 0.0
    while waiting:
        one = waiting.pop()
        total += used.get(one, 0.0)
        waiting += children.get(one, [])
    return total
