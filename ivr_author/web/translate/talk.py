"""What colleagues tell each other about a text: the comments that a page shows, and the way to what each is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from ivr_author.people.comments import Thread, open_threads, threads
from ivr_author.people.database import DatabaseGone
from ivr_author.people.roles import Person
from ivr_author.web.access import may
from ivr_author.web.links import source_link
from ivr_author.web.person import person
from ivr_author.web.signed_in import the_people
from ivr_author.web.studio import Snapshot
from ivr_author.web.translate.desk import items_of


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments on an item, those that are open first. `locale` "": of every language that the person may see.

    `quote` are the words that a new comment is about. `is_gone`: nobody can be asked now.
    """

    item: str
    locale: str
    quote: str
    threads: Sequence[Thread] = ()
    is_gone: bool = False

    @property
    def may_write(self) -> bool:
        """Whether the person may say something."""
        return may("comments.add", locale=self.locale or None)

    @property
    def open(self) -> int:
        """How many wait for somebody."""
        return sum(one.resolved is None for one in self.threads)


def talk_on(item: str, locale: str, quote: str = "") -> Talk | None:
    """The comments on an item; None without accounts, where nobody is there to be told."""
    people = the_people()
    if people is None:
        return None
    here = person()
    try:
        with people.database.reading() as session:
            found = threads(session, [item], locale or None)
    except DatabaseGone:
        return Talk(item, locale, quote, is_gone=True)
    visible = [one for one in found if _sees(here, one.locale)]
    return Talk(item, locale, quote, sorted(visible, key=lambda one: (one.resolved is not None, one.id)))


def open_talk(about: str = "") -> list[Thread]:
    """All that nobody has resolved, the newest first; nothing without accounts, or where nobody can be asked.

    `about` is what the names of the items begin with: `notices:premium_bill/` for all words of a notice.
    """
    try:
        return require_open_talk(about)
    except DatabaseGone:
        return []


def require_open_talk(about: str = "") -> list[Thread]:
    """The same for a page that is about it. Raises DatabaseGone."""
    people = the_people()
    if people is None:
        return []
    here = person()
    with people.database.reading() as session:
        found = open_threads(session)
    return [one for one in reversed(found) if _sees(here, one.locale) and one.item.startswith(about)]


def _sees(here: Person, locale: str) -> bool:
    return not locale or here.sees(locale)


def is_there(shown: Snapshot, item: str) -> bool:
    """Whether an item is one of the workspace: a text, or a file."""
    if ":" not in item:
        return item in shown.sources
    return any(item == f"{one.domain.name}:{text.address}" for one in items_of(shown) for text in one.segments)


def way_to(shown: Snapshot, item: str, locale: str) -> str:
    """Where an item is worked at; empty for what is there no more."""
    if not is_there(shown, item):
        return ""
    domain, colon, address = item.partition(":")
    if not colon:
        return source_link(item)
    if locale and shown.content is not None and locale in shown.content.settings.locales:
        return url_for("translate.show", locale=locale, at=item)
    if domain == "flows":
        return url_for("words.edit", address=address)
    notice = address.partition("/")[0]
    return url_for("notices.show", notice_id=notice) if notice in shown.notices.ids else ""
