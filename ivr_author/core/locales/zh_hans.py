"""Chinese in simplified script, spoken as Mandarin."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly
from ivr_author.core.locales._chinese import LEXICON

LOCALE = Locale(
    id="zh_Hans",
    english_name="Chinese (Simplified, Mandarin)",
    # What a menu speaks: 中文 is any Chinese, and Cantonese callers would choose it too.
    endonym="普通话",
    tag="zh-Hans",
    cldr="zh_Hans",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    fallback=("zh",),
    voicexml_lang="zh-CN",
    twilio_say="cmn-CN",
    twilio_gather="cmn-Hans-CN",
    voices=polly("cmn-CN", "Zhiyu-Neural", "Zhiyu") + google("cmn-CN", wavenet="ABCD", standard="ABCD", chirp=True),
    words=SpeechWords(yes="是", no="否", minus="负{value}", phone_gap="，"),
    lexicon=LEXICON,
    aliases=("zh", "zh_CN", "zh_SG", "zh_Hans_CN", "cmn", "cmn_Hans", "cmn_CN"),
)
