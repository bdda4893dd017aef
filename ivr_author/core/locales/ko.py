"""Korean."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="ko",
    english_name="Korean",
    endonym="한국어",
    tag="ko",
    cldr="ko",
    plural_count=1,
    plural_expression="0",
    voicexml_lang="ko-KR",
    twilio_say="ko-KR",
    twilio_gather="ko-KR",
    voices=polly("ko-KR", "Seoyeon-Neural", "Seoyeon")
    + google("ko-KR", wavenet="ABCD", neural2="ABC", standard="ABCD", chirp=True),
    words=SpeechWords(yes="예", no="아니요", minus="마이너스 {value}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 영/공/제로, 일/하나/한, 이/둘/두, 삼/셋/세, 사/넷/네, 오/다섯, 육/여섯, 칠/일곱, 팔/여덟, 구/아홉",
            "10 십/열, 십일/열하나/열한, 십이/열둘/열두, 십삼/열셋/열세, 십사/열넷/열네, 십오/열다섯, 십육/열여섯",
            "17 십칠/열일곱, 십팔/열여덟, 십구/열아홉, 이십/스물/스무",
            "30 삼십/서른",
            "40 사십/마흔",
            "50 오십/쉰",
            "60 육십/예순",
            "70 칠십/일흔",
            "80 팔십/여든",
            "90 구십/아흔",
            "100 백",
            joins=("",),
        ),
        # One syllable each, and each means or begins other words as well.
        doubtful=(
            *(
                "영",
                "공",
                "일",
                "하나",
                "한",
                "이",
                "두",
                "삼",
                "세",
                "사",
                "네",
                "오",
                "육",
                "칠",
                "팔",
                "구",
                "십",
                "열",
            ),
            *("쉰", "백"),
        ),
        idioms=("24/7", "하루 24시간", "주 7일"),
        star=("별표", "별"),
        pound=("우물정자", "우물 정자", "샵", "우물정"),
        press=("누르", "누른", "누릅", "눌러", "눌렀", "누를"),
        key_first=True,
        digits=("자리", "개", "초", "분"),
        am=("오전", "아침"),
        pm=("오후", "저녁", "밤"),
        clock=("시",),
        minutes=(("시 반", 30), ("시 30분", 30)),
        dollars=("달러",),
        percent=("퍼센트", "프로"),
        scales=(("만", 10_000), ("억", 100_000_000), ("천", 1_000)),
        weekdays=("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
        negations=("않", "없", "아니", "아닙", "안", "못", "마십시오", "마세요"),
    ),
)
