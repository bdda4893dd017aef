"""In a menu the same words must not mean two choices."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """The first choice in order wins, so the words never mean the later one."""
    for _, node in subject.nodes():
        if not isinstance(node, Menu):
            continue
        seen: dict[str, int] = {}
        for index, choice in enumerate(node.choices):
            for phrase in choice.speech:
                words = " ".join(phrase.text.text.casefold().split())
                if seen.setdefault(words, index) != index:
                    message = f"`{phrase.text.text}` already means choice {seen[words] + 1} of `{node.id}`"
                    yield Fault(message, phrase.span, "use other words for one of them")


RULE = Rule("duplicate-phrase", Severity.WARNING, "The same words stand at two choices of a menu", check)
