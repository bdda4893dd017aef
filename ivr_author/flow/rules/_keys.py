"""How English prompts speak of keys. Other source languages are left alone by the rules that use this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ivr_author.core.locales.en import LOCALE
from ivr_author.core.placeholders import placeholder_names
from ivr_author.flow.settings import Settings

_WORDS = LOCALE.lexicon
_NAMES = {
    **{word: str(value) for word, value in _WORDS.numbers if value < 10 and word != "oh"},
    **dict.fromkeys((name for name in _WORDS.star if " " not in name), "*"),
    **dict.fromkeys((name for name in _WORDS.pound if " " not in name), "#"),
}
_VERB = r"(?:press|pressing|push|dial|hit)"
_BEFORE_KEY = r"(?:the\s+|number\s+|key\s+|button\s+|digit\s+)*"
_HAND_WRITTEN = re.compile(rf"\b{_VERB}\s+{_BEFORE_KEY}(\d|[*#]|(?:{'|'.join(_NAMES)})\b)(?!\d)", re.IGNORECASE)
_KEY_PLACEHOLDERS = frozenset({"key", "yes", "no"})

_CLAUSE_END = re.compile(rf"[.;!?]+(?:\s|$)|\s*,?\s+(?:or|and)\s+(?={_VERB}\b)", re.IGNORECASE)
_FILLER = r"(?:please|you can|you may|also|just|simply|now|or|and|then|next|,|:|-)"
_KEY = rf"(?:\{{(?:{'|'.join(sorted(_KEY_PLACEHOLDERS))})\}}|\d|(?:star|pound)\b|[*#])"
_KEY_FIRST = re.compile(
    rf"\s*(?:{_FILLER}\s*)*(?:(?:{_VERB}|enter|choose|select|say|use)\s+{_BEFORE_KEY})?(?P<key>{_KEY})(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NO_ACTION = r"(?:now|please|again|on your (?:phone|keypad|telephone)(?: keypad)?|at any time|,|-)"
_AFTER = re.compile(rf"\s*(?:{_NO_ACTION}\s*)*(?P<action>.*?)\s*", re.IGNORECASE | re.DOTALL)
_PURPOSE = re.compile(r"(?:(?:for|to|if|when|in order to|and)\b|[:=])(?!\s*\d)", re.IGNORECASE)


class HandWritten(NamedTuple):
    """A key that a text names itself, and where."""

    key: str
    start: int
    end: int


def is_english(settings: Settings) -> bool:
    """Whether the source texts are English."""
    return settings.source_locale.split("_")[0] == "en"


def hand_written_keys(text: str) -> Iterator[HandWritten]:
    """Keys that are written out after a verb: `press 2`, `press pound`."""
    for match in _HAND_WRITTEN.finditer(text):
        found = match[1].lower()
        yield HandWritten(_NAMES.get(found, found), match.start(1), match.end(1))


def spoken_keys(*texts: str) -> set[str]:
    """The keys that texts name by hand."""
    return {found.key for text in texts for found in hand_written_keys(text)}


def names_key(text: str, key: str) -> bool:
    """Whether a line tells its key, by placeholder or by hand."""
    return "key" in placeholder_names(text) or key in spoken_keys(text)


def keys_before_action(text: str) -> Iterator[tuple[int, int]]:
    """Where a key comes before what it is for, as in `press 1 for billing`; a caller has forgotten it by then."""
    start = 0
    for end, following in _clauses(text):
        match = _KEY_FIRST.match(text, start, end)
        start = following
        if match is None:
            continue
        after = _AFTER.fullmatch(match["after"])
        action = after["action"] if after else ""
        # A figure may simply begin a sentence (`2 bills are open`); with a purpose after it, it is a key.
        is_placeholder = match["key"].startswith("{")
        if _PURPOSE.match(action) or (is_placeholder and action.strip(" ,")):
            yield match.start("key"), match.end("key")


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Where each clause ends, and where the next begins."""
    for match in _CLAUSE_END.finditer(text):
        yield match.start(), match.end()
    yield len(text), len(text)
