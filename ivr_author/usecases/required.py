"""Refuses names of flows and locales that the content does not have."""

from __future__ import annotations

from ivr_author.flow.content import Content
from ivr_author.usecases.unknown import UnknownName


def require_flow(content: Content, name: str) -> None:
    """Refuse a flow that is not there; one that is there but cannot be read has diagnostics of its own."""
    if name not in content.flows and name not in content.unreadable:
        raise UnknownName("flow", name, content.flows)


def require_locale(content: Content, name: str) -> None:
    """Refuse a locale that the workspace does not have."""
    if name not in content.settings.all_locales():
        raise UnknownName("locale", name, content.settings.all_locales())
