"""A change as its page shows it: what it is of, how it became what it is, what it does, what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from ivr_author.catalog.compare import Run, word_difference
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.people.comments import Thread
from ivr_author.usecases.changed_items import ChangedItem, ItemKind
from ivr_author.usecases.item_effects import Effects, Reading, effects_of
from ivr_author.usecases.line_difference import Row, line_difference
from ivr_author.usecases.review_changes import Change, Judging, Listing, why_not
from ivr_author.web.access import may
from ivr_author.web.language import gettext, number
from ivr_author.web.links import source_link
from ivr_author.web.studio import Snapshot, notice_of
from ivr_author.workspace.git import Person as Author
from ivr_author.workspace.layout import FileKind, kind_of, stem

KINDS = {
    ItemKind.WORDS: gettext("Words"),
    ItemKind.TRANSLATION: gettext("Translation"),
    ItemKind.RECORDING: gettext("Recording"),
    ItemKind.FLOW: gettext("How a call goes"),
    ItemKind.CALLS: gettext("Call scripts"),
    ItemKind.CALENDAR: gettext("Calendar"),
    ItemKind.BULLETIN: gettext("Bulletin"),
    ItemKind.SETTINGS: gettext("Settings"),
    ItemKind.NOTICE: gettext("Make-up of a notice"),
    ItemKind.SNIPPET: gettext("Make-up of a snippet"),
    ItemKind.LETTERHEAD: gettext("Letterhead"),
    ItemKind.MEMBERS: gettext("Sample members"),
    ItemKind.LANGUAGE_ASSISTANCE: gettext("Language assistance"),
    ItemKind.GLOSSARY: gettext("Glossary"),
    ItemKind.FILE: gettext("File that can't be read"),
}

REASONS = {
    "review-comment": gettext(
        "Say why it is returned, in at most 4,000 characters, and quote only words that stand there."
    ),
    "review-gone": gettext("It is as in the live release again, or gone: there is nothing to judge any more."),
    "review-language": gettext("Only reviewers of this language judge it."),
    "review-machine": gettext(
        "A machine translated this. Only a reviewer of the language approves it, and only if no check fails."
    ),
    "review-outdated": gettext("It was changed again meanwhile. Below is what it says now."),
    "review-own-work": gettext("You wrote this yourself, so somebody else judges it."),
    "review-uncommitted": gettext("It is not committed yet, so nobody knows who wrote it."),
    "bad-person": gettext("Your name can't be written into a catalog. An administrator can change it."),
}
"""Why something can't be judged, by rule."""


@dataclass(frozen=True)
class Card:
    """One change. `runs`: how each text became what it is; `rows`: the same of a file, by lines.

    `authors` is None where it is not committed; `fault` says why the visitor can't judge it.
    """

    change: Change
    title: str
    href: str
    locale: Locale | None
    text_locale: Locale
    runs: Sequence[Sequence[Run]]
    rows: Sequence[Row]
    effects: Effects
    authors: tuple[Author, ...] | None
    fault: Diagnostic | None
    threads: Sequence[Thread]

    @property
    def item(self) -> ChangedItem:
        """What changed."""
        return self.change.item

    @property
    def pick(self) -> str:
        """Names what was seen, for a form."""
        return f"{self.item.content}:{self.item.locale}:{self.item.item}"

    @property
    def scores(self) -> tuple[str, str, str]:
        """The formula, and what it says of the words before and after; empty where there is none."""
        before, after = self.effects.before.score, self.effects.after.score
        known = after or before
        if known is None:
            return "", "", ""
        told = ["" if one is None or one.value is None else number(round(one.value, 1)) for one in (before, after)]
        return known.metric.title, told[0], told[1]

    @property
    def seconds(self) -> tuple[str, str]:
        """How long it takes to say, before and after."""
        return _seconds(self.effects.before), _seconds(self.effects.after)


def card_of(
    shown: Snapshot,
    listing: Listing,
    change: Change,
    judging: Judging | None,
    threads: Sequence[Thread],
) -> Card:
    """A change for a page; without `judging` nobody can judge anything here."""
    item = change.item
    settings = shown.content.settings if shown.content is not None else None
    source = settings.source_locale if settings is not None else "en"
    authors = listing.authors.of(item, listing.now)
    return Card(
        change,
        title_of(shown, item),
        href_of(shown, item),
        find_locale(item.locale) if item.locale else None,
        find_locale(item.locale or source),
        _runs(item) if item.is_words or item.kind is ItemKind.RECORDING else (),
        () if item.is_words or item.kind is ItemKind.RECORDING else _rows(item),
        effects_of(item, listing.baseline.side, listing.now),
        authors,
        why_not(listing, item, judging) if judging is not None else None,
        threads,
    )


def title_of(shown: Snapshot, item: ChangedItem) -> str:
    """What people call the thing that it is about: its flow or notice."""
    kind = kind_of(item.about)
    if kind is FileKind.FLOW and shown.content is not None and stem(item.about) in shown.content.flows:
        return shown.content.flows[stem(item.about)].title.value
    if kind is FileKind.BULLETIN and shown.content is not None and stem(item.about) in shown.content.bulletins:
        return shown.content.bulletins[stem(item.about)].title.value
    file = shown.workspace.notices.notices.get(notice_of(item.about))
    return file.notice.title.value if file is not None else ""


def href_of(shown: Snapshot, item: ChangedItem) -> str:
    """Where it is worked at; empty for what is gone, or is no page's, or not for whoever looks."""
    if item.is_gone:
        return ""
    if item.kind is ItemKind.TRANSLATION:
        return (
            url_for("translate.show", locale=item.locale, at=item.item)
            if may("translate.show", locale=item.locale)
            else ""
        )
    if item.kind is ItemKind.WORDS and item.segment is not None:
        if item.item.startswith("flows:"):
            is_own = item.segment.span.end_line - item.segment.span.line < MOST_LINES
            return url_for("words.edit", address=item.address) if is_own else ""
        notice = notice_of(item.about)
        if notice in shown.notices.ids:
            return url_for("notices.show", notice_id=notice, _anchor=f"w{item.segment.span.line}")
    if item.kind is ItemKind.FLOW:
        return url_for("flow.show", flow_id=stem(item.path))
    return source_link(item.about)


MOST_LINES = 60
"""Of words: what has more is a sentence that the workspace does not say in words of its own."""


def reason_of(fault: Diagnostic) -> str:
    """Why something can't be judged, in the reader's language."""
    return gettext(REASONS[fault.rule]) if fault.rule in REASONS else fault.message


def by_item(threads: Sequence[Thread]) -> Mapping[tuple[str, str], list[Thread]]:
    """Threads by what they are about."""
    found: dict[tuple[str, str], list[Thread]] = {}
    for one in threads:
        found.setdefault((one.item, one.locale), []).append(one)
    return found


def _runs(item: ChangedItem) -> list[Sequence[Run]]:
    count = max(len(item.before), len(item.after))
    texts = ((*one, *[""] * (count - len(one))) for one in (item.before, item.after))
    return [word_difference(before, after) for before, after in zip(*texts, strict=True)]


def _rows(item: ChangedItem) -> Sequence[Row]:
    before, after = (one[0] if one else "" for one in (item.before, item.after))
    return line_difference(before, after, around=2)


def _seconds(reading: Reading) -> str:
    return "" if reading.seconds is None else number(round(reading.seconds, 1))
