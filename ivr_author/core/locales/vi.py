"""Vietnamese."""

from __future__ import annotations

from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="vi",
    english_name="Vietnamese",
    endonym="Tiếng Việt",
    tag="vi",
    cldr="vi",
    plural_count=1,
    plural_expression="0",
    voicexml_lang="vi-VN",
    twilio_say="vi-VN",
    twilio_gather="vi-VN",
    voices=google("vi-VN", wavenet="ABCD", neural2="AD", standard="ABCD", chirp=True),
    words=SpeechWords(yes="có", no="không", minus="âm {value}", date="ngày {day} tháng {month_number} năm {year}"),
)
