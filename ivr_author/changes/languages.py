"""What became of the translations of each locale: which texts lost theirs, and which got one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivr_author.catalog.lookup import State, Translations
from ivr_author.core.segment import Segment

States = Mapping[str, State]
"""How far each text is, by its address."""


def states_of(segments: Iterable[Segment], translations: Translations, locale: str) -> dict[str, State]:
    """The states of some texts in a locale."""
    return {one.address: translations.translate(one.address, one.text, one.plural, locale).state for one in segments}


def lost(before: States, now: States) -> tuple[list[str], list[str]]:
    """The addresses whose translation is out of date or doubtful now, and those without one; both were well before.

    A text that is new and not translated counts among the latter.
    """
    stale: list[str] = []
    missing: list[str] = []
    for address, state in now.items():
        earlier = before.get(address)
        if state.is_used or (earlier is not None and not earlier.is_used):
            continue
        (missing if state is State.MISSING else stale).append(address)
    return stale, missing


def mended(before: States, now: States) -> list[str]:
    """The addresses that had no usable translation, and have one now."""
    return [
        address for address, state in now.items() if state.is_used and address in before and not before[address].is_used
    ]
