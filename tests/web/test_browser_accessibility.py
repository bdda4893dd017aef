"""The axe of these tests judges as axe does that nobody has touched: the same faults, passes and ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.web.accessibility import ORIGINAL, SCRIPT, WCAG, find_violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

SPOIL = """
const paints = ["#777", "rgb(130 130 130)", "rgba(0, 0, 0, .4)", "hsl(30 60% 50% / .7)", "goldenrod", "transparent",
  "color-mix(in srgb, red, white)", "lab(60 40 20)", "oklch(70% .1 200)", "currentcolor"];
for (const front of paints) for (const back of paints) {
  const one = document.createElement("p");
  Object.assign(one.style, {color: front, backgroundColor: back, opacity: front === back ? ".5" : "1"});
  one.textContent = `${front} on ${back}`;
  document.querySelector("main").append(one);
}
document.querySelector("main").insertAdjacentHTML("beforeend", '<input><img src="x"><a href="/"></a><p id="p">x</p>');
Object.assign(document.getElementById("p").style, {background: "linear-gradient(red, white)", color: "pink"});
document.documentElement.removeAttribute("lang");
"""
JUDGE = """
async tags => {
  const found = await axe.run({runOnly: {type: "tag", values: tags}});
  return ["violations", "passes", "incomplete", "inapplicable"].map(kind => [kind, found[kind]]);
}
"""


@pytest.mark.parametrize("name", ["/", "/notices"])
def test_it_finds_what_the_original_finds(page: Page, page_faults: list[str], name: str) -> None:
    page.goto(name)
    page.evaluate(f"() => {{ {SPOIL} }}")
    page.evaluate(ORIGINAL)
    original = page.evaluate(JUDGE, WCAG)
    page.evaluate("() => { delete window.axe }")
    page.evaluate(SCRIPT)
    assert page.evaluate(JUDGE, WCAG) == original
    found: dict[str, Any] = {one["id"]: one for kind, rules in original if kind == "violations" for one in rules}
    assert found.keys() >= {"color-contrast", "html-has-lang", "image-alt", "label", "link-name"}
    assert len(found["color-contrast"]["nodes"]) > 10
    assert len(find_violations(page)) == sum(len(one["nodes"]) for one in found.values())
    # The browser tells that an image is not there.
    page_faults.clear()
