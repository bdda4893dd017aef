"""INFLESZ: Szigriszt's perspicuity with the bands that were validated on texts for patients in Spanish."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Band, Metric


def ease(counts: Counts) -> float:
    """206.835 - 62.3 syllables a word - words a sentence."""
    return 206.835 - 62.3 * counts.syllables_per_word - counts.words_per_sentence


METRIC = Metric(
    "inflesz",
    "INFLESZ",
    ("es",),
    "F. Szigriszt Pazos, 1993; I. M. Barrio-Cantalejo et al., Anales del Sistema Sanitario de Navarra 31, 2008",
    ease,
    bands=(
        Band(80, "muy fácil"),
        Band(65, "bastante fácil"),
        Band(55, "normal"),
        Band(40, "algo difícil"),
        Band(float("-inf"), "muy difícil"),
    ),
)
