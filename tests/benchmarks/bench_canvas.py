"""The canvas of a flow of two hundred nodes in a browser: when it is painted, and frames while it is moved about."""

from __future__ import annotations

import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from ivr_author.web.app import create_app
from tests.benchmarks.claims_line import make_claims_line
from tests.web.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, copy_workspace
from tests.web.server import serving

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 5
STEPS = 60

FRAMES = """steps => new Promise(resolve => {
  const times = [];
  let last = performance.now();
  const tick = now => {
    times.push(now - last);
    last = now;
    times.length < steps ? requestAnimationFrame(tick) : resolve(times.slice(2));
  };
  requestAnimationFrame(tick);
})"""

# Moves come from within the page, one a frame: what is measured is the drawing, not the way from the test to the page.
DRAG = """([selector, dx, dy, steps]) => new Promise(resolve => {
  const target = document.querySelector(selector);
  const box = target.getBoundingClientRect();
  const at = {x: box.x + Math.min(20, box.width / 2), y: box.y + Math.min(20, box.height / 2)};
  const send = (type, n) => target.dispatchEvent(new PointerEvent(type, {bubbles: true, cancelable: true, pointerId: 1,
    isPrimary: true, pointerType: "mouse", button: 0, buttons: 1, clientX: at.x + dx * n, clientY: at.y + dy * n}));
  Element.prototype.setPointerCapture = () => {};
  send("pointerdown", 0);
  const times = [];
  let last = performance.now(), n = 0;
  const tick = now => {
    times.push(now - last);
    last = now;
    send("pointermove", ++n);
    if (n < steps) requestAnimationFrame(tick);
    else { send("pointercancel", n); resolve(times.slice(3)); }
  };
  requestAnimationFrame(tick);
})"""


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    if CHROMIUM is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        root = copy_workspace(ROOT, Path(folder))
        (root / "flows/claims.yaml").write_text(make_claims_line())
        app = create_app(root)
        app.extensions["ivr_studio"].snapshot().running.result()
        with serving(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            begun = time.perf_counter()
            page.goto(f"{address}/flows/claims")
            yield "first visit, whole", (time.perf_counter() - begun) * 1000, "ms"
            marks = [_marks(page, f"{address}/flows/claims") for _ in range(ROUNDS)]
            exits = page.evaluate("document.querySelectorAll('.fc-exit').length")
            nodes = page.evaluate("document.querySelectorAll('.fc-card').length")
            yield "nodes", nodes, ""
            yield "exits", exits, ""
            yield "elements on the page", page.evaluate("document.querySelectorAll('*').length"), ""
            for name, goal in (("answer", 0), ("start", 0), ("painted", 800)):
                told = f" (goal: {goal})" if goal else ""
                yield f"{name}, median{told}", statistics.median(one[name] for one in marks), "ms"
            yield "painted, slowest (goal: 800)", max(one["painted"] for one in marks), "ms"
            yield from _frames(page, "drag one node", ".fc-card", (3, 2))
            page.keyboard.press("Escape")
            yield from _frames(page, "pan at full size", "#fc-stage", (-4, -6))
            page.get_by_role("button", name="Fit").click()
            yield from _frames(page, "pan with all in view", "#fc-stage", (2, 1))
            yield from _frames(page, "drag one node with all in view", ".fc-card", (2, 2))
            page.locator("#n-call_arrives").focus()
            page.keyboard.press("Control+a")
            yield from _frames(page, "drag all nodes at once", ".fc-card", (1, 1))
            browser.close()


def _marks(page: Page, address: str) -> dict[str, float]:
    page.goto(address)
    page.wait_for_selector("[data-ready]")
    marks = page.evaluate(
        "[performance.getEntriesByType('navigation')[0].responseEnd,"
        " ...['canvas-start', 'canvas-painted'].map(name => performance.getEntriesByName(name)[0].startTime)]"
    )
    return dict(zip(("answer", "start", "painted"), marks, strict=True))


def _frames(page: Page, name: str, selector: str, step: tuple[int, int]) -> Iterator[tuple[str, float, str]]:
    page.evaluate(FRAMES, 10)
    frames = sorted(page.evaluate(DRAG, [selector, *step, STEPS]))
    yield f"{name}: frame, 95th percentile (goal: 33)", frames[int(len(frames) * 0.95)], "ms"
