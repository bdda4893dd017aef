"""Tagalog; the vendors and CLDR call it Filipino."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="tl",
    english_name="Tagalog",
    endonym="Tagalog",
    tag="tl",
    cldr="fil",
    plural_count=2,
    plural_expression="n!=1 && n!=2 && n!=3 && (n%10==4 || n%10==6 || n%10==9)",
    voicexml_lang="fil-PH",
    twilio_say="fil-PH",
    twilio_gather="fil-PH",
    voices=google("fil-PH", wavenet="ABCD", standard="ABCD") + google("fil-PH", neural2="AD", spelled="fil-ph"),
    words=SpeechWords(yes="oo", no="hindi", minus="negatibo {value}"),
    aliases=("fil",),
)
