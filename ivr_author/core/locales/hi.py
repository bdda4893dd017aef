"""Hindi."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="hi",
    english_name="Hindi",
    endonym="हिन्दी",
    tag="hi",
    cldr="hi",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="hi-IN",
    twilio_say="hi-IN",
    twilio_gather="hi-IN",
    voices=polly("hi-IN", "Kajal-Neural", "Kajal-Generative", "Aditi")
    + google("hi-IN", wavenet="ABCDEF", neural2="ABCD", standard="ABCDEF", chirp=True),
    words=SpeechWords(yes="हाँ", no="नहीं", minus="माइनस {value}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 शून्य/ज़ीरो/जीरो, एक, दो, तीन, चार, पाँच/पांच, छह/छः/छ/छे, सात, आठ, नौ, दस, ग्यारह, बारह, तेरह, चौदह",
            "15 पंद्रह/पन्द्रह, सोलह, सत्रह, अठारह, उन्नीस, बीस, इक्कीस, बाईस/बाइस, तेईस/तेइस, चौबीस, पच्चीस, छब्बीस",
            "27 सत्ताईस/सत्ताइस, अट्ठाईस/अठाईस/अट्ठाइस, उनतीस/उन्तीस, तीस, इकतीस/इकत्तीस",
            "40 चालीस",
            "45 पैंतालीस",
            "50 पचास",
            "60 साठ",
            "70 सत्तर",
            "80 अस्सी",
            "90 नब्बे",
            "100 सौ/एक सौ",
        ),
        # `दो` is also give.
        doubtful=("एक", "दो"),
        idioms=("में से एक", "एक या अधिक", "एक बार", "एक साथ", "24/7", "24 घंटे"),
        star=("स्टार", "तारांकन", "तारा", "तारक चिह्न"),
        pound=("पाउंड", "हैश", "पाउंड चिह्न"),
        press=("दबा", "डायल"),
        key_first=True,
        digits=("अंक", "बार", "बटन", "कुंजी", "सेकंड", "मिनट"),
        am=("सुबह", "पूर्वाह्न"),
        pm=("शाम", "दोपहर", "अपराह्न", "रात"),
        clock=("बजे",),
        minutes=(("साढ़े", 30), ("सवा", 15)),
        dollars=("डॉलर",),
        percent=("प्रतिशत",),
        scales=(("लाख", 100_000), ("करोड़", 10_000_000), ("हज़ार", 1_000), ("हजार", 1_000)),
        weekdays=("सोमवार", "मंगलवार", "बुधवार", "गुरुवार/बृहस्पतिवार", "शुक्रवार", "शनिवार", "रविवार"),
        negations=("नहीं", "न", "मत", "बिना", "ना"),
        sentence_ends="।॥.!?…",
        abbreviations=("डॉ.", "श्री.", "प्रो.", "रु."),
    ),
)
