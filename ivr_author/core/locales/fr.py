"""French."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="fr",
    english_name="French",
    endonym="français",
    tag="fr",
    cldr="fr",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="fr-FR",
    twilio_say="fr-FR",
    twilio_gather="fr-FR",
    voices=polly("fr-FR", "Lea-Neural", "Remi-Neural", "Lea-Generative", "Lea", "Celine", "Mathieu")
    + google("fr-FR", wavenet="ABCDEFG", neural2="ABCDEFG", standard="ABCDEFG", chirp=True)
    + polly("fr-CA", "Gabrielle-Neural", "Liam-Neural", "Chantal")
    + google("fr-CA", wavenet="ABCD", neural2="ABCD", standard="ABCD", chirp=True),
    words=SpeechWords(yes="oui", no="non", minus="moins {value}", first_day="1er"),
)
