"""Follows every guide in docs/ from its first line to its last, in a folder of its own, and looks at what is shown.

Ports become free ones, days of emergencies days to come, servers those of the tests, Twilio an account in memory.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr_author.cli.main import cli
from tests.docs.guide import Command, SavedFile, Step, is_seen, read_guide
from tests.usecases.fake_twilio import FakeTwilio, owned

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = sorted(path for path in DOCS.glob("*.md"))

NOT_RUN: Mapping[str, str] = {
    "sudo ": "it changes the machine",
    "podman ": "it needs a container engine, and images from the network",
    "git clone https": "it needs the network",
    "python3 -m venv": "the tests run in an environment already",
    "/opt/ivr/bin/pip install": "it fetches from a package index",
    "dask ": "it needs certificates; tests/batch starts a scheduler and workers of its own",
    "ivr-author batch reminder --channel email --data members.csv --out ../mailing --cluster": "as dask",
}
"""How commands begin that no test runs, with the reason. What they stand for is tested below where it can be."""

PORTS = ("8080", "8081", "9090", "9091")
SERVERS: Mapping[str, Callable[[pytest.FixtureRequest], str]] = {
    "postgresql://ivr@db.example.org/ivr": lambda request: request.getfixturevalue("postgresql").new_database(),
    "redis://redis.example.org:6379/0": lambda request: request.getfixturevalue("redis_url"),
}
"""Servers that a guide takes to be there, and those of the tests' own that stand for them."""

DAYS = {"2026-12-22": 2, "2026-12-23": 3}
"""Days of the guides, and how many days ahead they are for the test: an emergency ends in the future."""
STARTS_WITHIN = 60.0
ENDS_WITHIN = 20.0
SHELL = re.compile(r"[|<>;&$`*]|^(?!ivr-author )")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_guide_can_be_followed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    steps = read_guide(path)
    servers = {told: of(request) for told, of in SERVERS.items() if told in path.read_text(encoding="utf-8")}
    if any("curl " in one.typed for one in steps if isinstance(one, Command)) and shutil.which("curl") is None:
        pytest.skip("no curl, with which this guide looks at a service")
    for name in [name for name in os.environ if name.startswith(("IVR_AUTHOR_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "person").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    account = FakeTwilio([owned("+18005550100")])
    monkeypatch.setattr(
        "twilio.http.http_client.TwilioHttpClient.request", lambda _, *given, **more: account.request(*given, **more)
    )
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    with _Reader(path, servers, monkeypatch).reading() as reader:
        for step in steps:
            reader.take(step)


class _Reader:
    """Somebody who does what a guide says."""

    def __init__(self, path: Path, servers: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.monkeypatch = path, monkeypatch
        self.services: list[tuple[str, subprocess.Popen[str], Path]] = []
        # A `sleep` is how long what comes next may take; it is tried until then.
        self.patience = 0.0
        today = datetime.now(UTC).date()
        self.changed = {**servers, **{port: str(_free_port()) for port in PORTS}}
        self.changed |= {day: str(today + timedelta(days=ahead)) for day, ahead in DAYS.items()}

    @contextmanager
    def reading(self) -> Iterator[_Reader]:
        try:
            yield self
        finally:
            self.stop()

    def take(self, step: Step) -> None:
        """Do what the next step says."""
        if isinstance(step, SavedFile):
            Path(step.path).parent.mkdir(parents=True, exist_ok=True)
            Path(step.path).write_text(self._today(step.text), encoding="utf-8")
        elif not step.typed.startswith(tuple(NOT_RUN)):
            self._type(step)

    def stop(self, ports: Set[str] = frozenset()) -> None:
        """End what runs at one of these ports, or all; it must end well."""
        ending = [one for one in self.services if not ports or ports & _ports(one[0])]
        self.services = [one for one in self.services if one not in ending]
        for _, process, _ in ending:
            process.send_signal(signal.SIGTERM)
        for typed, process, log in ending:
            code = process.wait(ENDS_WITHIN)
            assert (code in (0, -signal.SIGTERM), "Traceback" in log.read_text(encoding="utf-8")) == (True, False), (
                typed
            )

    def _type(self, step: Command) -> None:
        typed = self._today(step.typed)
        if typed.startswith("cd "):
            self.monkeypatch.chdir(typed.removeprefix("cd "))
            return
        if typed.startswith("export "):
            self._export(typed)
            return
        if step.is_service:
            self._serve(step, typed)
            return
        if typed.startswith("sleep "):
            self.patience = float(typed.removeprefix("sleep "))
            return
        wanted = tuple(self._today(one) for one in step.seen)
        end = time.monotonic() + self.patience
        while True:
            code, printed = _in_shell(typed) if SHELL.search(typed) else _in_process(typed)
            is_right = code == step.code and (not wanted or is_seen(wanted, printed))
            if is_right or time.monotonic() > end:
                break
            time.sleep(0.2)
        self.patience = 0.0
        assert is_right, f"{self.path.name}:{step.line}: {step.typed}\nexit code {code}\n{printed}"

    def _serve(self, step: Command, typed: str) -> None:
        self.stop(_ports(typed))
        log = Path(f"service-{step.line}.log").absolute()
        with log.open("w", encoding="utf-8") as stream:
            command = ["bash", "-c", f"exec {typed}"]
            process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, text=True)
        self.services.append((typed, process, log))
        wanted = tuple(self._today(one) for one in step.seen)
        end = time.monotonic() + STARTS_WITHIN
        while not is_seen(wanted, log.read_text(encoding="utf-8"), is_beginning=True):
            printed = log.read_text(encoding="utf-8")
            where = f"{self.path.name}:{step.line}: {step.typed}\nprinted\n{printed}"
            assert process.poll() is None, f"{where}\nand ended with {process.returncode}"
            assert time.monotonic() < end, where
            time.sleep(0.05)

    def _export(self, typed: str) -> None:
        names = re.findall(r"(\w+)=", typed)
        shown = "; ".join(f'printf "%s\\0" "${name}"' for name in names)
        told = subprocess.run(["bash", "-c", f"{typed}; {shown}"], capture_output=True, text=True, check=True).stdout
        for name, value in zip(names, told.split("\0"), strict=False):
            self.monkeypatch.setenv(name, value)

    def _today(self, text: str) -> str:
        for written, meant in self.changed.items():
            text = re.sub(rf"(?<!\d){re.escape(written)}(?!\d)", meant, text)
        return text


def _in_process(typed: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, shlex.split(typed, comments=True)[1:], catch_exceptions=False)
    return result.exit_code, result.output


def _in_shell(typed: str) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", typed],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout


def _ports(typed: str) -> Set[str]:
    return set(re.findall(r"port (\d+)", typed))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_reasons_are_still_needed() -> None:
    typed = [one.typed for path in GUIDES for one in read_guide(path) if isinstance(one, Command)]
    assert [begins for begins in NOT_RUN if not any(one.startswith(begins) for one in typed)] == []
