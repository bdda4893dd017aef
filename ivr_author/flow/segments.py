"""Every text of a workspace that a translator needs to see, derived from the types of the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ivr_author.core.limits import MOST_SUBJECT_CHARACTERS
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.segment import Segment
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import BUILTIN_NAMES
from ivr_author.flow.content import EMAIL_BODY, EMAIL_SUBJECT, TEXT, Bulletin, Content, Flow
from ivr_author.flow.filling import NOTHING, TEXT_FILLINGS, Filling, filling_at
from ivr_author.flow.model import PhraseText, Prompt, PromptItem, prompt_items
from ivr_author.flow.node import Node, leaves
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.settings import BUILT_IN_TEXTS, Settings

TEXT_NOTES = {
    "no_input": "Said when the caller stays silent, before the question is asked again.",
    "no_match": "Said when a key leads nowhere, before the question is asked again. Never blame the caller.",
    "language_choice": "Spoken in the language that it names. {language} is the language's own name.",
    "goodbye": "Said before the line hangs up by itself.",
    "too_many": "Said after the last attempt, before the caller is brought to a person.",
    "star": "The name of the * key, as spoken.",
    "pound": "The name of the # key, as spoken.",
    "no_voice": "Said to callers in a language without a voice, before they hear the source language.",
    "no_voice_queue": "Said to callers in a language without a voice, before they are brought to a person.",
}


WRITTEN_NOTES = {
    TEXT: "Sent as a text message, so it must be short.",
    EMAIL_SUBJECT: "The subject of an email.",
    EMAIL_BODY: "Sent as an email.",
}


def segments_of_content(content: Content) -> Iterator[Segment]:
    """All segments of a workspace: built-in sentences, bulletins, then flows by name, each in the author's order."""
    yield from segments_of_settings(content.settings)
    for bulletin in content.bulletins.values():
        yield from segments_of_bulletin(bulletin)
    for flow in content.flows.values():
        yield from segments_of_flow(flow)


def segments_of_settings(settings: Settings) -> Iterator[Segment]:
    """The built-in sentences, in ivr.yaml's own words or, where it has none, in ours."""
    for name, text in BUILT_IN_TEXTS.items():
        if not settings.says(name):
            continue
        item = settings.texts.get(name)
        notes = (TEXT_NOTES[name],) if name in TEXT_NOTES else ()
        filling = TEXT_FILLINGS.get(name, NOTHING)
        if item is not None:
            yield _segment(f"texts/{name}", item, notes, filling, {})
        else:
            yield Segment(
                *(f"texts/{name}", text, settings.span, "", notes),
                is_spoken=True,
                constants=filling.constants,
                types=filling.types,
                offer=filling.offer,
            )


def segments_of_bulletin(bulletin: Bulletin) -> Iterator[Segment]:
    """The segments of one bulletin."""
    notes = (f"Emergency message: {bulletin.title.value}",)
    filling = Filling(types=tuple((name, slot.type) for name, slot in bulletin.slots.items()))
    yield from _prompt_segments(f"bulletins/{bulletin.id}/prompt", bulletin.prompt, notes, filling, {})
    for place, item in bulletin.written():
        segment = _segment(f"bulletins/{bulletin.id}/{place}", item, (*notes, WRITTEN_NOTES[place]), filling, {})
        most = MOST_SUBJECT_CHARACTERS if place == EMAIL_SUBJECT else 0
        yield replace(segment, is_spoken=False, max_characters=most)


def segments_of_flow(flow: Flow) -> Iterator[Segment]:
    """The segments of one flow: each node's prompts, then the phrases that callers may say there."""
    types = {name: variable.type for name, variable in flow.variables.items()}
    for node in flow.nodes.values():
        keys = _keys_of(node)
        notes = (f"{flow.title.value}: {node.TYPE} node {flow.id}/{node.id}", *((f"keys: {keys}",) if keys else ()))
        found = tuple(leaves(node))
        for leaf in found:
            if isinstance(leaf.value, Prompt):
                address = "/".join((flow.id, node.id, *leaf.path))
                yield from _prompt_segments(address, leaf.value, notes, filling_at(flow, node, leaf.path), types)
        for leaf in found:
            if isinstance(leaf.value, PhraseText):
                address = "/".join((flow.id, node.id, *leaf.path))
                words = (*notes, "Words that a caller may say instead of pressing the key.")
                yield Segment(address, leaf.value.text.text, leaf.value.span, "", words, "phrase")


def _keys_of(node: Node) -> str:
    if not isinstance(node, Menu):
        return ""
    return " ".join(choice.key for choice in node.choices if choice.key is not None)


def _prompt_segments(
    address: str, prompt: Prompt, notes: tuple[str, ...], filling: Filling, variables: Mapping[str, ValueType]
) -> Iterator[Segment]:
    for suffix, item in prompt_items(prompt):
        yield _segment(address + suffix, item, notes, filling, variables)


def _segment(
    address: str, item: PromptItem, notes: tuple[str, ...], filling: Filling, variables: Mapping[str, ValueType]
) -> Segment:
    plural = item.plural.text if item.plural else ""
    known = {**BUILTIN_NAMES, **variables, **dict(filling.types)}
    if item.count is not None:
        known["count"] = variables.get(item.count.text, ValueType.NUMBER)
    used = dict.fromkeys((*placeholder_names(item.text.text), *placeholder_names(plural)))
    constants = {name for name, _ in filling.constants}
    return Segment(
        *(address, item.text.text, item.span, plural, (*notes, *_wishes(item))),
        is_spoken=True,
        constants=filling.constants,
        types=tuple((name, known[name]) for name in used if name in known and name not in constants),
        offer=filling.offer,
        max_seconds=item.max_seconds,
    )


def _wishes(item: PromptItem) -> Iterator[str]:
    """What the author asks of a translator."""
    if item.context:
        yield f"context: {item.context}"
    if item.max_seconds:
        yield f"max-seconds: {item.max_seconds:g}"
