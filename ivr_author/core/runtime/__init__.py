"""The core's functions in ECMAScript 5, for targets that run without us: the same answers as the Python ones.

Each `.js` file adds to the object `ivr`; no host objects but Date and Math. They stand after `expression/runtime.js`,
which makes that object anew. `]]>` must not stand in one: they are put into CDATA sections.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SCRIPTS = ("spoken.js", "entry.js", "calendar.js", "plurals.js")


@cache
def runtime_script() -> str:
    """All scripts as one text."""
    folder = files(__name__)
    return "".join((folder / name).read_text(encoding="utf-8") for name in SCRIPTS)
