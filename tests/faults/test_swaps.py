"""Releases swapped under two hundred calls in progress: each call ends as the release says under which it began."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ivr_author.answering.application import Terms
from ivr_author.answering.board import Board
from ivr_author.call.line import HungUp, Line
from ivr_author.call.script import CallScript
from ivr_author.call.world import Answer
from ivr_author.harness.compare import compare
from ivr_author.harness.run import run_script
from ivr_author.ir.program import Program
from ivr_author.targets.twiml.play import AUTH_TOKEN, BASE_URL, LineOutside, Phone
from ivr_author.usecases.answer import Bundle
from ivr_author.usecases.answer_follow import Offer, offer_of, standing_of
from ivr_author.usecases.build import compile_flows
from ivr_author.workspace.bundle_shelf import BundleShelf
from tests.harness.sample import change, load, make_workspace
from tests.tally import tally, times

EVERY = 5
"""Requests between two swaps: no divisor of what a call takes."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a call under it must be, and what is served."""

    program: Program
    scripts: Mapping[str, CallScript]
    offer: Offer
    locales: Mapping[tuple[str, str], str]


def release_of(folder: Path, *changes: tuple[str, str]) -> Release:
    make_workspace(folder)
    for old, new in changes:
        change(folder, "flows/main.yaml", old, new)
    program, scripts = load(folder)
    artifact = compile_flows(folder, "twiml").artifact
    assert artifact is not None
    bundle = Bundle(artifact.files)
    voices = json.loads(artifact.files["manifest.json"])["voices"]
    locales = {(one["voice"], one["language"]): one["locale"] for one in voices}
    return Release(program, scripts, offer_of(folder.name, bundle), locales)


@dataclass
class Exchange:
    """Two processes' boards over one shelf, between which every call alternates, and a release that is swapped."""

    shelf: BundleShelf
    releases: list[Release]
    boards: list[Board] = field(init=False)
    lines: dict[str, LineOutside] = field(default_factory=dict)
    began: dict[str, int] = field(default_factory=dict)
    """The release that was on as each call began; and how many swaps there were until then."""

    swaps_before: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    swaps: int = 0
    now: threading.local = field(default_factory=threading.local)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for one in self.releases:
            self.shelf.keep(one.offer.name, one.offer.raw)
        self.shelf.show(standing_of([self.releases[0].offer]))
        terms = Terms("a secret of these tests", AUTH_TOKEN, public_url=BASE_URL)
        self.boards = [
            Board(self.shelf, terms, outside=self, clock=lambda: self.now.at)  # type: ignore[arg-type]
            for _ in range(2)
        ]
        for board in self.boards:
            board.look()

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """Of the line of whoever calls."""
        return self.lines[call].ask(kind, name, arguments, locale, call)

    def answering(self, call: str, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The next request of a call."""
        with self.lock:
            self.requests += 1
            if self.requests % EVERY == 0:
                self._swap()
            if call not in self.began:
                self.began[call], self.swaps_before[call] = self.swaps % len(self.releases), self.swaps
            board = self.boards[self.requests % 2]
            # A new call is answered by what is on now, which must not change in between; the others by anything.
            if "/call/" in environ["PATH_INFO"]:
                return list(board(environ, start_response))
        return board(environ, start_response)

    def _swap(self) -> None:
        self.swaps += 1
        self.shelf.show(standing_of([self.releases[self.swaps % len(self.releases)].offer]))
        for board in self.boards:
            assert board.look(), "the swap is seen"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Each says something else, and has its nodes and keys elsewhere."""
    folder = tmp_path_factory.mktemp("releases")
    return [
        release_of(folder / "one"),
        release_of(
            folder / "two",
            ("Thank you for calling the", "Welcome to the"),
            ("next: {open: main_menu, closed: closed}", "next: {open: greeting, closed: closed}"),
            ("  main_menu:\n", "  greeting: {type: play, prompt: We are open., next: main_menu}\n  main_menu:\n"),
        ),
        release_of(folder / "three", ("Please leave a message after the tone.", "Speak after the tone.")),
    ]


def play(exchange: Exchange, call: str, name: str, flow: str) -> None:
    """One call, at a pace of its own."""
    script = exchange.releases[0].scripts[name]
    exchange.now.at = script.setup.at
    line = Line(script.caller(), script.world())
    outside = exchange.lines[call] = LineOutside(line)
    locales = {key: value for one in exchange.releases for key, value in one.locales.items()}
    phone = Phone(
        lambda environ, start: exchange.answering(call, environ, start),
        script.setup,
        line,
        locales,
        outside,
        call_sid=call,
    )
    with suppress(HungUp):
        phone.call(f"/call/{flow}")


def test_calls_stay_on_the_release_under_which_they_began(tmp_path: Path, releases: list[Release]) -> None:
    count = times(200, 1_000)
    exchange = Exchange(BundleShelf(tmp_path / "shelf"), releases)
    names = list(releases[0].scripts)
    calls = [(f"CA{number:032x}", names[number % len(names)]) for number in range(count)]
    with ThreadPoolExecutor(40) as pool:
        for done in [pool.submit(play, exchange, call, name, "main") for call, name in calls]:
            done.result()
    differences = {}
    for call, name in calls:
        release = releases[exchange.began[call]]
        reference = run_script(release.program, releases[0].scripts[name])
        found = compare(reference.transcript, exchange.lines[call].line.transcript())
        if found is not None:
            differences[f"{call} {name}, release {exchange.began[call]}"] = str(found)
    assert differences == {}
    began = Counter(exchange.began.values())
    assert len(began) == len(releases)
    assert min(began.values()) > count / 10, began
    assert exchange.swaps > count / 3
    tally("releases swapped under calls in progress", count, swaps=exchange.swaps, requests=exchange.requests, broken=0)
