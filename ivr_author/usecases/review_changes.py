"""Reviewing what changed since the release that callers hear: each change with how it stands, and verdicts on some.

A verdict is on the very content that somebody saw, by its hash; authors do not judge their own work, drafts of machines
are approved only by reviewers of their language, and nothing is judged that is not committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ivr_author.catalog.model import Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.po_entry import replace_entry
from ivr_author.catalog.review import mark_reviewed
from ivr_author.catalog.states import UnreadableMark
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source
from ivr_author.people.approvals import Verdict, VerdictBook, record_verdict
from ivr_author.people.comments import MAX_CHARACTERS, add_comment
from ivr_author.people.database import Database
from ivr_author.people.roles import Permission, Person
from ivr_author.people.tables import MAX_ITEM
from ivr_author.usecases.catalogs import CATALOG_DOMAINS
from ivr_author.usecases.changed_items import ChangedItem, Comparison
from ivr_author.usecases.item_authors import Authors, find_authors
from ivr_author.usecases.item_side import Side, side_of
from ivr_author.usecases.released import readable_release, workspace_of_release
from ivr_author.workspace.files import revision
from ivr_author.workspace.git import Person as Author
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.releases import Release

RULES = {
    "review-comment": "A change is returned without saying why, or a quote is none of its words",
    "review-gone": "What is to be judged has not changed, or no longer",
    "review-language": "A change is judged by somebody who does not review its language",
    "review-machine": "A machine's translation is approved by somebody who may not",
    "review-outdated": "A change was changed again before it was judged",
    "review-own-work": "Somebody would judge what they wrote",
    "review-uncommitted": "A change is judged before it is committed",
}
"""Every rule id that only this module can report, with its description."""


class Standing(StrEnum):
    """How a change stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Change:
    """A change and what was said of it. `verdict` is on this content; `earlier` the last one on another."""

    item: ChangedItem
    verdict: Verdict | None = None
    earlier: Verdict | None = None

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if self.verdict is None:
            return Standing.WAITING
        return Standing.APPROVED if self.verdict.approved else Standing.RETURNED


@dataclass(frozen=True, slots=True)
class Baseline:
    """The release that callers hear, and its content; None: nothing is live, so all is new."""

    release: Release | None = None
    side: Side | None = None

    @property
    def commit(self) -> str:
        """The commit that changes are told since; empty: since the first one."""
        return self.release.commit if self.release is not None else ""


