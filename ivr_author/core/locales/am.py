"""Amharic. Hours are counted from midnight, as offices in the United States do."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="am",
    english_name="Amharic",
    endonym="አማርኛ",
    tag="am",
    cldr="am",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="am-ET",
    twilio_say="am-ET",
    twilio_gather="am-ET",
    voices=google("am-ET", wavenet="AB", standard="AB"),
    words=SpeechWords(yes="አዎ", no="አይደለም"),
)
