"""Tagalog; the vendors and CLDR call it Filipino."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google

LOCALE = Locale(
    id="tl",
    english_name="Tagalog",
    endonym="Tagalog",
    tag="tl",
    cldr="fil",
    plural_count=2,
    plural_expression="n!=1 && n!=2 && n!=3 && (n%10==4 || n%10==6 || n%10==9)",
    voicexml_lang="fil-PH",
    twilio_say="fil-PH",
    twilio_gather="fil-PH",
    voices=google("fil-PH", wavenet="ABCD", standard="ABCD") + google("fil-PH", neural2="AD", spelled="fil-ph"),
    words=SpeechWords(yes="oo", no="hindi", minus="negatibo {value}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 sero, isa/isang/uno, dalawa/dalawang/dos, tatlo/tatlong/tres, apat/apat na/kuwatro, lima/limang/singko",
            "6 anim/anim na/sais, pito/pitong/siyete, walo/walong/otso, siyam/siyam na/nuwebe, sampu/sampung/diyes",
            "11 labing-isa/labing-isang/onse, labindalawa/labindalawang/labing-dalawa/dose, labintatlo/labing-tatlo",
            "14 labing-apat, labinlima/labing-lima, labing-anim, labimpito/labing-pito, labingwalo/labing-walo",
            "19 labinsiyam/labing-siyam, dalawampu/dalawampung",
            "30 tatlumpu/tatlumpung",
            "40 apatnapu",
            "50 limampu",
            "60 animnapu",
            "70 pitumpu",
            "80 walumpu",
            "90 siyamnapu",
            "100 isang daan/sandaan",
            joins=("'t ",),
        ),
        doubtful=("isa", "isang"),
        idioms=("isa sa", "isa o higit pa"),
        star=("star", "asterisk", "bituin"),
        pound=("pound", "hash"),
        press=("pindutin", "pumindot", "i-press", "pindot"),
        digits=("numero", "digit", "beses"),
        am=("ng umaga", "a.m.", "am"),
        pm=("ng hapon", "ng gabi", "p.m.", "pm"),
        dollars=("dolyar",),
        percent=("porsyento",),
        negations=("hindi", "wala", "walang", "huwag"),
        abbreviations=("dr.", "g.", "gng.", "bb.", "atbp.", "hal.", "a.m.", "p.m."),
    ),
    aliases=("fil",),
)
