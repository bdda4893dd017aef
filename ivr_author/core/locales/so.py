"""Somali. No vendor has a voice."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="so",
    english_name="Somali",
    endonym="Soomaali",
    tag="so",
    cldr="so",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="so-SO",
    # CLDR abbreviates the halves of the day to GH and GD, which nobody says.
    words=SpeechWords(yes="haa", no="maya", am="subaxnimo", pm="galabnimo"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 eber, kow/hal/mid, laba, saddex, afar, shan, lix, toddoba, siddeed, sagaal, toban",
            "20 labaatan",
            "30 soddon",
            "40 afartan",
            "50 konton",
        ),
        doubtful=("hal", "mid"),
        press=("riix", "taabo"),
    ),
)
