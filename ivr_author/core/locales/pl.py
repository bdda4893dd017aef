"""Polish."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
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
    lexicon=Lexicon(
        numbers=number_words(
            "0 zero, jeden/jedna/jedno/jedną/jednego, dwa/dwie/dwóch, trzy/trzech, cztery/czterech, pięć/pięciu",
            "6 sześć/sześciu, siedem/siedmiu, osiem/ośmiu, dziewięć/dziewięciu, dziesięć/dziesięciu, jedenaście",
            "12 dwanaście, trzynaście, czternaście, piętnaście, szesnaście, siedemnaście, osiemnaście, dziewiętnaście",
            "20 dwadzieścia",
            "30 trzydzieści",
            "40 czterdzieści",
            "50 pięćdziesiąt",
            "60 sześćdziesiąt",
            "70 siedemdziesiąt",
            "80 osiemdziesiąt",
            "90 dziewięćdziesiąt",
            "100 sto",
            joins=(" ",),
        ),
        doubtful=("jeden", "jedna", "jedno", "jedną", "jednego"),
        idioms=("jeden z", "jedna z", "jedno z", "jedną z"),
        star=("gwiazdka", "gwiazdkę", "gwiazdki"),
        pound=("krzyżyk", "kratka", "kratkę", "hash"),
        press=("naciśn", "wciśn", "wybierz", "nacisn"),
        digits=("cyfr", "liczb", "razy"),
        am=("rano",),
        pm=("po południu", "wieczorem"),
        dollars=("dolar",),
        percent=("procent",),
        negations=("nie", "bez", "nigdy", "nikt", "nic", "żaden", "żadna", "żadne", "ani"),
        abbreviations=(
            "dr.",
            "np.",
            "itd.",
            "itp.",
            "tj.",
            "ul.",
            "al.",
            "nr.",
            "tel.",
            "godz.",
            "r.",
            "prof.",
            "m.in.",
        ),
    ),
)
