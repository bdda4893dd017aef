"""The gate of approvals, answered from the database of people: what changed, and who approved exactly that."""

from __future__ import annotations

from ivr_author.people.approvals import VerdictBook
from ivr_author.people.database import Database, DatabaseGone
from ivr_author.usecases.changed_items import ChangedItem, changed_items
from ivr_author.usecases.item_side import side_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace


class RecordedApprovals:
    """`gates.Approvals` over a database. Both workspaces must still have their folders."""

    def __init__(self, database: Database) -> None:
        self._book = VerdictBook(database)

    def changed(self, before: Workspace | None, now: Workspace) -> tuple[ChangedItem, ...]:
        """What changed between two workspaces; None: all of it. Raises WorkspaceError where nobody can be asked."""
        try:
            self._book.refresh()
        except DatabaseGone as failure:
            raise WorkspaceError(failure.diagnostic) from failure
        return changed_items(side_of(before) if before is not None else None, side_of(now))

    def by(self, item: str, locale: str, content: str) -> str | None:
        """Who approved exactly this; None: nobody did, or it was returned since."""
        verdict = self._book.on(item, locale, content)
        return verdict.by if verdict is not None and verdict.approved else None
