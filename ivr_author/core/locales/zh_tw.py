"""Chinese in traditional script, spoken as Mandarin."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google
from ivr_author.core.locales._chinese import LEXICON

LOCALE = Locale(
    id="zh_TW",
    english_name="Chinese (Traditional, Mandarin)",
    endonym="國語",
    tag="zh-TW",
    cldr="zh_Hant",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    fallback=("zh_Hant",),
    voicexml_lang="zh-TW",
    twilio_say="cmn-TW",
    twilio_gather="cmn-Hant-TW",
    voices=google("cmn-TW", wavenet="ABC", standard="ABC"),
    words=SpeechWords(yes="是", no="否", minus="負{value}", time="{hour24}:{minute}", phone_gap="，"),
    lexicon=LEXICON,
    aliases=("zh_Hant_TW", "cmn_Hant", "cmn_TW"),
)
