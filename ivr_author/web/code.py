"""Documents and sources as lines of coloured tokens. Nothing is parsed that could fail: the unknown stays plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_COLOURED_CHARACTERS = 300_000
"""A longer document is shown plain; colouring it would make the page slow to draw."""

_XML = re.compile(
    r"(?P<note><!--.*?-->|<\?.*?\?>)"
    r"|(?P<cdata><!\[CDATA\[|\]\]>)"
    r"|(?P<tag></?[\w:.-]+|/?>)"
    r"|(?P<attribute>[\w:.-]+(?==[\"']))"
    r"|(?P<value>(?<==)(?:\"[^\"]*\"|'[^']*'))",
    re.DOTALL,
)
_JSON = re.compile(
    r'(?P<attribute>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<value>"(?:[^"\\]|\\.)*")|(?P<tag>\b(?:true|false|null)\b)'
)
_SCRIPT = re.compile(
    r"(?P<note>//[^\n]*|/\*.*?\*/)|(?P<value>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<tag>\b(?:var|function|return|if|else|for|while|new|typeof|null|true|false)\b)",
    re.DOTALL,
)
_TEMPLATE = re.compile(
    r"(?P<note>\{#.{0,2000}?#\})|(?P<field>\{\{.{0,400}?\}\})|(?P<tag>\{%.{0,400}?%\}|^:::[^\n]*)"
    r"|(?P<heading>^#{1,6} [^\n{]*)",
    re.DOTALL | re.MULTILINE,
)
_YAML = re.compile(
    r"(?P<note>(?:^|(?<=\s))#[^\n]*)|(?P<attribute>^ *(?:- )?[\w.-]+(?=:(?:\s|$)))"
    r"|(?P<value>\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')",
    re.MULTILINE,
)
_GRAMMARS = {"xml": _XML, "vxml": _XML, "rng": _XML, "grxml": _XML, "json": _JSON, "js": _SCRIPT}
_GRAMMARS |= {"ssml": _XML, "j2": _TEMPLATE, "yaml": _YAML}
_CLASSES = {
    "note": "tok-note",
    "cdata": "tok-note",
    "tag": "tok-tag",
    "attribute": "tok-name",
    "value": "tok-value",
    "field": "tok-field",
    "heading": "tok-heading",
}

_SLOT = re.compile(r"⟦[^⟦⟧]{1,60}⟧")
_ORIGIN = re.compile(r"(?<![\w/.-])([a-z][a-z0-9_]{0,39})/([a-z][a-z0-9_]{0,39})(?:/[\w@*#]+)*(?![\w/.])")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a line. `kind` is a class, `slot` for what a call fills in; `origin` a flow and node."""

    text: str
    kind: str = ""
    origin: tuple[str, str] | None = None


def coloured_lines(name: str, text: str) -> list[list[Token]]:
    """The lines of a document, by the ending of its name."""
    grammar = _GRAMMARS.get(name.rpartition(".")[2])
    if grammar is None or len(text) > MAX_COLOURED_CHARACTERS:
        return [[Token(line)] for line in text.split("\n")]
    lines: list[list[Token]] = [[]]
    for kind, stretch in _stretches(grammar, text):
        for index, part in enumerate(stretch.split("\n")):
            if index:
                lines.append([])
            if part:
                lines[-1].extend(_marked(part, kind))
    return lines


def _stretches(grammar: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    end = 0
    for match in grammar.finditer(text):
        if match.start() > end:
            yield "", text[end : match.start()]
        yield _CLASSES[match.lastgroup or ""], match.group()
        end = match.end()
    if end < len(text):
        yield "", text[end:]


def _marked(text: str, kind: str) -> Iterator[Token]:
    """Slots, and in comments the node that a part comes from."""
    pattern = _ORIGIN if kind == "tok-note" else _SLOT
    end = 0
    for match in pattern.finditer(text):
        if match.start() > end:
            yield Token(text[end : match.start()], kind)
        if kind == "tok-note":
            yield Token(match.group(), kind, (match[1], match[2]))
        else:
            yield Token(match.group(), "slot")
        end = match.end()
    if end < len(text):
        yield Token(text[end:], kind)
