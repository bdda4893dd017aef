"""Syllables of words, against divisions by hand: `-` stands between syllables."""

from __future__ import annotations

import pytest

from ivr_author.scoring import dictionary, syllables
from ivr_author.scoring.dictionary import english_syllables
from ivr_author.scoring.syllables import COUNTED, count_syllables

DIVIDED = {
    # Coverage and federal have two pronunciations, and the shorter counts.
    "en": "our cover-age fed-ral ends on Jan-u-ar-y don't you're ben-e-fits de-ter-mi-na-tion health-care fire "
    "mem-ber's class-es' De-ni-al ap-peal el-i-gi-ble re-new in-for-ma-tion web-site I-D T-T-Y COBRA'",
    "es": "a-pe-la-ción u-na a-yu-da dí-a o-í-do pa-ís ciu-dad cuen-ta que gui-tar-ra a-gua ver-güen-za rey muy le-er "
    "ca-er in-clu-ye hoy us-ted o-pri-ma pro-hi-bir bú-ho ma-íz re-ú-ne cam-bie cam-bió Llá-me-nos y guí-a au-xi-lio "
    "a-cre-e-dor PA-GUE",
    "pt": "não in-for-ma-ção his-tó-ria e-co-no-mi-a di-as quan-do que a-lu-guel ra-i-nha sa-ir a-in-da mui-to po-de "
    "a-pe-la-ções mãe pa-ís sa-ú-de se-gu-ro á-gua fri-o vi-a-gem con-ta-to seu meu",
    "fr": "eau a-ppel la fa-mille é-cole elles table nou-velles mois pa-yer thé-âtre ré-a-li-té cli-ent deux l'heure "
    "qu'il gui-chet man-gea na-tion lieu pre-mier hui-tième jour-née ou-vri-er jus-qu'à bureau' ren-dez-vous",
    "ru": "за-яв-ле-ни-е стра-хо-ва-ни-е по-зво-ни-те е-ё вы",
}
HANDS = {"cover-age": ("coverage", 2), "fed-ral": ("federal", 2), "COBRA'": ("COBRA", 2),
         "bureau'": ("bureau", 2), "ren-dez-vous": ("rendez-vous", 3)}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "divided"), [(language, word) for language, words in DIVIDED.items() for word in words.split()]
)
def test_words_divided_by_hand(language: str, divided: str) -> None:
    word, number = HANDS.get(divided, (divided.replace("-", ""), divided.count("-") + 1))
    assert count_syllables(word, language).number == number


@pytest.mark.parametrize(("word", "number"), [("в", 0), ("к", 0)])
def test_russian_words_may_have_none(word: str, number: int) -> None:
    assert count_syllables(word, "ru").number == number


def test_words_that_the_dictionary_lacks_are_guessed_and_told() -> None:
    assert count_syllables("nonformulary", "en") == syllables.Syllables(5, True)
    assert count_syllables("part-time", "en") == syllables.Syllables(2)
    assert count_syllables("qzx-time", "en").is_guess
    assert not count_syllables("TTY", "en").is_guess


def test_the_rule_is_near_the_dictionary() -> None:
    words = [word for word in list(english_syllables())[::20] if word.isalpha()]
    guessed = [syllables._guess_english(word) for word in words]
    counted = [english_syllables()[word] for word in words]
    assert sum(map(int.__eq__, guessed, counted)) > 0.9 * len(words)
    assert 0.97 < sum(guessed) / sum(counted) < 1.01


def test_without_the_table_the_rule_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syllables, "english_syllables", dict)
    assert count_syllables("coverage", "en") == syllables.Syllables(3, True)


@pytest.mark.parametrize(
    "raw", [b"", b"no zlib", dictionary.zlib.compress(b"x y\n"), dictionary.zlib.compress(b"\xff")]
)
def test_a_damaged_table_is_as_good_as_none(raw: bytes) -> None:
    assert dictionary._read(raw) == {}


@pytest.mark.parametrize("language", sorted(COUNTED))
@pytest.mark.parametrize("word", ["", "-", "'", "’s", "ŋ", "漢字", "a" * 1000, "eeiu" * 5000, "\ud800"])
def test_any_word_has_a_count(language: str, word: str) -> None:
    assert count_syllables(word, language).number >= 0
