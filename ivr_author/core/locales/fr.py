"""French."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale_profile import Locale, SpeechWords, google, polly

LOCALE = Locale(
    id="fr",
    english_name="French",
    endonym="français",
    tag="fr",
    cldr="fr",
    plural_count=2,
    plural_expression="n > 1",
    voicexml_lang="fr-FR",
    twilio_say="fr-FR",
    twilio_gather="fr-FR",
    voices=polly("fr-FR", "Lea-Neural", "Remi-Neural", "Lea-Generative", "Lea", "Celine", "Mathieu")
    + google("fr-FR", wavenet="ABCDEFG", neural2="ABCDEFG", standard="ABCDEFG", chirp=True)
    + polly("fr-CA", "Gabrielle-Neural", "Liam-Neural", "Chantal")
    + google("fr-CA", wavenet="ABCD", neural2="ABCD", standard="ABCD", chirp=True),
    words=SpeechWords(yes="oui", no="non", minus="moins {value}", first_day="1er"),
    lexicon=Lexicon(
        numbers=number_words(
            "0 zéro/zero, un/une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, treize, quatorze",
            "15 quinze, seize, dix-sept, dix-huit, dix-neuf, vingt, vingt et un/vingt-et-un/vingt et une, vingt-deux",
            "30 trente, trente et un/trente-et-un/trente et une",
            "40 quarante, quarante et un/quarante-et-un",
            "50 cinquante, cinquante et un/cinquante-et-un",
            "60 soixante, soixante et un/soixante-et-un",
            "70 soixante-dix/septante, soixante et onze, soixante-douze, soixante-treize, soixante-quatorze",
            "75 soixante-quinze, soixante-seize, soixante-dix-sept, soixante-dix-huit, soixante-dix-neuf",
            "80 quatre-vingts/quatre-vingt/huitante, quatre-vingt-un, quatre-vingt-deux, quatre-vingt-trois",
            "84 quatre-vingt-quatre, quatre-vingt-cinq, quatre-vingt-six, quatre-vingt-sept, quatre-vingt-huit",
            "89 quatre-vingt-neuf, quatre-vingt-dix/nonante, quatre-vingt-onze, quatre-vingt-douze",
            "93 quatre-vingt-treize, quatre-vingt-quatorze, quatre-vingt-quinze, quatre-vingt-seize",
            "97 quatre-vingt-dix-sept, quatre-vingt-dix-huit, quatre-vingt-dix-neuf, cent",
            joins=("-", " "),
        ),
        # `neuf` is also new.
        doubtful=("un", "une", "neuf"),
        idioms=(
            "un des",
            "une des",
            "l'un",
            "l'une",
            "un de",
            "une de",
            "24 heures sur 24",
            "24h/24",
            "7 jours sur 7",
            "24 h/24",
            "7 j/7",
            "7j/7",
            "24/7",
        ),
        star=("étoile", "astérisque", "touche étoile"),
        pound=("dièse", "carré", "touche dièse"),
        press=("appuy", "appui", "press", "tapez", "taper", "tapant", "composez", "composer", "faites", "enfonce"),
        digits=("chiffre", "numéro", "fois", "touche", "bouton", "option", "seconde", "minute"),
        am=("du matin",),
        pm=(
            "de l'après-midi",
            "du soir",
        ),
        minutes=(("heures et demie", 30), ("heure et demie", 30), ("heures et quart", 15), ("heures trente", 30)),
        dollars=("dollar",),
        percent=("pour cent",),
        first=("premier",),
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        negations=("ne", "pas", "non", "jamais", "sans", "ni", "aucun", "aucune", "rien"),
        abbreviations=(
            *(
                "m.",
                "mm.",
                "mme.",
                "mlle.",
                "dr.",
                "me.",
                "p. ex.",
                "etc.",
                "art.",
                "tél.",
                "av.",
                "bd.",
                "env.",
                "n.b.",
            ),
            *("janv.", "févr.", "avr.", "juil.", "sept.", "oct.", "nov.", "déc.", "min.", "max.", "p.", "pp."),
        ),
    ),
)
