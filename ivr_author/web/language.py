"""The studio's own words: one hook through which all of them pass, so that a catalog can stand behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """The language of a page's own words; content in other languages names its own."""

    tag: str = "en"
    direction: str = "ltr"


PAGE_LANGUAGE = PageLanguage()


def gettext(message: str) -> str:
    """The message in the reader's language."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The form that fits the count."""
    return one if count == 1 else many
