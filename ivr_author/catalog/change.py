"""What an update did to a catalog, entry by entry. Doing it is left to `update`; telling it, to the faces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr_author.catalog.addresses import Refusal
from ivr_author.catalog.compare import Run, word_difference


class ChangeKind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"  # the text at this address is another one: fuzzy, if it has a translation still
    CONFIRMED = "confirmed"  # likewise, and the author says that its translation stays valid
    MOVED = "moved"  # the same text, at a new address
    CARRIED = "carried"  # the translation of a similar text, as a start: fuzzy
    REVIVED = "revived"  # it was obsolete
    REMOVED = "removed"  # obsolete now, or dropped if nobody had written anything into it


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is not as before; `address` is the new one, or the old one of what was removed.

    `previous_text` and `previous_plural` are what the translation was made for. `refused` says why there is none now,
    though there was one; `lapsed` says whose review no longer holds.
    """

    kind: ChangeKind
    address: str
    text: str
    previous_address: str = ""
    previous_text: str = ""
    is_fuzzy: bool = False
    plural: str = ""
    previous_plural: str = ""
    refused: str = ""
    lapsed: str = ""

    @property
    def difference(self) -> tuple[Run, ...]:
        """How the text differs from the one that the translation was made for; empty where it does not."""
        before = "\n".join(filter(None, (self.previous_text, self.previous_plural)))
        after = "\n".join(filter(None, (self.text, self.plural)))
        return word_difference(before, after) if before and before != after else ()


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did to one catalog; `unconfirmed` are translations that could not be said to stay valid."""

    locale: str
    kept: int
    changes: tuple[Change, ...]
    unconfirmed: tuple[Refusal, ...] = ()

    def count(self, kind: ChangeKind) -> int:
        """How many changes of a kind."""
        return sum(change.kind is kind for change in self.changes)
