"""Greek."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="el",
    english_name="Greek",
    endonym="ελληνικά",
    tag="el",
    cldr="el",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="el-GR",
    twilio_say="el-GR",
    twilio_gather="el-GR",
    voices=google("el-GR", wavenet="AB", standard="AB"),
    words=SpeechWords(yes="ναι", no="όχι", minus="μείον {value}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 μηδέν, ένα/ένας/μία/μια/έναν, δύο/δυο, τρία/τρεις, τέσσερα/τέσσερις, πέντε, έξι, επτά/εφτά, οκτώ/οχτώ",
            "9 εννέα/εννιά, δέκα, έντεκα, δώδεκα, δεκατρία, δεκατέσσερα, δεκαπέντε, δεκαέξι, δεκαεπτά, δεκαοκτώ",
            "19 δεκαεννέα, είκοσι",
            "30 τριάντα",
            "40 σαράντα",
            "50 πενήντα",
            "60 εξήντα",
            "70 εβδομήντα",
            "80 ογδόντα",
            "90 ενενήντα",
            "100 εκατό",
            joins=(" ",),
        ),
        doubtful=("ένα", "ένας", "μία", "μια", "έναν"),
        idioms=("ένα από", "μία από", "ένας από"),
        star=("αστερίσκο", "αστερίσκος", "αστεράκι"),
        pound=("δίεση",),
        press=("πατήστε", "πιέστε", "πληκτρολογήστε"),
        digits=("ψηφί", "αριθμ"),
        am=("π.μ.",),
        pm=("μ.μ.",),
        dollars=("δολάρι", "δολαρί"),
        percent=("τοις εκατό",),
        negations=("δεν", "μη", "μην", "όχι", "χωρίς", "ούτε"),
        sentence_ends=".!;…",
        abbreviations=("κ.", "κα.", "δρ.", "π.χ.", "κ.λπ.", "π.μ.", "μ.μ.", "τηλ.", "αρ."),
    ),
)
