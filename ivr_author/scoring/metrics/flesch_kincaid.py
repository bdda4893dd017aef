"""The Flesch-Kincaid grade: the school grade of the United States whose pupils understand a text."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Metric


def grade(counts: Counts) -> float:
    """0.39 words a sentence + 11.8 syllables a word - 15.59."""
    return 0.39 * counts.words_per_sentence + 11.8 * counts.syllables_per_word - 15.59


METRIC = Metric(
    "flesch-kincaid",
    "Flesch-Kincaid grade",
    ("en",),
    "J. P. Kincaid et al., Derivation of new readability formulas for Navy enlisted personnel, 1975",
    grade,
    is_grade=True,
)
