"""What a metric is: the contract of the shelf `scoring.metrics`. How words are counted is left to `counts`.

Where textstat 0.7 counts right and where not, and so what comes from it (tests/scoring/test_textstat.py shows each):

| of textstat | right | here |
|---|---|---|
| coefficients of Flesch, Flesch-Kincaid, SMOG, Fernández-Huerta, Kandel-Moles, Oborneva, Gulpease, Dale-Chall | yes | \
the same, held to textstat's by a test |
| letters of Gulpease | marks count as letters | letters and figures |
| Dale's list of easy words | yes | its file is read, without importing it (0.3 s and more, for nltk) |
| regular forms of easy words (`plans`) | no, hard | easy, as Dale and Chall say |
| English syllables | needs a download, takes the first pronunciation | the same dictionary, the shortest |
| Spanish, French, Russian syllables | by hyphenation points, 5 to 12 % too few | by rules of the spelling |
| sentences | drops those of one or two words; splits `1.5`, `Dr.`; knows no line end and no `。` | `sentences` |
| figures | one syllable each | as they are read aloud |
| locales | `es-MX`, `pt-BR` and Polish get English coefficients | a metric names its locales |
| state and caches | a language for the whole module; keeps 128 whole texts | none |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr_author.core.locale import find_locale
from ivr_author.scoring.counts import Counting, Counts, language_of


@dataclass(frozen=True, slots=True)
class Band:
    """What a value from `least` on is called, and the school grade that a published table gives it; 0 for none."""

    least: float
    name: str
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Metric:
    """One published formula. `locales` are those it is valid for: a language, or a locale of one (`pt_BR`).

    `source` cites it. `is_grade`: the value is a school grade. `bands` tell what other values mean, the easiest first.
    Below `least_sentences` the formula is not valid.
    """

    id: str
    title: str
    locales: tuple[str, ...]
    source: str
    formula: Callable[[Counts], float]
    is_grade: bool = False
    bands: tuple[Band, ...] = ()
    least_sentences: int = 1
    counting: Counting = Counting.AS_READ

    def is_valid_for(self, locale: str) -> bool:
        """Whether this formula was made for a locale, in any spelling; a pseudo-locale has none."""
        return bool(language_of(locale)) and not {find_locale(locale).id, language_of(locale)}.isdisjoint(self.locales)

    def score(self, counts: Counts) -> Score:
        """The score of these counts; without a value where there is too little to count."""
        if not counts.words:
            return Score(self, counts, why_not="there are no words to count")
        if counts.sentences < self.least_sentences:
            why = f"too short: {counts.sentences} of the {self.least_sentences} sentences that it needs"
            return Score(self, counts, why_not=why)
        return Score(self, counts, self.formula(counts))


@dataclass(frozen=True, slots=True)
class Score:
    """What a metric says of a text; where `value` is None, `why_not` says the reason. `counts` are its audit."""

    metric: Metric
    counts: Counts
    value: float | None = None
    why_not: str = ""

    @property
    def band(self) -> Band | None:
        """What a published table calls the value."""
        if self.value is None:
            return None
        return next((band for band in self.metric.bands if self.value >= band.least), None)

    @property
    def grade(self) -> float | None:
        """The school grade: the value itself, or that of a published table; None where there is neither."""
        if self.value is None or self.metric.is_grade:
            return self.value
        return self.band.grade if self.band is not None and self.band.grade else None
