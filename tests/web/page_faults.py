"""What a page does wrong without showing it: what it throws or logs as an error, and what its policy refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Error, Page

CATCH_VIOLATIONS = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.policyViolations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`);
});
"""
"""What has to run first in a page that `broken_policy` is asked of."""


def listen_for_faults(page: Page, faults: list[str]) -> Callable[[], None]:
    """Gather what a page throws or logs as an error, until what comes back is called."""

    def throws(fault: Error) -> None:
        faults.append(f"uncaught: {fault}")

    def logs(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    def stop() -> None:
        page.remove_listener("pageerror", throws)
        page.remove_listener("console", logs)

    page.on("pageerror", throws)
    page.on("console", logs)
    return stop


def broken_policy(page: Page) -> list[str]:
    """What the page's policy refused."""
    return [f"policy: {one}" for one in page.evaluate("window.policyViolations")]
