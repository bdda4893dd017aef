"""A workspace as it would be with the pseudo-locales among its locales; on disk nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.pseudo import PSEUDO_LOCALES, PseudoTranslations
from ivr_author.workspace.project import Workspace


@dataclass(frozen=True)
class _PseudoWorkspace(Workspace):
    everywhere: bool = False

    def translations(self) -> PseudoTranslations:
        return self._made_of(self.catalogs)

    def notice_translations(self) -> PseudoTranslations:
        return self._made_of(self.notice_catalogs)

    def _made_of(self, catalogs: Mapping[str, Catalog]) -> PseudoTranslations:
        return PseudoTranslations(catalogs, self._source_locale, everywhere=self.everywhere)


def with_pseudo_locales(workspace: Workspace, *, everywhere: bool = False) -> Workspace:
    """The workspace with both pseudo-locales; `everywhere`: the others have pseudo words, too.

    One that names a pseudo-locale itself has it already, and its words are made all the same.
    """
    content = workspace.content
    if content is None:
        return workspace
    settings = content.settings
    more = [one for one in PSEUDO_LOCALES if one not in settings.all_locales()]
    content = replace(content, settings=replace(settings, locales=(*settings.locales, *more)))
    known = {one.name: getattr(workspace, one.name) for one in fields(Workspace)}
    return _PseudoWorkspace(**{**known, "content": content}, everywhere=everywhere)


def if_pseudo(workspace: Workspace, locale: str | None) -> Workspace:
    """The workspace with the pseudo-locales where one of them is asked for; else as it is."""
    return with_pseudo_locales(workspace) if locale in PSEUDO_LOCALES else workspace
