"""A choice that has a key must tell it to the caller."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.model import prompt_items
from ivr_author.flow.nodes.language import Language
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.rules._keys import names_key, spoken_keys
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Lines of choices without `{key}`, and choices that no line offers; a key by hand is `hard-coded-key`'s."""
    for _, node in subject.nodes():
        if not isinstance(node, Menu | Language):
            continue
        heard = spoken_keys(*(item.text.text for _, item in prompt_items(node.prompt)))
        for choice in node.choices:
            if choice.key is None or choice.key in heard:
                continue
            if choice.say is None:
                if isinstance(node, Menu):
                    hint = 'add say: "For ..., press {key}."'
                    yield Fault(f"nobody hears of key {choice.key} in `{node.id}`", node.span, hint)
            elif not any(names_key(item.text.text, choice.key) for _, item in prompt_items(choice.say)):
                message = f"the line of key {choice.key} in `{node.id}` does not say the key"
                yield Fault(message, choice.say.span, 'end it with "press {key}"')


RULE = Rule("key-not-spoken", Severity.WARNING, "The line of a choice does not tell the caller its key", check)
