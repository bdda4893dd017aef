"""The form that switches a bulletin: what was typed, as values, and what is wrong with it at each field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import request

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.value_types import ValueType
from ivr_author.flow.content import Bulletin
from ivr_author.usecases.bulletins import checked_values
from ivr_author.usecases.show_releases import read_time
from ivr_author.web.form_fault import FormFault, faults_of
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.switches import LONGEST_REASON

FIELDS = ("do", "when", "at", "ends", "end", "reason", "after", "seen")
SLOT = "slot."

INPUTS = {
    ValueType.DATE: "date",
    ValueType.TIME: "time",
    ValueType.PHONE: "tel",
}
"""The kind of field for a slot's type; text for all others."""

NUMERIC = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.DIGITS})

_SLOT_OF_FAULT = re.compile(r"the slot `(?P<name>[^`]+)` needs")


@dataclass
class Typed:
    """What was typed into the form, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None
    reason: str = ""
    faults: list[FormFault] = field(default_factory=list)


def read_form(root: Path) -> Typed:
    """The form for switching on, without what only its bulletin can tell."""
    take_only(*FIELDS, *(name for name in request.form if name.startswith(SLOT)))
    typed = Typed(values_of(request.form), reason=request.form.get("reason", "").strip())
    when, ends = request.form.get("when", ""), request.form.get("ends", "")
    if when not in ("now", "later"):
        typed.faults.append(FormFault(gettext("Choose when it begins."), "when-now"))
    if when == "later":
        typed.start = _time(typed, root, "at", gettext("Say the date and time at which it begins."))
    if ends not in ("at", "open"):
        message = gettext("Say when it ends, or that it stays on until somebody switches it off.")
        typed.faults.append(FormFault(message, "ends-at"))
    if ends == "at":
        typed.end = _time(typed, root, "end", gettext("Say the date and time at which it ends."))
    if len(typed.reason) > LONGEST_REASON:
        message = gettext("The reason is longer than {count} characters.").format(count=LONGEST_REASON)
        typed.faults.append(FormFault(message, "reason"))
    return typed


def values_of(fields: Mapping[str, str]) -> dict[str, str]:
    """What is to fill the slots, out of a form or an address; a slot that was left empty has none."""
    typed = {name.removeprefix(SLOT): text.strip() for name, text in fields.items() if name.startswith(SLOT)}
    return {name: text for name, text in typed.items() if text}


def good_values(bulletin: Bulletin, fields: Mapping[str, str]) -> dict[str, str]:
    """Those of them that fit their slots, for words that are shown while one types."""
    typed = {name: text for name, text in values_of(fields).items() if len(text) <= MAX_VALUE_CHARACTERS}
    filled, _ = checked_values(bulletin, {name: text for name, text in typed.items() if name in bulletin.slots})
    return {name: text for name, text in filled.items() if text}


def slot_faults(diagnostics: Iterable[Diagnostic]) -> list[FormFault]:
    """What is wrong, each at its field."""
    return [fault for one in diagnostics for fault in faults_of([one], _field_of(one))]


def _field_of(fault: Diagnostic) -> str:
    match = _SLOT_OF_FAULT.match(fault.message)
    if match is not None:
        return f"slot-{match['name']}"
    if fault.rule == "bulletin-time":
        return "at" if "begin in the past" in fault.message else "end"
    return ""


def _time(typed: Typed, root: Path, name: str, missing: str) -> datetime | None:
    text = request.form.get(name, "").strip()
    if not text:
        typed.faults.append(FormFault(missing, name))
        return None
    try:
        return read_time(text, root)
    except WorkspaceError as failure:
        typed.faults.extend(faults_of([failure.diagnostic], name))
        return None
