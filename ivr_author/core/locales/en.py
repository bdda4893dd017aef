"""English."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
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
    lexicon=Lexicon(
        numbers=number_words(
            "0 zero/oh, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen",
            "15 fifteen, sixteen, seventeen, eighteen, nineteen, twenty",
            "30 thirty",
            "40 forty",
            "50 fifty",
            "60 sixty",
            "70 seventy",
            "80 eighty",
            "90 ninety",
            "100 one hundred/hundred",
            joins=("-", " "),
        ),
        doubtful=("oh", "one"),
        idioms=("one of", "no one", "one another", "one-way", "one way", "one time", "one-time", "one more", "one day"),
        star=("star", "asterisk", "star key"),
        pound=("pound", "pound sign", "pound key", "hash", "hash key", "hash sign", "number sign"),
        press=("press", "push", "dial", "hit", "touch"),
        digits=("digit", "number", "figure", "time", "key"),
        am=("a.m.", "am", "a. m.", "in the morning"),
        pm=("p.m.", "pm", "p. m.", "in the afternoon", "in the evening", "at night"),
        dollars=("dollar",),
        percent=("percent", "per cent"),
        negations=(
            *("not", "no", "never", "cannot", "without", "neither", "nor", "none", "nothing", "nobody", "can't"),
            *("don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "won't", "wouldn't", "couldn't"),
            *("shouldn't", "mustn't", "haven't", "hasn't", "hadn't"),
        ),
        abbreviations=(
            *("mr.", "mrs.", "ms.", "dr.", "jr.", "sr.", "st.", "ave.", "apt.", "no.", "vs.", "etc.", "e.g.", "i.e."),
            *(
                "a.m.",
                "p.m.",
                "u.s.",
                "d.c.",
                "inc.",
                "ltd.",
                "co.",
                "corp.",
                "dept.",
                "ext.",
                "approx.",
                "art.",
                "sec.",
            ),
            *("jan.", "feb.", "mar.", "apr.", "jun.", "jul.", "aug.", "sep.", "sept.", "oct.", "nov.", "dec."),
            *("mon.", "tue.", "tues.", "wed.", "thu.", "thurs.", "fri.", "sat.", "sun.", "p.o.", "ph.d.", "m.d."),
        ),
    ),
)
