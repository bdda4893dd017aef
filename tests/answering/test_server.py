"""The service as it runs: several processes, several services, and what becomes of calls when one of them ends."""

from __future__ import annotations

import http.server
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.release import create_release
from ivr_author.usecases.switch_bulletin import Act, switch_on
from tests.answering.serving import SECRETS, Answering, answering, onward
from tests.harness.sample import change, make_workspace
from tests.redis_server import PASSWORD, RedisServer
from tests.tally import tally
from tests.usecases.released import commit, put_under_git
from tests.usecases.switching import make_switching

WITHIN = 5.0
"""Seconds after which every process follows what was published or switched."""

WORDS = "En este momento no puede hacer pagos"
OLD, NEW = "Thank you for calling the", "Thank you for calling our"

LOOKUP = """\
format: 1
title: Slow
start: find
nodes:
  find:
    type: lookup
    service: slow.one
    with: {number: caller.number}
    prompt: One moment.
    next: {ok: found, not_found: gone, failed: gone}
  found: {type: hangup, prompt: We found it.}
  gone: {type: hangup, prompt: We did not find it.}
"""
LOOP = """\
format: 1
title: Loop
start: hello
nodes:
  hello: {type: play, prompt: Thank you for calling the office., next: ask}
  ask:
    type: menu
    prompt: Go on.
    choices: [{key: "1", say: "To hear it again, press {key}.", next: hello}]
    on_failure: bye
  bye: {type: hangup}
"""
SERVICES = """
services:
  slow.one:
    url: https://slow.example.org/one
    timeout: 5s
    arguments: {number: phone}
    answer: {}
    examples: [ok, not_found, failed]
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def seconds_until(reached: Callable[[], bool]) -> float:
    begun = time.monotonic()
    while not reached():
        assert time.monotonic() - begun < 4 * WITHIN, "never"
        time.sleep(0.02)
    return time.monotonic() - begun


def on_every_process(service: Answering, many: int, heard: Callable[[], bool]) -> bool:
    """Whether it is heard in all processes: each is asked, until every one has answered so."""
    found: dict[int, bool] = {}
    for _ in range(40 * many):
        before = json.loads(service.ask("/health", "GET")[1])["process"]
        is_heard = heard()
        # Which process answered between can't be known, so all of the answers have to be the same.
        found[before] = is_heard
        if not is_heard:
            return False
    return len(found) >= many


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[tuple[Path, Answering, int]]:
    """A workspace with a bulletin that is off, its service with two processes, and the port of its metrics."""
    root, port = make_switching(tmp_path_factory.mktemp("switched") / "office", repository), free_port()
    with answering(root, "--metrics-port", str(port), "--log-steps") as service:
        yield root, service, port


def test_a_bulletin_is_heard_in_every_process_in_time(switched: tuple[Path, Answering, int]) -> None:
    root, service, _ = switched
    assert len(service.workers(2)) == 2
    numbers = iter(range(10_000))

    def heard() -> bool:
        return WORDS in service.ask("/call/main?locale=es", CallSid=f"CA{next(numbers)}")[1]

    assert not heard()
    began = service.ask("/call/main?locale=es", CallSid="CAbefore")[1]
    switch_on(root, "payments_down", {"until": "18:00"}, Act("Ada"))
    seconds = seconds_until(lambda: on_every_process(service, 2, heard))
    assert seconds < WITHIN
    assert service.ask(onward(began), CallSid="CAbefore", Digits="1")[0] == 200
    tally("seconds until every process tells of a bulletin", 1, seconds=round(seconds, 2))


def metrics(port: int) -> dict[str, float]:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


CALLS = 'ivr_calls_total{flow="main"}'


def test_metrics_are_of_all_processes(switched: tuple[Path, Answering, int]) -> None:
    _, service, port = switched
    for number in range(20):
        assert service.ask("/call/main", CallSid=f"CAm{number}")[0] == 200
    began = len(service.events("call began"))
    assert began >= 20
    assert seconds_until(lambda: metrics(port).get(CALLS, 0) == began) < WITHIN
    assert any(one.startswith("ivr_bundle_info{") for one in metrics(port))


def test_a_process_that_dies_is_replaced_and_neither_calls_nor_counts_are_lost(
    switched: tuple[Path, Answering, int],
) -> None:
    _, service, port = switched
    began = service.ask("/call/main", CallSid="CAlives")[1]
    before = service.workers(2)
    time.sleep(1.5)
    counted = metrics(port)[CALLS]
    os.kill(max(before), signal.SIGKILL)
    seconds = seconds_until(lambda: len(service.workers(2) - before) == 1)
    assert metrics(port)[CALLS] >= counted
    assert service.ask(onward(began), CallSid="CAlives", Digits="1")[0] == 200
    tally("seconds until a process that was killed is replaced", 1, seconds=round(seconds, 2))


CANARIES = ("987654321", "16175550987", "Quetzalcoatl", *SECRETS.values())


def test_nothing_of_a_caller_and_no_secret_is_written(switched: tuple[Path, Answering, int]) -> None:
    root, service, port = switched
    caller = {"From": f"+{CANARIES[1]}", "CallerName": CANARIES[2], "SpeechResult": CANARIES[2], "CallSid": "CAx"}
    document = service.ask("/call/main", **caller)[1]
    service.ask(onward(document), Digits=CANARIES[0], **caller)
    service.ask(f"/call/{CANARIES[1]}", **caller)
    service.ask(f"/on/{CANARIES[2].lower()}~{CANARIES[0]}abc/step?s={CANARIES[0]}", **caller)
    service.ask("/call/main", token="wrong", **{**caller, "CallSid": CANARIES[0]})
    time.sleep(1.5)
    written = [service.log.read_bytes(), urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read()]
    files = [one for one in (root / ".ivr").rglob("*") if one.is_file()]
    written += [one.read_bytes() for one in files if one.suffix != ".zip"]
    written += [str(one).encode() for one in files]
    assert len(files) > 3
    found = [one for one in CANARIES if any(one.encode() in raw for raw in written)]
    assert found == []
    assert service.events("step")
    assert "Traceback" not in service.log.read_text()


class Slow(http.server.BaseHTTPRequestHandler):
    """A back end that takes its time."""

    def do_GET(self) -> None:
        """Answer after a second."""
        self.server.asked.set()  # type: ignore[attr-defined]
        time.sleep(1)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def back_end() -> Iterator[tuple[str, threading.Event]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.asked = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def test_requests_in_flight_are_answered_before_it_ends(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "office", {"flows/slow.yaml": LOOKUP})
    with (root / "ivr.yaml").open("a") as settings:
        settings.write(SERVICES)
    with back_end() as (url, asked), answering(root, "--outside", url, workers=1) as service:
        document = service.ask("/call/slow")[1]
        answers: list[tuple[int, str]] = []
        thread = threading.Thread(target=lambda: answers.append(service.ask(onward(document))))
        thread.start()
        assert asked.wait(WITHIN)
        assert service.stop() == 0
        thread.join(WITHIN)
        assert [(status, "We found it." in body) for status, body in answers] == [(200, True)]
        (lookup,) = service.events("lookup")
        assert (lookup["name"], lookup["result"], lookup["call"]) == ("slow.one", "ok", "CA1")


def test_processes_end_when_the_one_that_began_them_is_killed(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "office")
    with answering(root, "--host", "localhost", workers=1) as service:
        workers = service.workers(1)
        service.process.kill()
        seconds_until(lambda: not any(Path(f"/proc/{one}").exists() for one in workers))
        with socket.create_server(("127.0.0.1", service.port)):
            pass


def greets_anew(service: Answering) -> bool:
    return NEW in service.ask("/call/loop", CallSid="CA2")[1]


def alternate(one: Answering, other: Answering, call: str, steps: int) -> None:
    """A call whose requests go to one service and to the other in turn."""
    status, document = one.ask("/call/main", CallSid=call)
    for step in range(steps):
        assert status == 200
        chosen = other if step % 2 == 0 else one
        status, document = chosen.ask(onward(document), CallSid=call, Digits="1")
    assert status == 200


def test_a_call_alternates_between_two_services_while_a_release_goes_out(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "office", {"flows/loop.yaml": LOOP})
    put_under_git(root)
    assert create_release(root, "one").release is not None
    change(root, "flows/loop.yaml", OLD, NEW)
    commit(root, "Greet otherwise")
    assert create_release(root, "two").release is not None
    publish_release(root, "one")
    elsewhere = ("--state", str(tmp_path / "elsewhere"))
    with answering(root, "--live") as one, answering(root, "--live", *elsewhere, workers=1) as other:
        call = one.ask("/call/loop")[1]
        assert OLD in call
        publish_release(root, "two")
        seconds = seconds_until(
            lambda: (
                on_every_process(one, 2, partial(greets_anew, one))
                and on_every_process(other, 1, partial(greets_anew, other))
            )
        )
        assert seconds < WITHIN
        # The call that began with the first release goes on with it, in the other service too.
        assert "/on/one~" in onward(call)
        status, document = 200, call
        for step in range(8):
            chosen = (other, one)[step % 2]
            status, document = chosen.ask(onward(document), Digits="1")
            assert (status, OLD in document) == (200, True)
        tally("seconds until every process of two services has a release", 1, seconds=round(seconds, 2))


def test_state_in_redis_is_shared_and_its_loss_is_told_in_the_language_of_the_caller(
    tmp_path: Path, repository: Path, redis_server: RedisServer
) -> None:
    root = make_switching(tmp_path / "office", repository)
    environment = {**SECRETS, "IVR_AUTHOR_REDIS": redis_server.url}
    with (
        answering(root, workers=1, environment=environment) as one,
        answering(root, workers=1, environment=environment) as other,
    ):
        alternate(one, other, "CAalternates", 6)
        document = one.ask("/call/main?locale=es", CallSid="CAspanish")[1]
        assert len(onward(document)) < 200, "the state is not in the address"
        redis_server.stop()
        try:
            status, body = other.ask(onward(document), CallSid="CAspanish", Digits="1")
            assert (status, re.findall(r'language="(\w+)', body)) == (200, ["es"])
            assert one.ask("/ready", "GET")[0] == 503
            (fault,) = other.events("fault")
            assert fault["call"] == "CAspanish"
            (ended,) = other.events("call ended")
            assert (ended["outcome"], ended["locale"]) == ("hangup failure", "es")
        finally:
            redis_server.start()
        assert one.ask("/ready", "GET")[0] == 200
        alternate(one, other, "CAagain", 2)
        for service in (one, other):
            assert PASSWORD not in service.log.read_text()
            assert "Traceback" not in service.log.read_text()
