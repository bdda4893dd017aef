"""How languages half deny, and seem to deny: what a lexicon's `negations` alone would mistake for a lost denial.

Patterns over folded texts, by language, drawn from the sample catalogs and from those of a transit agency.
"""

from __future__ import annotations

IDIOMS = {
    "ru": r"не (?:позже|позднее|ранее|менее|более|только)|никто друг\w+",
    "ht": r"pa (?:pita|lapòs|telefòn|imèl|tèks|ekri|semèn|mwa|jou|ane|èdtan|mòd|kalite)",
    "vi": r"chẳng hạn|không(?=[*\s]*\?)",
    "ar": r"لا (?:تزال|يزال|بد|سيما)",
    "es": r"no obstante|no solo",
    "en": r"no later than|not only|no\. ?\d",
}
"""What holds such a word and denies nothing: `pa pita pase`, “not later than”, is `by`."""

_PARTS = {
    "en": (
        r"\bun(?!der|til|it|ion|iqu|iversit)\w{4,}|\b(?:invalid|incorrect|inactive|incomplete|inaccess|impossib|disabl)\w*",
        r"\b(?:wrong|miss\w*|fail\w*|late|only|until|off|out|keeps?|owe\w*|against|lost|bad|left|still|close\w*|other)\b",
    ),
    "es": (
        r"\b(?:indispon|invalid|incorrect|inactiv|incomplet|imposib|desconect|deshabilit|falt|prohibid|evit|pendiente)\w*",
        r"\b(?:todavia|por pagar|excepto)\b",
    ),
    "pt": (
        r"\b(?:indispon|invalid|incorret|inativ|incomplet|impossi|desconect|desativ|falt|proibid|evit|pendente)\w*",
        r"\b(?:ainda|a pagar|exceto|em aberto)\b",
    ),
    "ht": (r"\b(?:poko|manke|sispann|sof|sèlman|entèdi)\b",),
    "vi": (r"thiếu|ngoài|ngưng|gián đoạn|chỉ|cấm|tránh|miễn|hỏng|trục trặc",),
    "ru": (
        r"\bне(?:доступ|возмож|верн|правил|полн|оплач|удач|достат|действ|исправ|известн)\w*|лишь|только|кроме|запрещ\w+",
    ),
    "ar": (r"تعذر|متعطل|متوقف|فقط|ممنوع|دون",),
    "zh": (r"[暂未无非勿停缺仅只除禁尚]",),
}

WEAK = {language: "|".join(parts) for language, parts in _PARTS.items()}
"""Words that make another word or sentence deny: enough for the other side not to be suspected."""
