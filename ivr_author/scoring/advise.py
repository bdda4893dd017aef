"""All advice on a passage of English, and on a file of them, with places. What advice there is stands in `advice`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ivr_author.core.shelf import load_shelf
from ivr_author.core.source import Source, Span
from ivr_author.scoring import advice
from ivr_author.scoring.advice.undefined_acronym import acronyms_in
from ivr_author.scoring.advising import Advice, Finding, Reading
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.sentences import sentences_of

ADVICE = {one.id: one for one in load_shelf(advice, "ADVICE", Advice).values()}


def advise(
    passage: Passage,
    names: Iterable[str] = (),
    explained: Iterable[str] = (),
    source: Source | None = None,
) -> tuple[Finding, ...]:
    """Every remark on a passage, in the order of the text; none where it is not English.

    `names` need no explanation (the workspace's organisation); `explained` are acronyms that earlier passages of the
    same file explained. With the `source` that its span is in, a remark knows the place of its very words.
    """
    if passage.locale.replace("-", "_").split("_")[0].lower() != "en":
        return ()
    sentences = sentences_of(passage.text, passage.locale)
    reading = Reading(passage, sentences, _words_of(names), frozenset(explained))
    found = [
        replace(one, advice=kind.id, span=_place(one, passage, source))
        for kind in ADVICE.values()
        if (kind.for_spoken if passage.is_spoken else kind.for_printed)
        for one in kind.check(reading)
    ]
    return tuple(sorted(found, key=lambda one: (one.offset, one.length, one.advice)))


def advise_file(
    passages: Iterable[Passage], names: Iterable[str] = (), sources: Mapping[str, Source] | None = None
) -> tuple[tuple[Finding, ...], ...]:
    """The remarks on each passage of one file, in their order; an acronym is explained, and told, once in a file."""
    known = sources or {}
    explained: set[str] = set()
    told = []
    for passage in passages:
        source = known.get(passage.span.path) if passage.span is not None else None
        told.append(advise(passage, names, explained, source))
        explained.update(acronyms_in(passage.text))
    return tuple(told)


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in re.findall(r"\w+", name))


def _place(finding: Finding, passage: Passage, source: Source | None) -> Span | None:
    """The place of the words in the file: their first, second ... occurrence in the passage is that in its source."""
    span = passage.span
    if span is None or source is None:
        return span
    words = passage.text[finding.offset : finding.offset + finding.length]
    written = source.text[span.start : span.end]
    if not words or written.count(words) != passage.text.count(words):
        return span
    place = -1
    for _ in range(passage.text.count(words, 0, finding.offset) + 1):
        place = written.index(words, place + 1)
    return source.span(span.start + place, span.start + place + len(words))
