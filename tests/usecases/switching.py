"""A small workspace in all eight languages of the sample with one of its bulletins, and calls to it."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from ivr_author.call.caller import ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.usecases.bulletins import with_switches
from ivr_author.usecases.program import program_of
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.switches import read_switches

NOON = datetime(2026, 12, 22, 17, 0, tzinfo=UTC)
"""Noon in New York."""

LOCALES = ("en", "es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar")

SETTINGS = f"""\
format: 1
organisation: Test
source_locale: en
locales: [{", ".join(LOCALES[1:])}]
time_zone: America/New_York
numbers: {{main: {{number: "+18005550100", flow: main}}}}
voices:
  twiml: {{ht: {{voice: Polly.Chantal, language: fr-CA, borrowed: true}}}}
  voicexml: {{ht: platform}}
"""

MAIN = """\
format: 1
title: Main
start: hello
nodes:
  hello: {type: play, prompt: Hello., next: alerts}
  alerts: {type: bulletin, next: ask}
  ask:
    type: menu
    prompt: Go on.
    choices: [{key: "1", say: "To hear it again, press {key}.", next: hello}]
    on_failure: bye
  bye: {type: hangup}
"""


def make_switching(root: Path, sample: Path, bulletin: str = "payments_down") -> Path:
    """The workspace, with the words and the translations of the sample."""
    for path, text in {"ivr.yaml": SETTINGS, "flows/main.yaml": MAIN}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for path in (f"flows/bulletins/{bulletin}.yaml", *(f"locales/{one}/LC_MESSAGES/flows.po" for one in LOCALES[1:])):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sample / path, root / path)
    return root


def switched_program(root: Path) -> Program:
    """What is compiled with the switches of now."""
    workspace = load_workspace(root)
    assert workspace.content is not None
    content, lapsed = with_switches(workspace.content, read_switches(root))
    assert lapsed == ()
    return program_of(workspace, content)


def heard(program: Program, target: str, locale: str, at: datetime) -> str:
    """All that a caller hears who presses nothing, from the documents that a target emits."""
    chosen = load_targets()[target]
    artifact = chosen.emit(program)
    assert chosen.validate(artifact) == []
    line = Line(ScriptCaller(()), ScriptWorld())
    chosen.play(artifact, CallSetup("main", at, locale=locale), line)
    return " ".join(str(event["text"]) for event in line.transcript().events if event["event"] == "say")


@dataclass
class Phone:
    """A service, whose clock for looking a test turns, and what it answers."""

    service: Any
    seconds: float = 0
    statuses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.service.ticks = lambda: self.seconds

    def ask(self, address: str, later: float = 1.0, **fields: str) -> str:
        """The document of one request, a second after the one before."""
        self.seconds += later
        url = urlsplit(address)
        form = {"CallSid": "CA1", "From": "+16175550123", "To": "+18005550100", "CallStatus": "in-progress", **fields}
        body = urlencode(form).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "https",
            "HTTP_HOST": "office.example.org",
            "wsgi.input": io.BytesIO(body),
        }
        return b"".join(self.service(environ, lambda status, headers: self.statuses.append(status))).decode()
