"""What every compiled VoiceXML application carries in its root document: the project's ECMAScript, as one text."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ivr_author.core.runtime import runtime_script
from ivr_author.expression.ecmascript import RUNTIME


@cache
def application_script() -> str:
    """Expressions first (they make `ivr`), then values, entries and hours, then the call itself."""
    own = (files(__name__) / "call.js").read_text(encoding="utf-8")
    return f"{RUNTIME}\n{runtime_script()}\n{own}"
