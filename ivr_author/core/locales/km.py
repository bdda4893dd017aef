"""Khmer."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords

LOCALE = Locale(
    id="km",
    english_name="Khmer",
    endonym="ភាសាខ្មែរ",
    tag="km",
    cldr="km",
    plural_count=1,
    plural_expression="0",
    spaced=False,
    voicexml_lang="km-KH",
    twilio_gather="km-KH",
    words=SpeechWords(yes="មែន", no="ទេ", minus="ដក {value}", date="ថ្ងៃទី {day} ខែ{month} ឆ្នាំ {year}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 សូន្យ, មួយ, ពីរ, បី, បួន, ប្រាំ, ប្រាំមួយ, ប្រាំពីរ, ប្រាំបី, ប្រាំបួន, ដប់, ដប់មួយ, ដប់ពីរ, ដប់បី, ដប់បួន",
            "15 ដប់ប្រាំ, ដប់ប្រាំមួយ, ដប់ប្រាំពីរ, ដប់ប្រាំបី, ដប់ប្រាំបួន, ម្ភៃ",
            "30 សាមសិប",
            "40 សែសិប",
            "50 ហាសិប",
            "60 ហុកសិប",
            "70 ចិតសិប",
            "80 ប៉ែតសិប",
            "90 កៅសិប",
            "100 មួយរយ",
            joins=("",),
        ),
        doubtful=("មួយ",),
        idioms=("ណាមួយ", "មួយចំនួន", "ជាមួយ", "មួយទៀត", "24/7", "24 ម៉ោងក្នុងមួយថ្ងៃ"),
        star=("ផ្កាយ", "សញ្ញាផ្កាយ"),
        pound=("ថោន", "សញ្ញាថោន"),
        press=("ចុច",),
        digits=("ខ្ទង់", "តួ"),
        am=("ព្រឹក",),
        pm=("ល្ងាច", "រសៀល", "យប់"),
        clock=("ម៉ោង",),
        dollars=("ដុល្លារ",),
        percent=("ភាគរយ",),
        weekdays=("ថ្ងៃចន្ទ", "ថ្ងៃអង្គារ", "ថ្ងៃពុធ", "ថ្ងៃព្រហស្បតិ៍", "ថ្ងៃសុក្រ", "ថ្ងៃសៅរ៍", "ថ្ងៃអាទិត្យ"),
        negations=("មិន", "គ្មាន", "កុំ", "ពុំ"),
        sentence_ends="។៕.!?…",
    ),
)
