"""Haitian Creole: CLDR's `ht` is French inside, so nothing is taken from it; no vendor has a voice."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="ht",
    english_name="Haitian Creole",
    endonym="Kreyòl ayisyen",
    tag="ht",
    cldr="",
    plural_count=2,
    # CLDR has no rule; catalogs in use (MBTA) count zero and one alike, as French does.
    plural_expression="n > 1",
    voicexml_lang="ht-HT",
    stand_in="fr",
    words=SpeechWords(
        yes="wi",
        no="non",
        minus="mwens {value}",
        months=(
            *("janvye", "fevriye", "mas", "avril", "me", "jen"),
            *("jiyè", "out", "septanm", "oktòb", "novanm", "desanm"),
        ),
        date="{day} {month} {year}",
        first_day="premye",
        time="{hour12}:{minute} {period}",
        am="AM",
        pm="PM",
    ),
    lexicon=Lexicon(
        numbers=number_words(
            "0 zewo, youn/yon/en, de, twa, kat, senk, sis, sèt, uit, nèf, dis, onz, douz, trèz, katòz, kenz, sèz",
            "17 disèt, dizuit, diznèf, ven, venteyen/vent-e-en, vennde, venntwa, vennkat, vennsenk, vennsis, vennsèt",
            "28 ventuit, ventnèf, trant, tranteyen",
            "40 karant",
            "50 senkant",
            "60 swasant",
            "70 swasanndis",
            "80 katreven",
            "90 katrevendis",
            "100 san",
        ),
        # Also: a, in, of, new, blood and without.
        doubtful=("youn", "yon", "en", "de", "nèf", "san"),
        idioms=("youn nan", "youn oswa plis", "youn lòt", "yon lòt", "24/7", "24 sou 24", "24 è sou 24", "7 jou sou 7"),
        star=("etwal", "asteris", "asterik", "zetwal"),
        pound=("dyèz", "dièz", "kare"),
        press=("peze", "tape", "konpoze", "pouse"),
        digits=("chif", "nimewo", "fwa", "bouton", "touch", "opsyon", "segond", "minit"),
        am=("dimaten", "nan maten", "a.m.", "am"),
        pm=("diswa", "aswè", "apremidi", "nan apremidi", "p.m.", "pm"),
        minutes=(("edmi", 30), ("è edmi", 30), ("trant", 30)),
        dollars=("dola",),
        percent=("pousan",),
        first=("premye",),
        weekdays=("lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch"),
        negations=("pa", "pap", "p'ap", "okenn", "janm", "anyen", "san"),
        abbreviations=("dr.", "mr.", "mme.", "elatriye.", "a.m.", "p.m.", "tel.", "no."),
    ),
    aliases=("ht_HT", "ht_US"),
)
