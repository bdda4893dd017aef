"""French sets a space that does not break before ! ? ; : and inside « »; Canadian French only before : and in « »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity

_KEPT = "\u00a0\u202f"
# Lexique des règles typographiques en usage à l'Imprimerie nationale. A mark after a mark (`?!`) has no space.
_FRANCE = re.compile(
    rf"(?<=[^\s!?;:{_KEPT}])[ ]?[!?;](?![)\]])|(?<=[^\s:{_KEPT}])[ ]?:(?=\s|\*|$)|[^\s{_KEPT}][ ]?»|«(?![{_KEPT}])"
)
# Office québécois de la langue française: no space before ! ? ; (a thin one at most).
_CANADA = re.compile(rf"(?<=\S)[ ][!?;]|(?<=[^\s:{_KEPT}])[ ]?:(?=\s|\*|$)|[^\s{_KEPT}][ ]?»|«(?![{_KEPT}])")


def check(pair: Pair) -> Iterator[Finding]:
    """Marks with the wrong space before or after them. What is only heard has none."""
    language, _, region = pair.locale.partition("_")
    if language != "fr" or pair.is_spoken or pair.kind == "phrase":
        return
    pattern = _CANADA if region == "CA" else _FRANCE
    marks = dict.fromkeys(match.group().strip()[-1] for match in pattern.finditer(bare(pair.text)))
    if marks:
        told = " ".join(marks)
        yield Finding(
            f"has the wrong space at {told}",
            "set U+00A0 or U+202F before : and »"
            if region == "CA"
            else "set U+202F or U+00A0 before ! ? ; : » and after «",
        )


RULE = TranslationRule("french-spaces", Severity.WARNING, "A French translation lacks spaces that do not break", check)
