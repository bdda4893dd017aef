"""Burmese. No vendor has a voice."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="my",
    english_name="Burmese",
    endonym="မြန်မာဘာသာ",
    tag="my",
    cldr="my",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    voicexml_lang="my-MM",
    twilio_gather="my-MM",
    words=SpeechWords(yes="ဟုတ်ကဲ့", no="မဟုတ်ပါ", minus="အနုတ် {value}", date="{year} ခုနှစ် {month} {day} ရက်"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 သုည, တစ်, နှစ်, သုံး, လေး, ငါး, ခြောက်, ခုနစ်/ခုနှစ်, ရှစ်, ကိုး, ဆယ်",
        ),
        # Also: year, to use, a polite ending, fish, and parts of other words.
        doubtful=("တစ်", "နှစ်", "သုံး", "လေး", "ငါး", "ခုနှစ်", "ကိုး"),
        press=("နှိပ်",),
        key_first=True,
        negations=("မဟုတ်", "မရှိ", "ဘူး"),
        sentence_ends="။.!?…",
    ),
)
