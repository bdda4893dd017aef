"""XML as plain Python objects: read once by lxml's safe parser, then walked many times without it."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from lxml import etree

from ivr_author.core.safe_xml import safe_parser

MAX_BYTES = 2_000_000
MAX_DEPTH = 200
MAX_ATTRIBUTES = 1_000
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# SRGS and SSML elements may stand in a VoiceXML document under their own namespaces.
_FAMILY = ("http://www.w3.org/2001/vxml", "http://www.w3.org/2001/06/grammar", "http://www.w3.org/2001/10/synthesis")


class MalformedXml(Exception):
    """The text is not XML that we read."""


class Node:
    """An element. `tag` is the local name, or {namespace}name where the element is of a foreign vocabulary."""

    __slots__ = ("attributes", "by_tag", "cache", "children", "elements", "line", "parent", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line
        self.parent: Node | None = None
        self.children: list[Node | str] = []
        self.elements: list[Node] = []
        self.by_tag: dict[str, list[Node]] = {}
        # What other modules work out about this element once; documents are shared between calls.
        self.cache: dict[str, object] = {}

    def get(self, name: str) -> str | None:
        """An attribute, or None."""
        return self.attributes.get(name)

    def all(self, tag: str) -> list[Node]:
        """The child elements with this tag."""
        return self.by_tag.get(tag, [])

    def text(self) -> str:
        """The whole text inside, without that of <desc>."""
        return "".join(
            child if isinstance(child, str) else "" if child.tag == "desc" else child.text() for child in self.children
        )

    def walk(self) -> list[Node]:
        """This element and all inside it, in document order."""
        found = [self]
        for child in self.elements:
            found.extend(child.walk())
        return found

    def __repr__(self) -> str:
        return f"<{self.tag} line {self.line}>"


def parse_tree(content: bytes) -> etree._Element:
    """Parse without entities, without the network, without internal subsets; raise MalformedXml."""
    if len(content) > MAX_BYTES:
        raise MalformedXml(f"the document has {len(content)} bytes, more than {MAX_BYTES}")
    try:
        root = etree.fromstring(content, safe_parser(remove_pis=True))
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise MalformedXml(str(fault)) from None
    subset: Any = root.getroottree().docinfo.internalDTD  # the stubs do not know a DTD's declarations
    if subset is not None and any(True for _ in subset.iterentities()):
        raise MalformedXml("the document type declares entities")
    return root


_parsed: OrderedDict[bytes, Node] = OrderedDict()
_parsed_lock = Lock()
_PARSED_KEPT = 256
_LARGE = 500_000


def parse_nodes(content: bytes) -> Node:
    """Parse into nodes; the same bytes give the same nodes while they are remembered."""
    with _parsed_lock:
        known = _parsed.get(content)
        if known is not None:
            _parsed.move_to_end(content)
            return known
    root = parse_tree(content)
    node = _convert(root, etree.QName(root).namespace, 0)
    if len(content) > _LARGE:
        return node
    with _parsed_lock:
        _parsed[content] = node
        while len(_parsed) > _PARSED_KEPT:
            _parsed.popitem(last=False)
    return node


def attributes_of(element: etree._Element) -> dict[str, str]:
    """The attributes of an element. lxml looks each value up from the beginning: of too many, raise MalformedXml."""
    if len(element.attrib) > MAX_ATTRIBUTES:
        raise MalformedXml(f"an element has more than {MAX_ATTRIBUTES} attributes")
    return {str(key): str(value) for key, value in element.attrib.items()}


def _line_of(element: Any) -> int:
    return int(element.sourceline or 0)


def _convert(element: etree._Element, home: str | None, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise MalformedXml(f"elements are nested more than {MAX_DEPTH} deep")
    name = etree.QName(element)
    space: str | None = name.namespace
    native = space is None or space == home or space in _FAMILY
    node = Node(name.localname if native else name.text, attributes_of(element), _line_of(element))
    if element.text:
        node.children.append(element.text)
    for child in element:
        if isinstance(child.tag, str):
            inner = _convert(child, home, depth + 1)
            inner.parent = node
            node.children.append(inner)
            node.elements.append(inner)
            node.by_tag.setdefault(inner.tag, []).append(inner)
        if child.tail:
            node.children.append(child.tail)
    return node
