"""Expressions of templates: Jinja2's syntax, of which only an allow-list is let through."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was checked; `text` is as the author wrote it."""

    text: str
