"""Diagnostics as text, JSON and SARIF 2.1.0: pure functions. Printing, files and exit codes are left to the faces."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from ivr_author.core.diagnostics import Diagnostic, Severity, sort_diagnostics
from ivr_author.core.source import Source, Span

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_UNSEEN = frozenset(("Cc", "Cs", "Zl", "Zp"))
_BIDI_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))

Json = dict[str, Any]


def to_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source] | None = None) -> str:
    """For a terminal: each fault with its line and the way out, and a closing count. `sources` by path."""
    ordered = sort_diagnostics(diagnostics)
    blocks = [_text_of(diagnostic, sources or {}) for diagnostic in ordered]
    return "\n\n".join([*blocks, count_text(ordered)]) + "\n"


def count_text(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or `No problems found`."""
    listed = list(diagnostics)
    counted = [(sum(fault.severity is severity for fault in listed), severity) for severity in Severity]
    told = [f"{number} {severity}{'' if number == 1 else 's'}" for number, severity in counted if number]
    return ", ".join(told) or "No problems found"


def to_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source] | None = None) -> str:
    """For programs: `{"diagnostics": [...], "counts": {...}}`, sorted, with the same excerpt as the text."""
    ordered = sort_diagnostics(diagnostics)
    counts = {str(severity): sum(fault.severity is severity for fault in ordered) for severity in Severity}
    listed = [_json_of(diagnostic, sources or {}) for diagnostic in ordered]
    return json.dumps({"diagnostics": listed, "counts": counts}, ensure_ascii=False, indent=2) + "\n"


def to_sarif(diagnostics: Iterable[Diagnostic], rules: Mapping[str, str], version: str) -> Json:
    """A SARIF 2.1.0 log with one run. `rules` are all ids that were checked, with their descriptions."""
    ordered = sort_diagnostics(diagnostics)
    ids = sorted({*rules, *(diagnostic.rule for diagnostic in ordered)})
    index = {rule: number for number, rule in enumerate(ids)}
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ivr-author",
                        "version": version,
                        "rules": [_sarif_rule(rule, rules.get(rule, "")) for rule in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(diagnostic, index[diagnostic.rule]) for diagnostic in ordered],
            }
        ],
    }


def _text_of(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> str:
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [f"{place}{diagnostic.severity} {diagnostic.rule}: {diagnostic.message}"]
    excerpt = _excerpt(diagnostic.span, sources)
    if excerpt:
        lines.extend(f"  {line}" for line in excerpt.split("\n"))
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return "\n".join(_visible(line) for line in lines)


def _excerpt(span: Span | None, sources: Mapping[str, Source]) -> str:
    source = sources.get(span.path) if span else None
    return source.excerpt(span) if source and span else ""


def _visible(line: str) -> str:
    return "".join("\ufffd" if _is_dangerous(character) else character for character in line)


def _is_dangerous(character: str) -> bool:
    # A message may quote what the author wrote; such characters could rewrite or reorder the reader's terminal.
    return unicodedata.category(character) in _UNSEEN or character in _BIDI_CONTROLS


def _json_of(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> Json:
    told: Json = {"rule": diagnostic.rule, "severity": str(diagnostic.severity), "message": diagnostic.message}
    if diagnostic.hint:
        told["hint"] = diagnostic.hint
    span = diagnostic.span
    if span:
        told |= {
            "path": span.path,
            "line": span.line,
            "column": span.column,
            "end_line": span.end_line,
            "end_column": span.end_column,
        }
    excerpt = _excerpt(span, sources)
    if excerpt:
        told["excerpt"] = excerpt
    return told


def _sarif_rule(rule: str, description: str) -> Json:
    described: Json = {"id": rule}
    if description:
        described["shortDescription"] = {"text": _escape_braces(description)}
    return described


def _escape_braces(text: str) -> str:
    # SARIF 2.1.0, 3.11.5: braces in a message begin its own placeholders.
    return text.replace("{", "{{").replace("}", "}}")


def _sarif_result(diagnostic: Diagnostic, rule_index: int) -> Json:
    text = f"{diagnostic.message}. Way out: {diagnostic.hint}." if diagnostic.hint else diagnostic.message
    result: Json = {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule_index,
        "level": str(diagnostic.severity),
        "message": {"text": _escape_braces(text)},
    }
    span = diagnostic.span
    if span:
        result["locations"] = [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(span.path, errors="replace"), "uriBaseId": "%SRCROOT%"},
                    "region": {
                        "startLine": span.line,
                        "startColumn": span.column,
                        "endLine": span.end_line,
                        "endColumn": span.end_column,
                    },
                }
            }
        ]
    return result
