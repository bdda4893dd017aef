"""Whatever a catalog holds, no check of translations fails, and none takes long over a long text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.catalog.check import CATALOG_RULES, judge
from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.catalog.rule import Pair, TranslationRule

LOCALES = ("es", "fr", "fr_CA", "ht", "vi", "ru", "ar", "hi", "km", "ko", "th", "zh_Hans", "zh_Hant", "xx")
TERMS = (
    Term(source="tax credit", preferred=("crédito fiscal",), forbidden=("a b",)),
    Term(source="a", keep=True),
    Term(source="?", preferred=("!",)),
)
PIECES = [
    "{name}",
    "{",
    "}",
    "**",
    "[",
    "](",
    "«",
    "\u202e",
    "\u200b",
    "не",
    "ال",
    "一",
    " ",
    "\n",
    "1",
    "a",
    "@",
    ".",
    "?",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))

MOST_SECONDS = 3.0
LONG = [
    "a ",
    "*",
    "[",
    "{",
    "<",
    "a.",
    "a-",
    "a@",
    "«",
    "](",
    "**a** ",
    "[a](b) ",
    "tax ",
    "не ",
    "\u202a",
    "一",
    "http://",
]


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(LOCALES), st.booleans())
def test_no_text_breaks_a_check(source: str, text: str, locale: str, is_spoken: bool) -> None:
    for rule_id, _, finding in judge(
        Pair(locale, "en", source, text, is_spoken=is_spoken, glossary=Glossary("", TERMS))
    ):
        assert rule_id in CATALOG_RULES
        assert finding.message
        assert finding.hint


@pytest.mark.parametrize("piece", LONG)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (12_000 // len(piece))
    pair = Pair("es", "en", text, f"{text}x", glossary=Glossary("es", TERMS))
    for rule in CATALOG_RULES.values():
        if isinstance(rule, TranslationRule):
            start = time.process_time()
            list(rule.check(pair))
            assert time.process_time() - start < MOST_SECONDS, rule.id
