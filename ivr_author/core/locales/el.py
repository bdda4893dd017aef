"""Greek."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="el",
    english_name="Greek",
    endonym="ελληνικά",
    tag="el",
    cldr="el",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="el-GR",
    twilio_say="el-GR",
    twilio_gather="el-GR",
    voices=google("el-GR", wavenet="AB", standard="AB"),
    words=SpeechWords(yes="ναι", no="όχι", minus="μείον {value}"),
)
