"""`rehearse --live`: a right service passes, a wrong, slow or dead one is caught, and other machines are left alone."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import pytest
from click.testing import CliRunner, Result

from ivr_author.answering.application import Terms, create_application
from ivr_author.answering.exchange import line_of
from ivr_author.answering.outside import OutsidePolicy
from ivr_author.cli.main import cli
from ivr_author.flow.content import Content
from ivr_author.ir.program import Program
from ivr_author.rehearsal import live
from ivr_author.rehearsal.back_end import BackEnd, PortInUse
from ivr_author.targets.twiml import TARGET
from ivr_author.usecases.program import program_of
from ivr_author.usecases.switch_bulletin import Act, switch_on
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change, load, make_workspace, with_swapped_keys, without_say
from tests.usecases.switching import NOON, make_switching, switched_program

TOKEN = "token-of-the-account"
LOOKUP = """\
format: 1
title: Main line
start: welcome
on_failure: agent
defaults: {timeout: 5s, attempts: 3}
variables: {case: {type: digits}, balance: {type: money}}
nodes:
  welcome: {type: play, prompt: Thank you for calling., next: ask}
  ask: {type: collect, prompt: Enter your case number., into: case, length: 4, next: look}
  look:
    type: lookup
    service: billing
    with: {case: case}
    next: {ok: tell, not_found: agent, failed: sorry}
  tell: {type: play, prompt: "Your balance is {balance}.", next: menu}
  menu:
    type: menu
    prompt: What next?
    choices:
      - {key: "1", say: "To speak with someone, press {key}.", next: agent}
      - {key: "2", say: "To be called back, press {key}.", next: back}
      - {key: "3", say: "To end this call, press {key}.", next: bye}
  sorry: {type: play, prompt: I could not find out., next: agent}
  back: {type: callback, queue: agents, number: caller.number, next: bye, failed: agent}
  agent: {type: queue, queue: agents, prompt: Please hold., next: {full: bye, closed: bye}}
  bye: {type: hangup, prompt: Goodbye.}
"""
SERVICE = """
services:
  billing:
    url: https://billing.example.org/balance
    arguments: {case: digits}
    answer: {balance: money}
    examples: [{ok: {balance: "12.50"}}, not_found]
gateways:
  callback: {url: "https://callbacks.example.org/requests"}
"""


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that wsgiref gives it
        """Nothing."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(
        tmp_path_factory.mktemp("office"), {"flows/main.yaml": LOOKUP, "flows/main.calls.yaml": "calls: []\n"}
    )
    settings = folder / "ivr.yaml"
    settings.write_text(settings.read_text() + SERVICE)
    return folder


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago, for the back end."""
    with BackEnd(0) as found:
        return int(found.url.rpartition(":")[2])


@contextmanager
def serving(
    program: Program,
    port: int,
    wrap: Callable[[Any], Any] = lambda application: application,
    at: datetime | None = None,
) -> Iterator[str]:
    """The service of a program on this machine, which asks the back end of the rehearsal."""
    policy = OutsidePolicy(instead=f"http://127.0.0.1:{port}")
    terms = Terms("secret of the service", TOKEN, policy=policy, at=at)
    application = wrap(create_application(TARGET.emit(program).files, terms))
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        # The connections of this process, which a service keeps for as long as it lives.
        line_of(frozenset({"127.0.0.1"})).close()


HOURS = LOOKUP.replace("start: welcome", "start: office").replace(
    "nodes:\n",
    """nodes:
  office: {type: hours, calendar: office, next: {open: welcome, closed: shut, holiday: shut}}
  shut: {type: hangup, prompt: We are closed.}
""",
)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine calls begin late: what is asked here is whether they are right."""
    monkeypatch.setattr(live, "LATE_SECONDS", 120.0)


def rehearse(root: Path, url: str, port: int, *more: str, token: str = TOKEN) -> Result:
    arguments = ["rehearse", "main", "--day", "2026-11-17", "--calls", "300", "--live", url, "--seconds", "1"]
    bounds = ["--most-calls", "40", "--back-end-port", str(port), "--at-once", "8"]
    return CliRunner(env={"TWILIO_AUTH_TOKEN": token}).invoke(
        cli, ["-C", str(root), *arguments, *bounds, *more], catch_exceptions=False
    )


def data_of(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)["live"]
    return found


def test_a_right_service_passes(office: Path, port: int) -> None:
    program, _ = load(office)
    with serving(program, port) as url:
        result = rehearse(office, url, port, "--format", "json")
        data = data_of(result)
        assert (result.exit_code, data["passed"], data["different"]) == (0, True, 0), data
        assert (data["calls"], data["not_begun"], data["questions_of_other_calls"]) == (40, 0, 0)
        assert data["questions"] >= 40, "every caller's balance was looked up"
        assert data["requests"] > 100
        assert 0 < data["p50"] <= data["p99"] <= data["slowest"] < data["limit"] == 15
        text = rehearse(office, url, port)
    assert text.exit_code == 0, text.stdout
    assert "40 calls in" in text.stdout
    assert "all as on the reference" in text.stdout


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda program: with_swapped_keys(program, "main/menu", "1", "3"), "Goodbye"),
        (lambda program: without_say(program, "main/tell/prompt"), "Your balance is"),
    ],
    ids=["two keys swapped", "a prompt left out"],
)
def test_a_planted_fault_is_caught(office: Path, port: int, spoil: Callable[[Program], Program], said: str) -> None:
    program, _ = load(office)
    with serving(spoil(program), port) as url:
        result = rehearse(office, url, port)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith("different call ")
    assert said in result.stdout
    found = re.search(r"40 calls in .*: (\d+) different", result.stdout)
    assert found
    assert int(found[1]) > 5
    assert lines.count("") >= min(int(found[1]), 10), "ten are shown at most, each with its lines"


