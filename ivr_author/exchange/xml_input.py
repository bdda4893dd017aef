"""XML from outside: parsed without entities, networks and document types, or refused with the place."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source, Span

RULES = {
    "xml-charset": "An XML file is written in another encoding than it should be",
    "xml-doctype": "An XML file has a document type, which could define entities or lead to other files",
    "xml-syntax": "A file is not well-formed XML",
}

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*?\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCTYPE = "<!DOCTYPE"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")


def parse_xml(raw: bytes, path: str) -> tuple[etree._Element | None, list[Diagnostic]]:
    """The root of a document in UTF-8, or in UTF-16 with its mark; comments and instructions are left out."""
    text, fault = _decode(raw, path)
    if text is None:
        return None, [fault] if fault else []
    at = text.find(_DOCTYPE)
    if at >= 0:
        message = "the file has a document type (<!DOCTYPE>); it could define entities or lead to other files"
        span = Source(path, text).span(at, at + len(_DOCTYPE))
        return None, [error("xml-doctype", message, span, "export the file again without one")]
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(_without_declaration(text).encode("utf-8", "surrogatepass"), parser), []
    except etree.XMLSyntaxError as failure:
        line, column = max(failure.lineno or 1, 1), max(failure.offset or 1, 1)
        said = (failure.msg or "not XML").partition(", line ")[0]
        span = Span(path, line, column, line, column)
        return None, [error("xml-syntax", f"this is no well-formed XML: {said}", span, "ask for the file again")]


def span_of(element: etree._Element, path: str) -> Span:
    """Where an element begins; lxml knows its line."""
    line = cast("int | None", element.sourceline) or 1
    return Span(path, line, 1, line, 1)


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _decode(raw: bytes, path: str) -> tuple[str | None, Diagnostic | None]:
    mark, encoding = next(((mark, name) for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as failure:
        line = raw[: failure.start].count(b"\n") + 1
        message = f"the file is not {encoding.upper()}: byte 0x{raw[failure.start]:02X} at offset {failure.start:,}"
        return None, error("xml-charset", message, Span(path, line, 1, line, 1), "save it as UTF-8")
    declaration = _DECLARATION.match(text)
    named = _ENCODING.search(declaration.group()) if declaration else None
    if named and encoding == "utf-8" and named.group(1).lower() not in _UTF_8:
        message = f"the file says that it is written in {named.group(1)[:40]}; it is read as UTF-8"
        return None, error("xml-charset", message, Span(path, 1, 1, 1, 1), "save it as UTF-8")
    return text, None


def _without_declaration(text: str) -> str:
    # As many lines as before, so that the places of faults are right; and no encoding, for it is UTF-8 now.
    match = _DECLARATION.match(text)
    return text if match is None else "\n" * match.group().count("\n") + text[match.end() :]
