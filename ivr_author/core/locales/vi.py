"""Vietnamese."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
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
    lexicon=Lexicon(
        numbers=number_words(
            "0 không, một, hai, ba, bốn/tư, năm/lăm, sáu, bảy/bẩy, tám, chín, mười, mười một, mười hai, mười ba",
            "14 mười bốn/mười tư, mười lăm, mười sáu, mười bảy, mười tám, mười chín, hai mươi, hai mươi mốt/hai mốt",
            "30 ba mươi, ba mươi mốt/ba mốt",
            "40 bốn mươi, bốn mươi mốt",
            "50 năm mươi, năm mươi mốt",
            "60 sáu mươi, sáu mươi mốt",
            "70 bảy mươi, bảy mươi mốt",
            "80 tám mươi, tám mươi mốt",
            "90 chín mươi, chín mươi mốt",
            "100 một trăm",
            joins=(" ",),
        ),
        # Also: not, a, father, private, year.
        doubtful=("không", "một", "ba", "tư", "năm", "lăm"),
        idioms=(
            *(
                "thứ hai",
                "thứ ba",
                "thứ tư",
                "thứ năm",
                "thứ sáu",
                "thứ bảy",
                "một số",
                "một trong",
                "một lần",
                "tháng tư",
            ),
            *("24/7", "24/24", "7/7", "24 giờ một ngày", "24 giờ mỗi ngày", "7 ngày một tuần"),
            *("một vài", "hàng năm", "mỗi năm", "năm nay", "trong năm", "không có", "mỗi một"),
        ),
        star=("sao", "phím sao", "dấu sao", "hoa thị", "dấu hoa thị"),
        pound=("thăng", "phím thăng", "dấu thăng"),
        press=("bấm", "nhấn", "ấn", "quay số"),
        digits=("chữ số", "con số", "số", "lần", "phím", "nút", "giây", "phút"),
        am=("sáng",),
        pm=("chiều", "tối", "trưa", "đêm"),
        minutes=(("giờ rưỡi", 30), ("giờ ba mươi", 30)),
        dollars=("đô la", "đô-la"),
        percent=("phần trăm",),
        weekdays=("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"),
        negations=("không", "chưa", "đừng", "chẳng"),
        abbreviations=("v.v.", "tp.", "th.s.", "ts.", "bs.", "gs.", "a.m.", "p.m.", "vd.", "st.", "q.", "p.", "đt."),
    ),
)
