"""The alphabet of text messages, and parts cut as a network cuts them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.notice.writing.gsm import BASIC, EXTENSION, count_parts, is_gsm, simplify_punctuation

REMINDER = "Health Connector: Your premium of $212.40 is due Dec 23."


def septets(text: str) -> int:
    return sum(2 if letter in "^{}\\[~]|€\f" else 1 for letter in text)


# As a network's own calculators have them: GSM-7 160 or 153 a part, UCS-2 70 or 67.
@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts", "left"),
    [
        ("", "GSM-7", 0, 0, 160),
        ("a", "GSM-7", 1, 1, 159),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("a" * 306, "GSM-7", 306, 2, 0),
        ("a" * 307, "GSM-7", 307, 3, 152),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("€" * 81, "GSM-7", 162, 2, 143),
        # 152 letters and an escape pair: the pair does not fit into the first 153, so a unit is lost.
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2, 141),
        ("é" * 160, "GSM-7", 160, 1, 0),
        ("á", "UCS-2", 1, 1, 69),
        ("á" * 70, "UCS-2", 70, 1, 0),
        ("á" * 71, "UCS-2", 71, 2, 63),
        ("á" * 135, "UCS-2", 135, 3, 66),
        ("😀" * 35, "UCS-2", 70, 1, 0),
        # 66 units and a surrogate pair: the pair goes to the second part whole.
        ("á" * 66 + "😀" + "á" * 3, "UCS-2", 71, 2, 62),
        ("Don’t lose your plan.", "UCS-2", 21, 1, 49),
        (REMINDER, "GSM-7", 56, 1, 104),
    ],
)
def test_cost(text: str, encoding: str, units: int, parts: int, left: int) -> None:
    cost = count_parts(text)
    assert (cost.encoding, cost.units, cost.parts, cost.left) == (encoding, units, parts, left)


def test_alphabet_is_the_standards() -> None:
    # 128 places, less the escape itself.
    assert len(set(BASIC)) == len(BASIC) == 127
    assert len(set(EXTENSION)) == len(EXTENSION) == 10
    assert not is_gsm("á")
    assert not is_gsm("ç")
    assert is_gsm("éèùìòÇñÑüÜ¿¡ß")


def test_guilty_letters_are_named_once_and_in_order() -> None:
    assert count_parts("Su prima vencerá más tarde: ¿sí?").guilty == ("á", "í")
    assert count_parts(REMINDER).guilty == ()


def test_only_punctuation_is_simplified() -> None:
    assert simplify_punctuation("“Don’t” – wait… 1\u202f000\u00a0— á ñ ç") == '"Don\'t" - wait... 1 000 - á ñ ç'


TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("ab€^\n’á😀"), st.characters(exclude_categories=["Cs"])), max_size=400
)


def split(text: str, weigh: Callable[[str], int], one: int, many: int) -> list[str]:
    """As a network does it: letter by letter, each into the part before if it fits there whole."""
    if weigh(text) <= one:
        return [text] if text else []
    parts = [""]
    for letter in text:
        if weigh(parts[-1] + letter) > many:
            parts.append("")
        parts[-1] += letter
    return parts


@given(TEXTS)
def test_parts_hold_the_text_and_no_more_than_a_part_holds(text: str) -> None:
    cost = count_parts(text)
    weigh = septets if cost.encoding == "GSM-7" else lambda one: len(one.encode("utf-16-le")) // 2
    one, many = (160, 153) if cost.encoding == "GSM-7" else (70, 67)
    parts = split(text, weigh, one, many)
    assert len(parts) == cost.parts
    most = one if len(parts) <= 1 else many
    assert sum(weigh(part) for part in parts) == cost.units
    assert cost.left == most - (weigh(parts[-1]) if parts else 0) >= 0
