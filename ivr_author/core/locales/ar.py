"""Arabic, the standard language; figures are Latin, as in the notices callers hold in their hands."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="ar",
    english_name="Arabic",
    endonym="العربية",
    tag="ar",
    cldr="ar",
    plural_count=6,
    # The order zero, one, two, few, many, other, which translators' tools show; Babel's own table swaps the last two.
    plural_expression="n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    direction="rtl",
    voicexml_lang="ar-EG",
    twilio_say="arb",
    twilio_gather="ar-EG",
    voices=polly("arb", "Zeina")
    + google("ar-XA", wavenet="ABCD", standard="ABCD", chirp=True)
    + polly("ar-AE", "Hala-Neural", "Zayd-Neural"),
    # The letters ص and م would be spelled; these are the words.
    words=SpeechWords(yes="نعم", no="لا", minus="سالب {value}", am="صباحًا", pm="مساءً", phone_gap="، "),
    lexicon=Lexicon(
        numbers=number_words(
            "0 صفر/الصفر, واحد/واحدة/الواحد, اثنان/اثنين/اثنتان/اثنتين/إثنان/إثنين/الاثنين, ثلاثة/ثلاث/الثلاثة",
            "4 أربعة/أربع/الأربعة, خمسة/خمس/الخمسة, ستة/ست/الستة, سبعة/سبع/السبعة, ثمانية/ثماني/ثمان/الثمانية",
            "9 تسعة/تسع/التسعة, عشرة/عشر/العشرة, أحد عشر/إحدى عشرة, اثنا عشر/اثني عشر/اثنتا عشرة/اثنتي عشرة",
            "13 ثلاثة عشر/ثلاث عشرة, أربعة عشر/أربع عشرة, خمسة عشر/خمس عشرة, ستة عشر/ست عشرة, سبعة عشر/سبع عشرة",
            "18 ثمانية عشر/ثماني عشرة, تسعة عشر/تسع عشرة, عشرون/عشرين",
            "30 ثلاثون/ثلاثين",
            "40 أربعون/أربعين",
            "50 خمسون/خمسين",
            "60 ستون/ستين",
            "70 سبعون/سبعين",
            "80 ثمانون/ثمانين",
            "90 تسعون/تسعين",
            "100 مئة/مائة",
            joins=(" و",),
            unit_first=True,
        ),
        # `الاثنين` is also Monday.
        doubtful=("واحد", "واحدة", "الواحد", "الاثنين"),
        idioms=("واحد من", "واحدة من", "مرة واحدة", "يوم الاثنين", "من الاثنين", "24/7", "مدار 24 ساعة"),
        star=("نجمة", "النجمة", "علامة النجمة", "مفتاح النجمة", "زر النجمة"),
        pound=("مربع", "المربع", "علامة المربع", "مفتاح المربع", "الشباك", "شباك", "المربّع", "زر المربع"),
        press=("اضغط", "أضغط", "إضغط", "الضغط", "بالضغط", "تضغط"),
        digits=("أرقام", "خانات", "رقما", "مرات", "مفاتيح", "أزرار", "ثوان", "دقائق"),
        am=("صباحًا", "صباحا", "صباحاً"),
        pm=("مساءً", "مساء", "ظهرًا", "ظهرا", "بعد الظهر"),
        clock=("الساعة",),
        minutes=(("والنصف", 30), ("والربع", 15)),
        dollars=("دولار",),
        percent=("في المئة", "في المائة", "بالمئة", "بالمائة"),
        weekdays=(
            "يوم الاثنين/يوم الإثنين",
            "الثلاثاء",
            "الأربعاء/الاربعاء",
            "الخميس",
            "الجمعة",
            "السبت",
            "الأحد/الاحد",
        ),
        negations=("لا", "لم", "لن", "ليس", "ليست", "لست", "لستم", "لسنا", "ليسوا", "غير", "دون", "بدون", "بلا", "عدم"),
        sentence_ends=".!?…؟",
        abbreviations=("د.", "م.", "أ.", "ص.ب.", "ق.م."),
    ),
)
