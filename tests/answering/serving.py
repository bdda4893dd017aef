"""`ivr-author answer` as a process of its own, with its workers; and a phone that calls it over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ivr_author.targets.twiml.signature import sign

SECONDS = 60
TOKEN = "token-of-the-account"
SECRETS = {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_AUTHOR_SECRET": "secret-of-the-service"}
FORM = {"From": "+16175550123", "To": "+18005550100", "CallStatus": "in-progress"}


@dataclass
class Answering:
    """A service that runs. `log` is its standard error."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    said: list[str]

    def ask(self, path: str, method: str = "POST", token: str = TOKEN, **fields: str) -> tuple[int, str]:
        """The status and the body of a request on a connection of its own; a call's usual fields are posted, signed."""
        form = {"CallSid": "CA1", **FORM, **fields}
        url = f"http://127.0.0.1:{self.port}{path}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if method == "POST":
            headers["X-Twilio-Signature"] = sign(token, url, {name: [one] for name, one in form.items()})
        try:
            connection.request(method, path, urlencode(form) if method == "POST" else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def workers(self, many: int) -> set[int]:
        """The processes that answer, once there are as many."""
        found: set[int] = set()
        deadline = time.monotonic() + SECONDS
        while len(found) < many:
            assert time.monotonic() < deadline, f"only {len(found)} processes answer"
            try:
                found.add(json.loads(self.ask("/health", "GET")[1])["process"])
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        return found

    def events(self, event: str) -> list[dict[str, Any]]:
        """What was logged of a kind."""
        lines = self.log.read_text().splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{")]
        return [one for one in told if one["event"] == event]

    def stop(self) -> int:
        """End it as a service manager does; the exit code."""
        self.process.terminate()
        return self.process.wait(SECONDS)


@contextmanager
def answering(
    root: Path, *arguments: str, workers: int = 2, environment: Mapping[str, str] = SECRETS, files: int = 0
) -> Iterator[Answering]:
    """The service of a workspace on a free port, for as long as a test needs it; nothing of it is left afterwards.

    `files`: how many a process may have open at most.
    """
    log = root.parent / f"log-{time.monotonic_ns()}"
    command = [sys.executable, "-u", "-c", "from ivr_author.cli.main import main; main()", "-C", str(root), "answer"]
    if files:
        command = ["sh", "-c", f'ulimit -n {files} && exec "$@"', "sh", *command]
    options = ["--port", "0", "--workers", str(workers), *arguments]
    kept = {name: one for name, one in os.environ.items() if not name.startswith(("TWILIO_", "IVR_AUTHOR_"))}
    with log.open("w") as stream:
        process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            env={**kept, **environment},
            # A group of its own, so that none of its processes can outlive the test.
            start_new_session=True,
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r":(\d+)/call", said)
        assert found is not None, said + log.read_text()
        yield Answering(process, int(found[1]), log, [said])
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS / 2)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def onward(document: str) -> str:
    """Where the call goes on."""
    found = re.search(r'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', document)
    assert found is not None, document
    return unescape(found[1])
