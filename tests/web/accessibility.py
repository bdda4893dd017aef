"""What axe finds of a page: rules of WCAG 2.2 AA that a machine can judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Axe()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}


def find_violations(page: Page) -> list[str]:
    """Each broken rule with the element that breaks it."""
    page.evaluate(AXE.axe_script)
    # All that passed is left in the page: to hand it over takes longer than to find it.
    found: list[dict[str, Any]] = page.evaluate("async options => (await axe.run(options)).violations", OPTIONS)
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']}\n{node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
