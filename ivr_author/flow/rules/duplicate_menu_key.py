"""In a menu or language node every key has one meaning."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.language import Language
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """The first choice of a key wins, so every later one can't be chosen."""
    for _, node in subject.nodes():
        if not isinstance(node, Menu | Language):
            continue
        seen: set[str] = set()
        for choice in node.choices:
            if choice.key is not None and choice.key in seen:
                span = choice.locale.span if not hasattr(choice, "next") else choice.next.span
                yield Fault(f"key {choice.key} stands twice in `{node.id}`", span, "give each choice a key of its own")
            seen.add(choice.key or "")


RULE = Rule("duplicate-menu-key", Severity.ERROR, "Two choices of a menu have the same key", check)
