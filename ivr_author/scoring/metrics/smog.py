"""SMOG: the grade of readers who understand all of a text. Its sample is 30 sentences; for fewer it is not valid."""

from __future__ import annotations

from math import sqrt

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Metric


def grade(counts: Counts) -> float:
    """1.0430 times the root of the words of three and more syllables in 30 sentences, + 3.1291."""
    return 1.0430 * sqrt(30 * counts.polysyllables / counts.sentences) + 3.1291


METRIC = Metric(
    "smog",
    "SMOG grade",
    ("en",),
    "G. H. McLaughlin, SMOG grading: a new readability formula, Journal of Reading 12, 1969",
    grade,
    is_grade=True,
    least_sentences=30,
)
