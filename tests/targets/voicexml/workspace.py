"""A small workspace for the tests of this target, written to a folder and compiled."""

from __future__ import annotations

from pathlib import Path

from ivr_author.compiler import compile_program
from ivr_author.ir.program import Program
from ivr_author.workspace.project import load_workspace

SETTINGS = """\
format: 1
organisation: Health Connector
source_locale: en
locales: [es]
time_zone: America/New_York
numbers:
  main: {number: "+18005550100", flow: main}
  spanish: {number: "+18005550110", flow: main, locale: es}
queues: {billing: {number: "+18005550101"}}
services:
  billing.balance:
    url: https://billing.example.org/v1/balance
    timeout: 4s
    arguments: {case: digits}
    answer: {balance: money, open_bills: number}
"""

MAIN = """\
format: 1
title: Main line
start: office
on_failure: representative
keys: {"0": representative, "9": repeat, "*": back}
variables: {case_number: digits, balance: money, open_bills: number}
nodes:
  office: {type: hours, calendar: office, next: {open: main_menu, closed: closed, holiday: holiday}}
  main_menu:
    type: menu
    prompt: How can we help you today?
    choices:
      - {key: "1", say: "To ask about a bill, press {key}.", speech: [billing, pay], next: ask_case}
      - {key: "2", say: "To talk with a person, press {key}.", next: representative}
  ask_case:
    type: collect
    prompt: Enter your eight-digit case number, then press pound.
    into: case_number
    length: 8
    terminator: "#"
    confirm: "You entered {case_number}. If that is right, press {yes}. To try again, press {no}."
    next: look_up
  look_up:
    type: lookup
    service: billing.balance
    with: {case: case_number}
    prompt: One moment.
    next: {ok: say_bills, failed: representative}
  say_bills:
    type: play
    prompt:
      count: open_bills
      one: "You have {count} bill & owe {balance}."
      other: "You have {count} bills & owe {balance}."
    next: representative
  representative: {type: queue, queue: billing, prompt: Please hold., next: {full: goodbye, closed: closed}}
  closed: {type: hangup, prompt: We are closed.}
  holiday: {type: hangup, prompt: Today is a holiday.}
  goodbye: {type: hangup}
"""

OFFICE = """\
weekly:
  mon: ["8:00-18:00"]
  sun: ["1:30-2:30"]
holidays: [{date: "2026-12-25", name: Christmas Day}]
exceptions: [{date: "2026-12-23", hours: ["8:00-20:00"], name: Payment deadline}]
"""


def write_workspace(root: Path, main: str = MAIN, settings: str = SETTINGS) -> Path:
    """The workspace under a folder."""
    for path, text in {"ivr.yaml": settings, "flows/main.yaml": main, "flows/calendars/office.yaml": OFFICE}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def compile_workspace(root: Path) -> Program:
    """Its program; a workspace with faults is a fault of the test."""
    workspace = load_workspace(root)
    assert workspace.diagnostics == ()
    assert workspace.content is not None
    return compile_program(workspace.content, workspace.translations())
