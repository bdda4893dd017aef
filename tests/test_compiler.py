"""Content -> Program: whole workspaces, single flows with what they lead to, the same program each time."""

from __future__ import annotations

from pathlib import Path

from ivr_author.compiler import compile_program
from ivr_author.flow.content import Flow
from ivr_author.flow.lower import flows_named_by
from ivr_author.ir.program import faults_of
from ivr_author.workspace.project import load_workspace
from tests.flow.content import VISIT, content_with, read_flow_text
from tests.ir.test_localise import FakeLookup

MAIN = """\
format: 1
title: Main
start: it
on_failure: "flow:visit"
nodes:
  it: {type: menu, prompt: Press., choices: [{key: "1", next: it}]}
"""
ALONE = """\
format: 1
title: Alone
start: it
nodes: {it: {type: hangup, prompt: Bye.}}
"""


def flow(text: str, name: str) -> Flow:
    found, faults = read_flow_text(text, name)
    assert faults == []
    assert found is not None
    return found


def test_the_sample_workspace_compiles_to_the_same_program_each_time(repository: Path) -> None:
    workspace = load_workspace(repository)
    assert workspace.diagnostics == ()
    assert workspace.content is not None
    program = compile_program(workspace.content, workspace.translations())
    assert faults_of(program) == []
    assert set(program.entries) == set(workspace.content.flows)
    assert compile_program(workspace.content, workspace.translations()) == program


def test_a_flow_brings_those_that_it_leads_to() -> None:
    content = content_with(flow(MAIN, "main"), flow(ALONE, "alone"))
    program = compile_program(content, FakeLookup({}), [content.flows["main"]])
    assert list(program.entries) == ["main", "visit"]
    assert [one.flow for one in program.numbers.values()] == ["main"]
    assert list(compile_program(content, FakeLookup({}), [content.flows["alone"]]).entries) == ["alone"]
    assert compile_program(content, FakeLookup({}), [content.flows["alone"]]).numbers == {}


def test_flows_that_a_flow_names() -> None:
    assert flows_named_by(flow(MAIN, "main")) == ["visit"]
    assert flows_named_by(flow(VISIT, "visit")) == []


def test_the_words_that_every_call_may_need_are_there() -> None:
    content = content_with(flow(ALONE, "alone"))
    program = compile_program(content, FakeLookup({}), [content.flows["alone"]])
    assert {"texts/star", "texts/pound", "texts/goodbye"} <= set(program.messages)


def test_what_is_not_there_ends_the_call_instead_of_failing() -> None:
    text = """\
format: 1
title: Broken
start: it
nodes:
  it: {type: play, prompt: "{nobody}", next: nowhere}
  two: {type: subflow, flow: missing, next: {a: "flow:missing"}}
  three: {type: hours, calendar: missing, next: {open: it, closed: nowhere}}
  four: {type: lookup, service: missing, with: {a: b}, into: {c: d}, next: {ok: it}}
  five: {type: queue, queue: missing}
  six: {type: language, choices: [{key: "1", locale: xx}], next: it}
  seven: {type: bulletin, only: [missing], next: it}
  eight: {type: collect, prompt: a, into: nobody, next: it}
"""
    content = content_with(flow(text, "broken"))
    assert faults_of(compile_program(content, FakeLookup({}))) == []
