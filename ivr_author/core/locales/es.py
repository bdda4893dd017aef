"""Spanish as spoken in the United States: CLDR's `es` has comma decimals, `es_US` has not."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="es",
    english_name="Spanish",
    endonym="español",
    tag="es-US",
    cldr="es_US",
    plural_count=2,
    plural_expression="n != 1",
    voicexml_lang="es-US",
    twilio_say="es-US",
    twilio_gather="es-US",
    voices=polly(
        "es-US",
        *("Lupe-Neural", "Pedro-Neural", "Lupe-Generative", "Pedro-Generative", "Lupe", "Miguel", "Penelope"),
    )
    + google("es-US", wavenet="ABC", neural2="ABC", standard="ABC", chirp=True),
    words=SpeechWords(yes="sí", no="no", minus="menos {value}"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 cero, uno/una/un, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, trece, catorce",
            "15 quince, dieciséis/dieciseis/diez y seis, diecisiete, dieciocho, diecinueve, veinte",
            "21 veintiuno/veintiuna/veintiún, veintidós/veintidos, veintitrés/veintitres, veinticuatro, veinticinco",
            "26 veintiséis/veintiseis, veintisiete, veintiocho, veintinueve, treinta",
            "40 cuarenta",
            "50 cincuenta",
            "60 sesenta",
            "70 setenta",
            "80 ochenta",
            "90 noventa",
            "100 cien/ciento",
            joins=(" y ",),
        ),
        doubtful=("uno", "una", "un"),
        idioms=("uno de", "una de", "uno o más", "una o más", "una vez", "cada uno", "cada una"),
        star=("asterisco", "estrella", "tecla de asterisco", "signo de asterisco"),
        pound=("numeral", "almohadilla", "gato", "tecla numeral", "signo de número", "signo numeral", "signo de libra"),
        press=(
            "oprim",
            "presion",
            "puls",
            "marqu",
            "marcar",
            "marcando",
            "apriet",
            "apret",
            "toque",
            "teclee",
            "digite",
        ),
        digits=("dígit", "digit", "cifra", "número", "numero", "veces"),
        negations=(*("no", "nunca", "jamás", "sin", "ni", "ningún", "ninguna", "ninguno", "nada", "nadie", "tampoco"),),
        abbreviations=(
            *(
                "sr.",
                "sra.",
                "srta.",
                "sres.",
                "dr.",
                "dra.",
                "ud.",
                "uds.",
                "vd.",
                "ee. uu.",
                "ee.uu.",
                "a. m.",
                "p. m.",
            ),
            *("a.m.", "p.m.", "p. ej.", "p.ej.", "etc.", "art.", "núm.", "nro.", "tel.", "av.", "avda.", "apto."),
            *("depto.", "pág.", "págs.", "aprox.", "c.", "vs.", "ext.", "inc.", "cía.", "máx.", "mín."),
            *("ene.", "feb.", "mar.", "abr.", "jun.", "jul.", "ago.", "sept.", "sep.", "oct.", "nov.", "dic."),
        ),
    ),
)
