"""What makes a document unusable as a whole: faults for which the recommendation wants error.badfetch at loading."""

from __future__ import annotations

import re

from ivr_author.targets.voicexml.interpreter.nodes import Node

FORM_ITEMS = frozenset({"field", "record", "transfer", "subdialog", "object", "initial", "block"})
HANDLERS = frozenset({"catch", "error", "help", "noinput", "nomatch"})
_VOICEXML = """assign audio block catch choice clear data disconnect else elseif enumerate error exit field filled
foreach form goto grammar help if initial link log mark menu meta metadata noinput nomatch object option param prompt
property record reprompt return script subdialog submit throw transfer value var vxml"""
_GRAMMAR_AND_SPEECH = """rule one-of item ruleref token tag example lexicon break desc emphasis p s paragraph sentence
phoneme prosody say-as sub voice speak"""
_KNOWN = frozenset((_VOICEXML + " " + _GRAMMAR_AND_SPEECH).split())
# (element, attributes, how many of them at least, at most)
_COUNTS: tuple[tuple[str, str, int, int], ...] = (
    ("goto", "next expr nextitem expritem", 1, 1),
    ("submit", "next expr", 1, 1),
    ("choice", "next expr event eventexpr", 1, 1),
    ("link", "next expr event eventexpr", 1, 1),
    ("throw", "event eventexpr", 1, 1),
    ("throw", "message messageexpr", 0, 1),
    ("return", "event eventexpr namelist", 0, 1),
    ("return", "message messageexpr", 0, 1),
    ("subdialog", "src srcexpr", 1, 1),
    ("data", "src srcexpr", 1, 1),
    ("script", "src srcexpr", 0, 1),
    ("grammar", "src srcexpr", 0, 1),
    ("audio", "src expr", 1, 1),
    ("exit", "expr namelist", 0, 1),
    ("param", "expr value", 0, 1),
    ("transfer", "dest destexpr", 1, 1),
    ("transfer", "bridge type", 0, 1),
    ("transfer", "aai aaiexpr", 0, 1),
    ("mark", "name nameexpr", 1, 1),
)
_NEEDED = (
    ("assign", "name"),
    ("assign", "expr"),
    ("var", "name"),
    ("param", "name"),
    ("value", "expr"),
    ("if", "cond"),
    ("elseif", "cond"),
    ("foreach", "item"),
    ("foreach", "array"),
    ("property", "name"),
    ("property", "value"),
)
_COUNT = re.compile(r"[1-9][0-9]*\Z")


def fault_of(root: Node) -> str | None:
    """The first fault of a document, or None. Worked out once per parsed document."""
    known = root.cache.get("validity")
    if known is None:
        known = root.cache["validity"] = _find_fault(root) or ""
    return str(known) or None


def _find_fault(root: Node) -> str | None:
    if root.tag != "vxml":
        return f"the document is a <{root.tag}>, not a <vxml>"
    version = root.get("version")
    if version is not None and not version.startswith("2."):
        return f"version {version} is not 2.0 or 2.1"
    for node in root.walk():
        if node.tag.startswith("{"):
            continue
        fault = _fault_of_element(node)
        if fault:
            return f"line {node.line}: {fault}"
    return _fault_of_names(root)


def _fault_of_element(node: Node) -> str | None:
    if node.tag not in _KNOWN:
        return f"there is no element <{node.tag}>"
    for tag, attributes, least, most in _COUNTS:
        if tag == node.tag:
            found = sum(1 for name in attributes.split() if name in node.attributes)
            if not least <= found <= most:
                wanted = "exactly" if least else "at most"
                return f"<{tag}> takes {wanted} one of {attributes.replace(' ', ', ')}"
    for tag, attribute in _NEEDED:
        if tag == node.tag and attribute not in node.attributes:
            return f"<{tag}> needs {attribute}"
    if node.tag in ("script", "grammar"):
        inline = bool(node.elements) or bool(node.text().strip())
        outside = "src" in node.attributes or "srcexpr" in node.attributes
        if inline and outside:
            return f"<{node.tag}> has both a source and content"
        if node.tag == "grammar" and not inline and not outside:
            return "<grammar> has neither a source nor content"
    count = node.get("count")
    if count is not None and not _COUNT.match(count):
        return f"count {count} is not a whole number from 1"
    if node.tag == "menu" and node.get("dtmf") == "true":
        wrong = [choice for choice in node.all("choice") if choice.get("dtmf") not in (None, "0", "*", "#")]
        if wrong:
            return "in a menu with dtmf, a choice may only claim 0, * or # for itself"
    return None


def _fault_of_names(root: Node) -> str | None:
    dialogs = [node for node in root.elements if node.tag in ("form", "menu")]
    identifiers = [name for node in dialogs if (name := node.get("id")) is not None]
    if len(set(identifiers)) != len(identifiers):
        return "two dialogs have the same id"
    for dialog in dialogs:
        names = [name for node in dialog.elements if node.tag in FORM_ITEMS and (name := node.get("name"))]
        if len(set(names)) != len(names):
            return f"line {dialog.line}: two form items have the same name"
    return None
