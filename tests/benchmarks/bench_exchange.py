"""Packages for translators of 10,000 units: written, read, and accepted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Message, new_catalog
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.exchange.accept import Outcome, Texts, accept_delivery
from ivr_author.exchange.format_shelf import all_formats
from ivr_author.exchange.package import Package, Unit

LARGE = 10_000
_VOCABULARY = """
please hold while we look for your application payment case number coverage plan member agent office open closed today
enter speak listen again thank you call letter notice account date amount due paid bill help income family health
"""
_WORDS = _VOCABULARY.split()


def run() -> list[tuple[str, float, str]]:
    """Figures as (name, value, unit)."""
    package = _make(LARGE)
    segments = [Segment(unit.address, unit.source, Span("n", 1, 1, 1, 1)) for unit in package.units]
    entries = tuple(Message(one.text, ("",), one.address) for one in segments)
    texts = Texts("notices", segments, replace(new_catalog("es", "Benchmark"), entries=entries), has_markdown=True)
    figures = []
    for name, one in all_formats().items():
        seconds, raw = _time(lambda one=one: one.write(package))
        figures.append((f"{name}: write {LARGE:,} units", seconds, "s"))
        figures.append((f"{name}: size", len(raw) / 1e6, "MB"))
        seconds, (delivery, _) = _time(lambda one=one, raw=raw: one.read(raw, "in"))
        figures.append((f"{name}: read {LARGE:,} units", seconds, "s"))
        assert len(delivery.lines) == LARGE, "every unit comes back"
    seconds, done = _time(lambda: accept_delivery(delivery, [texts], "es", "en"), 1)
    figures.append((f"accept {LARGE:,} units, with every check", seconds, "s"))
    assert done.count(Outcome.ACCEPTED) + done.count(Outcome.REFUSED) == LARGE, "nothing says what stood there"
    return figures


def _make(size: int) -> Package:
    dice = random.Random(size)
    units = tuple(_unit(dice, number) for number in range(size))
    return Package("es", "en", "Benchmark", units)


def _unit(dice: random.Random, number: int) -> Unit:
    words = dice.choices(_WORDS, k=dice.randint(6, 18))
    tail = dice.choice(["", " Pay **{amount}**.", " Call {phone}.", " Go to [pay](https://pay.example.org) by {day}."])
    text = f"{' '.join(words).capitalize()}.{tail}"
    translation = f"{' '.join(word[::-1] for word in words).capitalize()}.{tail}"
    address = f"notice{number // 100}/paragraph_{number % 100}"
    notes = ("A notice", "{amount}: money (What has to be paid)")
    return Unit("notices", address, text, "", (translation,), State.TRANSLATED, notes, has_markdown=True)


def _time(work: Callable[[], Any], rounds: int = 3) -> tuple[float, Any]:
    best, result = float("inf"), None
    for _ in range(rounds):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return best, result


if __name__ == "__main__":
    for figure, value, measure in run():
        print(f"{figure:60} {value:8.3f} {measure}")
