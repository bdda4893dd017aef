"""<data>: XML fetched without leaving the document, as a read-only DOM."""

from __future__ import annotations

from lxml import etree

from ivr_author.targets.voicexml.interpreter.nodes import MAX_DEPTH, MalformedXml, attributes_of, parse_tree


def dom_tree(content: bytes) -> list[object]:
    """The XML as nested lists, in the form that dom.js builds from; raise MalformedXml."""
    return _element(parse_tree(content), 0)


def _element(element: etree._Element, depth: int) -> list[object]:
    if depth > MAX_DEPTH:
        raise MalformedXml(f"elements are nested more than {MAX_DEPTH} deep")
    children: list[object] = []

    def add_text(text: str | None) -> None:
        if not text:
            return
        last = children[-1] if children else None
        if isinstance(last, str):
            children[-1] = last + text
        else:
            children.append(text)

    add_text(element.text)
    for child in element:
        if isinstance(child.tag, str):
            children.append(_element(child, depth + 1))
        add_text(child.tail)
    name = etree.QName(element)
    attributes = [_attribute(element, key, value) for key, value in attributes_of(element).items()]
    return [1, _prefixed(element.prefix, name.localname), name.namespace, attributes, children]


def _attribute(element: etree._Element, key: str, value: str) -> list[str | None]:
    name = etree.QName(key)
    space: str | None = name.namespace
    if space is None:
        return [name.localname, value, None]
    if space == "http://www.w3.org/XML/1998/namespace":
        return [f"xml:{name.localname}", value, space]
    prefixes = (prefix for prefix, uri in element.nsmap.items() if uri == space and prefix)
    return [_prefixed(next(prefixes, None), name.localname), value, space]


def _prefixed(prefix: str | None, name: str) -> str:
    return f"{prefix}:{name}" if prefix else name
