"""Gujarati."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="gu",
    english_name="Gujarati",
    endonym="ગુજરાતી",
    tag="gu",
    cldr="gu",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="gu-IN",
    twilio_say="gu-IN",
    twilio_gather="gu-IN",
    voices=google("gu-IN", wavenet="ABCD", standard="ABCD", chirp=True),
    words=SpeechWords(yes="હા", no="ના", minus="માઇનસ {value}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 શૂન્ય, એક, બે, ત્રણ, ચાર, પાંચ, છ, સાત, આઠ, નવ, દસ/દશ, અગિયાર, બાર, તેર, ચૌદ, પંદર, સોળ, સત્તર, અઢાર",
            "19 ઓગણીસ, વીસ",
            "30 ત્રીસ",
            "40 ચાલીસ",
            "50 પચાસ",
        ),
        doubtful=("એક", "છ", "બાર"),
        star=("સ્ટાર",),
        pound=("પાઉન્ડ", "હેશ"),
        press=("દબાવ", "ડાયલ"),
        key_first=True,
        digits=("અંક",),
        negations=("નથી", "નહીં", "નહિ", "ન", "ના", "વિના", "વગર"),
        sentence_ends=".!?…।",
        abbreviations=("ડૉ.", "શ્રી.", "રૂ."),
    ),
)
