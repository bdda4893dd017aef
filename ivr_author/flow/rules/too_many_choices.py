"""Nobody keeps more than five choices in mind."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.limits import MAX_MENU_CHOICES
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.language import Language
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Menus and language nodes over the limit."""
    for _, node in subject.nodes():
        if isinstance(node, Menu | Language) and len(node.choices) > MAX_MENU_CHOICES:
            message = f"`{node.id}` has {len(node.choices)} choices; a caller can keep {MAX_MENU_CHOICES} in mind"
            yield Fault(message, node.span, "put the rarer ones into a second menu")


RULE = Rule("too-many-choices", Severity.WARNING, f"A menu has more than {MAX_MENU_CHOICES} choices", check)
