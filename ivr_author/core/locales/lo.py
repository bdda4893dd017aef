"""Lao. No vendor has a voice."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="lo",
    english_name="Lao",
    endonym="ພາສາລາວ",
    tag="lo",
    cldr="lo",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    voicexml_lang="lo-LA",
    twilio_gather="lo-LA",
    words=SpeechWords(yes="ແມ່ນ", no="ບໍ່ແມ່ນ", minus="ລົບ {value}", date="ວັນທີ {day} {month} {year}"),
)
