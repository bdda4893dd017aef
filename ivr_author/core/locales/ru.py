"""Russian."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="ru",
    english_name="Russian",
    endonym="русский",
    tag="ru",
    cldr="ru",
    plural_count=3,
    plural_expression="n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    voicexml_lang="ru-RU",
    twilio_say="ru-RU",
    twilio_gather="ru-RU",
    voices=polly("ru-RU", "Tatyana", "Maxim") + google("ru-RU", wavenet="ABCDE", standard="ABCDE", chirp=True),
    # CLDR abbreviates the year's word to "г."; a voice may spell the letter.
    words=SpeechWords(yes="да", no="нет", minus="минус {value}", date="{day} {month} {year} года"),
)
