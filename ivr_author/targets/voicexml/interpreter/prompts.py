"""Prompts: which of a form item's are due, what they say, in which language; and the queue they wait in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr_author.targets.voicexml.interpreter.nodes import XML_LANG, Node
from ivr_author.targets.voicexml.interpreter.platform import Piece
from ivr_author.targets.voicexml.interpreter.properties import boolean, find_property
from ivr_author.targets.voicexml.interpreter.state import Item, Place, QueuedPrompt

_SPEECH = frozenset(
    {"audio", "value", "enumerate", "break", "desc", "emphasis", "mark", "p", "s", "paragraph", "sentence", "phoneme"}
    | {"prosody", "say-as", "sub", "voice", "speak"}
)
_PAUSES = frozenset({"break", "p", "s", "paragraph", "sentence"})
_UNHEARD = frozenset({"desc", "meta", "metadata", "lexicon"})


@dataclass(frozen=True, slots=True)
class Implied:
    """Speech that stands where <prompt> could have stood around it."""

    children: tuple[Node | str, ...]


Step = Node | Implied


def steps_of(node: Node) -> list[Step]:
    """The children of an element in order, neighbouring speech taken together."""
    known = node.cache.get("steps")
    if isinstance(known, list):
        return known
    steps: list[Step] = []
    speech: list[Node | str] = []

    def close() -> None:
        if any(not isinstance(child, str) or child.strip() for child in speech):
            steps.append(Implied(tuple(speech)))
        speech.clear()

    for child in node.children:
        if isinstance(child, str) or child.tag in _SPEECH:
            speech.append(child)
        else:
            close()
            steps.append(child)
    close()
    node.cache["steps"] = steps
    return steps


def queue_item_prompts(place: Place, item: Item) -> None:
    """Queue the prompts of a form item that are due at its prompt counter (§4.1.6)."""
    due: list[tuple[int, Step]] = []
    for step in steps_of(item.node):
        if isinstance(step, Implied):
            due.append((1, step))
        elif step.tag == "prompt":
            count = int(step.get("count") or 1)
            if count <= item.prompts and _holds(place, step):
                due.append((count, step))
    highest = max((count for count, _ in due), default=1)
    for count, step in due:
        if count == highest:
            queue_prompt(place, step, checked=True)


def queue_prompt(place: Place, step: Step, *, checked: bool = False) -> None:
    """Queue one <prompt>, or speech that stands by itself, unless its condition says no."""
    if isinstance(step, Implied):
        first = next((child for child in step.children if isinstance(child, Node)), None)
        parent = None if first is None else first.parent
        children, attributes = step.children, {}
        language = language_at(place, parent)
    else:
        if not checked and not _holds(place, step):
            return
        children, attributes = tuple(step.children), step.attributes
        language = language_at(place, step)
    bargein = boolean(attributes.get("bargein") or find_property(place, "bargein") or "true")
    pieces = _Renderer(place, bargein).render(children, language)
    if pieces or "timeout" in attributes:
        place.call.queue.append(QueuedPrompt(tuple(pieces), attributes.get("timeout"), bargein))


def say(place: Place, text: str) -> None:
    """Queue a sentence of the platform's own."""
    if text.strip():
        piece = Piece(text, language_at(place, None))
        place.call.queue.append(QueuedPrompt((piece,), None, True))


def language_at(place: Place, node: Node | None) -> str:
    """The language at an element. One of the root document is spoken as if it stood in the active document."""
    while node is not None and node.tag != "vxml":
        language = node.get(XML_LANG)
        if language:
            return language
        node = node.parent
    context = place.context
    inherited = context.root.language if context.root is not None else None
    return context.document.language or inherited or place.call.settings.language


def _holds(place: Place, node: Node) -> bool:
    cond = node.get("cond")
    return cond is None or place.call.engine.truth(cond, place.scopes.chain)


def choices_of(node: Node | None) -> list[tuple[str, str]]:
    """What <enumerate> goes through: text and key of each choice or option."""
    if node is None:
        return []
    numbered = node.get("dtmf") == "true"
    found: list[tuple[str, str]] = []
    next_number = 1
    for choice in node.all("choice") or node.all("option"):
        key = choice.get("dtmf")
        if key is None and numbered and next_number <= 9:
            key = str(next_number)
            next_number += 1
        text = "".join(
            child if isinstance(child, str) else child.text() if child.tag in _SPEECH else ""
            for child in choice.children
        )
        found.append((" ".join(text.split()), key or ""))
    return found


class _Renderer:
    def __init__(self, place: Place, bargein: bool) -> None:
        self._place = place
        self._bargein = bargein
        self._pieces: list[Piece] = []
        self._text: list[str] = []
        self._language = ""

    def render(self, children: Sequence[Node | str], language: str) -> list[Piece]:
        self._language = language
        self._children(children, language)
        self._close()
        return self._pieces

    def _children(self, children: Sequence[Node | str], language: str) -> None:
        for child in children:
            if isinstance(child, str):
                self._say(child, language)
            else:
                self._place.call.step()
                self._element(child, child.get(XML_LANG) or language)

    def _say(self, text: str, language: str) -> None:
        if language != self._language and text.strip():
            self._close()
            self._language = language
        self._text.append(text)

    def _close(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self._pieces.append(Piece(text, self._language, None, self._bargein))

    def _element(self, node: Node, language: str) -> None:
        match node.tag:
            case "value":
                self._say(self._evaluate(node.attributes["expr"]), language)
            case "audio":
                self._audio(node, language)
            case "sub":
                self._say(node.get("alias") or node.text(), language)
            case "enumerate":
                self._enumerate(node, language)
            case "foreach":
                for_each(self._place, node, lambda: self._children(node.children, language))
            case "mark":
                if "nameexpr" in node.attributes:
                    self._evaluate(node.attributes["nameexpr"])
            case tag if tag not in _UNHEARD and not tag.startswith("{"):
                if tag in _PAUSES:
                    self._say(" ", language)
                self._children(node.children, language)
                if tag in _PAUSES:
                    self._say(" ", language)

    def _evaluate(self, expression: str) -> str:
        return self._place.call.engine.text(expression, self._place.scopes.chain)

    def _audio(self, node: Node, language: str) -> None:
        place = self._place
        source = node.get("src")
        if source is None:
            # An undefined source leaves out the element together with its alternative.
            source = place.call.engine.defined_text(node.attributes["expr"], place.scopes.chain)
            if source is None:
                return
        self._close()
        fallback = _Renderer(place, self._bargein).render(node.children, language)
        text = " ".join(piece.text for piece in fallback)
        self._pieces.append(Piece(text, language, place.context.document.resolve(source), self._bargein))
        self._language = language

    def _enumerate(self, node: Node, language: str) -> None:
        owner = self._place.item.node if self._place.item is not None else None
        choices = choices_of(owner)
        if not node.children:
            self._say("; ".join(text for text, _ in choices), language)
            return
        for text, key in choices:
            with self._place.scopes.layer() as scope:
                self._place.scopes.put("_prompt", text, scope)
                self._place.scopes.put("_dtmf", key, scope)
                self._children(node.children, language)
            self._say(" ", language)


def for_each(place: Place, node: Node, body: Callable[[], None]) -> None:
    """Go through the array of a <foreach>; the array is copied first, so that it may be changed meanwhile."""
    engine, scopes = place.call.engine, place.scopes
    with scopes.layer(new=False) as scope:
        items = engine.call("items", engine.compile(node.attributes["array"]), *scopes.chain)
        for index in range(engine.call("length", items)):
            place.call.step()
            engine.call("at", scope, node.attributes["item"], items, index)
            body()
