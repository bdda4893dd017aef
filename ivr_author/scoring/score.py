"""The scores of passages: every formula that was made for their locale, or the facts of their structure alone.

Who finds the passages and shows the scores is others'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ivr_author.core.locale import find_locale
from ivr_author.core.shelf import load_shelf
from ivr_author.scoring import metrics
from ivr_author.scoring.counts import Counting, Counts, Read, count_read, count_sentence, is_running
from ivr_author.scoring.dictionary import english_syllables
from ivr_author.scoring.metric import Metric, Score
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.sentences import Sentence, sentences_of
from ivr_author.speech.pace import seconds_of

PRIMARY = ("flesch-kincaid", "inflesz", "martins", "kandel-moles", "oborneva", "gulpease")
"""The metric that stands for all where there is room for one."""

LEAST_GRADED_WORDS = 50
"""Words that a text must have to be held to a grade: half of Flesch's sample of 100. In a text message of twenty words
two dates make five grades."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What can be told of a text in any language; sentences and words are those of running text.

    `length` is the mean of sentences and `longest_length` the greatest, of the sentence `longest`: in words, or in
    characters where words have no spaces between them (`unit`). `seconds` are those of saying all, headings too.
    """

    sentences: int
    words: int
    length: float
    longest_length: int
    longest: str
    unit: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Scores:
    """What is known of a text in one locale. No scores: no formula was validated for the locale."""

    locale: str
    structure: Structure
    scores: tuple[Score, ...]

    @property
    def primary(self) -> Score | None:
        """The score that stands for all."""
        return next((one for one in self.scores if one.metric.id in PRIMARY), None)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage, its counts, and the primary score of it alone."""

    sentence: Sentence
    counts: Counts
    score: Score | None
    seconds: float


@cache
def all_metrics() -> dict[str, Metric]:
    """Every metric by its id, in the shelf's order."""
    return {metric.id: metric for metric in load_shelf(metrics, "METRIC", Metric).values()}


@cache
def metrics_for(locale: str) -> tuple[Metric, ...]:
    """The formulas that are valid for a locale, the primary one first."""
    valid = [metric for metric in all_metrics().values() if metric.is_valid_for(locale)]
    return tuple(sorted(valid, key=lambda metric: (metric.id not in PRIMARY, metric.id)))


class Scorer:
    """Scores several versions of one text in one locale: a passage that they share is counted once.

    For one question only; what it keeps goes with it.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._id = find_locale(locale).id
        self._read: dict[Passage, Read] = {}
        self._counted: dict[Passage, dict[Counting, Counts]] = {}

    def score(self, passages: Sequence[Passage]) -> Scores:
        """The scores of passages together. Only running text counts, if there is any; and none in another locale."""
        return Scores(self.locale, self._describe(passages), self.scores(self.count(passages)))

    def scores(self, counts: Mapping[Counting, Counts]) -> tuple[Score, ...]:
        """The scores of what was counted."""
        return tuple(metric.score(counts[metric.counting]) for metric in metrics_for(self.locale))

    def count(self, passages: Sequence[Passage]) -> dict[Counting, Counts]:
        """The counts of passages together, in each way."""
        total = dict.fromkeys(Counting, Counts())
        for one in self._counting(passages):
            if one not in self._counted:
                self._counted[one] = count_read([self._sentences(one)])
            for way, counts in self._counted[one].items():
                total[way] += counts
        return total

    def _counting(self, passages: Sequence[Passage]) -> list[Passage]:
        mine = [one for one in passages if find_locale(one.locale).id == self._id]
        return [one for one in mine if is_running(one)] or mine

    def _sentences(self, passage: Passage) -> Read:
        if passage not in self._read:
            self._read[passage] = passage, sentences_of(passage.text, passage.locale)
        return self._read[passage]

    def _describe(self, passages: Sequence[Passage]) -> Structure:
        is_spaced = find_locale(self.locale).spaced
        sentences = words = total = 0
        longest, most = "", 0
        for one in self._counting(passages):
            for sentence in self._sentences(one)[1]:
                length = len(sentence.words) if is_spaced else sum(map(str.isalnum, sentence.text))
                sentences += 1
                words += len(sentence.words)
                total += length
                if length > most:
                    longest, most = sentence.text, length
        seconds = sum(seconds_of(one.text, one.locale) for one in passages)
        mean = total / sentences if sentences else 0.0
        return Structure(sentences, words, mean, most, longest, "words" if is_spaced else "characters", seconds)


def is_dictionary_there() -> bool:
    """Whether English syllables come from the dictionary; without it a rule counts them all."""
    return bool(english_syllables())


def score_passages(passages: Sequence[Passage], locale: str) -> Scores:
    """The scores of passages together, as `Scorer.score`."""
    return Scorer(locale).score(passages)


def score_sentences(passage: Passage) -> tuple[ScoredSentence, ...]:
    """Each sentence of a passage with its own score: where to begin mending."""
    valid = metrics_for(passage.locale)[:1]
    found = []
    for sentence in sentences_of(passage.text, passage.locale):
        counts = count_sentence(sentence, passage.locale, passage.is_spoken)
        score = valid[0].score(counts) if valid else None
        found.append(ScoredSentence(sentence, counts, score, seconds_of(sentence.text, passage.locale)))
    return tuple(found)