def test_the_hours_are_those_of_the_moment_that_both_are_told(tmp_path: Path, port: int) -> None:
    files = {"flows/main.yaml": HOURS, "flows/main.calls.yaml": "calls: []\n"}
    folder = make_workspace(tmp_path / "hours", files)
    (folder / "ivr.yaml").write_text((folder / "ivr.yaml").read_text() + SERVICE)
    program, _ = load(folder)
    tuesday, night = "2026-11-17T10:00-05:00", "2026-11-17T23:00-05:00"
    for moment, questions in ((tuesday, 40), (night, 0)):
        with serving(program, port, at=datetime.fromisoformat(moment)) as url:
            data = data_of(rehearse(folder, url, port, "--at", moment, "--format", "json"))
        assert (data["passed"], data["different"]) == (True, 0)
        assert data["questions"] >= questions
        assert bool(data["questions"]) == bool(questions)
    with serving(program, port, at=datetime.fromisoformat(tuesday)) as url:
        assert data_of(rehearse(folder, url, port, "--at", night, "--format", "json"))["different"] == 40
    assert "write it with its offset" in rehearse(folder, "http://127.0.0.1:1", port, "--at", "10:00").stderr


def test_bulletins_that_are_switched_on_are_part_of_the_line(tmp_path: Path, repository: Path, port: int) -> None:
    folder = make_switching(tmp_path / "switching", repository)
    # Made-up callers would hear it again a hundred times: one key ends the call.
    change(folder, "flows/main.yaml", "next: hello}]", "next: bye}]")
    before = program_of(load_workspace(folder), content_of(folder))
    switch_on(folder, "payments_down", {"until": "18:00"}, Act("Ada"), now=NOON)
    moment = ["--at", NOON.isoformat()]
    with serving(switched_program(folder), port, at=NOON) as url:
        data = data_of(rehearse(folder, url, port, *moment, "--format", "json"))
    assert (data["passed"], data["calls"]) == (True, 40)
    with serving(before, port, at=NOON) as url:
        assert data_of(rehearse(folder, url, port, *moment, "--format", "json"))["different"] == 40


def content_of(folder: Path) -> Content:
    """What a workspace says."""
    content = load_workspace(folder).content
    assert content is not None
    return content


def test_a_service_that_fails_at_times_is_caught(office: Path, port: int) -> None:
    count = iter(range(10_000))

    def wrap(application: Any) -> Any:
        def answer(environ: Mapping[str, Any], start_response: Any) -> Any:
            if next(count) % 50 == 49:
                start_response("502 Bad Gateway", [("Content-Length", "0")])
                return [b""]
            return application(environ, start_response)

        return answer

    program, _ = load(office)
    with serving(program, port, wrap) as url:
        data = data_of(rehearse(office, url, port, "--format", "json"))
    assert data["different"] >= 1
    assert any("answered 502" in (one["fault"] or "") for one in data["differences"])


def test_a_wrong_token_is_no_call(office: Path, port: int) -> None:
    program, _ = load(office)
    with serving(program, port) as url:
        data = data_of(rehearse(office, url, port, "--format", "json", token="another one"))
    assert data["different"] == data["calls"] == 40
    assert "answered 403" in data["differences"][0]["fault"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://ivr.example.org", "ivr.example.org is another machine"),
        ("http://10.0.0.1:8080", "10.0.0.1 is another machine"),
        ("http://127.0.0.1.example.org", "is another machine"),
        ("http://0.0.0.0:8080", "is another machine"),
        ("http://me@127.0.0.1:8080", "is no address of a service"),
        ("http://127.0.0.1:8080/call", "is no address of a service"),
        ("ftp://127.0.0.1", "is no address of a service"),
        ("http://[::1", "is no address of a service"),
        ("127.0.0.1:8080", "is no address of a service"),
        ("http://127.0.0.1:1", "nobody answers at http://127.0.0.1:1"),
    ],
)
def test_only_a_service_on_this_machine(office: Path, port: int, url: str, said: str) -> None:
    result = rehearse(office, url, port)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())


def test_a_token_is_needed_and_a_free_port(office: Path, port: int) -> None:
    result = rehearse(office, "http://127.0.0.1:1", port, token="")
    assert result.exit_code == 2
    assert "TWILIO_AUTH_TOKEN is not set" in result.stderr
    program, _ = load(office)
    with serving(program, port) as url, BackEnd(port):
        result = rehearse(office, url, port)
    assert result.exit_code == 2
    assert f"the back end can't listen at port {port}" in " ".join(result.stderr.split())
    with BackEnd(port), pytest.raises(PortInUse):
        BackEnd(port)


def test_the_back_end_answers_no_call_but_its_own() -> None:
    with BackEnd(0) as back_end:
        assert httpx.get(f"{back_end.url}/lookup/billing?case=1").status_code == 410
        assert httpx.post(f"{back_end.url}/send/x", json={"to": "1"}, headers={"X-Ivr-Call": "CA1"}).status_code == 410
        assert httpx.post(f"{back_end.url}/send/x", content=b"[[[").status_code == 410
        assert httpx.post(f"{back_end.url}/send/x", content=b"x" * 70_000).status_code == 413
        assert httpx.get(f"{back_end.url}/etc/passwd").status_code == 410
        assert (back_end.questions, back_end.strays) == (0, 3)
