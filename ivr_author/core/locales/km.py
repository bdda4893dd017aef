"""Khmer."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="km",
    english_name="Khmer",
    endonym="ភាសាខ្មែរ",
    tag="km",
    cldr="km",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    voicexml_lang="km-KH",
    twilio_gather="km-KH",
    words=SpeechWords(yes="មែន", no="ទេ", minus="ដក {value}", date="ថ្ងៃទី {day} ខែ{month} ឆ្នាំ {year}"),
)
