"""The studio on a hundred flows, ten thousand texts and twelve locales: each page at the server, and painted."""

from __future__ import annotations

import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ivr_author.web.app import create_app
from tests.benchmarks.big_workspace import make_workspace
from tests.web.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.web.server import serving

FLOW = "department_050"
PAGES = (
    "/",
    "/flows",
    f"/flows/{FLOW}",
    f"/flows/{FLOW}/graph.json",
    f"/flows/{FLOW}/list",
    f"/flows/{FLOW}/source",
    f"/flows/{FLOW}/coverage",
    f"/flows/{FLOW}/history",
    f"/flows/{FLOW}/phone",
    f"/flows/{FLOW}/nodes/n3",
    f"/words/{FLOW}/n0/prompt",
    "/notices",
    "/notices/premium_bill",
    "/export",
    "/problems",
    "/members",
    "/services",
    "/calendars",
    "/find?q=bill",
)
BASE = "http://127.0.0.1:8000"
ROUNDS = 3


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder))
        app = create_app(root)
        studio, client = app.extensions["ivr_studio"], app.test_client()

        def answer(path: str) -> float:
            begin = time.perf_counter()
            found = client.get(path, base_url=BASE)
            assert found.status_code == 200, f"{path}: {found.status_code}"
            return (time.perf_counter() - begin) * 1000

        begin = time.perf_counter()
        studio.snapshot().running.result()
        yield "the first check, in the background", time.perf_counter() - begin, "s"
        for path in PAGES:
            answer(path)
        warm = {path: statistics.median(answer(path) for _ in range(ROUNDS)) for path in PAGES}
        edited = {}
        for number, path in enumerate(PAGES):
            file = root / f"flows/{FLOW}.yaml"
            file.write_text(file.read_text().replace("title: Department", f"title: Department {number}", 1))
            # As after a save: the check of this version has only just begun.
            edited[path] = answer(path)
            studio.snapshot().running.result()
        for path in PAGES:
            yield f"{path} (goal: 500)", warm[path], "ms"
            yield f"{path} right after an edit", edited[path], "ms"
        if CHROMIUM:
            with serving(app) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
                for path in PAGES:
                    if not path.endswith(".json"):
                        yield f"{path} first paint (goal: 1000)", _first_paint(browser, address + path), "ms"
                browser.close()


def _first_paint(browser: Browser, address: str) -> float:
    found = []
    for _ in range(ROUNDS):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        entries = "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)"
        page.wait_for_function(f"{entries}.length > 0")
        found.append(page.evaluate(entries)[0])
        page.close()
    return statistics.median(found)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
