"""Which keys a text tells the caller to press: by placeholder, figure, number word or name, in any script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ivr_author.catalog.values import MOST_CHARACTERS, MOST_KEPT
from ivr_author.catalog.wording import (
    HOLE,
    KEYS,
    MARKED_KEYS,
    PROCLITICS,
    TAKEN,
    Word,
    is_spaced,
    lexicon_of,
    number_words_of,
    plain_text,
    words_of,
)

STAR, POUND = "*", "#"
MOST_BETWEEN = 4
"""Words between a verb and its key: `press the button with the 2`."""

LONGEST_ARTICLE = 3
"""Letters: what is longer beside a verb may be the name of a key."""

_MARK = re.compile("[\ue000-\ue00b]|(?<![\\w*])[*](?![\\w*])|#|[.!?;…؟।։。！？]|" + HOLE)
_ENDS = frozenset(".!?;…؟।։。！？")
_MORE_FIGURES = re.compile(r"[-.,:/]\d")
_FIGURE = re.compile(r"(\d+)(\D{0,3})")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that a text tells, in order; those that a word in it could mean; and whether a verb has no known key."""

    told: tuple[str, ...] = ()
    mentioned: frozenset[str] = frozenset()
    has_unknown: bool = False
    is_name: bool = False  # the whole text is how a key is called


@dataclass(frozen=True, slots=True)
class KeyDifference:
    """Keys of a text that its translation does not tell, and those that only the translation tells."""

    lost: tuple[str, ...]
    added: tuple[str, ...]
    has_unknown: bool

    def __bool__(self) -> bool:
        return bool(self.lost or self.added)


def compare_keys(source: Keys, translation: Keys, also: tuple[str, ...] = ()) -> KeyDifference:
    """What only one of them tells. A key that the other mentions in any way is not held against either."""
    lost = (key for key in source.told if key not in translation.told and key not in translation.mentioned)
    added = (key for key in translation.told if key not in (*source.told, *also) and key not in source.mentioned)
    has_unknown = translation.has_unknown or (source.is_name and not translation.told)
    return KeyDifference(tuple(dict.fromkeys(lost)), tuple(dict.fromkeys(added)), has_unknown)


@lru_cache(maxsize=MOST_KEPT)
def keys_of(text: str, locale: str, constants: tuple[tuple[str, str], ...] = ()) -> Keys:
    """The keys of a text; `constants` are the placeholders that its place fills, of which keys count as told."""
    plain = plain_text(text[:MOST_CHARACTERS], constants)
    lexicon = lexicon_of(locale)
    name = _names(locale).get(plain.strip(" ."))
    if name is not None:
        return Keys((name,), frozenset({name}), is_name=True)
    if not any(mark in plain for mark in MARKED_KEYS) and not any(stem in plain for stem in lexicon.press):
        return Keys(mentioned=_mentioned(plain, locale) if plain else frozenset())
    told = {place: MARKED_KEYS[letter] for place, letter in enumerate(plain) if letter in MARKED_KEYS}
    pressed = list(_pressed(plain, locale) if is_spaced(locale) else _pressed_unspaced(plain, locale))
    told.update({place: key for place, key in pressed if key})
    return Keys(
        tuple(key for _, key in sorted(told.items())),
        _mentioned(plain, locale) | frozenset(told.values()),
        any(not key for _, key in pressed),
    )


def _mentioned(plain: str, locale: str) -> frozenset[str]:
    found = {match[0] for match in re.finditer(r"(?<!\d)\d(?!\d)|[*#]", plain)}
    found.update(str(word.number) for word in number_words_of(plain, locale) if word.number in range(10))
    found.update(key for name, key in _names(locale).items() if name in plain)
    return frozenset(found)


@cache
def _names(locale: str) -> dict[str, str]:
    lexicon = lexicon_of(locale)
    return {**dict.fromkeys(lexicon.star, STAR), **dict.fromkeys(lexicon.pound, POUND)}


# --- languages with spaces -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Item:
    """A word or a mark; its key, if it is one. `is_end`: no key beyond it belongs to a verb before it."""

    text: str
    start: int
    key: str = ""
    is_end: bool = False
    is_verb: bool = False
    is_counted: bool = False  # a noun that makes the number before it a count


def _pressed(plain: str, locale: str) -> Iterator[tuple[int, str]]:
    """Each verb's key with its place; an empty key where the words beside the verb name none that we know."""
    lexicon = lexicon_of(locale)
    items = _items(plain, locale)
    for place, item in enumerate(items):
        if not item.is_verb:
            continue
        if lexicon.key_first:
            beside = range(place - 1, max(-1, place - MOST_BETWEEN), -1)
        else:
            beside = range(place + 1, min(len(items), place + 2 + MOST_BETWEEN))
        found = _first_key(items, beside)
        if found is not None:
            yield found
        if found is not None and found[1] and not lexicon.key_first:
            yield from _more_keys(items, next(index for index in beside if items[index].start == found[0]))


def _more_keys(items: list[_Item], last: int) -> Iterator[tuple[int, str]]:
    """The keys after a key, with a short word or two between: `1 or 2`, `el 1 o el 2`."""
    while True:
        following = range(last + 1, min(len(items), last + 4))
        index = next((one for one in following if items[one].key or len(items[one].text) > LONGEST_ARTICLE), None)
        if index is None or any(items[one].is_end or items[one].is_verb for one in range(last + 1, index + 1)):
            return
        found = _first_key(items, range(index, index + 1))
        if found is None or not found[1]:
            return
        yield found
        last = index


