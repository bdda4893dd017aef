"""Every text of a workspace that a translator needs to see, derived from the types of the fields."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.segment import Segment
from ivr_author.flow.content import Bulletin, Content, Flow
from ivr_author.flow.model import Prompt, PromptItem, prompt_items
from ivr_author.flow.node import Node, phrases_of, prompts_of
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
        item = settings.texts.get(name)
        notes = (TEXT_NOTES[name],) if name in TEXT_NOTES else ()
        if item is not None:
            yield _segment(f"texts/{name}", item, notes)
        else:
            yield Segment(f"texts/{name}", text, settings.span, "", notes)


def segments_of_bulletin(bulletin: Bulletin) -> Iterator[Segment]:
    """The segments of one bulletin."""
    notes = (f"Emergency message: {bulletin.title.value}",)
    yield from _prompt_segments(f"bulletins/{bulletin.id}/prompt", bulletin.prompt, notes)


def segments_of_flow(flow: Flow) -> Iterator[Segment]:
    """The segments of one flow."""
    for node in flow.nodes.values():
        keys = _keys_of(node)
        notes = (f"{flow.title.value}: {node.TYPE} node {flow.id}/{node.id}", *((f"keys: {keys}",) if keys else ()))
        for place, prompt in prompts_of(node):
            yield from _prompt_segments(f"{flow.id}/{node.id}/{place}", prompt, notes)
        for place, phrase in phrases_of(node):
            address = f"{flow.id}/{node.id}/{place}"
            words = (*notes, "Words that a caller may say instead of pressing the key.")
            yield Segment(address, phrase.text.text, phrase.span, "", words, "phrase")


def _keys_of(node: Node) -> str:
    if not isinstance(node, Menu):
        return ""
    return " ".join(choice.key for choice in node.choices if choice.key is not None)


def _prompt_segments(address: str, prompt: Prompt, notes: tuple[str, ...]) -> Iterator[Segment]:
    for suffix, item in prompt_items(prompt):
        yield _segment(address + suffix, item, notes)


def _segment(address: str, item: PromptItem, notes: tuple[str, ...]) -> Segment:
    context = (f"context: {item.context}",) if item.context else ()
    plural = item.plural.text if item.plural else ""
    return Segment(address, item.text.text, item.span, plural, (*notes, *context))
