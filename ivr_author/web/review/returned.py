"""What a reviewer returned and nobody has changed since: told to its author at Home, and where it is worked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivr_author.core.segment import Segment
from ivr_author.people.approvals import Verdict
from ivr_author.usecases.catalogs import CATALOG_DOMAINS, FLOWS, Domain
from ivr_author.usecases.changed_items import (
    ChangedItem,
    ItemKind,
    content_of_translation,
    content_of_words,
    digest_of,
    item_of,
)
from ivr_author.usecases.review_changes import is_author, live_release_of
from ivr_author.usecases.translate import open_text
from ivr_author.web.person import person
from ivr_author.web.release.desk import the_desk
from ivr_author.web.review.desk import the_review
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.signed_in import the_people
from ivr_author.web.studio import Snapshot
from ivr_author.workspace.files import WorkspaceError

MOST_ASKED = 200
"""Returned changes that Home looks at; the room itself has all."""


def returned_to(item: str, locale: str = "") -> Verdict | None:
    """Who returned exactly what stands there now, and why; None where nobody did."""
    book, _ = the_review().book()
    verdict = book.of(item, locale) if book is not None else None
    if verdict is None or verdict.approved:
        return None
    now = _as_now(snapshot(), item, locale)
    return verdict if now is not None and now.content == verdict.content else None


def returned_in(prefix: str) -> list[Verdict]:
    """The texts below an address that were returned as they are, whatever their language."""
    book, _ = the_review().book()
    here = person()
    found = [] if book is None else [one for one in book.returned() if one.item.startswith(prefix)]
    seen = (one for one in found if not one.locale or here.sees(one.locale))
    return [one for one in seen if returned_to(one.item, one.locale) is not None]


def mine_returned() -> int:
    """How many changes of whoever asks were returned, and wait for them."""
    if the_people() is None:
        return 0
    book, _ = the_review().book()
    items = list(_that_hold(snapshot(), book.returned()[:MOST_ASKED] if book is not None else ()))
    if not items:
        return 0
    try:
        release = live_release_of(the_studio().root, the_desk().now())
    except WorkspaceError:
        return 0
    desk = the_review()
    authors, side, here = desk.authors(release.commit if release is not None else ""), desk.side(), person()
    authors.load(items)
    return sum(is_author(here, authors.of(one, side)) for one in items)


def _that_hold(shown: Snapshot, verdicts: Sequence[Verdict]) -> Iterator[ChangedItem]:
    for one in verdicts:
        now = _as_now(shown, one.item, one.locale)
        if now is not None and now.content == one.content:
            yield now


def _as_now(shown: Snapshot, item: str, locale: str) -> ChangedItem | None:
    """An item as it is now, by its name alone; None for what is gone, and for recordings, which are not asked."""
    name, colon, address = item.partition(":")
    if not colon:
        source = shown.sources.get(item)
        if source is None:
            return None
        text = the_review().side().rest(item).text
        return ChangedItem(item, locale, ItemKind.FILE, item, item, (), (text,), digest_of("file", item, text))
    domain = CATALOG_DOMAINS.get(name)
    segment = _segment(shown, domain, address) if domain is not None else None
    if domain is None or segment is None:
        return None
    path = segment.span.path
    if not locale:
        unit = the_review().side().units.get(address) if domain is not FLOWS else None
        content = content_of_words(segment, unit)
        return ChangedItem(
            item_of(domain, address), "", ItemKind.WORDS, path, path, (), (segment.text,), content, segment=segment
        )
    opened = open_text(shown.workspace, domain, segment, locale)
    if opened.message is None or not opened.state.is_used:
        return None
    strings, file = opened.message.strings, domain.catalog(locale)
    return ChangedItem(
        item,
        locale,
        ItemKind.TRANSLATION,
        file,
        path,
        (),
        strings,
        content_of_translation(segment, strings),
        segment=segment,
        message=opened.message,
    )


def _segment(shown: Snapshot, domain: Domain, address: str) -> Segment | None:
    if domain is FLOWS:
        segments: Sequence[Segment] = shown.segments_by_group.get(address.partition("/")[0], ())
        return next((one for one in segments if one.address == address), None)
    return the_review().side().words[domain.name].get(address)
