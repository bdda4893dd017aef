"""Keys of choices are written as placeholders, so that they change in one place."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.nodes.callback import Callback
from ivr_author.flow.nodes.collect import Collect
from ivr_author.flow.nodes.language import Language
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.rules._keys import HandWritten, hand_written_keys, is_english
from ivr_author.flow.subject import Subject, place_in
from ivr_author.flow.utterances import Utterance, utterances


def check(subject: Subject) -> Iterator[Fault]:
    """Keys written out in English source texts, where a placeholder would say them or where they lead nowhere."""
    if not is_english(subject.content.settings):
        return
    for one in utterances(subject):
        if one.item is None:
            continue
        for found in hand_written_keys(one.scalar.text):
            fault = _judge(one, found)
            if fault is not None:
                message, hint = fault
                yield Fault(message, place_in(one.source, one.scalar, found.start, found.end - found.start), hint)


def _judge(one: Utterance, found: HandWritten) -> tuple[str, str] | None:
    node, flow = one.node, one.flow
    written = f"key {found.key} is written out by hand"
    if "key" in one.constants:
        return written, "write {key}; it is spoken as the choice's own key"
    if "yes" in one.constants and found.key in ("1", "2"):
        return written, "write {yes} or {no}"
    if isinstance(node, Menu | Language):
        if any(choice.key == found.key for choice in node.choices):
            return written, 'give the choice a line of its own: say: "For ..., press {key}."'
        flow_keys = flow.keys if flow is not None and isinstance(node, Menu) else {}
        if found.key not in flow_keys:
            return f"key {found.key} leads nowhere in `{node.id}`", "add a choice for it, or leave it out"
    is_question = isinstance(node, Callback | Collect) and "yes" in one.constants
    if is_question and flow is not None and found.key not in flow.keys:
        return f"key {found.key} leads nowhere here", "write {yes} or {no}"
    return None


RULE = Rule("hard-coded-key", Severity.WARNING, "A prompt names a key by hand instead of by a placeholder", check)
