"""Inline SRGS grammars: which keys and which words an input takes."""

from __future__ import annotations

from collections.abc import Sequence

from ivr_author.ir.ops import Input
from ivr_author.targets.voicexml.writer import Element, element

ALL_KEYS = frozenset("0123456789*#")


def key_grammar(end: Input, name: str) -> Element:
    """The keys of an input. A menu takes one of its own; an entry may be shorter than right: the document judges it.

    An entry may be empty, so that a terminator alone is filled in and can count as no input. `name` is that of the
    form: a rule's id must be the only one in its document, and has no full stop (SRGS 1.0, 3.1).
    """
    rule_id = f"Keys_{name.replace('.', '_')}"
    if end.entry.kind == "menu":
        # Without any key of its own it takes each one, and none is right.
        rule = element("rule", _one_of(sorted(end.keys or ALL_KEYS)), id=rule_id, scope="public")
    else:
        # Every key, so that a wrong one among others does not end the entry before the caller has finished.
        keys = ALL_KEYS - {end.entry.terminator}
        item = element("item", _one_of(sorted(keys)), repeat=f"0-{end.entry.longest}")
        rule = element("rule", item, id=rule_id, scope="public")
    return element("grammar", rule, mode="dtmf", version="1.0", root=rule_id)


def word_grammar(phrases: Sequence[str], language: str, name: str) -> Element:
    """Phrases anywhere in what is said; each is known by its place, as `phrase 1`. Without phrases any words do."""
    rule_id = f"Words_{name.replace('.', '_')}"
    garbage = element("ruleref", special="GARBAGE")
    rule = element("rule", garbage, id=rule_id, scope="public")
    if phrases:
        choices = element("one-of")
        for index, phrase in enumerate(phrases, 1):
            choices.add(element("item", phrase, element("tag", f"phrase {index}")))
        rule.add(choices, garbage)
    grammar = element("grammar", rule, mode="voice", version="1.0", root=rule_id)
    grammar.attributes.update({"xml:lang": language, "tag-format": "semantics/1.0-literals"})
    return grammar


def _one_of(keys: Sequence[str]) -> Element:
    choices = element("one-of")
    for key in keys:
        choices.add(element("item", key))
    return choices
