"""Whatever is done to a sample flow, it is read, compiled and played without an exception: authors get diagnostics."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.compiler import compile_program
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.flow.read import read_flow
from ivr_author.flow.segments import segments_of_content
from ivr_author.ir.play import play
from ivr_author.ir.program import Program, faults_of
from ivr_author.workspace.project import Workspace, load_workspace

ROOT = Path(__file__).resolve().parent.parent.parent
SCALARS = [
    "", "x", "main", "menu", "repeat", "back", "flow:main", "flow:nowhere", "1", "0", "-1", "99999", "1.5", "true",
    "null", "[]", "{}", "[a, b]", "{a: b}", "5s", "1m", "9m", "en", "es", "xx", "es_MX", '"#"', '"*"', "digits",
    "money", "date", "speech", "yes_no", "collect", "lookup", "hours", "language", "subflow", "return", "bulletin",
    '"{balance} {nobody} {{x}} {"', "balance > 0", "1 / 0", "today()", "office", "billing", "billing.balance",
    '"2026-12-01"', "+18005550101", "sip:a@b", "constructor", "a_b", "'é 😀'",
]  # fmt: skip
VALUE = re.compile(r"(?<=: )[^\s{\[][^,}\]\n]*")


@cache
def sample() -> Workspace:
    return load_workspace(ROOT)


def content() -> Content:
    found = sample().content
    assert found is not None
    return found


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """The id of a sample flow and its text after some mutations."""
    flow_id = draw(st.sampled_from(sorted(content().flows)))
    text = content().flows[flow_id].source.text
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        place = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 5)):
            case 0:
                del lines[place]
            case 1:
                lines[place], lines[other] = lines[other], lines[place]
            case 2:
                lines.insert(place, lines[other])
            case 3:
                indent = " " * draw(st.integers(0, 6))
                lines[place] = indent + lines[place].lstrip()
            case _:
                values = list(VALUE.finditer(text))
                found = values[draw(st.integers(0, len(values) - 1))] if values else None
                if found is not None:
                    lines = [text[: found.start()] + draw(st.sampled_from(SCALARS)) + text[found.end() :]]
        text = "\n".join(lines)
    return flow_id, text


ACTIONS = st.one_of(
    st.text("0123456789*#", min_size=1, max_size=12).map(Press),
    st.sampled_from(["1", "2", "3", "12345678#"]).map(Press),
    st.sampled_from([Silence(), Silence(), HangUp(), Speak("billing please"), Speak("é 😀")]),
)


class Tireless:
    """A caller who does these things over and over, for a while."""

    def __init__(self, actions: list[Action]) -> None:
        self.actions = actions
        self.acted = 0

    def heard(self, text: str) -> bool:
        """Never mind."""
        return False

    def act(self) -> Action:
        """The next thing."""
        self.acted += 1
        return self.actions[self.acted % len(self.actions)] if self.acted < 40 else HangUp()

    def left_over(self, keys: str) -> None:
        """Never mind."""


@settings(max_examples=60)
@given(mutated(), st.lists(ACTIONS, min_size=1, max_size=6), st.data())
def test_no_mutation_raises(mutation: tuple[str, str], actions: list[Action], data: st.DataObject) -> None:
    flow_id, text = mutation
    source = Source(f"flows/{flow_id}.yaml", text)
    tree, faults = read_yaml(source)
    if tree is None:
        assert faults
        return
    flow, more = read_flow(flow_id, source, tree)
    assert flow is not None or more
    flows = {name: one for name, one in content().flows.items() if name != flow_id}
    changed = replace(content(), flows=flows if flow is None else {**flows, flow_id: flow})
    assert list(segments_of_content(changed))
    program = compile_program(changed, sample().translations())
    assert faults_of(program) == []
    if flow is not None and flow_id in program.entries:
        play_some_call(program, flow_id, actions, data)


def play_some_call(program: Program, flow_id: str, actions: list[Action], data: st.DataObject) -> None:
    scripts: list[CallScript] = [one for group in sample().scripts.values() for one in group]
    script = data.draw(st.sampled_from(scripts))
    setup = CallSetup(flow_id, script.setup.at, locale=data.draw(st.sampled_from([None, *program.locales])))
    lookups = {**script.lookups, "identity.check": [Answer("ok", {"member_name": "x"}), Answer("not_found")]}
    line = Line(Tireless(actions), ScriptWorld(lookups, queues={"billing": "full"}))
    play(program, setup, line)
    assert line.transcript().outcome
