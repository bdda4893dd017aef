"""A name that a person asked for and the workspace does not have: a fault in the call, not in the content."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_author.flow.fields import nearest


class UnknownName(ValueError):
    """There is no such flow, locale or file; the message names the nearest that there is."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        hint = nearest(name, known)
        super().__init__(f"there is no {kind} `{name}`" + (f"; {hint}" if hint else ""))
