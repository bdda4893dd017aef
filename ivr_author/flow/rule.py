"""The rules of flows, loaded from the shelf `rules`, and the faults that reading alone can find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.rule import Rule
from ivr_author.core.shelf import load_shelf
from ivr_author.flow import rules
from ivr_author.flow.subject import Subject

FLOW_RULES: Mapping[str, Rule[Subject]] = {rule.id: rule for rule in load_shelf(rules, "RULE", Rule).values()}
"""Every rule by its id."""

READING_RULES = {
    "duplicate-name": "Two calls of a file of call scripts have the same name",
    "empty-value": "A value is empty where something must be said",
    "expression-syntax": "An expression can't be read",
    "missing-key": "A key that is needed is missing",
    "no-workspace": "The folder is no workspace: it has no ivr.yaml",
    "unknown-format": "A file is written in a version of the language that is not known here",
    "unknown-key": "A key is not known at this place",
    "unknown-locale": "A locale is no language tag, or not one of the workspace",
    "unknown-node-type": "A node has a type that does not exist",
    "unknown-time-zone": "A time zone does not exist",
    "wrong-name": "A flow, node, variable or key has a name that can't be used",
    "wrong-shape": "A list, a map or a single value stands where another of them is expected",
    "wrong-value": "A value is not one of those that are allowed at this place",
}
"""Ids and descriptions of what the readers of flows, settings, calendars and call scripts report."""


def check_flows(subject: Subject) -> Iterator[Diagnostic]:
    """The breaches of every rule."""
    for rule in FLOW_RULES.values():
        yield from rule.run(subject)
