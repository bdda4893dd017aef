"""Korean."""

from __future__ import annotations

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
)
