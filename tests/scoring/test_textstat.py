"""Where textstat counts right our formulas give its values; where it does not, what it says is shown here.

The table of `scoring.metric` rests on this. textstat's English dictionary is ours, so that it needs no download.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping

import pytest

from ivr_author.scoring.counts import Counting, Counts, count_passages
from ivr_author.scoring.dictionary import english_syllables
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.score import all_metrics, score_passages
from ivr_author.scoring.syllables import count_syllables

RIGHT = (
    "We got your form last week and will read it soon. You can call us at any time to ask for help. "
    "The call is free and you do not need to wait."
)
"""Sentences of more than two words, no figures, words whose first pronunciation is the shortest."""

IVR = "To hear this again, press 9. Press 1. Press 2. Thank you. Please hold."
SPANISH = "Usted tiene derecho a una apelación. Su ayuda no cuesta nada en esta oficina."


class Sounds(Mapping[str, list[list[str]]]):
    """Our table in the form of nltk's: a word's sounds, of which only the number of vowels counts."""

    def __getitem__(self, word: str) -> list[list[str]]:
        return [["AH0"] * english_syllables()[word]]

    def __iter__(self) -> Iterator[str]:
        return iter(english_syllables())

    def __len__(self) -> int:
        return len(english_syllables())


@pytest.fixture
def metrics(monkeypatch: pytest.MonkeyPatch) -> object:
    """textstat's formulas, which take a text and a language, with a dictionary but no download."""
    counting = importlib.import_module("textstat.backend.counts._count_syllables")
    monkeypatch.setattr(counting, "get_cmudict", lambda lang: Sounds() if lang.startswith("en") else None)
    return importlib.import_module("textstat.backend.metrics")


def ours(metric: str, text: str, locale: str = "en") -> float:
    counts = count_passages([Passage(text, locale)])
    return all_metrics()[metric].formula(counts[Counting.AS_READ])


@pytest.mark.parametrize(
    ("metric", "function"),
    [
        ("flesch-kincaid", "flesch_kincaid_grade"),
        ("flesch", "flesch_reading_ease"),
        ("smog", "smog_index"),
    ],
)
def test_english_formulas_are_textstats_where_it_counts_right(metrics: object, metric: str, function: str) -> None:
    assert ours(metric, RIGHT) == pytest.approx(getattr(metrics, function)(RIGHT, "en_US"), abs=0.001)


def test_dale_chall_is_textstats_where_no_word_is_inflected(metrics: object) -> None:
    assert ours("dale-chall", RIGHT) == pytest.approx(metrics.dale_chall_readability_score(RIGHT, "en_US"), abs=0.001)


def test_gulpease_is_textstats_but_for_marks_which_it_takes_for_letters(metrics: object) -> None:
    text = "Lei ha diritto a un colloquio gratuito"
    assert ours("gulpease", text, "it") == pytest.approx(metrics.gulpease_index(text), abs=0.001)
    assert ours("gulpease", f"{text}!", "it") > metrics.gulpease_index(f"{text}!") + 1


@pytest.mark.parametrize(
    ("metric", "lang"), [("fernandez-huerta", "es"), ("kandel-moles", "fr"), ("oborneva", "ru"), ("flesch", "en")]
)
def test_coefficients_are_textstats(metric: str, lang: str) -> None:
    config = importlib.import_module("textstat.backend.utils.constants").LANG_CONFIGS[lang]
    formula = all_metrics()[metric].formula
    at = [formula(Counts(sentences=1, words=words, syllables=sounds)) for words, sounds in ((1, 0), (2, 0), (1, 1))]
    assert at[0] - at[1] == pytest.approx(config["fre_sentence_length"])
    assert at[0] - at[2] == pytest.approx(config["fre_syll_per_word"])
    assert at[0] + config["fre_sentence_length"] == pytest.approx(config["fre_base"])


# --- its traps --------------------------------------------------------------------------------------------------------


def test_it_takes_five_short_prompts_for_one_sentence() -> None:
    count = importlib.import_module("textstat.backend.counts").count_sentences
    assert count(IVR) == 1
    assert count_passages([Passage(IVR, "en")])[Counting.AS_READ].sentences == 5


def test_it_splits_decimals_and_titles() -> None:
    text = "Call Dr. Smith at 9 a.m. or visit www.example.gov. The U.S. limit is 1.5 percent."
    assert importlib.import_module("textstat.backend.counts").count_sentences(text) != 2
    assert count_passages([Passage(text, "en")])[Counting.AS_READ].sentences == 2


def test_it_finds_too_few_spanish_syllables(metrics: object) -> None:
    counted = importlib.import_module("textstat.backend.counts").count_syllables(SPANISH, "es")
    # Us-ted tie-ne de-re-cho a u-na a-pe-la-ción. Su a-yu-da no cues-ta na-da en es-ta o-fi-ci-na.
    assert counted < count_passages([Passage(SPANISH, "es")])[Counting.AS_READ].syllables == 30
    assert metrics.fernandez_huerta(SPANISH, "es") > ours("fernandez-huerta", SPANISH, "es") + 10


def test_it_has_english_coefficients_for_portuguese_and_for_tags_with_hyphens(metrics: object) -> None:
    config = importlib.import_module("textstat.backend.utils").get_lang_cfg
    assert config("pt", "fre_base") == config("en", "fre_base") == config("es-MX", "fre_base")
    assert score_passages([Passage(SPANISH, "es-MX")], "es-MX").primary == (
        score_passages([Passage(SPANISH, "es")], "es").primary
    )


def test_it_takes_a_plural_for_a_hard_word(metrics: object) -> None:
    difficult = importlib.import_module("textstat.backend.counts").count_difficult_words
    text = "The houses and gardens were painted."
    assert difficult(text, "en", 0) > 0
    assert count_passages([Passage(text, "en")])[Counting.AS_READ].unfamiliar == 0


def test_it_keeps_whole_texts(metrics: object) -> None:
    metrics.gulpease_index("Una frase intera con dati di Robin Sample.")
    assert metrics.gulpease_index.cache_info().maxsize == 128


def test_its_english_syllables_are_ours_with_our_dictionary(metrics: object) -> None:
    count = importlib.import_module("textstat.backend.counts").count_syllables
    assert count(RIGHT, "en_US") == sum(count_syllables(word.strip("."), "en").number for word in RIGHT.split())
