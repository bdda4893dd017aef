"""Dale and Chall's score: how many words are not on a list that pupils of the fourth grade know."""

from __future__ import annotations

from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Metric

MANY_UNFAMILIAR = 0.05
"""Above this share of unfamiliar words the adjusted score is 3.6365 higher."""


def raw_score(counts: Counts) -> float:
    """0.1579 per cent of unfamiliar words + 0.0496 words a sentence, + 3.6365 where more than 5 % are unfamiliar.

    Below 5 the text is for grade 4 and below, then two grades for each point: 5.0 to 5.9 are grades 5 and 6.
    """
    share = counts.unfamiliar / counts.words
    return 15.79 * share + 0.0496 * counts.words_per_sentence + (3.6365 if share > MANY_UNFAMILIAR else 0)


METRIC = Metric(
    "dale-chall",
    "Dale-Chall score",
    ("en",),
    "E. Dale and J. S. Chall, A formula for predicting readability, Educational Research Bulletin 27, 1948",
    raw_score,
)
