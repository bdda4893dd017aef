"""The bench: what an address asks for of one language, and what its page and its parts show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, current_app, render_template, request, url_for

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.people.roles import Permission
from ivr_author.usecases.exchange import Only
from ivr_author.usecases.translate import Judged, judge_words
from ivr_author.web.language import gettext
from ivr_author.web.person import person
from ivr_author.web.rooms import snapshot
from ivr_author.web.studio import Snapshot
from ivr_author.web.translate.around import Memories, heard_at, printed_at, same_texts, terms_of
from ivr_author.web.translate.characters import special_characters
from ivr_author.web.translate.desk import ALL, SHOWS, STALE_RECORDING, Desks, Entry, Item, LocaleDesk, Part, items_of
from ivr_author.web.translate.form import view_fields, view_seconds, view_source
from ivr_author.web.translate.talk import talk_on

PAGE = 60
"""Texts in the list at a time."""

LONGEST_QUERY = 200

TITLES = {
    ALL: gettext("All"),
    Part.MISSING: gettext("Not translated"),
    Part.CHANGED: gettext("Changed since"),
    Part.FAILING: gettext("Failing checks"),
    Part.DRAFT: gettext("Draft, not reviewed"),
    Part.TRANSLATED: gettext("Translated"),
    Part.REVIEWED: gettext("Reviewed"),
    STALE_RECORDING: gettext("Stale recording"),
}
"""The states in a translator's words."""

PACKAGES = {ALL: Only.ALL, Part.MISSING: Only.MISSING, Part.CHANGED: Only.FUZZY, Part.DRAFT: Only.DRAFT}
"""Which texts a package has that goes out with a filter; others go with all that is to be done."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of what was sent: shown again with what was typed, unless it was saved."""

    faults: Sequence[tuple[int | None, Diagnostic]] = ()
    judged: Sequence[Judged] = ()
    key: str = ""
    expired: bool = False
    strings: Sequence[str] | None = None
    comment: str | None = None
    revision: str = ""


@dataclass(frozen=True)
class Bench:
    """What the address asks for: a language, a filter, a text."""

    shown: Snapshot
    locale: Locale
    items: Sequence[Item]
    desk: LocaleDesk
    item: str
    show: str
    query: str
    chosen: Sequence[Entry]
    entry: Entry | None

    @property
    def place(self) -> int:
        """Where the text stands in the list; -1 where it is not in it (any more)."""
        key = self.entry.key if self.entry is not None else ""
        return next((place for place, one in enumerate(self.chosen) if one.key == key), -1)

    def address(self, endpoint: str = "translate.show", **changes: Any) -> str:
        """An address of this bench with something changed."""
        at = self.entry.key if self.entry is not None else None
        asked = {"item": self.item or None, "show": self.show, "q": self.query or None, "at": at, **changes}
        return url_for(endpoint, locale=self.locale.id, **{name: one for name, one in asked.items() if one})


@dataclass(frozen=True)
class _Kept:
    desks: Desks = field(default_factory=Desks)
    memories: Memories = field(default_factory=Memories)


def kept() -> _Kept:
    """What this studio keeps of its languages between two pages."""
    held = current_app.extensions.setdefault("ivr_translate", _Kept())
    assert isinstance(held, _Kept), "nobody else puts one there"
    return held


def the_desks() -> Desks:
    """The desks of this studio."""
    return kept().desks


def locales_of(shown: Snapshot) -> Sequence[str]:
    """The languages that a workspace is translated into."""
    return shown.content.settings.locales if shown.content else ()


def may_review(locale: str) -> bool:
    """Whether whoever asks may say that a translation is reviewed."""
    return person().may(Permission.REVIEW, locale)


def open_bench(locale: str, at: str = "") -> Bench:
    """What the address asks for; `at` is the text that a form is about. Aborts with 404 for an unknown language."""
    shown = snapshot()
    if locale not in locales_of(shown):
        explained = gettext("This workspace is not translated into “{locale}”. Its languages are listed in ivr.yaml.")
        abort(404, explained.format(locale=locale[:40]))
    items = items_of(shown)
    desk = the_desks().desk_of(shown, items, locale)
    asked = {name: request.args.get(name, "") for name in ("item", "show", "q", "at")}
    item = asked["item"] if any(one.id == asked["item"] for one in items) else ""
    show = asked["show"] if asked["show"] in SHOWS else ALL
    query = asked["q"].strip()[:LONGEST_QUERY]
    chosen = desk.chosen(item, show, query)
    entry = desk.find(at or asked["at"]) or (chosen[0] if chosen else None)
    return Bench(shown, find_locale(locale), items, desk, item, show, query, chosen, entry)


