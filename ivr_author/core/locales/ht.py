"""Haitian Creole: CLDR's `ht` is French inside, so nothing is taken from it; no vendor has a voice."""

from __future__ import annotations

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
    aliases=("ht_HT", "ht_US"),
)
