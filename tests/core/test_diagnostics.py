"""Faults as values: their order, and what counts as an error."""

from __future__ import annotations

from ivr_author.core.diagnostics import Severity, error, has_errors, note, sort_diagnostics, warning
from ivr_author.core.source import Span


def at(path: str, line: int, column: int) -> Span:
    return Span(path, line, column, line, column + 1)


def test_faults_are_sorted_by_place_and_come_once() -> None:
    third = error("b", "later", at("b.yaml", 1, 1))
    second = error("a", "column", at("a.yaml", 2, 9))
    first = error("z", "column", at("a.yaml", 2, 3))
    tenth = error("a", "line", at("a.yaml", 10, 1))
    whole = error("x", "no place")
    assert sort_diagnostics([third, tenth, second, first, whole, second]) == [whole, first, second, tenth, third]


def test_two_faults_at_one_place_are_sorted_by_rule() -> None:
    place = at("a.yaml", 1, 1)
    assert [one.rule for one in sort_diagnostics([error("b", "x", place), error("a", "y", place)])] == ["a", "b"]


def test_only_errors_are_errors() -> None:
    assert not has_errors([])
    assert not has_errors([warning("a", "b"), note("a", "b")])
    assert has_errors([note("a", "b"), error("a", "b")])


def test_severities_and_hints() -> None:
    made = [make("rule", "message", None, "hint") for make in (error, warning, note)]
    assert [one.severity for one in made] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]
    assert {one.hint for one in made} == {"hint"}
