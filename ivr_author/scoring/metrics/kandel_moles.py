"""Kandel and Moles: Flesch's ease for French."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Metric
from ivr_author.scoring.metrics.flesch import BANDS


def ease(counts: Counts) -> float:
    """207 - 1.015 words a sentence - 73.6 syllables a word."""
    return 207 - 1.015 * counts.words_per_sentence - 73.6 * counts.syllables_per_word


METRIC = Metric(
    "kandel-moles",
    "Kandel-Moles",
    ("fr",),
    "L. Kandel and A. Moles, Application de l'indice de Flesch à la langue française, Cahiers d'Études 19, 1958",
    ease,
    bands=BANDS,
)
