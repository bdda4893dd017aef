"""Which grammars listen at an input (§3.1.4), the nearest first; and how the grammars of a document are loaded."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urldefrag

from ivr_author.core.matching import words_of
from ivr_author.targets.voicexml.interpreter.builtin import builtin_grammar
from ivr_author.targets.voicexml.interpreter.documents import Document
from ivr_author.targets.voicexml.interpreter.expansion import Expansion, Grammar, Row, Subsequence, Unit
from ivr_author.targets.voicexml.interpreter.nodes import MalformedXml, Node, parse_nodes
from ivr_author.targets.voicexml.interpreter.platform import Request
from ivr_author.targets.voicexml.interpreter.prompts import choices_of, language_at
from ivr_author.targets.voicexml.interpreter.properties import boolean, find_property
from ivr_author.targets.voicexml.interpreter.recognised import Owner
from ivr_author.targets.voicexml.interpreter.signals import Thrown
from ivr_author.targets.voicexml.interpreter.srgs import compile_grammar
from ivr_author.targets.voicexml.interpreter.state import Item, Place
from ivr_author.targets.voicexml.interpreter.words import keys_of

_XML_TYPES = frozenset({"application/srgs+xml", "application/grammar+xml", "text/xml", "application/xml"})
_UNIVERSALS = ("help", "exit", "cancel")


@dataclass(frozen=True, slots=True, eq=False)
class Active:
    """A grammar that listens, and what it stands for. `event` is thrown by a universal command."""

    grammar: Grammar
    kind: Owner
    owner: Node | None
    dialog: Node | None
    document: Document
    event: str = ""


def active_grammars(place: Place, item: Item) -> list[Active]:
    """All grammars that listen while this item waits, in the order in which they win."""
    modes = (find_property(place, "inputmodes") or "").split()
    return [active for active in _all_active(place, item) if active.grammar.mode in modes]


def _all_active(place: Place, item: Item) -> list[Active]:
    context, dialog = place.context, place.dialog
    assert dialog is not None, "an input belongs to a dialog"
    document, node = context.document, item.node
    found = _of_item(place, item, dialog.node)
    if node.tag in ("field", "record", "transfer") and boolean(
        node.get("modal") or ("false" if node.tag == "field" else "true")
    ):
        return found
    if dialog.node.tag == "form":
        found += _of_form(place, dialog.node, document)
    found += _links(place, dialog.node, dialog.node, document)
    documents = [document] if context.root is None else [document, context.root]
    for other in documents:
        found += _links(place, other.node, None, other)
        for candidate in other.listening:
            if candidate is not dialog.node:
                found += _of_other_dialog(place, candidate, other)
    return found + _universals(place)


def _of_item(place: Place, item: Item, dialog: Node) -> list[Active]:
    node, document = item.node, place.context.document
    if node.tag == "menu":
        return _choices(place, node, document)
    found = [
        Active(grammar, Owner.ITEM, node, dialog, document)
        for child in node.all("grammar")
        for grammar in load_grammar(place, child, document)
    ]
    kind = node.get("type")
    if node.tag == "field" and kind is not None:
        language = language_at(place, node)
        found += [
            Active(builtin_grammar(kind, mode, language), Owner.ITEM, node, dialog, document)
            for mode in ("dtmf", "voice")
        ]
    if node.tag == "field":
        found += [Active(grammar, Owner.ITEM, node, dialog, document) for grammar in _options(node)]
    return found + _links(place, node, dialog, document)


def _of_form(place: Place, form: Node, document: Document) -> list[Active]:
    return [
        Active(grammar, Owner.FORM, form, form, document)
        for child in form.all("grammar")
        for grammar in load_grammar(place, child, document)
    ]


def _of_other_dialog(place: Place, dialog: Node, document: Document) -> list[Active]:
    """Dialogs whose grammars reach over the whole document, or over the whole application."""
    scope = dialog.get("scope") or "dialog"
    if dialog.tag == "menu":
        return _choices(place, dialog, document) if scope == "document" else []
    return [
        Active(grammar, Owner.FORM, dialog, dialog, document)
        for child in dialog.all("grammar")
        if (child.get("scope") or scope) == "document"
        for grammar in load_grammar(place, child, document)
    ]


def _links(place: Place, node: Node, dialog: Node | None, document: Document) -> list[Active]:
    found: list[Active] = []
    for link in node.all("link"):
        keys = link.get("dtmf")
        grammars = [] if keys is None else [_keys_grammar(link, keys)]
        for child in link.all("grammar"):
            grammars += load_grammar(place, child, document)
        found += [Active(grammar, Owner.LINK, link, dialog, document) for grammar in grammars]
    return found


def _choices(place: Place, menu: Node, document: Document) -> list[Active]:
    found: list[Active] = []
    for choice, (text, keys) in zip(menu.all("choice"), choices_of(menu), strict=True):
        grammars = [] if not keys else [_keys_grammar(choice, keys)]
        own = choice.all("grammar")
        for child in own:
            grammars += load_grammar(place, child, document)
        if text and not any(grammar.mode == "voice" for grammar in grammars):
            grammars.append(_words_grammar(choice, text, choice.get("accept") or menu.get("accept") or "exact"))
        found += [Active(grammar, Owner.CHOICE, choice, menu, document) for grammar in grammars]
    return found


def _options(field: Node) -> list[Grammar]:
    known = field.cache.get("options")
    if isinstance(known, list):
        return known
    found: list[Grammar] = []
    for option, (text, keys) in zip(field.all("option"), choices_of(field), strict=False):
        value = option.get("value") or text or keys
        if keys:
            found.append(_simple("dtmf", Row(tuple(Unit(key) for key in keys_of(keys))), value))
        if text:
            found.append(_simple("voice", _phrase(text, option.get("accept") or "exact"), value))
    field.cache["options"] = found
    return found


def _universals(place: Place) -> list[Active]:
    enabled = (find_property(place, "universals") or "none").split()
    if enabled == ["none"]:
        return []
    names = _UNIVERSALS if "all" in enabled else tuple(name for name in _UNIVERSALS if name in enabled)
    document = place.context.document
    return [
        Active(_simple("voice", Unit(name), name), Owner.UNIVERSAL, None, None, document, event=name) for name in names
    ]


def _phrase(text: str, accept: str) -> Expansion:
    words = words_of(text)
    return Subsequence(words) if accept == "approximate" else Row(tuple(Unit(word) for word in words))


def _simple(mode: str, expansion: Expansion, value: str) -> Grammar:
    return Grammar(mode=mode, root="rule", rules={"rule": expansion}, value=lambda _units: value)


def _keys_grammar(node: Node, keys: str) -> Grammar:
    known = node.cache.get(f"keys {keys}")
    if not isinstance(known, Grammar):
        known = Grammar("dtmf", "rule", {"rule": Row(tuple(Unit(key) for key in keys_of(keys)))})
        node.cache[f"keys {keys}"] = known
    return known


def _words_grammar(node: Node, text: str, accept: str) -> Grammar:
    known = node.cache.get("words")
    if not isinstance(known, Grammar):
        known = node.cache["words"] = Grammar("voice", "rule", {"rule": _phrase(text, accept)})
    return known


def load_grammar(place: Place, node: Node, document: Document) -> list[Grammar]:
    """The grammar that a <grammar> element gives; none where its expression is undefined."""
    kind = (node.get("type") or "").split(";")[0].strip()
    reference = node.get("src")
    if "srcexpr" in node.attributes:
        reference = place.call.engine.text(node.attributes["srcexpr"], place.scopes.chain)
    if reference is not None and reference.strip().startswith("builtin:"):
        return [_builtin(place, node, reference.strip())]
    if kind and kind not in _XML_TYPES:
        raise Thrown("error.unsupported.format", f"grammars of type {kind}")
    if reference is None:
        return [_inline(place, node, document)]
    return [_external(place, node, document.resolve(reference))]


def _builtin(place: Place, node: Node, reference: str) -> Grammar:
    family, _, name = reference.removeprefix("builtin:").partition("/")
    mode = "dtmf" if family == "dtmf" else (node.get("mode") or "voice")
    return builtin_grammar(name, mode, language_at(place, node))


def _inline(place: Place, node: Node, document: Document) -> Grammar:
    known = node.cache.get("grammar")
    if isinstance(known, Grammar):
        return known
    if not node.elements:
        raise Thrown("error.unsupported.format", "an inline grammar that is not XML")
    loading = _Loading(place)
    grammar = compile_grammar(node, document.base, loading.load)
    if not loading.used:
        node.cache["grammar"] = grammar
    return grammar


def _external(place: Place, node: Node, reference: str) -> Grammar:
    url, rule = urldefrag(reference)
    mode = node.get("mode") or ""
    key = (f"{url}#{rule}", mode)
    known = place.call.grammars.get(key)
    if known is None:
        loading = _Loading(place)
        found, root = loading.load(url)
        compiled = root.cache.get(f"grammar {rule} {mode}")
        if not isinstance(compiled, Grammar):
            loading.used = False
            compiled = compile_grammar(root, found, loading.load, rule, mode)
            if not loading.used:
                root.cache[f"grammar {rule} {mode}"] = compiled
        known = place.call.grammars[key] = compiled
    return known


class _Loading:
    """Fetches grammar files, and notes that it did: what depends on other files is not kept with the document."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.used = False

    def load(self, url: str) -> tuple[str, Node]:
        self.used = True
        response = self._place.call.loader.fetch(Request(url=url, purpose="grammar"))
        try:
            return response.url or url, parse_nodes(response.content)
        except MalformedXml as fault:
            raise Thrown("error.badfetch", f"{url}: {fault}") from None
