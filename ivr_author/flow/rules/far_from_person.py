"""A caller must not have to answer too often before a person can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Inputs whose shortest way to a queue or transfer has more answers, this one counted, than ivr.yaml allows."""
    if not subject.is_whole:
        return
    allowed = subject.content.settings.steps_to_person
    for name, answers in subject.graph.inputs_to_person.items():
        node = subject.node(name)
        if node.WAITS and answers > allowed:
            message = f"at `{node.id}` a person is {answers} answers away; {allowed} are allowed"
            hint = 'offer a person earlier, as with keys: {"0": ...}; `limits: steps_to_person` is in ivr.yaml'
            yield Fault(message, node.span, hint)


RULE = Rule("far-from-person", Severity.WARNING, "A caller must answer too often before reaching a person", check)
