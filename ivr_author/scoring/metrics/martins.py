"""Flesch's ease for the Portuguese of Brazil, 42 points above the English one, with bands of school years."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Band, Metric


def ease(counts: Counts) -> float:
    """248.835 - 1.015 words a sentence - 84.6 syllables a word."""
    return 248.835 - 1.015 * counts.words_per_sentence - 84.6 * counts.syllables_per_word


METRIC = Metric(
    "martins",
    "Martins (Flesch, Brazil)",
    ("pt_BR",),
    "T. B. F. Martins et al., Readability formulas applied to textbooks in Brazilian Portuguese, ICMSC-USP 28, 1996",
    ease,
    bands=(
        Band(75, "muito fácil", 4),
        Band(50, "fácil", 8),
        Band(25, "difícil", 11),
        Band(float("-inf"), "muito difícil", 13),
    ),
)
