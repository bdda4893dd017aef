"""The values of records as a reader sees them, by the YAML key that they stand under."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ivr_author.core.tree import Scalar
from ivr_author.flow.field_types import Seconds
from ivr_author.flow.fields import record_fields
from ivr_author.flow.model import ExpressionText, KeyAction, Name, NodeRef, Text

NOT_HEARD = frozenset({"notes", "examples"})
"""Fields for colleagues and tests."""


def shown(value: object) -> str:
    """A value in one line."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Text() | Name():
            return value.value
        case NodeRef():
            return value.to
        case KeyAction():
            return value.to.to
        case ExpressionText() | Scalar():
            return value.text
        case Seconds():
            return f"{float(value):g} s"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case Mapping():
            return ", ".join(f"{name}: {shown(one)}" for name, one in value.items())
        case tuple():
            return ", ".join(shown(one) for one in value)
        case _ if dataclasses.is_dataclass(value) and getattr(value, "IS_RECORD", False):
            return ", ".join(f"{label}: {text}" for label, text in facts_of(value))
        case _:
            return str(value)


def facts_of(record: Any) -> Iterator[tuple[str, str]]:
    """The fields of a record that are given, by their YAML keys."""
    for one in record_fields(type(record)):
        text = shown(getattr(record, one.name))
        if text and one.key not in NOT_HEARD:
            yield one.key, text
