"""Oromo. No vendor has a voice."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="om",
    english_name="Oromo",
    endonym="Afaan Oromoo",
    tag="om",
    cldr="om",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="om-ET",
    # CLDR abbreviates the halves of the day to WD and WB; these are the words.
    words=SpeechWords(yes="eeyyee", no="lakki", am="waaree dura", pm="waaree booda"),
    lexicon=Lexicon(
        numbers=number_words("0 zeeroo, tokko, lama, sadii, afur, shan, ja'a/jaha, torba, saddeet, sagal, kudhan"),
        doubtful=("tokko",),
        press=("tuqi", "tuqaa"),
        key_first=True,
        negations=("miti",),
    ),
)