def _first_key(items: list[_Item], beside: range) -> tuple[int, str] | None:
    may_name_key = False
    for index in beside:
        item = items[index]
        if item.is_end or item.is_verb:
            break
        may_name_key = may_name_key or len(item.text) > LONGEST_ARTICLE
        is_count = index + 1 < len(items) and items[index + 1].is_counted
        if item.key and not is_count:
            return item.start, item.key
    return (items[beside[0]].start, "") if may_name_key else None


def _items(plain: str, locale: str) -> list[_Item]:
    lexicon = lexicon_of(locale)
    found = [_item(word, plain, locale) for word in words_of(plain, locale)]
    for match in _MARK.finditer(plain):
        mark = match[0]
        key = MARKED_KEYS.get(mark) or (mark if mark in (STAR, POUND) else "")
        found.append(_Item(mark, match.start(), key, is_end=mark in _ENDS or mark == HOLE))
    found.sort(key=lambda item: item.start)
    return (
        _with_long_names(found, _names(locale)) if any(" " in name for name in lexicon.star + lexicon.pound) else found
    )


def _item(word: Word, plain: str, locale: str) -> _Item:
    lexicon = lexicon_of(locale)
    # More than a figure is a telephone number or an amount, and what follows is no key.
    is_longer = word.text.isdigit() and (len(word.text) > 1 or _MORE_FIGURES.match(plain, word.end) is not None)
    return _Item(
        word.text,
        word.start,
        "" if is_longer else _key_of(word, locale),
        is_end=is_longer,
        is_verb=any(plain.startswith(lexicon.press, start) for start in _beginnings(word, locale)),
        is_counted=plain.startswith(lexicon.digits, word.start),
    )


def _beginnings(word: Word, locale: str) -> Iterator[int]:
    yield word.start
    if word.text[0] in PROCLITICS.get(locale.split("_")[0], ""):
        yield word.start + 1


def _key_of(word: Word, locale: str) -> str:
    if word.number is not None:
        return str(word.number) if word.number in range(10) else ""
    name = _names(locale).get(word.text)
    if name is not None:
        return name
    figure = _FIGURE.fullmatch(word.text)
    if figure is not None:
        return figure[1] if len(figure[1]) == 1 and (not figure[2] or lexicon_of(locale).key_first) else ""
    return _bent(word.text, locale) if lexicon_of(locale).key_first else ""


def _bent(word: str, locale: str) -> str:
    """The key of a word with an ending on it, as Korean has them."""
    known = {**{name: str(value) for name, value in lexicon_of(locale).numbers}, **_names(locale)}
    for length in range(len(word) - 1, max(0, len(word) - 3), -1):
        key = known.get(word[:length], "")
        if key:
            return key if len(key) == 1 else ""
    return ""


def _with_long_names(items: list[_Item], names: dict[str, str]) -> list[_Item]:
    """Names of several words as one item."""
    joined: list[_Item] = []
    place = 0
    while place < len(items):
        for length in (3, 2):
            name = " ".join(item.text for item in items[place : place + length])
            if name in names:
                joined.append(_Item(name, items[place].start, names[name]))
                place += length
                break
        else:
            joined.append(items[place])
            place += 1
    return joined


# --- languages without spaces ----------------------------------------------------------------------------------------


def _pressed_unspaced(plain: str, locale: str) -> Iterator[tuple[int, str]]:
    lexicon = lexicon_of(locale)
    for idiom in lexicon.idioms:
        plain = plain.replace(idiom, TAKEN * len(idiom))
    for match in _unspaced_pattern(locale).finditer(plain):
        written = match["key"]
        if written is None:
            if not plain.startswith(HOLE, match.end()) and match["rest"].strip():
                yield match.start(), ""
            continue
        if plain.startswith(lexicon.digits, match.end("key")):
            continue
        yield from _as_key(match, written, locale)
        yield from _more_unspaced(plain, match.end("key"), locale)


def _more_unspaced(plain: str, end: int, locale: str) -> Iterator[tuple[int, str]]:
    """The keys after a key, with a sign or two between: `按 1 或 2`."""
    while True:
        match = _following_pattern(locale).match(plain, end)
        if match is None or plain.startswith(lexicon_of(locale).digits, match.end("key")):
            return
        yield from _as_key(match, match["key"], locale)
        end = match.end()


def _as_key(match: re.Match[str], written: str, locale: str) -> Iterator[tuple[int, str]]:
    key = MARKED_KEYS.get(written) or _names(locale).get(written)
    if key is None:
        key = str(_values(locale).get(written, written))
    if len(key) == 1 and key in KEYS:
        yield match.start("key"), key


@cache
def _values(locale: str) -> dict[str, int]:
    return dict(lexicon_of(locale).numbers)


@cache
def _following_pattern(locale: str) -> re.Pattern[str]:
    return re.compile(rf"[ 、或和与跟及ឬនិង]{{1,4}}(?P<key>{_key_pattern(locale)})")


@cache
def _key_pattern(locale: str) -> str:
    words = sorted([*_values(locale), *_names(locale)], key=len, reverse=True)
    return "|".join(["[\ue000-\ue00b*#]", r"\d+", *map(re.escape, words)])


@cache
def _unspaced_pattern(locale: str) -> re.Pattern[str]:
    lexicon = lexicon_of(locale)
    key = _key_pattern(locale)
    verb = "|".join(map(re.escape, lexicon.press)) or "(?!)"
    between = rf"[^\d.!?;…。！？{HOLE}{TAKEN}]"
    if lexicon.key_first:
        return re.compile(rf"(?P<key>{key})(?P<rest>{between}{{0,6}}?)(?:{verb})")
    return re.compile(rf"(?:{verb})(?:{between}{{0,6}}?(?P<key>{key})|(?P<rest>{between}{{0,6}}))")
