"""The one registry of locales: every spelling of a locale leads to one `Locale`, also for those we never heard of.

The facts are in `core.locales`; what the registry lacks comes from CLDR, and what CLDR lacks is neutral.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache

from ivr_author.core import cldr, locales
from ivr_author.core.locale_profile import Locale
from ivr_author.core.shelf import load_shelf

__all__ = ["NO_SPACES", "Locale", "find_locale", "is_valid_tag", "language_name", "parse_tag", "registry_locales"]

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")

NO_SPACES = frozenset({"zh", "yue", "cmn", "ja", "km", "lo", "my", "th"})
"""Languages that write words without spaces, so that a phrase is found as a part of a text."""


def parse_tag(tag: str) -> str | None:
    """A tag in the workspace's spelling: `pt-BR`, `pt_BR` and `PT_br` are `pt_BR`. None if it is no tag."""
    match = _TAG.fullmatch(tag)
    if match is None:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script.title() if script else "", region.upper() if region else ""]
    return "_".join(part for part in parts if part)


def is_valid_tag(tag: str) -> bool:
    """Whether this could name a locale: language, then script and region if any. Such a name is safe in a path."""
    return parse_tag(tag) is not None


@cache
def registry_locales() -> tuple[Locale, ...]:
    """Every locale of the registry, by id."""
    found = load_shelf(locales, "LOCALE", Locale)
    return tuple(sorted(found.values(), key=lambda locale: locale.id))


@cache
def find_locale(tag: str) -> Locale:
    """The locale of a tag in any spelling. Never fails: an unknown one is neutral, and no tag at all is `und`.

    A region that the registry lacks (`es_PR`) is spoken as its language is, under its own name.
    """
    name = parse_tag(tag)
    if name is None:
        return _neutral("und")
    parts = name.split("_")
    for length in range(len(parts), 0, -1):
        found = _by_name().get("_".join(parts[:length]))
        if found is not None:
            if found.id == name:
                return found
            chain = tuple(other for other in (found.id, *found.fallback) if other != name)
            return dataclasses.replace(found, id=name, tag=name.replace("_", "-"), fallback=chain, aliases=())
    return _from_cldr(name) or _neutral(name)


def language_name(locale: str, other: str) -> str:
    """What the language of a locale is called in another locale, as far as CLDR knows; else in English."""
    english = find_locale(locale).english_name
    return english if other.split("_")[0] == "en" else cldr.name_in(locale, other) or english


@cache
def _by_name() -> dict[str, Locale]:
    named = {alias: locale for locale in registry_locales() for alias in locale.aliases}
    named.update({locale.id: locale for locale in registry_locales()})
    return named


def _from_cldr(name: str) -> Locale | None:
    facts = cldr.find_facts(name)
    if facts is None:
        return None
    return Locale(
        id=name,
        english_name=facts.english_name,
        endonym=facts.endonym,
        tag=name.replace("_", "-"),
        cldr=facts.name,
        plural_count=facts.plural_count,
        plural_expression=facts.plural_expression,
        direction=facts.direction,
        spaced=name.split("_")[0] not in NO_SPACES,
        fallback=_wider(name),
        voicexml_lang=name.replace("_", "-"),
        in_registry=False,
    )


def _neutral(name: str) -> Locale:
    tag = name.replace("_", "-")
    return Locale(name, tag, tag, tag, "", 2, "n != 1", fallback=_wider(name), voicexml_lang=tag, in_registry=False)


def _wider(name: str) -> tuple[str, ...]:
    parts = name.split("_")
    return tuple("_".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
