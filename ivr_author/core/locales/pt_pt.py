"""Portuguese as spoken in Portugal. The voices are Brazilian: the facts we hold have no other."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords
from ivr_author.core.locales._portuguese import LEXICON

LOCALE = Locale(
    id="pt_PT",
    english_name="Portuguese (Portugal)",
    endonym="português",
    tag="pt-PT",
    cldr="pt_PT",
    plural_count=2,
    plural_expression="n != 1",
    fallback=("pt",),
    voicexml_lang="pt-PT",
    stand_in="pt_BR",
    words=SpeechWords(yes="sim", no="não", minus="menos {value}"),
    lexicon=LEXICON,
)
