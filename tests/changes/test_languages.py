"""What becomes of translations and recordings."""

from __future__ import annotations

from ivr_author.changes.model import LanguageChange
from tests.changes.pair import CATALOG, MAIN, SPANISH, WELCOME, Pair
from tests.changes.recorded import record

PLACE = "main/welcome/prompt"


def languages(pair: Pair) -> dict[str, LanguageChange]:
    return {one.locale: one for one in pair.report().languages}


def test_a_changed_text_leaves_its_translation_behind(pair: Pair) -> None:
    pair.edit(MAIN, WELCOME, "Welcome.")
    assert languages(pair) == {"es": LanguageChange("es", stale=(PLACE,))}
    # Seen from there, its translation is in use again.
    assert languages(Pair(pair.now, pair.before)) == {"es": LanguageChange("es", mended=(PLACE,))}


def test_a_translation_that_is_gone_or_doubtful(pair: Pair) -> None:
    pair.edit(CATALOG, f'"{SPANISH}"', '""')
    assert languages(pair) == {"es": LanguageChange("es", missing=(PLACE,))}
    pair.edit(CATALOG, 'msgstr ""\n"Language', 'msgstr ""\n"Language')
    pair.edit(CATALOG, 'msgctxt "main/welcome', '#, fuzzy\nmsgctxt "main/welcome')
    pair.edit(CATALOG, 'Office."\nmsgstr ""', f'Office."\nmsgstr "{SPANISH}"')
    assert languages(pair) == {"es": LanguageChange("es", stale=(PLACE,))}


def test_a_new_text_is_missing_and_old_gaps_are_not_told_again(pair: Pair) -> None:
    pair.edit(MAIN, "prompt: Our office is closed now.", "prompt: [Our office is closed now., Good night.]")
    assert languages(pair)["es"].missing == ("main/closed/prompt/1", "main/closed/prompt/2")


def test_a_new_locale_is_told_of_once(pair: Pair) -> None:
    pair.edit("ivr.yaml", "locales: [es]", "locales: [es, vi]")
    assert languages(pair) == {}


def test_recordings_of_earlier_words(pair: Pair) -> None:
    for root in (pair.before, pair.now):
        record(root, "es", PLACE, SPANISH)
    assert languages(pair) == {}
    pair.edit(CATALOG, SPANISH, "Bienvenidos.")
    assert languages(pair) == {"es": LanguageChange("es", recordings_stale=(PLACE,))}


def test_recordings_come_and_go(pair: Pair) -> None:
    record(pair.now, "es", PLACE, SPANISH)
    assert languages(pair) == {"es": LanguageChange("es", recordings_new=(PLACE,))}
    assert languages(Pair(pair.now, pair.before)) == {"es": LanguageChange("es", recordings_missing=(PLACE,))}
