"""Working through texts at the bench: a save and what comes after it, on the sample and on a hundred flows."""

from __future__ import annotations

import gc
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ivr_author.web.app import COLLECTOR_THRESHOLDS, create_app
from tests.benchmarks.big_workspace import make_workspace
from tests.web.conftest import copy_workspace, put_under_git

BASE = "http://127.0.0.1:8000"
ROOT = Path(__file__).resolve().parents[2]
FLOWS = 100
ROUNDS = 8


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit. CPU is that of the thread that answers; git's own comes besides."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("sample", put_under_git(copy_workspace(ROOT, Path(folder))))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_workspace(root, FLOWS)
        yield from _measure(f"{FLOWS} flows", root)


def _measure(name: str, root: Path) -> Iterator[tuple[str, float, str]]:
    gc.set_threshold(*COLLECTOR_THRESHOLDS)  # as the studio sets it where it is served
    bench = Bench(create_app(root).test_client())
    bench.page("/translate")
    bench.page("/translate/es")
    page, seconds = bench.page("/translate/es")
    yield f"{name}: the bench as a page", len(page) / 1000, "kB"
    yield f"{name}: the bench as a page, CPU", seconds * 1000, "ms"
    _, seconds = bench.page("/translate")
    yield f"{name}: all languages and items, CPU", seconds * 1000, "ms"
    page, _ = bench.page("/translate")
    yield f"{name}: all languages and items", len(page) / 1000, "kB"
    bench.begin()
    saves = [bench.save(turn) for turn in range(ROUNDS)]
    yield f"{name}: a save with the next text, CPU, middle of {ROUNDS}", sorted(saves)[ROUNDS // 2] * 1000, "ms"
    yield f"{name}: a save with the next text, CPU, worst", max(saves) * 1000, "ms"
    yield f"{name}: judging while one types, CPU", _best(bench.judge) * 1000, "ms"
    yield f"{name}: what stands around a text, CPU", _best(bench.around) * 1000, "ms"


class Bench:
    """A translator who works through Spanish."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._sent: dict[str, str] = {}

    def page(self, path: str) -> tuple[bytes, float]:
        """A page, and the CPU seconds that it took."""
        since = time.thread_time()
        answer = self._client.get(path, base_url=BASE)
        assert answer.status_code == 200, answer.text
        return answer.data, time.thread_time() - since

    def begin(self) -> None:
        """Open the first text."""
        self._client.get("/translate", base_url=BASE)
        self._token = self._client.get("/token", base_url=BASE).text
        self._read(self.page("/translate/es")[0].decode())

    def save(self, turn: int) -> float:
        """Change the words, and go on."""
        data = {**self._sent, "csrf_token": self._token, "deed": "save"}
        for name in list(data):
            if name.startswith("form-"):
                data[name] = f"{data[name] or 'Una frase'} {'a' * (turn + 1)}"
        since = time.thread_time()
        answer = self._client.post("/translate/es", base_url=BASE, data=data, headers={"HX-Request": "true"})
        if answer.status_code == 422:  # warnings, which one agrees to
            key = re.search(r'name="agreed" value="(\w+)"', answer.text)
            assert key is not None, answer.text
            data["agreed"] = key[1]
            since = time.thread_time()
            answer = self._client.post("/translate/es", base_url=BASE, data=data, headers={"HX-Request": "true"})
        taken = time.thread_time() - since
        assert answer.status_code == 200, answer.text[:3000]
        self._read(answer.text)
        return taken

    def judge(self) -> None:
        """Judge words that were never seen."""
        data = {**self._sent, "csrf_token": self._token, "form-0": f"Oprima {time.time()}"}
        assert self._client.post("/translate/es/judge", base_url=BASE, data=data).status_code == 200

    def around(self) -> None:
        """What stands beside."""
        assert self._client.get(f"/translate/es/around?at={self._sent['at']}", base_url=BASE).status_code == 200

    def _read(self, page: str) -> None:
        fields = dict(re.findall(r'<input type="hidden" name="(at|revision)" value="([^"]*)"', page))
        areas = re.findall(r'<textarea[^>]* name="(form-\d)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
        assert len(fields) == 2, page
        assert areas, page
        self._sent = {**fields, **dict(areas)}


def _best(do: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        since = time.thread_time()
        do()
        times.append(time.thread_time() - since)
    return min(times)
