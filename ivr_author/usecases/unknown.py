"""A name that a person asked for and the workspace does not have: a fault in the call, not in the content."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_author.flow.content import Content
from ivr_author.flow.fields import nearest


class UnknownName(ValueError):
    """There is no such flow, locale or file; the message names the nearest that there is."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        hint = nearest(name, known)
        super().__init__(f"there is no {kind} `{name}`" + (f"; {hint}" if hint else ""))


def require_flow(content: Content, name: str) -> None:
    """Refuse a flow that is not there; one that is there but cannot be read has diagnostics of its own."""
    if name not in content.flows and name not in content.unreadable:
        raise UnknownName("flow", name, content.flows)


def require_locale(content: Content, name: str) -> None:
    """Refuse a locale that the workspace does not have."""
    if name not in content.settings.all_locales():
        raise UnknownName("locale", name, content.settings.all_locales())
