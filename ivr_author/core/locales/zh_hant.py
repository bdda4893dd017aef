"""Chinese in traditional script, spoken as Cantonese."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly
from ivr_author.core.locales._chinese import LEXICON

LOCALE = Locale(
    id="zh_Hant",
    english_name="Chinese (Traditional, Cantonese)",
    endonym="廣東話",
    tag="zh-Hant",
    cldr="zh_Hant",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    # Not `zh`: that is simplified script (CLDR, too, ends the chain here).
    fallback=(),
    voicexml_lang="zh-HK",
    twilio_say="yue-HK",
    twilio_gather="yue-Hant-HK",
    voices=polly("yue-HK", "Hiujin-Neural") + google("yue-HK", standard="ABCD"),
    # CLDR's time has flexible parts of the day (清晨, 上午, 中午), which one pair of words can't say right.
    words=SpeechWords(yes="是", no="否", minus="負{value}", time="{hour24}:{minute}", phone_gap="，"),
    lexicon=LEXICON,
    aliases=("yue", "yue_Hant", "yue_HK", "zh_HK", "zh_MO", "zh_Hant_HK", "zh_Hant_MO"),
)
