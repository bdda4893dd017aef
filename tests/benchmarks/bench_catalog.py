"""Reading, updating and writing catalogs, and looking into their memory; beside Babel and polib where they finish."""

from __future__ import annotations

import io
import multiprocessing
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import polib
from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.mofile import write_mo as write_babel_mo
from babel.messages.pofile import read_po, write_po

from ivr_author.catalog.memory import Memory
from ivr_author.catalog.mo import write_mo
from ivr_author.catalog.model import Catalog, Message, new_catalog
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.states import MACHINE, MarkKind, with_mark
from ivr_author.catalog.update import update_catalog
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source, Span

SIZES = (10_000, 50_000)
EDITED, RENAMED = 20, 100
"""One text of so many is edited, and one node of so many renamed: at 50,000 that is 2,500 and 500."""

BOUND = 30.0
"""Seconds that one step of another program may take; one that is stopped is told by name, with this for its time."""

# The shared words of one trade make the worst case for likeness.
_VOCABULARY = """
please hold while we look for your application premium payment case number deadline coverage plan member agent office
open closed today tomorrow press enter speak listen again thank you call letter notice account date amount due paid
bill help language spanish question family income health dental change report address doctor card
"""
_WORDS = _VOCABULARY.split()


def run() -> list[tuple[str, float, str]]:
    """Figures as (name, value, unit)."""
    return [figure for size in SIZES for figure in _run(size)] + list(_memory())


def _run(size: int) -> Iterator[tuple[str, float, str]]:
    catalog, segments = _make(size)
    text = write_catalog(catalog)
    source = Source("es.po", text)
    yield _time(f"catalog: read {size:,}", lambda: read_catalog(source, "es"))
    yield _bound(f"polib: read {size:,}", lambda: polib.pofile(text, wrapwidth=0))
    yield _bound(f"Babel: read {size:,}", lambda: read_po(text.splitlines(keepends=True), locale="es"))
    yield _time(f"catalog: write {size:,}", lambda: write_catalog(catalog))
    theirs, babel = polib.pofile(text, wrapwidth=0), _babel(catalog)
    yield _bound(f"polib: write {size:,}", theirs.__unicode__)
    yield _bound(f"Babel: write {size:,}", lambda: write_po(io.BytesIO(), babel, width=0))
    edited = f"{size:,}, {size // EDITED:,} edited and {size // RENAMED:,} renamed"
    yield _time(f"catalog: update {edited}", lambda: update_catalog(catalog, segments))
    drafts = replace(catalog, entries=tuple(with_mark(one, MarkKind.DRAFT, MACHINE) for one in catalog.entries))
    yield _time(f"catalog: update {edited}, all of them marked as drafts", lambda: update_catalog(drafts, segments), 1)
    template, babel_template = _polib_template(segments), _babel_template(segments)
    yield _bound(f"polib: merge {edited}, nothing like it looked for", lambda: theirs.merge(template))
    yield _bound(
        f"Babel: update {edited}, nothing like it looked for",
        lambda: babel.update(babel_template, no_fuzzy_matching=True),
    )
    yield _bound(f"Babel: update {edited}", lambda: babel.update(babel_template))
    yield _time(
        f"catalog: update {size:,}, every text and address new", lambda: update_catalog(catalog, _rewrite(size)), 1
    )
    yield _time(f"catalog: compile {size:,}", lambda: write_mo(catalog))
    yield _bound(f"Babel: compile {size:,}", lambda: write_babel_mo(io.BytesIO(), babel))


def _memory() -> Iterable[tuple[str, float, str]]:
    size = SIZES[-1]
    catalog, segments = _make(size)
    memory = Memory([catalog])
    wanted = [segment.text for segment in segments[:: size // 50]]
    yield _time(f"memory: build of {size:,}, with a first suggestion", lambda: Memory([catalog]).suggest("x", "es"), 1)
    memory.suggest("x", "es")
    name, seconds, _ = _time(
        f"memory: one suggestion of {size:,}", lambda: [memory.suggest(one, "es") for one in wanted]
    )
    yield name, 1_000 * seconds / len(wanted), "ms"


def _time(name: str, work: Callable[[], object], rounds: int = 2) -> tuple[str, float, str]:
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return name, best, "s"


def _bound(name: str, work: Callable[[], object]) -> tuple[str, float, str]:
    """The time of a step in a process of its own, which is stopped at the bound."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(_time(name, work, 1)))
    process.start()
    sender.close()
    try:
        if receiver.poll(BOUND):
            done: tuple[str, float, str] = receiver.recv()
            return done
    finally:
        process.kill()
        process.join()
    return f"{name}: stopped", BOUND, "s"


def _make(size: int) -> tuple[Catalog, list[Segment]]:
    """A translated catalog, and its segments with some texts edited and some nodes renamed."""
    dice = random.Random(size)
    texts = [_sentence(dice) for _ in range(size)]
    addresses = [f"flow{number // 100}/node_{number % 100}/prompt" for number in range(size)]
    entries = tuple(Message(text, (f"ES {text}",), address) for address, text in zip(addresses, texts, strict=True))
    for number in dice.sample(range(size), size // EDITED):
        texts[number] = texts[number].replace("{key}", "{key} now", 1) + " Thank you."
    for number in range(7, size, RENAMED):
        addresses[number] = addresses[number].replace("/node", "/renamed")
    header = new_catalog("es", "Benchmark").header
    return Catalog("es", header, entries), [_segment(*pair) for pair in zip(addresses, texts, strict=True)]


def _sentence(dice: random.Random) -> str:
    words = " ".join(dice.choices(_WORDS, k=dice.randint(6, 18)))
    return f"{words.capitalize()}{dice.choice(['', ', press {key}', ' by {due_date}'])}."


def _segment(address: str, text: str) -> Segment:
    return Segment(address, text, Span(f"flows/{address.split('/')[0]}.yaml", 1, 1, 1, 1))


def _rewrite(size: int) -> list[Segment]:
    dice = random.Random(0)
    return [_segment(f"new{number // 100}/node_{number % 100}/prompt", _sentence(dice)) for number in range(size)]


def _polib_template(segments: list[Segment]) -> polib.POFile:
    made = polib.POFile()
    made.extend(polib.POEntry(msgid=segment.text, msgctxt=segment.address) for segment in segments)
    return made


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
