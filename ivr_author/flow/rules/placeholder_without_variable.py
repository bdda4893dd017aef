"""Every placeholder must be filled by a variable, or by the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.fields import nearest
from ivr_author.flow.subject import Subject, place_in
from ivr_author.flow.utterances import Utterance, utterances


def check(subject: Subject) -> Iterator[Fault]:
    """Placeholders whose name means nothing at their place."""
    for one in utterances(subject):
        for name in dict.fromkeys(placeholder_names(one.scalar.text)):
            if name not in one.known:
                written = f"{{{name}}}"
                span = place_in(one.source, one.scalar, one.scalar.text.index(written), len(written))
                yield Fault(f"nothing fills the placeholder {written}", span, _hint(one, name))


def _hint(one: Utterance, name: str) -> str:
    if one.item is None:
        return "words that a caller says are plain words"
    if name == "key":
        return "{key} is known in the line of a choice that has a key"
    if name in ("yes", "no"):
        return "{yes} and {no} are known in `confirm` and in a collect of kind yes_no"
    if one.flow is None and not one.place.startswith("texts/"):
        return f"{nearest(name, one.constants)} (slots of a bulletin are declared under `slots`)"
    near = nearest(name, one.known)
    return f"{near} (variables are declared under `variables`)" if one.flow is not None else near


RULE = Rule("placeholder-without-variable", Severity.ERROR, "A placeholder is filled by no variable", check)
