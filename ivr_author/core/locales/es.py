"""Spanish as spoken in the United States: CLDR's `es` has comma decimals, `es_US` has not."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="es",
    english_name="Spanish",
    endonym="español",
    tag="es-US",
    cldr="es_US",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="es-US",
    twilio_say="es-US",
    twilio_gather="es-US",
    voices=polly(
        "es-US",
        *("Lupe-Neural", "Pedro-Neural", "Lupe-Generative", "Pedro-Generative", "Lupe", "Miguel", "Penelope"),
    )
    + google("es-US", wavenet="ABC", neural2="ABC", standard="ABC", chirp=True),
    words=SpeechWords(yes="sí", no="no", minus="menos {value}"),
)
