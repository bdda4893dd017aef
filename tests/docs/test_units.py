"""The files that the guide for running it gives: what can be held true of them where no machine is to be changed."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ivr_author.cli.invocation import Invocation
from ivr_author.cli.main import cli
from tests.docs.guide import SavedFile, read_guide

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = {one.path: one.text for one in read_guide(DOCS / "running.md") if isinstance(one, SavedFile)}
UNIT, CONTAINER, PROXY = FILES["ivr-answer.service"], FILES["Containerfile"], FILES["ivr.conf"]
INSTRUCTIONS = {"FROM", "RUN", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD", "ENV", "WORKDIR", "LABEL"}


def options_of(arguments: list[str]) -> dict[str, object]:
    """The options of `ivr-author ARGUMENTS`, as it would read them; refuses those that it does not have."""
    with click.Context(cli, obj=Invocation(Path())) as parent:
        command = cli.get_command(parent, arguments[0])
        assert command is not None, arguments
        return dict(command.make_context(arguments[0], arguments[1:], parent=parent).params)


def test_unit_starts_what_there_is() -> None:
    (started,) = re.findall(r"^ExecStart=(.+)$", UNIT, re.MULTILINE)
    program, *arguments = shlex.split(started)
    assert Path(program).name == "ivr-author"
    options = options_of(arguments)
    assert (options["live"], options["metrics_port"]) == (True, 9090)


def test_unit_is_understood(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze, which knows what a unit may say")
    path = tmp_path / "ivr-answer.service"
    path.write_text(re.sub(r"(?<=^ExecStart=)\S+", sys.executable, UNIT, flags=re.MULTILINE))
    done = subprocess.run([program, "verify", str(path)], capture_output=True, text=True, timeout=60)
    # Of a broken key it only warns.
    told = [line for line in (done.stdout + done.stderr).splitlines() if path.name in line]
    assert (done.returncode, told) == (0, [])


def test_container_starts_what_there_is() -> None:
    lines = CONTAINER.replace("\\\n", " ").splitlines()
    assert {line.split()[0] for line in lines if line} <= INSTRUCTIONS
    said = {line.split()[0]: line.partition(" ")[2] for line in lines}
    assert json.loads(said["ENTRYPOINT"]) == ["ivr-author"]
    options = options_of(json.loads(said["CMD"]))
    assert (options["port"], options["metrics_port"]) == (8080, 9090)
    assert said["EXPOSE"].split() == ["8080", "9090"]


def test_proxy_is_understood(tmp_path: Path) -> None:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("no nginx, which knows what its settings may say")
    # Certificates are not made for this, and port 443 is root's.
    server = re.sub(r"^ *ssl_certificate.*\n", "", PROXY, flags=re.MULTILINE).replace("443 ssl", "8443")
    path = tmp_path / "nginx.conf"
    path.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{server}}}\n")
    done = subprocess.run(
        [program, "-t", "-p", str(tmp_path), "-e", str(tmp_path / "log"), "-c", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
