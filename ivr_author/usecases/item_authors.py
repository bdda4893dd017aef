"""Who wrote what changed since a commit, item by item: for nobody approves what they wrote themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.usecases.changed_items import ChangedItem, ItemKind
from ivr_author.usecases.item_side import Side
from ivr_author.workspace.git import GitError, Person, find_repository
from ivr_author.workspace.layout import CONTENT
from ivr_author.workspace.line_authors import LineHistory

_FIELDS = ("#,", "#|", "msgctxt", '"')


@dataclass
class Authors:
    """Who wrote what, between a commit and what is checked out now; `of` asks git for each file once.

    `fault`: why nobody can tell, as in a folder that is not kept under git.
    """

    head: str = ""
    uncommitted: frozenset[str] = frozenset()
    fault: Diagnostic | None = None
    _history: LineHistory | None = None
    _known: dict[tuple[str, str, str], tuple[Person, ...] | None] = field(default_factory=dict)

    def load(self, items: Iterable[ChangedItem]) -> None:
        """Ask git for the files of several items in one go."""
        if self._history is not None:
            self._history.load(one.path for one in items if one.path not in self.uncommitted)

    def of(self, item: ChangedItem, now: Side) -> tuple[Person, ...] | None:
        """Everybody who had a hand in it, the last one first; None: not committed, so nobody knows yet."""
        if self._history is None or item.path in self.uncommitted:
            return None
        key = (*item.key, item.content)
        if key not in self._known:
            self._known[key] = _find(self._history, item, now)
        return self._known[key]


def find_authors(root: Path, before: str, last: Authors | None = None) -> Authors:
    """The authors since a commit ("": since the first one); `last` is taken up where nothing was committed since."""
    try:
        repository = find_repository(root)
        head, uncommitted = repository.head(), frozenset(repository.uncommitted(CONTENT))
    except GitError as failure:
        return Authors(fault=failure.diagnostic)
    if last is not None and last.head == head and last._history is not None and last._history.before == before:
        last.uncommitted = uncommitted
        return last
    return Authors(head, uncommitted, None, LineHistory(repository, before, head) if head else None)


def _find(history: LineHistory, item: ChangedItem, now: Side) -> tuple[Person, ...]:
    lines = _lines_of(item, now)
    is_entry = item.kind is ItemKind.TRANSLATION
    found = history.authors_of(item.path, *lines, with_line_before=is_entry) if lines is not None else ()
    # What changed though none of its lines did, somebody did elsewhere: rather all than nobody.
    return found or history.authors(item.path) or history.everybody()


def _lines_of(item: ChangedItem, now: Side) -> tuple[int, int] | None:
    """The first and the last line of an item; None where it is no part of its file, or no longer there."""
    if item.is_gone or item.segment is None:
        return None
    if item.kind is ItemKind.WORDS:
        return item.segment.span.line, max(item.segment.span.line, item.segment.span.end_line)
    source = now.workspace.sources.get(item.path)
    if item.message is None or source is None:
        return None
    return _lines_of_entry(source, item.message.line)


def _lines_of_entry(source: Source, line: int) -> tuple[int, int]:
    """An entry of a catalog without the comments: who signs a review has not written what it is of."""
    first = last = line
    while source.line(first - 1).startswith(_FIELDS):
        first -= 1
    while source.line(last + 1).strip() and not source.line(last + 1).startswith("#"):
        last += 1
    return first, last
