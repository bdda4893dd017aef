"""`readability:` of a flow: what is read, what is refused, and that notices have the same."""

from __future__ import annotations

from datetime import date

import pytest

from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read import read_flow

NODES = "nodes:\n  hello: {type: hangup, prompt: Hello.}\n"


def read(readability: str) -> tuple[object, list[str]]:
    text = f"format: 1\ntitle: Test\nstart: hello\nreadability: {readability}\n{NODES}"
    source = Source("flows/main.yaml", text)
    tree, faults = read_yaml(source)
    assert not faults
    assert tree is not None
    flow, found = read_flow("main", source, tree)
    return flow and flow.readability, [f"{one.rule} {one.span}" for one in found]


def test_target_and_waivers_are_read() -> None:
    found, faults = read(
        "{grade_at_most: 6, waivers: [{text: main/hello/prompt, reason: R, by: B, until: 2026-12-31}]}"
    )
    assert faults == []
    assert found.grade_at_most == 6
    (waiver,) = found.waivers
    assert (waiver.text.value, waiver.reason.value, waiver.by.value) == ("main/hello/prompt", "R", "B")
    assert waiver.until == date(2026, 12, 31)
    assert waiver.span.line == 4


@pytest.mark.parametrize(
    ("readability", "fault"),
    [
        ("{grade_at_most: 0}", "wrong-value flows/main.yaml:4:30"),
        ("{grade_at_most: 21}", "wrong-value flows/main.yaml:4:30"),
        ("{grade_at_most: six}", "wrong-value flows/main.yaml:4:30"),
        ("{grade_at_most: true}", "wrong-value flows/main.yaml:4:30"),
        ("{grade: 6}", "unknown-key flows/main.yaml:4:15"),
        ("{waivers: [{by: B}]}", "missing-key flows/main.yaml:4:26"),
        ("{waivers: [{reason: R}]}", "missing-key flows/main.yaml:4:26"),
        ("{waivers: [{reason: '', by: B}]}", "empty-value flows/main.yaml:4:34"),
        ("{waivers: [{reason: R, by: B, until: soon}]}", "wrong-value flows/main.yaml:4:51"),
        ("6", "wrong-shape flows/main.yaml:4:14"),
    ],
)
def test_what_is_wrong_is_told(readability: str, fault: str) -> None:
    assert fault in read(readability)[1]
