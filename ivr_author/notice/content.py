"""What a workspace says about notices, as far as it could be read; its faults came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_author.core.source import Source
from ivr_author.notice.model import Letterhead, Notice
from ivr_author.notice.template.tree import Template


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """One notice with its words. `template` is None where the words could not be read; `source` is the template's."""

    notice: Notice
    template: Template | None
    source: Source


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """All notices by id, the snippets by name, and who writes."""

    letterhead: Letterhead | None = None
    notices: Mapping[str, NoticeFile] = field(default_factory=dict)
    snippets: Mapping[str, Source] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    """Ids of notices whose files are there but could not be read."""

    def has_notice(self, name: str) -> bool:
        """Whether there is such a notice, readable or not."""
        return name in self.notices or name in self.unreadable
