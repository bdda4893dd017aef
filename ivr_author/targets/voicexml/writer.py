"""Writes VoiceXML elements as indented text, where white space is not spoken. Escaping happens here and only here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_UNUSUAL = {"\r": "&#13;"}


@dataclass
class Element:
    """An element with its attributes and content: text and elements. `inline` content is written without a break."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[Element | Comment | str] = field(default_factory=list)
    inline: bool = False

    def add(self, *content: Element | Comment | str) -> Element:
        """Append, and give the element back."""
        self.content.extend(content)
        return self


@dataclass(frozen=True, slots=True)
class Comment:
    """Where something comes from, for the reader of the document."""

    text: str


def element(tag: str, *content: Element | Comment | str, **attributes: str) -> Element:
    """An element; `xml_lang` stands for xml:lang and a closing `_` is dropped (`for_`)."""
    names = {name.rstrip("_").replace("xml_lang", "xml:lang"): value for name, value in attributes.items()}
    return Element(tag, names, list(content))


def prompt(*content: Element | str, **attributes: str) -> Element:
    """An element whose text is spoken."""
    made = element("prompt", *content, **attributes)
    made.inline = True
    return made


def script(code: str) -> Element:
    """An ECMAScript element, its code in a CDATA section."""
    return Element("script", {}, [code], inline=True)


def write_document(root: Element) -> bytes:
    """The document as UTF-8."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{"".join(_write(root, 0))}'.encode()


def _write(item: Element | Comment | str, level: int) -> Iterable[str]:
    pad = "  " * level
    if isinstance(item, Comment):
        yield f"{pad}<!-- {item.text.replace('--', '- -')} -->\n"
        return
    if isinstance(item, str):
        yield f"{pad}{escape(item, _UNUSUAL)}\n"
        return
    opening = "".join(f" {name}={quoteattr(value, _UNUSUAL)}" for name, value in item.attributes.items())
    if not item.content:
        yield f"{pad}<{item.tag}{opening}/>\n"
    elif item.tag == "script":
        code = "".join(part for part in item.content if isinstance(part, str)).replace("]]>", "]]]]><![CDATA[>")
        yield f"{pad}<script{opening}><![CDATA[{code}]]></script>\n"
    elif item.inline or (len(item.content) == 1 and isinstance(item.content[0], str)):
        yield f"{pad}<{item.tag}{opening}>{''.join(_write_inline(part) for part in item.content)}</{item.tag}>\n"
    else:
        yield f"{pad}<{item.tag}{opening}>\n"
        for part in item.content:
            yield from _write(part, level + 1)
        yield f"{pad}</{item.tag}>\n"


def _write_inline(item: Element | Comment | str) -> str:
    if isinstance(item, str):
        return escape(item, _UNUSUAL)
    assert isinstance(item, Element), "a comment does not stand inside speech"
    opening = "".join(f" {name}={quoteattr(value, _UNUSUAL)}" for name, value in item.attributes.items())
    inner = "".join(_write_inline(part) for part in item.content)
    return f"<{item.tag}{opening}>{inner}</{item.tag}>" if item.content else f"<{item.tag}{opening}/>"
