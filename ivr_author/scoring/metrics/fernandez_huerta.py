"""Fernández-Huerta: Flesch's ease for Spanish, with a table of school grades.

The paper of 1959 may be read in two ways for its second term; this is words a sentence, as textstat and others read it.
"""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Band, Metric


def ease(counts: Counts) -> float:
    """206.84 - 60 syllables a word - 1.02 words a sentence."""
    return 206.84 - 60 * counts.syllables_per_word - 1.02 * counts.words_per_sentence


METRIC = Metric(
    "fernandez-huerta",
    "Fernández-Huerta",
    ("es",),
    "J. Fernández Huerta, Medidas sencillas de lecturabilidad, Consigna 214, 1959",
    ease,
    bands=(
        Band(90, "muy fácil", 4),
        Band(80, "fácil", 5),
        Band(70, "algo fácil", 6),
        Band(60, "normal", 8),
        Band(50, "algo difícil", 12),
        Band(float("-inf"), "difícil", 13),
    ),
)
