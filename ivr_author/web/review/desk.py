"""All changes since the release that is live, kept between pages: what has not changed since is not compared again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock

from flask import current_app

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.people.approvals import VerdictBook
from ivr_author.people.database import DatabaseGone
from ivr_author.usecases.changed_items import ChangedItem, Comparison, ItemKind
from ivr_author.usecases.item_authors import Authors, find_authors
from ivr_author.usecases.item_side import Side, side_of
from ivr_author.usecases.review_changes import Baseline, Change, Listing, live_release_of, read_baseline, stand
from ivr_author.web.export_page import start
from ivr_author.web.jobs import Job, JobState, Lane, Progress, the_jobs
from ivr_author.web.release.desk import the_desk
from ivr_author.web.rooms import snapshot, the_studio
from ivr_author.web.signed_in import the_people
from ivr_author.workspace.project import Workspace

EXTENSION = "ivr_review"


@dataclass
class _Compared:
    """A baseline with the comparison that belongs to it, and what was listed last."""

    baseline: Baseline
    comparison: Comparison
    listed: tuple[tuple[ChangedItem, ...], int, tuple[Change, ...]] | None = None


@dataclass(frozen=True)
class Opened:
    """What there is to review; or the task that finds out. `gone`: why it is not known who approved what."""

    listing: Listing | None = None
    job: Job | None = None
    gone: Diagnostic | None = None


@dataclass(frozen=True)
class Seen:
    """The changes that somebody sees: those in no language, and in their languages; by how they stand."""

    changes: Sequence[Change]
    by_standing: Mapping[str, Sequence[Change]]
    kinds: frozenset[ItemKind]
    files: Sequence[str]


@dataclass
class ReviewDesk:
    """Of one studio."""

    _lock: RLock = field(default_factory=RLock)
    _compared: tuple[str, _Compared] | None = None
    _side: Side | None = None
    _authors: Authors | None = None
    _book: VerdictBook | None = None
    _seen: tuple[Sequence[Change], dict[frozenset[str] | None, Seen]] = field(default_factory=lambda: ((), {}))

    def opened(self) -> Opened:
        """All changes as they stand. A release that was not read yet is read as a task. Raises WorkspaceError."""
        root = the_studio().root
        release = live_release_of(root, the_desk().now())
        key = release.commit if release is not None else ""
        workspace = snapshot().workspace
        with self._lock:
            held = self._compared if self._compared is not None and self._compared[0] == key else None
        if held is None:

            def work(progress: Progress) -> _Compared:
                progress(0.05, release.name if release is not None else "")
                compared = _Compared(read_baseline(root, release), Comparison(None))
                compared.comparison = Comparison(compared.baseline.side)
                progress(0.6, "")
                # The first time takes longest: pages only ask for what changed since.
                compared.comparison.items(self._side_of(workspace))
                return compared

            the_jobs().forget_below("review/", f"review/{key}")
            job = start(f"review/{key}", work, Lane.FILES).seen()
            if job.state is not JobState.DONE or not isinstance(job.result, _Compared):
                return Opened(job=job)
            with self._lock:
                self._compared = held = key, job.result
        return self._list(held[1], workspace)

    def seen(self, changes: Sequence[Change], locales: Sequence[str] | None) -> Seen:
        """What of all changes somebody sees who has these languages; None: all of them."""
        key = frozenset(locales) if locales is not None else None
        with self._lock:
            if self._seen[0] is not changes:
                self._seen = changes, {}
            known = self._seen[1].get(key)
            if known is None:
                known = self._seen[1][key] = _see(changes, key)
            return known

    def book(self) -> tuple[VerdictBook | None, Diagnostic | None]:
        """All verdicts as of now, as far as the database can be asked; None: there are no accounts."""
        people = the_people()
        if people is None:
            return None, None
        with self._lock:
            if self._book is None:
                self._book = VerdictBook(people.database)
            try:
                self._book.refresh()
            except DatabaseGone as failure:
                return self._book, failure.diagnostic
            return self._book, None

    def authors(self, before: str) -> Authors:
        """Who wrote what since a commit."""
        with self._lock:
            self._authors = find_authors(the_studio().root, before, self._authors)
            return self._authors

    def side(self) -> Side:
        """The workspace of now, as it is compared."""
        return self._side_of(snapshot().workspace)

    def _list(self, compared: _Compared, workspace: Workspace) -> Opened:
        book, gone = self.book()
        with self._lock:
            now = self._side_of(workspace)
            items = compared.comparison.items(now)
            version = book.version if book is not None else 0
            listed = compared.listed
            if listed is None or listed[0] is not items or listed[1] != version:
                compared.listed = listed = items, version, stand(items, book)
        authors = self.authors(compared.baseline.commit)
        return Opened(Listing(compared.baseline, now, listed[2], authors), gone=gone)

    def _side_of(self, workspace: Workspace) -> Side:
        with self._lock:
            if self._side is None or self._side.workspace is not workspace:
                self._side = side_of(workspace)
            return self._side


def the_review() -> ReviewDesk:
    """The desk of this application."""
    desk = current_app.extensions.setdefault(EXTENSION, ReviewDesk())
    assert isinstance(desk, ReviewDesk), "nobody else uses this name"
    return desk


def _see(changes: Sequence[Change], locales: frozenset[str] | None) -> Seen:
    if locales is not None:
        changes = [one for one in changes if not one.item.locale or one.item.locale in locales]
    by_standing: dict[str, list[Change]] = {}
    for one in changes:
        by_standing.setdefault(str(one.standing), []).append(one)
    kinds = frozenset(one.item.kind for one in changes)
    return Seen(changes, by_standing, kinds, list(dict.fromkeys(one.item.about for one in changes)))
