"""Gujarati."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="gu",
    english_name="Gujarati",
    endonym="ગુજરાતી",
    tag="gu",
    cldr="gu",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="gu-IN",
    twilio_say="gu-IN",
    twilio_gather="gu-IN",
    voices=google("gu-IN", wavenet="ABCD", standard="ABCD", chirp=True),
    words=SpeechWords(yes="હા", no="ના", minus="માઇનસ {value}"),
)
