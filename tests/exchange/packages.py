"""Packages for tests of the exchange, and what a translator makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ivr_author.catalog.lookup import State
from ivr_author.exchange.package import Package, Unit

UNITS = (
    Unit("flows", "main/menu/prompt", "Press {key} now.", notes=("Main: menu node main/menu", "keys: 1 2")),
    Unit("flows", "main/menu/1", "Pay a bill", "", ("Pagar una factura",), State.TRANSLATED, max_seconds=4),
    Unit("flows", "main/hours/text", "We are open.", "", ("Abrimos.",), State.REVIEWED),
    Unit("flows", "main/late/text", "Pay by {day}.", "", ("Pague para {day}.",), State.FUZZY, previous="Pay at {day}."),
    Unit("flows", "main/letters", "You have one letter.", "You have {count} letters.", ("", "")),
    Unit(
        "notices",
        "bill/pay",
        "**Pay {amount}** at [our *page*](https://pay.example.org)\\\nby {{1}} &amp; on.",
        "",
        ("[Nuestra *página*](https://pay.example.org)\\\n**pague {amount}** {{1}} &amp; ya.",),
        State.DRAFT,
        max_characters=160,
        has_markdown=True,
    ),
)


def package(*units: Unit, locale: str = "es") -> Package:
    """A package of some units, or of one of each kind."""
    return Package(locale, "en", "Example & Sons", units or UNITS)


def one(source: str, target: str = "", has_markdown: bool = True) -> Package:
    """A package of one unit."""
    state = State.TRANSLATED if target else State.MISSING
    return package(Unit("notices", "a/b", source, "", (target,), state, has_markdown=has_markdown))


def translated(given: Package, say: Callable[[str], str] = str.upper) -> Package:
    """As it comes back when somebody has written something everywhere."""
    units = []
    for unit in given.units:
        forms = tuple(say(unit.plural or unit.source) for _ in unit.forms)
        units.append(replace(unit, forms=forms, state=State.TRANSLATED, previous=""))
    return replace(given, units=tuple(units))


PACKAGES = {
    "all": package(),
    "russian": package(locale="ru"),
    "vietnamese": package(locale="vi"),
    "odd": one('x\x07\r\ufffe "<&>" {{ **{a}** \\u{41}', "{b} **x** <\x00"),
}
"""Packages that every format must be able to write, in a form that is valid."""
