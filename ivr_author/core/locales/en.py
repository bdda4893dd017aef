"""English."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="en",
    english_name="English",
    endonym="English",
    tag="en-US",
    cldr="en_US",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="en-US",
    twilio_say="en-US",
    twilio_gather="en-US",
    voices=polly(
        "en-US",
        *("Joanna-Neural", "Danielle-Neural", "Gregory-Neural", "Ivy-Neural", "Joey-Neural", "Justin-Neural"),
        *("Kendra-Neural", "Kevin-Neural", "Kimberly-Neural", "Matthew-Neural", "Ruth-Neural", "Salli-Neural"),
        *("Stephen-Neural", "Danielle-Generative", "Joanna-Generative", "Matthew-Generative", "Ruth-Generative"),
        *("Stephen-Generative", "Ivy", "Joanna", "Joey", "Justin", "Kendra", "Kevin", "Kimberly", "Matthew", "Salli"),
    )
    + google("en-US", wavenet="ABCDEFGHIJ", neural2="ACDEFGHIJ", standard="ABCDEFGHIJ", chirp=True),
    words=SpeechWords(yes="yes", no="no", minus="minus {value}"),
)
