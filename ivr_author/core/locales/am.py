"""Amharic. Hours are counted from midnight, as offices in the United States do."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="am",
    english_name="Amharic",
    endonym="አማርኛ",
    tag="am",
    cldr="am",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="am-ET",
    twilio_say="am-ET",
    twilio_gather="am-ET",
    voices=google("am-ET", wavenet="AB", standard="AB"),
    words=SpeechWords(yes="አዎ", no="አይደለም"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 ዜሮ/ባዶ, አንድ, ሁለት, ሶስት/ሦስት, አራት, አምስት, ስድስት, ሰባት, ስምንት, ዘጠኝ, አስር/ዐሥር",
            "11 አስራ አንድ, አስራ ሁለት, አስራ ሶስት/አስራ ሦስት, አስራ አራት, አስራ አምስት, አስራ ስድስት, አስራ ሰባት, አስራ ስምንት, አስራ ዘጠኝ",
            "20 ሃያ/ሀያ",
            "30 ሰላሳ/ሠላሳ",
            "40 አርባ",
            "50 ሃምሳ/አምሳ",
            "60 ስልሳ",
            "70 ሰባ",
            "80 ሰማንያ",
            "90 ዘጠና",
            "100 መቶ/አንድ መቶ",
            joins=(" ",),
        ),
        doubtful=("አንድ",),
        star=("ኮከብ", "የኮከብ ምልክት"),
        pound=("ፓውንድ", "የፓውንድ ምልክት"),
        press=("ይጫኑ", "ተጫን", "ይጫን", "በመጫን"),
        key_first=True,
        digits=("አሃዝ", "ቁጥሮች"),
        am=("ጥዋት", "ጠዋት"),
        pm=("ከሰዓት", "ከሰዓት በኋላ"),
        dollars=("ዶላር",),
        percent=("በመቶ", "ፐርሰንት"),
        negations=("አይደለም", "የለም", "አይደሉም", "የላቸውም", "የለዎትም"),
        sentence_ends="።!?…፧.",
    ),
)
