"""Reading, updating and writing catalogs; beside Babel and polib where they finish."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable

import polib
from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.mofile import write_mo as write_babel_mo
from babel.messages.pofile import read_po, write_po

from ivr_author.catalog.mo import write_mo
from ivr_author.catalog.model import Catalog, Message, new_catalog
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.update import update_catalog
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source, Span

LARGE, CHANGES = 10_000, 500
SMALL, FEW_CHANGES = 1_000, 25
# The shared words of one trade make the worst case for likeness.
_VOCABULARY = """
please hold while we look for your application premium payment case number deadline coverage plan member agent office
open closed today tomorrow press enter speak listen again thank you call letter notice account date amount due paid
bill help language spanish question family income health dental change report address doctor card
"""
_WORDS = _VOCABULARY.split()


def run() -> list[tuple[str, float, str]]:
    """Figures as (name, value, unit)."""
    catalog, segments = _make(LARGE, CHANGES)
    text = write_catalog(catalog)
    source = Source("es.po", text)
    small, few = _make(SMALL, FEW_CHANGES)
    babel_old, babel_new = _babel(small), _babel_template(few)
    return [
        _time(
            f"catalog: update {LARGE:,} messages, {CHANGES} texts changed", lambda: update_catalog(catalog, segments)
        ),
        _time(
            f"catalog: update {LARGE:,}, {CHANGES} nodes renamed", lambda: update_catalog(catalog, _rename(segments))
        ),
        _time(f"catalog: update {LARGE:,}, every text and address new", lambda: update_catalog(catalog, _rewrite())),
        _time(f"catalog: update {SMALL:,}, {FEW_CHANGES} changed", lambda: update_catalog(small, few)),
        _time(f"Babel: update {SMALL:,}, {FEW_CHANGES} changed", lambda: babel_old.update(babel_new), 1),
        _time(f"catalog: read {LARGE:,}", lambda: read_catalog(source, "es")),
        _time(f"polib: read {LARGE:,}", lambda: polib.pofile(text, wrapwidth=0)),
        _time(f"Babel: read {LARGE:,}", lambda: read_po(text.splitlines(keepends=True), locale="es")),
        _time(f"catalog: write {LARGE:,}", lambda: write_catalog(catalog)),
        _time(f"polib: write {LARGE:,}", polib.pofile(text, wrapwidth=0).__unicode__),
        _time(f"Babel: write {LARGE:,}", lambda: write_po(io.BytesIO(), _babel(catalog), width=0)),
        _time(f"catalog: compile {LARGE:,}", lambda: write_mo(catalog)),
        _time(f"Babel: compile {LARGE:,}", lambda: write_babel_mo(io.BytesIO(), _babel(catalog))),
    ]


def _time(name: str, work: Callable[[], object], rounds: int = 3) -> tuple[str, float, str]:
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return name, best, "s"


def _make(size: int, changes: int) -> tuple[Catalog, list[Segment]]:
    """A translated catalog, and its segments with some texts edited."""
    dice = random.Random(size)
    texts = [_sentence(dice) for _ in range(size)]
    addresses = [f"flow{number // 100}/node_{number % 100}/prompt" for number in range(size)]
    entries = tuple(Message(text, (f"ES {text}",), address) for address, text in zip(addresses, texts, strict=True))
    for number in dice.sample(range(size), changes):
        texts[number] = texts[number].replace("{key}", "{key} now", 1) + " Thank you."
    header = new_catalog("es", "Benchmark").header
    return Catalog("es", header, entries), [_segment(*pair) for pair in zip(addresses, texts, strict=True)]


def _sentence(dice: random.Random) -> str:
    words = " ".join(dice.choices(_WORDS, k=dice.randint(6, 18)))
    return f"{words.capitalize()}{dice.choice(['', ', press {key}', ' by {due_date}'])}."


def _segment(address: str, text: str) -> Segment:
    return Segment(address, text, Span(f"flows/{address.split('/')[0]}.yaml", 1, 1, 1, 1))


def _rename(segments: list[Segment]) -> list[Segment]:
    step = len(segments) // CHANGES
    return [
        _segment(segment.address.replace("/node", "/renamed"), segment.text) if number % step == 0 else segment
        for number, segment in enumerate(segments)
    ]


def _rewrite() -> list[Segment]:
    dice = random.Random(0)
    return [_segment(f"new{number // 100}/node_{number % 100}/prompt", _sentence(dice)) for number in range(LARGE)]


def _babel(catalog: Catalog) -> BabelCatalog:
    made = BabelCatalog(locale="es")
    for message in catalog.entries:
        made.add(message.msgid, message.strings[0], context=message.context)
    return made


def _babel_template(segments: list[Segment]) -> BabelCatalog:
    made = BabelCatalog()
    for segment in segments:
        made.add(segment.text, "", context=segment.address)
    return made


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:60} {value:8.3f} {unit}")
