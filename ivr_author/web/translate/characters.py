"""Characters of each language that keyboards of other languages lack, to be put in by a click."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.locale import find_locale

_COMMON = "“”‘’–…"
_LETTERS: Mapping[str, str] = {
    "ar": "،؛؟«»ـًٌٍَُِّْ",
    "de": "äöüßÄÖÜ„“",
    "es": "áéíóúüñ¿¡«»ÁÉÍÓÚÑ",
    "fa": "،؛؟«»پچژگ",
    "fr": "àâçéèêëîïôùûüœæ«»ÀÇÉÈÊ\u00a0\u202f",
    "hi": "।॥₹",
    "ht": "àèòÀÈÒ",
    "it": "àèéìòùÀÈÉ",
    "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "pt": "áâãàçéêíóôõúÁÂÃÇÉÊÓÔÕ",
    "ru": "«»—№ё",
    "ur": "،؛؟۔«»",
    "vi": "ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵĐ",
    "zh": "，。、；：？！（）「」『』《》—…",
}


def special_characters(locale: str) -> tuple[str, ...]:
    """The characters, each once; of a language that nothing is known of, the marks that all have."""
    language = find_locale(locale).id.split("_")[0]
    return tuple(dict.fromkeys(_LETTERS.get({"yue": "zh", "cmn": "zh"}.get(language, language), _COMMON)))
