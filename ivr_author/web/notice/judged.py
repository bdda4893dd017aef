"""What is to be said of a notice's words as pages show it: scores in a sentence, faults and advice by their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source, Span
from ivr_author.notice.model import Field, FieldType, Letterhead, Notice
from ivr_author.notice.values import Value, printed
from ivr_author.scoring.advise import ADVICE
from ivr_author.usecases.draft_notice import JudgedWords, Remark
from ivr_author.usecases.reading_grade import Verdict
from ivr_author.web.language import gettext

ADVISED = "advice"
"""Beside error, warning and note: what is only said to help."""

REPLACING = ("substitution", "nominalisation", "all-caps")
"""Kinds of advice whose suggestion can stand in place of the words; the others tell what to do."""

MOST_CHIP_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Item:
    """A fault or a piece of advice. `start` and `end` are its place in the words, as browsers count; -1 for none.

    `line` is 0 for what has no place in any file. `mark` is the id of its entry: that of its line, once in a page.
    """

    severity: str
    rule: str
    message: str
    path: str
    line: int
    words: str = ""
    suggestion: str = ""
    hint: str = ""
    start: int = -1
    end: int = -1
    mark: str = ""

    @property
    def replacement(self) -> str:
        """What can stand in place of the words."""
        return self.suggestion.partition(",")[0] if self.rule in REPLACING else ""

    @property
    def place(self) -> dict[str, Any]:
        """The same for the editor."""
        return {
            "from": self.start,
            "to": self.end,
            "severity": self.severity,
            "rule": self.rule,
            "words": self.words,
            "message": self.message,
            "hint": self.hint or self.suggestion,
            "replacement": self.replacement,
        }


@dataclass(frozen=True, slots=True)
class JudgedView:
    """Everything that is said of one version of the words."""

    judged: JudgedWords
    items: Sequence[Item]
    path: str

    @property
    def places(self) -> list[dict[str, Any]]:
        """What the editor underlines."""
        return [one.place for one in self.items if one.start >= 0]

    @property
    def errors(self) -> int:
        """How many keep the words from being sent."""
        return sum(one.severity == "error" for one in self.items)

    @property
    def grade(self) -> str:
        """The score that stands for all, with one decimal; empty where there is none, or too little was written."""
        scores = self.judged.scores
        primary = scores.primary if scores else None
        if primary is None or primary.value is None or self.is_short:
            return ""
        return f"{primary.value:.1f}"

    @property
    def is_short(self) -> bool:
        """Whether there are too few words to be held to a grade."""
        judgement = self.judged.judgement
        return judgement is not None and judgement.verdict is Verdict.TOO_SHORT

    @property
    def target(self) -> str:
        """The grade that the words may need at most."""
        judgement = self.judged.judgement
        return f"{judgement.target:g}" if judgement is not None and judgement.target is not None else ""


def view_judged(judged: JudgedWords, source: Source) -> JudgedView:
    """What is said of the words of `source`, in the order of its lines; what stands elsewhere comes last."""
    items = [*_faults(judged.faults, source), *_advice(judged.remarks, source)]
    items.sort(key=lambda one: (one.path != source.path, one.path, one.line, one.start))
    return JudgedView(judged, tuple(_marked(items, source)), source.path)


def _faults(faults: Iterable[Diagnostic], source: Source) -> Iterator[Item]:
    for one in faults:
        path, line = (one.span.path, one.span.line) if one.span else ("", 0)
        start, end = _stretch(one.span, source)
        yield Item(str(one.severity), one.rule, one.message, path, line, hint=one.hint, start=start, end=end)


def _advice(remarks: Iterable[Remark], source: Source) -> Iterator[Item]:
    seen = set()
    for one in remarks:
        key = (one.advice, one.span, one.words)
        if key in seen:
            continue
        seen.add(key)
        path, line = (one.span.path, one.span.line) if one.span else ("", 0)
        start, end = _stretch(one.span, source)
        # Some are told of a sentence, and say so themselves.
        words = "" if one.message.startswith(("this ", "it ")) or len(one.words) > 60 else one.words
        yield Item(ADVISED, one.advice, one.message, path, line, words, one.suggestion, start=start, end=end)


def advice_title(rule: str) -> str:
    """What a kind of advice is called; the id of a rule is its own name."""
    return ADVICE[rule].title if rule in ADVICE else rule


def _stretch(span: Span | None, source: Source) -> tuple[int, int]:
    if span is None or span.path != source.path:
        return -1, -1
    return _units(source.text, span.start), _units(source.text, max(span.end, span.start))


def _units(text: str, place: int) -> int:
    """The place as browsers count: what is beyond U+FFFF takes two."""
    return place + sum(one > "\uffff" for one in text[:place])


def _marked(items: Iterable[Item], source: Source) -> Iterator[Item]:
    taken: set[str] = set()
    for one in items:
        letter = "w" if one.path == source.path else "d" if one.path.endswith("/notice.yaml") else ""
        mark = f"{letter}{one.line}" if letter else ""
        if mark and mark not in taken:
            taken.add(mark)
            yield replace(one, mark=mark)
        else:
            yield one


# --- fields as chips --------------------------------------------------------------------------------------------------


def view_chips(
    notice: Notice, letterhead: Letterhead | None, values: Mapping[str, Any], locale: str
) -> list[dict[str, str]]:
    """The fields that can be inserted: name, words for it, its type, and what the shown member has in it."""
    chips = [_chip(one.name, one, values.get(one.name), locale) for one in notice.fields.values()]
    for one in notice.fields.values():
        # A loop may call its row as it likes; its columns are known by their names.
        chips += [{**_chip(f".{inner.name}", inner, None, locale), "list": one.name} for inner in one.fields.values()]
    if letterhead is not None:
        for name, (kind, raw) in letterhead.values().items():
            if raw:
                chips.append(
                    {
                        "name": f"letterhead.{name}",
                        "label": gettext("letterhead: {part}").format(part=name),
                        "type": str(kind),
                        "example": printed(Value(kind, raw), locale),
                    }
                )
    return chips


def chip_words(one: Field) -> str:
    """A field's label as far as it fits on a chip, else its name in words."""
    label = one.label.partition(",")[0].partition(":")[0].partition(" (")[0].strip()
    return label if 0 < len(label) <= MOST_CHIP_CHARACTERS else one.name.replace("_", " ")


def _chip(name: str, one: Field, raw: Any, locale: str) -> dict[str, str]:
    example = ""
    if raw is not None and one.type not in (FieldType.LIST, FieldType.BOOLEAN):
        example = printed(Value(one.type, raw), locale)
    return {"name": name, "label": chip_words(one), "type": str(one.type), "example": example}
