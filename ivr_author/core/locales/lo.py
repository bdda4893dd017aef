"""Lao. No vendor has a voice."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="lo",
    english_name="Lao",
    endonym="ພາສາລາວ",
    tag="lo",
    cldr="lo",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    voicexml_lang="lo-LA",
    twilio_gather="lo-LA",
    words=SpeechWords(yes="ແມ່ນ", no="ບໍ່ແມ່ນ", minus="ລົບ {value}", date="ວັນທີ {day} {month} {year}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 ສູນ, ຫນຶ່ງ, ສອງ, ສາມ, ສີ່, ຫ້າ, ຫົກ, ເຈັດ, ແປດ, ເກົ້າ, ສິບ, ສິບເອັດ, ສິບສອງ, ສິບສາມ, ສິບສີ່, ສິບຫ້າ",
            "16 ສິບຫົກ, ສິບເຈັດ, ສິບແປດ, ສິບເກົ້າ, ຊາວ",
            "30 ສາມສິບ",
            "40 ສີ່ສິບ",
            "50 ຫ້າສິບ",
            "60 ຫົກສິບ",
            "70 ເຈັດສິບ",
            "80 ແປດສິບ",
            "90 ເກົ້າສິບ",
            joins=("",),
        ),
        doubtful=("ຫນຶ່ງ", "ສູນ"),
        press=("ກົດ",),
        negations=("ບໍ່",),
    ),
)
