"""A word is in one alphabet: a Latin `a` in a Russian word looks right, and is neither found nor spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale

_LATIN, _CYRILLIC, _GREEK = "A-Za-z\u00c0-\u024f", "\u0400-\u052f", "\u0370-\u03ff\u1f00-\u1fff"
_ALPHABETS = {"Latin": _LATIN, "Cyrillic": _CYRILLIC, "Greek": _GREEK}
_LETTERS = {name: re.compile(f"[{letters}]") for name, letters in _ALPHABETS.items()}
_NEIGHBOURS = re.compile(
    "|".join(f"[{one}][{other}]" for one in _ALPHABETS.values() for other in _ALPHABETS.values() if one != other)
)
_WORD = re.compile(f"[{_LATIN}{_CYRILLIC}{_GREEK}]+")

# Unicode's confusables.txt names these and many more; here are the letters that are typed by mistake.
_LOOK_ALIKES = {
    "Latin": frozenset("aceiopxyhkmtnbABCEHIKMOPTXYSJ"),
    "Cyrillic": frozenset("асеіорхуһкмтпвАВСЕНІКМОРТХУЅЈ"),
    "Greek": frozenset("αορυνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"),
}
_LONE = {"ru": "acoykb", "uk": "aciyoz", "el": "o"}
"""Latin letters that stand for a word of one letter (`a`, `c`, `o` in Russian); nobody writes those on purpose."""


def check(pair: Pair) -> Iterator[Finding]:
    """Words of two alphabets, and letters alone that are of the other one."""
    text = bare(pair.text)
    if _NEIGHBOURS.search(text):
        for word in dict.fromkeys(_WORD.findall(text)):
            if word not in pair.source and _NEIGHBOURS.search(word):
                yield _explain(word)
    for lone in dict.fromkeys(_lone_letters(pair.locale, text)):
        yield Finding(f"has a Latin `{lone}` that looks like a word", "type it with a keyboard of the language")
    foreign = _foreign_look_alikes(pair, text)
    if foreign:
        yield Finding(f"has Cyrillic letters that look Latin: `{foreign}`", "type it with a keyboard of the language")


def _explain(word: str) -> Finding:
    by_alphabet = {name: letters.findall(word) for name, letters in _LETTERS.items()}
    used = sorted((name for name in by_alphabet if by_alphabet[name]), key=lambda name: len(by_alphabet[name]))
    # The mistake is the alphabet whose letters all look like others; if there is none, the rarer one.
    stray = next((name for name in used if set(by_alphabet[name]) <= _LOOK_ALIKES[name]), used[0])
    letters = "".join(dict.fromkeys(by_alphabet[stray]))
    is_certain = set(by_alphabet[stray]) <= _LOOK_ALIKES[stray]
    return Finding(
        f"mixes alphabets in `{word}`: `{letters}` is {stray}",
        "type the word anew with a keyboard of its language",
        Severity.ERROR if is_certain else Severity.WARNING,
    )


def _lone_letters(locale: str, text: str) -> list[str]:
    letters = _LONE.get(locale.split("_")[0])
    return re.findall(rf"(?<![\w*./-])[{letters}](?![\w*./-])", text) if letters else []


def _foreign_look_alikes(pair: Pair, text: str) -> str:
    """The first word of nothing but Cyrillic letters that look Latin, in a language of Latin letters."""
    if not _LETTERS["Cyrillic"].search(text) or not _LETTERS["Latin"].search(find_locale(pair.locale).endonym):
        return ""
    words = (word for word in _WORD.findall(text) if set(word) <= _LOOK_ALIKES["Cyrillic"])
    return next((word for word in words if word not in pair.source), "")


RULE = TranslationRule("mixed-alphabet", Severity.WARNING, "A word of a translation mixes alphabets", check)
