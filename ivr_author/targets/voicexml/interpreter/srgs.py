"""Speech Recognition Grammar Specification, XML form, into expansions; inline in a document or in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urldefrag, urljoin

from ivr_author.targets.voicexml.interpreter.expansion import (
    Expansion,
    Garbage,
    Grammar,
    OneOf,
    Reference,
    Repeat,
    Row,
    Tag,
    Unit,
)
from ivr_author.targets.voicexml.interpreter.nodes import XML_BASE, XML_LANG, Node
from ivr_author.targets.voicexml.interpreter.signals import Thrown
from ivr_author.targets.voicexml.interpreter.words import units_of

_REPEAT = re.compile(r"\s*(\d+)\s*(-\s*(\d+)?\s*)?\Z")
_SPECIAL: dict[str, Expansion] = {"NULL": Row(()), "VOID": OneOf(()), "GARBAGE": Garbage()}
_MAX_FILES = 20
_MAX_REPEAT = 1000

LoadGrammar = Callable[[str], tuple[str, Node]]  # an absolute URL without fragment -> where it was found, its root


def compile_grammar(node: Node, url: str, load: LoadGrammar, rule: str = "", mode: str = "") -> Grammar:
    """Compile a <grammar>. `rule` is the one to begin with if not the root; a faulty grammar is error.badfetch."""
    compiler = _Compiler(load, (node.get("mode") or mode or "voice").strip())
    root = compiler.add_file(url, node, rule)
    header = "\n".join(tag.text() for tag in node.all("tag"))
    return Grammar(
        mode=compiler.mode,
        root=root,
        rules=compiler.rules,
        tag_format=node.get("tag-format") or "",
        header=header,
        language=node.get(XML_LANG) or "",
    )


class _Compiler:
    def __init__(self, load: LoadGrammar, mode: str) -> None:
        if mode not in ("dtmf", "voice"):
            raise Thrown("error.badfetch", f"a grammar has the mode {mode}")
        self.mode = mode
        self.rules: dict[str, Expansion] = {}
        self._load = load
        self._files: dict[str, Node] = {}
        self._wanted: list[tuple[str, str]] = []

    def add_file(self, url: str, node: Node, rule: str) -> str:
        """Compile a grammar and all that it refers to; give the key of its first rule."""
        self._compile_rules(url, node)
        root = self._root_key(url, node, rule)
        while self._wanted:
            target, name = self._wanted.pop()
            if target not in self._files:
                if len(self._files) >= _MAX_FILES:
                    raise Thrown("error.badfetch", f"{url}: grammars refer to more than {_MAX_FILES} files")
                _, other = self._load(target)
                self._compile_rules(target, other)
            if not name:
                key = self._root_key(target, self._files[target], "")
                self.rules.setdefault(f"{target}#", self.rules[key])
            elif f"{target}#{name}" not in self.rules:
                raise Thrown("error.badfetch", f"{target}: the grammar has no rule {name}")
        return root

    def _root_key(self, url: str, node: Node, rule: str) -> str:
        name = rule or node.get("root") or ""
        if not name:
            rules = node.all("rule")
            public = [found for found in rules if found.get("scope") == "public"] or rules
            if len(public) != 1:
                raise Thrown("error.badfetch", f"{url}: the grammar names no root rule")
            name = public[0].get("id") or ""
        key = f"{url}#{name}"
        if key not in self.rules:
            raise Thrown("error.badfetch", f"{url}: the grammar has no rule {name}")
        return key

    def _compile_rules(self, url: str, node: Node) -> None:
        if node.tag != "grammar":
            raise Thrown("error.badfetch", f"{url}: not a grammar but a <{node.tag}>")
        self._files[url] = node
        base = urljoin(url, node.get(XML_BASE) or "")
        for rule in node.all("rule"):
            key = f"{url}#{rule.get('id') or ''}"
            if key in self.rules:
                raise Thrown("error.badfetch", f"{url}: two rules have the id {rule.get('id')}")
            self.rules[key] = self._row(rule, url, base)

    def _row(self, node: Node, url: str, base: str) -> Expansion:
        parts: list[Expansion] = []
        for child in node.children:
            if isinstance(child, str):
                parts.extend(self._tokens(child))
            else:
                part = self._element(child, url, base)
                if part is not None:
                    parts.append(part)
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _tokens(self, text: str) -> list[Unit]:
        return [Unit(unit) for unit in units_of(text.replace('"', " "), self.mode)]

    def _element(self, node: Node, url: str, base: str) -> Expansion | None:
        match node.tag:
            case "item":
                return self._repeated(node, self._row(node, url, base))
            case "one-of":
                return OneOf(
                    tuple(self._repeated(item, self._row(item, url, base)) for item in node.all("item")),
                )
            case "token":
                return Row(tuple(self._tokens(node.text())))
            case "ruleref":
                return self._reference(node, url, base)
            case "tag":
                return Tag(node.text())
            case "example":
                return None
            case _:
                raise Thrown("error.badfetch", f"{url} line {node.line}: <{node.tag}> has no place in a rule")

    def _repeated(self, node: Node, part: Expansion) -> Expansion:
        repeat = node.get("repeat")
        if repeat is None:
            return part
        found = _REPEAT.match(repeat)
        if not found:
            raise Thrown("error.badfetch", f"line {node.line}: repeat {repeat}")
        least = int(found[1])
        most = least if found[2] is None else None if found[3] is None else int(found[3])
        if least > _MAX_REPEAT or (most is not None and (most < least or most > _MAX_REPEAT)):
            raise Thrown("error.badfetch", f"line {node.line}: repeat {repeat}")
        return Repeat(part, least, most)

    def _reference(self, node: Node, url: str, base: str) -> Expansion:
        special, uri = node.get("special"), node.get("uri")
        if special is not None and uri is None:
            if special not in _SPECIAL:
                raise Thrown("error.badfetch", f"line {node.line}: special rule {special}")
            return _SPECIAL[special]
        if uri is None or special is not None:
            raise Thrown("error.badfetch", f"line {node.line}: <ruleref> takes exactly one of uri, special")
        target, name = urldefrag(urljoin(base, uri))
        if uri.startswith("#"):
            target = url
        self._wanted.append((target, name))
        return Reference(f"{target}#{name}", name)
