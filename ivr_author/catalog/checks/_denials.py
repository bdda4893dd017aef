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
        r"\b(?:un|in|im|dis)\w{4,}",
        r"\b(?:wrong|miss\w*|fail\w*|late|only|until|off|out|keep\w*|owe\w*|against|lost|bad|left|still|close\w*|other)\b",
    ),
    "es": (
        r"\b(?:in|im|des)\w{4,}",
        r"\b(?:falt\w*|todavia|pendiente\w*|por pagar|solo|evit\w*|prohibid\w*|excepto)\b",
    ),
    "pt": (r"\b(?:in|im|des)\w{4,}", r"\b(?:falt\w*|ainda|pendente\w*|a pagar|so|evit\w*|proibid\w*|exceto)\b"),
    "ht": (r"\b(?:poko|manke|sispann|sof|sèlman|entèdi|rete)\b",),
    "vi": (r"thiếu|ngoài|ngưng|gián đoạn|còn|chỉ|cấm|tránh|miễn|hỏng|trục trặc",),
    "ru": (r"\b(?:не|без|нет|ни)\w+|лишь|только|кроме|запрещ\w+",),
    "ar": (r"تعذر|متعطل|فقط|ممنوع|دون",),
    "zh": (r"[暂未无非别勿免停缺仅只除禁尚]",),
}

WEAK = {language: "|".join(parts) for language, parts in _PARTS.items()}
"""Words that make another word or sentence deny: enough for the other side not to be suspected."""
