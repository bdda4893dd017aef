"""Hmong, which CLDR doesn't know in Latin script. No vendor has a voice."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="hmn",
    english_name="Hmong",
    endonym="Hmoob",
    tag="hmn",
    cldr="",
    plural_count=1,
    plural_expression="0",
    voicexml_lang="hmn",
    words=SpeechWords(
        yes="yog",
        no="tsis yog",
        months=(
            *("Lub Ib Hlis Ntuj", "Lub Ob Hlis Ntuj", "Lub Peb Hlis Ntuj", "Lub Plaub Hlis Ntuj"),
            *("Lub Tsib Hlis Ntuj", "Lub Rau Hli Ntuj", "Lub Xya Hli Ntuj", "Lub Yim Hli Ntuj"),
            *("Lub Cuaj Hli Ntuj", "Lub Kaum Hli Ntuj", "Lub Kaum Ib Hlis Ntuj", "Lub Kaum Ob Hlis Ntuj"),
        ),
        date="{month} tim {day}, {year}",
        time="{hour12}:{minute} {period}",
        am="AM",
        pm="PM",
    ),
    lexicon=Lexicon(
        numbers=number_words("0 xum, ib, ob, peb, plaub, tsib, rau, xya, yim, cuaj, kaum, kaum ib, kaum ob"),
        # `rau` is also to and for.
        doubtful=("ib", "rau"),
        press=("nias",),
        negations=("tsis",),
    ),
)
