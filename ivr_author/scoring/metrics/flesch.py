"""Flesch's reading ease: 0 to 100, 60 to 70 is plain English."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Band, Metric

BANDS = (
    Band(90, "very easy"),
    Band(80, "easy"),
    Band(70, "fairly easy"),
    Band(60, "standard"),
    Band(50, "fairly difficult"),
    Band(30, "difficult"),
    Band(float("-inf"), "very difficult"),
)


def ease(counts: Counts) -> float:
    """206.835 - 1.015 words a sentence - 84.6 syllables a word."""
    return 206.835 - 1.015 * counts.words_per_sentence - 84.6 * counts.syllables_per_word


METRIC = Metric(
    "flesch",
    "Flesch reading ease",
    ("en",),
    "R. Flesch, A new readability yardstick, Journal of Applied Psychology 32, 1948",
    ease,
    bands=BANDS,
)
