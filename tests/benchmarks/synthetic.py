"""Made-up flows of any size: menus with two to six choices and the flow's keys, entries, lookups, hours and queues."""

from __future__ import annotations

import random
from collections.abc import Callable

from ivr_author.catalog.lookup import Translations
from ivr_author.compiler import compile_program
from ivr_author.core.source import Source
from ivr_author.core.tree import Node
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.flow.read import read_flow
from ivr_author.flow.read_settings import read_calendar, read_settings
from ivr_author.ir.program import Program

SETTINGS = """\
format: 1
organisation: Example
source_locale: en
locales: []
time_zone: America/New_York
numbers: {main: {number: "+18005550100", flow: main}}
services:
  member.state:
    url: https://members.example.org/v1/state
    arguments: {case: digits}
    answer: {known: boolean, balance: money}
"""

OFFICE = """\
weekly:
  mon: ["8:00-18:00"]
  tue: ["8:00-18:00"]
  wed: ["8:00-18:00"]
  thu: ["8:00-18:00"]
  fri: ["8:00-18:00"]
  sat: []
  sun: []
holidays: [{date: "2026-12-25", name: Christmas Day}]
"""

HEAD = """\
format: 1
title: Synthetic
start: n0
defaults: {timeout: 5s, attempts: 3}
on_failure: person
keys: {"0": person, "9": repeat, "*": back}
variables:
  case_number: {type: digits}
  known: {type: boolean}
  balance: {type: money}
nodes:
"""


def make_flow(nodes: int, seed: int = 1) -> str:
    """A flow of so many nodes as YAML; each node is led to by one before it, and some by later ones."""
    chance = random.Random(seed)
    lines = [HEAD]
    names = [f"n{number}" for number in range(nodes - 2)]
    waiting: list[str] = names[1:]

    def onward() -> str:
        if waiting:
            return waiting.pop(0)
        return chance.choice([*chance.sample(names, 3), "person"])

    for number, name in enumerate(names):
        kind = (
            "menu"
            if number == 0
            else chance.choices(
                ("menu", "collect", "play", "lookup", "branch", "hours", "queue"), (45, 12, 15, 8, 8, 4, 8)
            )[0]
        )
        if not waiting and kind == "play":
            kind = "queue"
        lines.append(_node(name, kind, number, chance, onward))
    lines.append(
        "  person: {type: queue, queue: queue_0, prompt: Please hold., next: {full: goodbye, closed: goodbye}}\n"
    )
    lines.append("  goodbye: {type: hangup, prompt: Goodbye.}\n")
    return "".join(lines)


def _node(name: str, kind: str, number: int, chance: random.Random, onward: Callable[[], str]) -> str:
    head = f"  {name}:\n    type: {kind}\n"
    if kind == "menu":
        keys = range(1, chance.randint(2, 6) + 1)
        choices = "".join(
            f'      - {{key: "{key}", say: "For choice {key}, press {{key}}.", next: {onward()}}}\n' for key in keys
        )
        return f"{head}    prompt: This is menu {number}.\n    choices:\n{choices}"
    if kind == "collect":
        confirm = '    confirm: "You entered {case_number}. Press {yes} or {no}."\n' if chance.random() < 0.5 else ""
        return (
            f"{head}    prompt: Enter the number of place {number}.\n    into: case_number\n    length: 8\n"
            f'    terminator: "#"\n{confirm}    next: {onward()}\n'
        )
    if kind == "lookup":
        exits = f"{{ok: {onward()}, not_found: {onward()}, failed: person}}"
        return f"{head}    service: member.state\n    with: {{case: case_number}}\n    next: {exits}\n"
    if kind == "branch":
        condition = "known" if chance.random() < 0.5 else "balance > 0"
        return f'{head}    branches: [{{if: "{condition}", next: {onward()}}}]\n    else: {onward()}\n'
    if kind == "hours":
        return f"{head}    calendar: office\n    next: {{open: {onward()}, closed: {onward()}, holiday: {onward()}}}\n"
    if kind == "queue":
        # Each its own: a queue stays full for a whole call, and what lies behind it twice could not be covered.
        exits = f"{{full: {onward()}, closed: {onward()}}}"
        return f"{head}    queue: queue_{number}\n    prompt: Please hold.\n    next: {exits}\n"
    return f"{head}    prompt: This is place {number}.\n    next: {onward()}\n"


def make_program(nodes: int, seed: int = 1) -> Program:
    """The compiled program of such a flow."""
    return compile_flow(make_flow(nodes, seed), queues=nodes)


def compile_flow(text: str, queues: int = 2, **others: str) -> Program:
    """The program of a flow `main` and others by name, in a small workspace with numbered queues."""
    names = "".join(f'  queue_{number}: {{number: "+18005550101"}}\n' for number in range(queues))
    source, tree = _read("ivr.yaml", f"{SETTINGS}queues:\n{names}")
    settings, faults = read_settings(source, tree)
    assert settings is not None, faults
    calendar, faults = read_calendar("office", *_read("flows/calendars/office.yaml", OFFICE), settings.time_zone)
    assert calendar is not None, faults
    flows = {}
    for name, flow_text in {"main": text, **others}.items():
        flow, faults = read_flow(name, *_read(f"flows/{name}.yaml", flow_text))
        assert flow is not None, faults
        assert not faults, faults
        flows[name] = flow
    content = Content(settings=settings, flows=flows, calendars={"office": calendar})
    return compile_program(content, Translations({}, "en"))


def _read(path: str, text: str) -> tuple[Source, Node]:
    source = Source(path, text)
    tree, faults = read_yaml(source)
    assert tree is not None, faults
    return source, tree
