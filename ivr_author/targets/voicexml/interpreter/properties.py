"""<property> values (§6.3) and times: the nearest to the active element counts."""

from __future__ import annotations

import re

from ivr_author.targets.voicexml.interpreter.nodes import Node
from ivr_author.targets.voicexml.interpreter.signals import Thrown
from ivr_author.targets.voicexml.interpreter.state import Place

_TIME = re.compile(r"\+?(\d+\.?\d*|\.\d+)(ms|s)\Z")
_DEFAULTS = {
    "bargein": "true",
    "confidencelevel": "0.5",
    "fetchtimeout": "10s",
    "inputmodes": "dtmf voice",
    "interdigittimeout": "3s",
    "termchar": "#",
    "termtimeout": "0s",
    "timeout": "5s",
    "universals": "none",
}


def find_property(place: Place, name: str) -> str | None:
    """The value of a property here, or None where nobody gives one."""
    for node in place.enclosing():
        value = _own(node).get(name)
        if value is not None:
            return value
    return place.call.settings.properties.get(name, _DEFAULTS.get(name))


def _own(node: Node) -> dict[str, str]:
    known = node.cache.get("properties")
    if not isinstance(known, dict):
        known = {found.attributes["name"]: found.attributes["value"].strip() for found in node.all("property")}
        node.cache["properties"] = known
    return known


def seconds(text: str) -> float:
    """A time such as 5s or 500ms; anything else is error.semantic."""
    found = _TIME.match(text.strip())
    if not found:
        raise Thrown("error.semantic", f"{text} is not a time: a number with s or ms")
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def time_property(place: Place, name: str) -> float:
    """A time property in seconds."""
    return seconds(find_property(place, name) or "0s")


def boolean(text: str) -> bool:
    """true or false; anything else is error.semantic."""
    if text.strip() not in ("true", "false"):
        raise Thrown("error.semantic", f"{text} is neither true nor false")
    return text.strip() == "true"
