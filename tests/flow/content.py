"""Small workspaces in memory, for tests of the reading and lowering of flows."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.tree import Node
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.read import read_bulletin, read_flow
from ivr_author.flow.read_settings import read_calendar, read_settings
from ivr_author.flow.settings import Settings

SETTINGS = """\
format: 1
organisation: Health Connector
source_locale: en
locales: [es]
time_zone: America/New_York
numbers: {main: {number: "+18005550100", flow: main}}
queues: {billing: {number: "+18005550101"}, nights: {number: "+18005550102", calendar: office}}
services:
  billing.balance:
    url: https://billing.example.org/v1/balance
    arguments: {case: digits}
    answer: {balance: money, due: date}
"""

OFFICE = 'weekly: {mon: ["8:00-18:00"]}\n'
NEWS = "title: News\nprompt: [Good news., More news.]\non: true\nfrom: '2026-12-01T00:00:00-05:00'\n"
VISIT = """\
format: 1
title: Visit
start: done
returns: [found, lost]
nodes: {done: {type: return, name: found}}
"""


def tree_of(text: str, path: str = "flows/main.yaml") -> tuple[Source, Node]:
    """A text as a tree; it must be right YAML."""
    source = Source(path, text)
    tree, faults = read_yaml(source)
    assert faults == [], faults
    assert tree is not None
    return source, tree


def read_flow_text(text: str, flow_id: str = "main") -> tuple[Flow | None, list[Diagnostic]]:
    """The flow of a text."""
    return read_flow(flow_id, *tree_of(text, f"flows/{flow_id}.yaml"))


def settings_of(text: str = SETTINGS) -> Settings:
    """ivr.yaml, which must be right."""
    settings, faults = read_settings(*tree_of(text, "ivr.yaml"))
    assert faults == [], faults
    assert settings is not None
    return settings


def content_with(*flows: Flow, settings: str = SETTINGS) -> Content:
    """These flows with the files above around them."""
    calendar, _ = read_calendar("office", *tree_of(OFFICE, "flows/calendars/office.yaml"), "America/New_York")
    bulletin, _ = read_bulletin("news", *tree_of(NEWS, "flows/bulletins/news.yaml"))
    visit, _ = read_flow_text(VISIT, "visit")
    assert calendar is not None
    assert bulletin is not None
    assert visit is not None
    all_flows: Mapping[str, Flow] = {"visit": visit, **{flow.id: flow for flow in flows}}
    return Content(
        settings=settings_of(settings),
        flows=all_flows,
        calendars={"office": calendar},
        bulletins={"news": bulletin},
    )


def diagnostics_of(found: list[Diagnostic]) -> list[str]:
    """Faults as `rule line:column message`."""
    return [
        f"{one.rule} {one.span.line if one.span else 0}:{one.span.column if one.span else 0} {one.message}"
        for one in found
    ]
