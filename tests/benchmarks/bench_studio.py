"""The studio on a hundred flows, ten thousand texts, twelve locales: each page and save at the server, and painted."""

from __future__ import annotations

import gc
import logging
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ivr_author.web.app import COLLECTOR_THRESHOLDS, create_app
from ivr_author.workspace.files import revision
from tests.benchmarks.big_workspace import make_workspace
from tests.web.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.web.examples import page_addresses
from tests.web.server import serving

BASE = "http://127.0.0.1:8000"
JSON = {"Accept": "application/json"}
ROUNDS = 3
SHOWN = (200, 202, 303)
PAINTED = """() => new Promise((tell) => new PerformanceObserver((seen) => {
  for (const one of seen.getEntriesByName('first-contentful-paint')) tell(one.startTime);
}).observe({type: 'paint', buffered: true}))"""
"""When the first words of a page stood there, in ms; Playwright's own waiting would need `eval`, which pages forbid."""
READERS = 8
EXTRA = ("/flows/{flow}/graph.json", "/flows/{flow}/graph.json?coverage=1")


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit. `cpu` is the page's own thread, whatever else the machine does."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder))
        app = create_app(root)
        studio, client = app.extensions["ivr_studio"], app.test_client()
        begin = time.perf_counter()
        studio.snapshot().running.result()
        yield "the first check, in the background", time.perf_counter() - begin, "s"
        # A flow of the made-up ones that can be called.
        flow = next(one for one in sorted(studio.snapshot().program.entries) if one >= "department_050")
        file = root / f"flows/{flow}.yaml"

        def answer(path: str, form: dict[str, str] | None = None) -> tuple[float, float]:
            begin, spent = time.perf_counter(), time.thread_time()
            if form is None:
                found = client.get(path, base_url=BASE)
            else:
                found = client.post(path, base_url=BASE, data=form, headers=JSON)
            assert found.status_code in SHOWN, f"{path}: {found.status_code}"
            return (time.perf_counter() - begin) * 1000, (time.thread_time() - spent) * 1000

        pages = [*dict.fromkeys(_on(address, flow) for address in page_addresses(app).values())]
        pages += [one.format(flow=flow) for one in EXTRA]
        # What is refused here is no page: a bundle of flows with errors, a conflict that nobody has.
        pages = [path for path in pages if client.get(path, base_url=BASE).status_code in SHOWN]
        for path in pages:
            yield from _both(f"{path} (goal: 500)", [answer(path) for _ in range(ROUNDS)])
        for number, path in enumerate(pages):
            text = re.sub(r"title: .*", f"title: Department {number}", file.read_text(), count=1)
            file.write_text(text)
            # As after a save: the check of this version has only just begun.
            yield from _both(f"{path} right after an edit (goal: 500)", [answer(path)])
        studio.snapshot().running.result()
        client.get("/", base_url=BASE)
        token = client.get("/token", base_url=BASE).text
        for name, path, form in _posts(root, flow):
            sent = [answer(path, {"csrf_token": token, **form(number)}) for number in range(ROUNDS)]
            yield from _both(f"POST {name} (goal: 500)", sent)
        studio.snapshot().running.result()
        with ThreadPoolExecutor(READERS) as readers:
            clients = [app.test_client() for _ in range(READERS)]

            def read(number: int) -> float:
                begin = time.perf_counter()
                clients[number % READERS].get(f"/flows/{flow}/list", base_url=BASE)
                return (time.perf_counter() - begin) * 1000

            found = [*readers.map(read, range(READERS * ROUNDS))]
            yield f"the list of a flow, {READERS} readers at once", statistics.median(found), "ms"
        if CHROMIUM:
            with serving(app) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
                for path in pages:
                    if "graph.json" not in path and not path.startswith("/documents"):
                        yield f"{path} first paint (goal: 1000)", _first_paint(browser, address + path), "ms"
                browser.close()


def _both(name: str, found: list[tuple[float, float]]) -> Iterator[tuple[str, float, str]]:
    yield name, statistics.median(one for one, _ in found), "ms"
    yield f"{name}, cpu", statistics.median(one for _, one in found), "ms"


def _on(address: str, flow: str) -> str:
    """The address of an example for the sample's flow, for a made-up flow instead."""
    for sample, ours in (
        ("flows/billing", f"flows/{flow}"),
        ("billing/due/prompt/1", f"{flow}/n0/prompt"),
        ("nodes/due", "nodes/n0"),
        ("node=due", "node=n0"),
    ):
        address = address.replace(sample, ours)
    return address


def _posts(root: Path, flow: str) -> Iterator[tuple[str, str, Callable[[int], dict[str, str]]]]:
    """What saves, or judges what is typed: a name, an address, and what is sent at each round."""
    path, words = f"flows/{flow}.yaml", "notices/premium_bill/notice.md.j2"

    def now(name: str) -> tuple[str, str]:
        text = (root / name).read_text()
        return text, revision(text.encode())

    def said(number: int) -> dict[str, str]:
        return {"text": f"Press 1 to hear what is new, or 2 for more. {number}", "revision": now(path)[1]}

    def typed(number: int) -> dict[str, str]:
        text, at = now(path)
        return {"text": f"{text}# {number}\n", "revision": at}

    def connected(number: int) -> dict[str, str]:
        to = ("n1", "n2")[number % 2]
        return {"op": "connect", "node": "n0", "exit": "choice/1/next", "to": to, "revision": now(path)[1]}

    yield "connect", f"/flows/{flow}/edit", connected
    yield "words", f"/words/{flow}/n0/prompt", said
    yield "source check (goal: 300)", "/source/check", lambda number: {"path": path, "text": typed(number)["text"]}
    yield "source save", f"/source/{path}", typed
    yield (
        "notice judge",
        "/notices/premium_bill/judge",
        lambda _: dict(zip(("text", "revision"), now(words), strict=True)),
    )


def _first_paint(browser: Browser, address: str) -> float:
    found = []
    for _ in range(ROUNDS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        found.append(page.evaluate(PAINTED))
        page.close()
    return float(statistics.median(found))


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
