"""Flesch's reading ease as statutes on insurance want it counted: 50 and more in Massachusetts, 40 in Ohio.

What a statute leaves out of the count (words that law requires, medical terms) is left in here, so the true score is
not below this one.
"""

from __future__ import annotations

from ivr_author.scoring.counts import Counting
from ivr_author.scoring.metric import Band, Metric
from ivr_author.scoring.metrics.flesch import ease

METRIC = Metric(
    "flesch-statutory",
    "Flesch, statutory count",
    ("en",),
    "Massachusetts General Laws c. 175 s. 2B and 211 CMR 143.03; Connecticut 38a-298; Ohio 3902.04",
    ease,
    bands=(
        Band(50, "meets Massachusetts (50) and Ohio (40)"),
        Band(40, "meets Ohio (40), not Massachusetts (50)"),
        Band(float("-inf"), "below what statutes ask (40 to 50)"),
    ),
    counting=Counting.STATUTORY,
)
