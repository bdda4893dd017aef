"""What a caller hears: the translation of a text at an address in a locale, or the nearest text there is.

Speaking it with its placeholders filled is left to the targets; saying what is missing, to the checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.states import MarkKind, mark_of
from ivr_author.core.locale import find_locale


class State(StrEnum):
    """How far a text is in one locale. Who reviewed it, and what was drafted by a machine, is `states`' to read."""

    REVIEWED = "reviewed"  # by a named person, for exactly these words
    TRANSLATED = "translated"
    DRAFT = "draft"  # by a machine, and nobody has changed a word since
    FUZZY = "fuzzy"  # somebody must look at it
    STALE = "stale"  # the translation of another text: the source changed and the catalog was not updated
    MISSING = "missing"  # no entry, no words, or not as many plural forms as the locale has

    @property
    def is_used(self) -> bool:
        """Whether callers and members get it; otherwise they get the next locale that has the text."""
        return self in _USED


_USED = (State.REVIEWED, State.TRANSLATED, State.DRAFT)


@dataclass(frozen=True, slots=True)
class Found:
    """A text as it will be spoken: the locale that it is in, and its one form or that locale's plural forms.

    `state` is that of the locale that was asked for, so a text spoken in a fallback says why.
    """

    locale: str
    forms: tuple[str, ...]
    state: State


def fallback_chain(locale: str) -> tuple[str, ...]:
    """Where a translation is looked for when the locale itself has none; the source comes after them."""
    return find_locale(locale).fallback


class Translations:
    """All catalogs of a workspace, looked up by address."""

    def __init__(
        self,
        catalogs: Mapping[str, Catalog],
        source_locale: str,
        chain: Callable[[str], Sequence[str]] = fallback_chain,
    ) -> None:
        self.source_locale = source_locale
        self._chain = chain
        self._catalogs = {locale: index_of(catalog) for locale, catalog in catalogs.items()}

    def translate(self, address: str, text: str, plural: str, locale: str) -> Found:
        """The text in a locale, else along its fallbacks, else as the author wrote it. An empty plural is none."""
        forms = (text, plural) if plural else (text,)
        if locale == self.source_locale:
            return Found(locale, forms, State.TRANSLATED)
        asked = State.MISSING
        for place, name in enumerate((locale, *self._chain(locale))):
            if name == self.source_locale:
                break
            catalog = self._catalogs.get(name)
            state, message = catalog.find(address, text, plural) if catalog else (State.MISSING, None)
            if place == 0:
                asked = state
            if message is not None and state.is_used:
                return Found(name, message.strings, asked)
        return Found(self.source_locale, forms, asked)


def state_of(message: Message, plural_forms: int) -> State:
    """How far an entry is in itself, where its locale has so many plural forms; whether it is stale, it can't know."""
    wanted = 1 if message.msgid_plural is None else plural_forms
    if not message.is_complete or len(message.strings) != wanted:
        return State.MISSING
    if message.is_fuzzy:
        return State.FUZZY
    mark = mark_of(message)
    if mark is None:
        return State.TRANSLATED
    return State.REVIEWED if mark.kind is MarkKind.REVIEWED else State.DRAFT


MOST_INDEXED = 128
"""Catalogs whose indices are kept: two for each locale of a large workspace, and as many of the version before."""

_indexed: dict[int, AddressIndex] = {}
_indexing = Lock()


def index_of(catalog: Catalog) -> AddressIndex:
    """The index of a catalog; made once for each that was read, since a workspace is asked again and again."""
    with _indexing:
        known = _indexed.get(id(catalog))
        # The index holds its catalog, so nothing else can have got the same id meanwhile.
        if known is not None:
            return known
    made = AddressIndex(catalog)
    with _indexing:
        while len(_indexed) >= MOST_INDEXED:
            del _indexed[next(iter(_indexed))]
        _indexed[id(catalog)] = made
    return made


class AddressIndex:
    """One catalog, by address."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._by_address: dict[str, list[Message]] = defaultdict(list)
        for message in catalog.entries:
            if message.context is not None:
                self._by_address[message.context].append(message)
        self._states: dict[int, State] = {}
        # Forms are chosen by the registry's rule; with another rule in the header they were written for other counts.
        wanted = find_locale(catalog.locale).plural_count
        rule = catalog.plural_rule
        self._plural_forms = wanted if rule is None or rule.count == wanted else 0

    def find(self, address: str, text: str, plural: str) -> tuple[State, Message | None]:
        """The entry for a text at an address and its state; None when nothing is there."""
        entries = self._by_address.get(address)
        if not entries:
            return State.MISSING, None
        for message in entries:
            if message.says(text, plural):
                state = self._states.get(id(message))
                if state is None:
                    state = self._states[id(message)] = state_of(message, self._plural_forms)
                return state, message
        return (State.STALE if any(entries[0].strings) else State.MISSING), entries[0]
