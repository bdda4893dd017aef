"""Gulpease: made for Italian, of letters and sentences, with what a reader of each school can read."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Band, Metric


def ease(counts: Counts) -> float:
    """89 + (300 sentences - 10 letters) a word."""
    return 89 + (300 * counts.sentences - 10 * counts.letters) / counts.words


METRIC = Metric(
    "gulpease",
    "Gulpease",
    ("it",),
    "P. Lucisano and M. E. Piemontese, GULPEASE: una formula, Scuola e città 3, 1988",
    ease,
    bands=(
        Band(80, "facile con la licenza elementare", 5),
        Band(60, "facile con la licenza media", 8),
        Band(40, "facile con il diploma superiore", 13),
        Band(float("-inf"), "difficile con il diploma superiore", 16),
    ),
)
