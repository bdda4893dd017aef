"""Polish."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="pl",
    english_name="Polish",
    endonym="polski",
    tag="pl",
    cldr="pl",
    plural_count=3,
    plural_expression="n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    voicexml_lang="pl-PL",
    twilio_say="pl-PL",
    twilio_gather="pl-PL",
    voices=polly("pl-PL", "Ola-Neural", "Ewa", "Jacek", "Jan", "Maja")
    + google("pl-PL", wavenet="ABCDEFG", standard="ABCDEFG", chirp=True),
    # Spoken with the word for year, which makes a voice read the figure as an ordinal.
    words=SpeechWords(yes="tak", no="nie", minus="minus {value}", date="{day} {month} {year} roku"),
)
