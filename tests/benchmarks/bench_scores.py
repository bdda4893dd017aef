"""Scores of a letter on every edit, beside textstat in the same run; and how soon the first one comes.

In time of the processor: what else the machine does is not counted.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ivr_author.scoring.dictionary import english_syllables
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.score import score_passages
from ivr_author.usecases.score import Depth, score_workspace

ROOT = Path(__file__).resolve().parents[2]
EDITS = 100
LETTER = (
    "We are writing to tell you that your health coverage will end on January 31, 2027. You did not pay your premium "
    "of $120.55 for this month. If you pay by January 15, 2027, your coverage will not end. You can pay by phone, by "
    "mail or on our website. If you disagree with our decision, you can ask for a hearing. You must ask within 30 days "
    "of the date of this letter. You may bring someone to help you at the hearing. Call us if you need help, or if you "
    "need this letter in another language or in large print. The call is free. "
) * 3

FIRST = """
import time
start = time.process_time()
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.score import score_passages
assert score_passages([Passage("You can pay by phone.", "en")], "en").primary
print(time.process_time() - start)
"""
FIRST_TEXTSTAT = """
import time
start = time.process_time()
import textstat
try:
    textstat.flesch_kincaid_grade("You can pay by phone.")
    print(time.process_time() - start)
except LookupError:
    print(-1)
"""


class _Sounds(Mapping[str, list[list[str]]]):
    """Our dictionary in the form of nltk's, since textstat's own wants a download."""

    def __init__(self) -> None:
        self.made = {word: [["AH0"] * count] for word, count in english_syllables().items()}

    def __getitem__(self, word: str) -> list[list[str]]:
        return self.made[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self.made)

    def __len__(self) -> int:
        return len(self.made)


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit."""
    words = len(LETTER.split())
    yield f"five scores of a letter of {words} words after each edit", _median(_ours), "ms"
    yield "  textstat's four of them, with a dictionary given", _median(_textstat()), "ms"
    yield "first English score after the start of Python", _first(FIRST), "s"
    yield "  textstat's (-1: it has no dictionary, and no network to get it)", _first(FIRST_TEXTSTAT), "s"
    score_workspace(ROOT)
    start = time.process_time()
    files = score_workspace(ROOT, depth=Depth.SENTENCE).files
    took = time.process_time() - start
    letters = sum(len(one.versions) for one in files)
    yield f"the sample by sentence: {len(files)} files, {letters} letters", took, "s"


def _ours(text: str) -> None:
    score_passages([Passage(text, "en")], "en")


def _textstat() -> Callable[[str], None]:
    metrics = importlib.import_module("textstat.backend.metrics")
    counting = importlib.import_module("textstat.backend.counts._count_syllables")
    sounds = _Sounds()
    counting.get_cmudict = lambda _lang: sounds

    def score(text: str) -> None:
        for name in ("flesch_kincaid_grade", "flesch_reading_ease", "smog_index", "dale_chall_readability_score"):
            getattr(metrics, name)(text, "en_US")

    return score


def _median(score: Callable[[str], None]) -> float:
    score(LETTER)
    times = []
    for number in range(EDITS):
        text = f"{LETTER} Edit {number}."
        start = time.process_time()
        score(text)
        times.append(time.process_time() - start)
    return sorted(times)[EDITS // 2] * 1000


def _first(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)
