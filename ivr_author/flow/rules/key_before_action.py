"""First what it is for, then the key: a caller who hears the key first has forgotten it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.rules._keys import is_english, keys_before_action
from ivr_author.flow.subject import Subject, place_in
from ivr_author.flow.utterances import utterances


def check(subject: Subject) -> Iterator[Fault]:
    """Clauses of English source texts that begin with a key and go on with a purpose."""
    if not is_english(subject.content.settings):
        return
    for one in utterances(subject):
        for start, end in keys_before_action(one.scalar.text) if one.item is not None else ():
            span = place_in(one.source, one.scalar, start, end - start)
            hint = 'say first what it is for: "For billing, press {key}."'
            yield Fault("the key comes before what it is for", span, hint)


RULE = Rule("key-before-action", Severity.WARNING, "A key is spoken before the action that it stands for", check)
