"""Arabic, the standard language; figures are Latin, as in the notices callers hold in their hands."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="ar",
    english_name="Arabic",
    endonym="العربية",
    tag="ar",
    cldr="ar",
    plural_count=6,
    # The order zero, one, two, few, many, other, which translators' tools show; Babel's own table swaps the last two.
    plural_expression="n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    direction="rtl",
    voicexml_lang="ar-EG",
    twilio_say="arb",
    twilio_gather="ar-EG",
    voices=polly("arb", "Zeina")
    + google("ar-XA", wavenet="ABCD", standard="ABCD", chirp=True)
    + polly("ar-AE", "Hala-Neural", "Zayd-Neural"),
    # The letters ص and م would be spelled; these are the words.
    words=SpeechWords(yes="نعم", no="لا", minus="سالب {value}", am="صباحًا", pm="مساءً", phone_gap="، "),
)
