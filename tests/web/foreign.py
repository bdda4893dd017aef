"""Words of a page that are in languages which its reader does not work in; names of languages are no such words."""

from __future__ import annotations

from collections.abc import Collection

from ivr_author.core.locale import find_locale
from ivr_author.flow.settings import Settings
from tests.web.pages import Page


def foreign_words(page: Page, settings: Settings, theirs: Collection[str]) -> list[str]:
    """What stands there in other languages than the source and theirs."""
    others = {find_locale(one).tag.split("-")[0]: find_locale(one) for one in settings.locales if one not in theirs}
    names = {one.endonym for one in others.values()}
    return [
        f"{element.tag} {words[:60]}"
        for element in page.all("//body//*[@lang][not(self::option)]")
        if element.get("lang").split("-")[0] in others
        and (words := " ".join(element.text_content().split())) not in {*names, ""}
    ]
