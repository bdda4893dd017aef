"""What axe finds of a page: rules of WCAG 2.2 AA that a machine can judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}

FIELDS = """
class Fields {
  #name = Symbol();
  has(one) { return this.#name in one; }
  get(one) { return one?.[this.#name]; }
  set(one, value) { one[this.#name] = value; return this; }
  add(one) { return this.set(one, true); }
}
"""
"""What axe has in place of `WeakMap` and `WeakSet`.

It is compiled for browsers without private fields: each of the hundred thousand colours that it makes on a page is put
into seven of these. That, and to let the garbage collector find out that they are no longer needed, is a fifth of all.
"""
REMEMBER_COLOURS = """
const colour = axe.commons.color.Color.prototype;
const parse = colour.parseString;
const known = new Map();
colour.parseString = function (words) {
  if (!known.has(words)) {
    parse.call(this, words);
    known.set(words, [this.r, this.g, this.b, this.alpha]);
  }
  [this.r, this.g, this.b, this.alpha] = known.get(words);
  return this;
};
"""
"""It reads the few colours of a page again for each of its elements, and for all that these stand on: a fifth too."""
ORIGINAL: str = Axe().axe_script
_FASTER = f"((WeakMap, WeakSet) => {{ {ORIGINAL}\n }})(Fields, Fields);"
SCRIPT = f"(() => {{ {FIELDS} {_FASTER} {REMEMBER_COLOURS} }})()"
"""Says the same as the original: `test_browser_accessibility.py`."""


def find_violations(page: Page) -> list[str]:
    """Each broken rule with the element that breaks it."""
    _give_axe_to(page)
    # All that passed is left in the page: to hand it over takes longer than to find it.
    found: list[dict[str, Any]] = page.evaluate("async options => (await axe.run(options)).violations", OPTIONS)
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']}\n{node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def _give_axe_to(page: Page) -> None:
    # What `page.evaluate` is given, the browser compiles again for each page; a script of a page, once.
    protocol = page.context.new_cdp_session(page)
    answer = protocol.send("Runtime.evaluate", {"expression": SCRIPT})
    assert "exceptionDetails" not in answer, answer
    protocol.detach()
