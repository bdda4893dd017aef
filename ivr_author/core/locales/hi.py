"""Hindi."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="hi",
    english_name="Hindi",
    endonym="हिन्दी",
    tag="hi",
    cldr="hi",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="hi-IN",
    twilio_say="hi-IN",
    twilio_gather="hi-IN",
    voices=polly("hi-IN", "Kajal-Neural", "Kajal-Generative", "Aditi")
    + google("hi-IN", wavenet="ABCDEF", neural2="ABCD", standard="ABCDEF", chirp=True),
    words=SpeechWords(yes="हाँ", no="नहीं", minus="माइनस {value}"),
)
