"""What a change does besides: how hard its words are to read before and after, and what it makes stale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ivr_author.catalog.lookup import index_of
from ivr_author.core.examples import fill_with_examples
from ivr_author.core.memo import Memo
from ivr_author.core.segment import Segment
from ivr_author.core.spoken import fold_text
from ivr_author.scoring.metric import Score
from ivr_author.scoring.passage import Passage, PassageKind
from ivr_author.scoring.score import LEAST_GRADED_WORDS, score_passages
from ivr_author.speech.recording import text_digest
from ivr_author.usecases.catalogs import CATALOG_DOMAINS, FLOWS, Domain
from ivr_author.usecases.changed_items import ChangedItem, ItemKind
from ivr_author.usecases.item_side import Side

MOST_KEPT = 400

_files: Memo[Score | None] = Memo(MOST_KEPT)
"""The scores of files by path and language, while their words stay."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How words read: by the formula of their language, and how long they take to say. None where there is none.

    Too few words have no score worth the name: then it `is_of_file`, of all that it says in this language.
    """

    score: Score | None = None
    seconds: float | None = None
    is_of_file: bool = False


@dataclass(frozen=True, slots=True)
class Effects:
    """`before` and `after`: how its words read. `stale`: the languages whose translation is out of date by it, and
    `recordings` those in which a recording says other words now."""

    before: Reading = Reading()
    after: Reading = Reading()
    stale: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()


def effects_of(item: ChangedItem, before: Side | None, now: Side) -> Effects:
    """Asked for the changes that are shown: it counts syllables."""
    if not item.is_words or item.segment is None:
        return Effects()
    domain = CATALOG_DOMAINS[item.item.partition(":")[0]]
    settings = now.workspace.content.settings if now.workspace.content is not None else None
    locale = item.locale or (settings.source_locale if settings is not None else "en")
    old = before.words[domain.name].get(item.address) if before is not None else None
    earlier, later = (_read(texts, old or item.segment, locale) for texts in (item.before, item.after))
    if earlier.score is None and later.score is None:
        earlier = replace(earlier, score=_score_of_file(domain, before, item, locale, "before"), is_of_file=True)
        later = replace(later, score=_score_of_file(domain, now, item, locale, "now"), is_of_file=True)
    if item.kind is ItemKind.WORDS:
        unrecorded = _unrecorded(item, now, ("", *now.locales))
        return Effects(earlier, later, _stale(domain, old, item, before, now), unrecorded)
    return Effects(earlier, later, (), _unrecorded(item, now, (item.locale,)))


def _read(texts: Sequence[str], segment: Segment, locale: str) -> Reading:
    passages = list(_passages(texts, segment, locale))
    if not passages:
        return Reading()
    longest = max(score_passages([one], locale).structure.seconds for one in passages) if segment.is_spoken else None
    return Reading(_score(passages, locale), longest)


def _score_of_file(domain: Domain, side: Side | None, item: ChangedItem, locale: str, name: str) -> Score | None:
    if side is None:
        return None
    translations = side.workspace.translations() if domain is FLOWS else side.workspace.notice_translations()
    said = []
    for segment in side.words[domain.name].values():
        if segment.span.path == item.about and segment.kind != "phrase":
            found = translations.translate(segment.address, segment.text, segment.plural, locale)
            if found.locale == locale:
                said.append((segment, found.forms))
    make = partial(_score_all, said, locale)
    return _files.get(f"{name} {item.about} {locale}", [(one.address, forms) for one, forms in said], make)


def _score_all(said: Sequence[tuple[Segment, Sequence[str]]], locale: str) -> Score | None:
    return _score([one for segment, forms in said for one in _passages(forms, segment, locale)], locale)


def _passages(texts: Sequence[str], segment: Segment, locale: str) -> Iterator[Passage]:
    kind = PassageKind.PROMPT if segment.is_spoken else PassageKind.PARAGRAPH
    for number, text in enumerate(texts):
        count = 1.0 if number == 0 else 2.0
        filled = fold_text(fill_with_examples(text, segment.constants, segment.types, locale, count))
        if filled:
            yield Passage(filled, locale, kind, segment.address, segment.span, segment.is_spoken)


def _score(passages: Sequence[Passage], locale: str) -> Score | None:
    primary = score_passages(passages, locale).primary
    is_enough = primary is not None and primary.value is not None and primary.counts.words >= LEAST_GRADED_WORDS
    return primary if is_enough else None


def _stale(domain: Domain, old: Segment | None, item: ChangedItem, before: Side | None, now: Side) -> tuple[str, ...]:
    if old is None or before is None or item.segment is None or item.is_gone:
        return ()
    found = []
    for locale in now.locales:
        states = []
        for side, segment in ((before, old), (now, item.segment)):
            catalog = domain.catalogs_of(side.workspace).get(locale)
            state = index_of(catalog).find(segment.address, segment.text, segment.plural)[0] if catalog else None
            states.append(state is not None and state.is_used)
        if states == [True, False]:
            found.append(locale)
    return tuple(found)


def _unrecorded(item: ChangedItem, now: Side, locales: Sequence[str]) -> tuple[str, ...]:
    """The languages in which a take at this address says none of its texts of today."""
    domain = item.item.partition(":")[0]
    if domain != FLOWS.name or item.segment is None or not item.segment.is_spoken or now.workspace.content is None:
        return ()
    segment, source = item.segment, now.workspace.content.settings.source_locale
    translations = now.workspace.translations()
    found = []
    for locale in (one or source for one in locales):
        takes = [one for one in now.workspace.takes.get(locale, ()) if one.recording.address == segment.address]
        if not takes:
            continue
        said = translations.translate(segment.address, segment.text, segment.plural, locale)
        texts = said.forms if said.locale == locale and not item.is_gone else ()
        digests = {text_digest(_with_constants(one, segment)) for one in texts}
        if any(one.recording.digest not in digests for one in takes):
            found.append(locale)
    return tuple(found)


def _with_constants(text: str, segment: Segment) -> str:
    for name, value in segment.constants:
        text = text.replace(f"{{{name}}}", value)
    return text
