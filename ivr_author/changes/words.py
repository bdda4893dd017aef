"""What is said at a place to callers in each locale, before and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr_author.catalog.lookup import Translations, fallback_chain
from ivr_author.catalog.model import Catalog
from ivr_author.changes.model import Change, ChangeKind, Heard

Line = tuple[str, str, str]
"""A text with its address and its plural, which may be empty."""


@dataclass(frozen=True, slots=True)
class Voices:
    """One side of a comparison: its translations, and the locales that calls can be in, the source locale first.

    `changed` are the locales in which the same text can be heard in other words than on the other side.
    """

    translations: Translations
    locales: tuple[str, ...]
    changed: frozenset[str] = frozenset()

    def say(self, lines: Sequence[Line], locale: str) -> tuple[str, str]:
        """The words of some texts that are spoken in a row, and the locale that they are in.

        Where they are in several, it is that of the first that is in another than the caller's.
        """
        if not lines or locale not in self.locales:
            return "", ""
        said = [self.translations.translate(address, text, plural, locale) for address, text, plural in lines]
        spoken = next((one.locale for one in said if one.locale != locale), locale)
        return " ".join(" / ".join(one.forms) for one in said), spoken


def changed_locales(
    before: Mapping[str, Catalog], now: Mapping[str, Catalog], locales: Sequence[str]
) -> frozenset[str]:
    """The locales whose catalog, or one that they fall back to, is another one."""
    others = {name for name in {*before, *now} if before.get(name) is not now.get(name)}
    return frozenset(locale for locale in locales if not others.isdisjoint((locale, *fallback_chain(locale))))


def compare_words(
    before: Voices, now: Voices, old: Sequence[Line], new: Sequence[Line], node: str = "", label: str = ""
) -> Change | None:
    """How the words of a place changed, in which locales; None where everybody hears what they heard."""
    heard = []
    for locale in dict.fromkeys((*now.locales, *before.locales)):
        if old == new and locale not in now.changed:
            continue
        earlier, spoken_before = before.say(old, locale)
        later, spoken_now = now.say(new, locale)
        # A locale that is new or gone is told of once, for the whole workspace.
        if earlier != later and locale in before.locales and locale in now.locales:
            heard.append(Heard(locale, earlier, later, spoken_before, spoken_now))
    if not heard:
        return None
    if not old:
        kind = ChangeKind.WORDS_ADDED
    elif not new:
        kind = ChangeKind.WORDS_REMOVED
    elif heard[0].locale == now.locales[0]:
        kind = ChangeKind.WORDS_CHANGED
    else:
        kind = ChangeKind.TRANSLATION_CHANGED
    return Change(kind, node, label, heard=tuple(heard))