@dataclass(frozen=True)
class Listing:
    """All changes as they stand, and who can be asked for their authors."""

    baseline: Baseline
    now: Side
    changes: tuple[Change, ...]
    authors: Authors

    def find(self, item: str, locale: str) -> Change | None:
        """The change of an item in a language."""
        return next((one for one in self.changes if one.item.key == (item, locale)), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody judges: an item, and the hash of what they saw."""

    item: str
    locale: str
    content: str


@dataclass(frozen=True, slots=True)
class Judging:
    """A verdict to be: by whom and when; a comment (needed to return), and the words that it is about."""

    person: Person
    when: datetime
    approve: bool
    comment: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Judged:
    """What was judged, and what was refused with the reason."""

    done: tuple[ChangedItem, ...]
    refused: tuple[tuple[Asked, Diagnostic], ...]


def live_release_of(root: Path, moment: datetime) -> Release | None:
    """The release that callers hear; None where there is none, or none that can be read."""
    live = read_journal(root).live(moment)
    return readable_release(root, live.release) if live is not None else None


def read_baseline(root: Path, release: Release | None) -> Baseline:
    """The content of a release, to compare with. Takes as long as reading a workspace."""
    with workspace_of_release(root, release) as workspace:
        return Baseline(release if workspace is not None else None, side_of(workspace) if workspace else None)


def stand(items: Iterable[ChangedItem], book: VerdictBook | None) -> tuple[Change, ...]:
    """Changes with what was said of them; without a database, nobody said anything."""
    if book is None:
        return tuple(Change(one) for one in items)
    return tuple(_stand(one, book) for one in items)


def list_changes(root: Path, moment: datetime, database: Database | None = None) -> Listing:
    """Everything from scratch, for a command. Raises WorkspaceError and DatabaseGone."""
    baseline = read_baseline(root, live_release_of(root, moment))
    now = side_of(load_workspace(root))
    book = VerdictBook(database) if database is not None else None
    if book is not None:
        book.refresh()
    changes = stand(Comparison(baseline.side).items(now), book)
    return Listing(baseline, now, changes, find_authors(root, baseline.commit))


def may_judge(person: Person, item: ChangedItem) -> bool:
    """Whether somebody reviews what this is in."""
    return person.may(Permission.REVIEW, item.locale)


def why_not(listing: Listing, item: ChangedItem, judging: Judging) -> Diagnostic | None:
    """Why somebody may not judge a change; None: they may."""
    person = judging.person
    if not may_judge(person, item):
        where = f"in {item.locale}" if item.locale else "that is in no language alone"
        return error("review-language", f"only reviewers judge what is {where}", hint="ask one of them")
    if item.by_machine and judging.approve and not person.may(Permission.APPROVE_MACHINE, item.locale):
        message = f"a machine translated this, and only a reviewer of {item.locale} may approve it"
        return error("review-machine", message, hint="ask a reviewer of this language")
    authors = listing.authors.of(item, listing.now)
    if authors is None:
        fault = listing.authors.fault
        message = fault.message if fault is not None else f"{item.path} is not committed yet"
        hint = "save it in the studio, or commit it; then it is known who wrote it"
        return error("review-uncommitted", f"this can't be judged: {message}", hint=hint)
    if is_author(person, authors):
        message = "nobody judges what they wrote themselves"
        return error("review-own-work", message, hint="somebody else has to look at it")
    return None


def is_author(person: Person, authors: Sequence[Author] | None) -> bool:
    """Whether somebody is among the authors, by their address."""
    mine = person.email.strip().lower()
    return bool(mine) and any(one.email == mine for one in authors or ())


def judge_changes(
    database: Database, keeper: Keeper, listing: Listing, asked: Sequence[Asked], judging: Judging
) -> Judged:
    """Record a verdict on each of some changes, as far as they are what was seen and the person may judge them.

    A machine's translations that are approved get the person's name in their catalog first. Raises DatabaseGone,
    WorkspaceError and Conflict: then nothing was recorded.
    """
    faulty = _comment_fault(listing, asked, judging)
    if faulty is not None:
        return Judged((), tuple((one, faulty) for one in asked))
    known = {one.item.key: one for one in listing.changes}
    listing.authors.load(one.item for one in (known.get((each.item, each.locale)) for each in asked) if one is not None)
    good: dict[tuple[str, str], ChangedItem] = {}
    refused: list[tuple[Asked, Diagnostic]] = []
    for one in asked:
        change = known.get((one.item, one.locale))
        fault = _unfit(listing, change, one, judging)
        if fault is not None or change is None:
            refused.append((one, fault or _gone(one)))
        else:
            good[change.item.key] = change.item
    if judging.approve:
        for key, fault in _sign(keeper, listing, [one for one in good.values() if one.by_machine], judging).items():
            refused.append((Asked(*key, good.pop(key).content), fault))
    if good:
        _record(database, good.values(), judging)
    return Judged(tuple(good.values()), tuple(refused))


def _stand(item: ChangedItem, book: VerdictBook) -> Change:
    verdict = book.on(item.item, item.locale, item.content)
    return Change(item, verdict, None if verdict is not None else book.of(item.item, item.locale))


def _record(database: Database, items: Iterable[ChangedItem], judging: Judging) -> None:
    person, comment = judging.person, judging.comment.strip()
    with database.writing() as session:
        for item in items:
            told = (judging.approve, person.name, person.id, judging.when, comment)
            record_verdict(session, Verdict(item.item, item.locale, item.content, *told), person.email)
            if comment:
                add_comment(session, judging.when, person, item.item, item.locale, comment, judging.quote)


def _comment_fault(listing: Listing, asked: Sequence[Asked], judging: Judging) -> Diagnostic | None:
    comment = judging.comment.strip()
    if len(comment) > MAX_CHARACTERS:
        return error("review-comment", f"the comment has {len(comment):,} characters; {MAX_CHARACTERS:,} are allowed")
    if judging.approve:
        return None
    if not comment:
        return error("review-comment", "nothing says why it is returned", hint="tell its author what to change")
    if judging.quote:
        words = [one.item for one in listing.changes if any(one.item.key == (each.item, each.locale) for each in asked)]
        if not any(judging.quote in text for item in words for text in (*item.before, *item.after, *item.source)):
            return error(
                "review-comment", "the quoted words do not stand there", hint="leave the quote out, or copy it"
            )
    return None


def _unfit(listing: Listing, change: Change | None, asked: Asked, judging: Judging) -> Diagnostic | None:
    if change is None or len(asked.item) > MAX_ITEM:
        return _gone(asked)
    if change.item.content != asked.content:
        message = "this was changed again meanwhile, so what you saw is no longer what it says"
        return error("review-outdated", message, hint="look at what it says now")
    return why_not(listing, change.item, judging)


def _gone(asked: Asked) -> Diagnostic:
    message = f"{asked.item[:100]} is as it is in the release that is live, or gone"
    return error("review-gone", message, hint="there is nothing to judge any more")


# --- names in catalogs -----------------------------------------------------------------------------------------------


@dataclass
class _Signing:
    """A catalog in which drafts get a name."""

    text: str
    expected: str
    count: int = 0
    locales: dict[str, None] = field(default_factory=dict)


def _sign(
    keeper: Keeper, listing: Listing, items: Sequence[ChangedItem], judging: Judging
) -> Mapping[tuple[str, str], Diagnostic]:
    """Put the person's name beside drafts of machines; what a check finds wrong is not signed, and told."""
    workspace = listing.now.workspace
    source_locale = workspace.content.settings.source_locale if workspace.content is not None else "en"
    faults: dict[tuple[str, str], Diagnostic] = {}
    signing: dict[str, _Signing] = {}
    # From the last line up, so that the places of the others stay what they are.
    for item in sorted(items, key=lambda one: -(one.message.line if one.message is not None else 0)):
        domain = CATALOG_DOMAINS[item.item.partition(":")[0]]
        catalog, source = domain.catalogs_of(workspace)[item.locale], workspace.sources[item.path]
        assert item.segment is not None, "a translation is of a text"
        assert item.message is not None, "and stands in an entry"
        try:
            alone = replace(catalog, entries=(item.message,))
            on = judging.when.astimezone().date().isoformat()
            marked, marking = mark_reviewed(alone, [item.segment], source_locale, judging.person.name, on)
        except UnreadableMark as failure:
            hint = "an administrator can change the name"
            faults[item.key] = error("bad-person", str(failure), hint=hint)
            continue
        if marking.refused:
            reasons = "; ".join(one.reason for one in marking.refused)
            faults[item.key] = error("review-machine", f"a check finds it wrong: {reasons}", hint="return it")
            continue
        held = signing.setdefault(item.path, _Signing(source.text, revision(source.text.encode())))
        held.text = _with_entry(held.text, item.message, marked.entries[0], item.path, item.locale)
        held.count += 1
        held.locales[item.locale] = None
    if signing:
        count = sum(one.count for one in signing.values())
        what = f"{count:,} translations" if count > 1 else "a translation"
        where = ", ".join(dict.fromkeys(locale for one in signing.values() for locale in one.locales))
        saved = {path: (one.text.encode(), one.expected) for path, one in signing.items()}
        keeper.save(saved, f"Mark {what} ({where}) as reviewed")
    return faults


def _with_entry(text: str, old: Message, new: Message, path: str, locale: str) -> str:
    edited = replace_entry(text, old, new)
    if edited is not None:
        return edited
    # Laid out in another way than ours: the whole of it is written anew.
    catalog, _ = read_catalog(Source(path, text), locale)
    return write_catalog(replace(catalog, entries=tuple(new if one == old else one for one in catalog.entries)))
