"""Portuguese as spoken in Brazil."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly
from ivr_author.core.locales._portuguese import LEXICON

LOCALE = Locale(
    id="pt_BR",
    english_name="Portuguese (Brazil)",
    endonym="português",
    tag="pt-BR",
    cldr="pt_BR",
    plural_count=2,
    plural_expression="n > 1",
    fallback=("pt",),
    voicexml_lang="pt-BR",
    twilio_say="pt-BR",
    twilio_gather="pt-BR",
    voices=polly("pt-BR", "Camila-Neural", "Thiago-Neural", "Vitoria-Neural", "Camila", "Ricardo", "Vitoria")
    + google("pt-BR", wavenet="ABCDE", neural2="ABC", standard="ABCDE", chirp=True),
    # Brazilians say "primeiro", and a voice reads the plain figure as "um".
    words=SpeechWords(yes="sim", no="não", minus="menos {value}", first_day="1º"),
    lexicon=LEXICON,
    aliases=("pt",),
)
