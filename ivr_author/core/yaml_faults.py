"""A YAML parser's complaint as a sentence for an author, and the ids of all faults of reading YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr_author.core import text_input

RULES = text_input.RULES | {
    "anchor-or-alias": "YAML anchors and aliases are refused: what is read should stand where it is written",
    "duplicate-key": "A key is given twice in one mapping; the second would hide the first",
    "empty-file": "A file says nothing",
    "key-not-text": "A mapping's key is empty, a list or a mapping",
    "merge-key": "YAML merge keys are refused: what is read should stand where it is written",
    "several-documents": "A file holds more than one YAML document",
    "tab-indentation": "YAML is indented with spaces only",
    "too-deep": "Lists and mappings are nested deeper than any real file",
    "yaml-syntax": "The text is not YAML",
    "yaml-tag": "YAML tags are refused: a field's type comes from the language",
}
"""Every rule id that reading a file can report, with its description."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a parser says: the problem and where, and what it was reading and since where (offsets into the text)."""

    problem: str
    offset: int
    context: str = ""
    context_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The same for an author."""

    rule: str
    message: str
    hint: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Case:
    problem: str  # of libyaml or of the pure parser: a regular expression
    message: str
    hint: str
    at_context: bool = False  # the place to mend is where the construct began, not where the parser gave up


_QUOTE_IT = 'put the whole text in quotes: "..."'

_LEFT_OVER = "something is left over here, or this line is indented differently from its neighbours"

_CASES = (
    _Case(
        "mapping values are not allowed",
        "a colon where no key can stand",
        f"if the colon belongs to the text, {_QUOTE_IT}; else check the indentation",
    ),
    _Case(
        "could not find expected ':'",
        "a line that is neither `key: value` nor part of the text above it",
        "add the colon after the key, or indent the line as part of the text",
        at_context=True,
    ),
    _Case(
        r"did not find expected '-'|expected <block end>, but found '(?!-|<scalar>|,|}|])",
        "this line does not fit the list or mapping above it",
        "give it the same indentation as its neighbours",
    ),
    _Case(
        "did not find expected key|expected <block end>",
        _LEFT_OVER,
        f"keys of one mapping start in one column; if this is the rest of a text, {_QUOTE_IT}",
    ),
    _Case(r"expected ',' or '}'", "a `{` without its `}`", "close it, or put a comma here", at_context=True),
    _Case(r"expected ',' or '\]'", "a `[` without its `]`", "close it, or put a comma here", at_context=True),
    _Case(
        "unexpected end of stream|unexpected document (separator|indicator)",
        "a quote that is never closed",
        "close it where the text ends",
        at_context=True,
    ),
    _Case(
        "unknown escape character",
        "a backslash before a character that it does not go with",
        "write the backslash twice, or use single quotes",
    ),
    _Case(
        "escape sequence|hexdecimal|invalid Unicode character",
        "an escape that is not complete",
        "write the character itself",
    ),
    _Case("cannot start any token", "a text cannot begin with this character", _QUOTE_IT),
    _Case(
        "alphabetic or numeric character",
        "`*` and `&` have a meaning of their own in YAML",
        'put the key in quotes: "*"',
        at_context=True,
    ),
    _Case(
        "sequence entries are not allowed",
        "a list item where no list can begin",
        f"begin the list on a line of its own; if the dash belongs to the text, {_QUOTE_IT}",
    ),
    _Case("mapping keys are not allowed", "a `?` where no key can stand", _QUOTE_IT),
    _Case("node content", "a value is missing here", _QUOTE_IT),
    _Case(
        "<document start>", "something is left over after the end of the document", "check the indentation of this line"
    ),
    _Case("tag|expected '>'", "a `!` begins a YAML tag", _QUOTE_IT),
    _Case("directive|version", "a `%` at the beginning of a line has a meaning of its own in YAML", _QUOTE_IT),
    _Case(
        "comment or (a )?line break|indentation indicator|chomping",
        "after `|` or `>` the line must end",
        "begin the text on the next line",
    ),
)


def explain(complaint: Complaint, text: str) -> Explanation:
    """The sentence for a complaint about a text."""
    tabs = _tab_lines(text, complaint.offset)
    if tabs:
        more = f" ({len(tabs) - 1} more lines below begin so)" if len(tabs) > 1 else ""
        return Explanation("tab-indentation", f"this line is indented with a tab{more}", "use spaces", tabs[0])
    for case in _CASES:
        if re.search(case.problem, complaint.problem):
            at_context = case.at_context and complaint.context_offset is not None
            offset = (
                complaint.context_offset if at_context and complaint.context_offset is not None else complaint.offset
            )
            hint = case.hint
            if case.message == _LEFT_OVER and text[: complaint.offset].rstrip(" ").endswith("}"):
                hint = f'a text that begins with a placeholder must be in quotes: "{{name}} ..."; else {hint}'
            return Explanation("yaml-syntax", case.message, hint, offset)
    said = f"{complaint.context}, {complaint.problem}" if complaint.context else complaint.problem
    return Explanation("yaml-syntax", f"this is not YAML: {said}", _QUOTE_IT, complaint.offset)


def _tab_lines(text: str, offset: int) -> list[int]:
    """Where tabs indent: the offsets of the tab in the faulty line and in those below; empty if that line has none."""
    begin = text.rfind("\n", 0, offset) + 1
    tabs = [match.end() - 1 for match in re.finditer(r"^ *\t", text[begin:], re.MULTILINE)]
    return [begin + tab for tab in tabs] if tabs and "\n" not in text[begin : begin + tabs[0]] else []