# --- showing ---------------------------------------------------------------------------------------------------------


def show_page(bench: Bench, told: Told) -> str:
    """The whole page."""
    more = around_of(bench, bench.entry) if bench.entry is not None else {}
    return render_template("translate_bench.html", **{**more, **_shown(bench, told)}, is_part=False)


def show_part(bench: Bench, told: Told) -> str:
    """The list and the text alone, for a page that is there."""
    return render_template("translate_work.html", **_shown(bench, told), is_part=True)


def show_again(bench: Bench, told: Told, status: int, **more: Any) -> tuple[str, int]:
    """What was typed, once more, with why it was not saved."""
    told = Told(**{**{name: getattr(told, name) for name in ("strings", "comment", "revision")}, **more})
    return (show_part if "HX-Request" in request.headers else show_page)(bench, told), status


def _shown(bench: Bench, told: Told) -> dict[str, Any]:
    """What the templates of the page and of the bench alone show."""
    first = max(bench.place, 0) // PAGE * PAGE
    if bench.place < 0:
        first = number_in(request.args.get("from", ""), len(bench.chosen)) // PAGE * PAGE
    elif request.args.get("from"):
        first = number_in(request.args["from"], len(bench.chosen)) // PAGE * PAGE
    shown: dict[str, Any] = {
        "bench": bench,
        "listed": bench.chosen[first : first + PAGE],
        "first": first,
        "page_size": PAGE,
        "counts": bench.desk.counts[bench.item],
        "total": bench.desk.total(bench.item),
        "titles": TITLES,
        "shows": SHOWS,
        "told": told,
        "package": url_for(
            "deliveries.index",
            locale=bench.locale.id,
            scope=bench.item.partition("/")[0] or None,
            only=PACKAGES.get(bench.show, Only.TODO),
        ),
        "draft": draft_key(bench.locale.id, bench.entry.key) if bench.entry else "",
        "characters": special_characters(bench.locale.id),
        "may_review": may_review(bench.locale.id),
    }
    entry = bench.entry
    if entry is None:
        return shown
    now = entry.opened(bench.locale.id)
    strings = now.strings if told.strings is None else told.strings
    before, after = bench.desk.beside(bench.chosen, entry.key, -1), bench.desk.beside(bench.chosen, entry.key, 1)
    return {
        **shown,
        **judged_of(bench, entry, strings),
        "entry": entry,
        "now": now,
        "fields": view_fields(now, strings),
        "source": view_source(now),
        "source_locale": source_of(bench.shown),
        "comment": now.comment if told.comment is None else told.comment,
        "revision": told.revision or now.revision,
        "before": bench.address(at=before.key) if before else "",
        "after": bench.address(at=after.key) if after else "",
        "talk": talk_on(entry.key, bench.locale.id, entry.segment.text),
    }


def number_in(text: str, most: int) -> int:
    """A place in a list of so many, as an address names it; the first where it names none."""
    return min(int(text), max(most - 1, 0)) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def judged_of(bench: Bench, entry: Entry, strings: Sequence[str]) -> dict[str, Any]:
    """What the checks say of words, and their seconds."""
    return {
        "found": judge_words(bench.shown.workspace, entry.segment, strings, bench.locale.id),
        "seconds": view_seconds(entry.segment, strings, bench.locale.id, source_of(bench.shown).id),
        "segment": entry.segment,
        "several": len(strings) > 1,
    }


def around_of(bench: Bench, entry: Entry) -> dict[str, Any]:
    """What stands around a text."""
    shown, locale = bench.shown, bench.locale.id
    return {
        "entry": entry,
        "terms": terms_of(shown, entry.segment, entry.words, locale),
        "same": same_texts(bench.desk, entry)[:3],
        "memory": kept().memories.suggest(shown, entry, locale),
        "heard": heard_at(shown, entry, locale),
        "printed": printed_at(shown, entry, locale),
        "source_locale": source_of(shown),
    }


def source_of(shown: Snapshot) -> Locale:
    """The language that is translated from."""
    return find_locale(shown.content.settings.source_locale if shown.content else "en")


def draft_key(locale: str, key: str) -> str:
    """Under which name the browser keeps what is typed for a text."""
    return f"translate:{locale}:{key}"
