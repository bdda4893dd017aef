"""Oborneva: Flesch's ease for Russian, whose syllables are its vowels."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Metric
from ivr_author.scoring.metrics.flesch import BANDS


def ease(counts: Counts) -> float:
    """206.835 - 1.3 words a sentence - 60.1 syllables a word."""
    return 206.835 - 1.3 * counts.words_per_sentence - 60.1 * counts.syllables_per_word


METRIC = Metric(
    "oborneva",
    "Oborneva (Flesch, Russian)",
    ("ru",),
    "I. V. Oborneva, Automated estimation of the complexity of educational texts, Moscow, 2006",
    ease,
    bands=BANDS,
)
