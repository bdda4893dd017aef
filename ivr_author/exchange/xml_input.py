"""XML from outside: parsed without entities, networks and document types, or refused with the place."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.safe_xml import safe_parser
from ivr_author.core.source import Source, Span
from ivr_author.exchange.decode import check_charset, decode

RULES = {
    "delivery-doctype": "A delivered file has a document type, which could define entities or lead to other files",
    "delivery-syntax": "A delivered file is not what its format says",
}

MAX_MARKS = 6_000_000
"""Tags and attributes of a document: each costs a hundred bytes of memory or more. 50,000 messages have 4.5 million."""

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*?\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCTYPE = "<!DOCTYPE"


def parse_xml(raw: bytes, path: str) -> tuple[etree._Element | None, list[Diagnostic]]:
    """The root of a document in UTF-8, or in UTF-16 with its mark; comments and instructions are left out."""
    text, faults = decode(raw, path)
    if text is None:
        return None, faults
    declaration = _DECLARATION.match(text)
    named = _ENCODING.search(declaration.group()) if declaration else None
    if faults := check_charset(named[1] if named else "", path):
        return None, faults
    at = text.find(_DOCTYPE)
    if at >= 0:
        message = "the file has a document type (<!DOCTYPE>); it could define entities or lead to other files"
        span = Source(path, text).span(at, at + len(_DOCTYPE))
        return None, [error("delivery-doctype", message, span, "export the file again without one")]
    marks = text.count("<") + text.count("=")
    if marks > MAX_MARKS:
        message = f"the file has about {marks:,} tags and attributes; {MAX_MARKS:,} are read"
        return None, [error("delivery-content", message, Span(path, 1, 1, 1, 1), "send it in several files")]
    parser = safe_parser(remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(_without_declaration(text).encode("utf-8", "surrogatepass"), parser), []
    except etree.XMLSyntaxError as failure:
        line, column = max(failure.lineno or 1, 1), max(failure.offset or 1, 1)
        said = (failure.msg or "not XML").partition(", line ")[0]
        span = Span(path, line, column, line, column)
        return None, [error("delivery-syntax", f"this is no well-formed XML: {said}", span, "ask for the file again")]


def names_namespace(raw: bytes, namespace: str) -> bool:
    """Whether a document names a namespace where documents do so: at their beginning."""
    return namespace.encode() in raw[:4_000] or namespace.encode("utf-16-le") in raw[:8_000]


def parse_xliff(raw: bytes, path: str, namespace: str, version: str) -> tuple[etree._Element | None, list[Diagnostic]]:
    """The root of a document that must be XLIFF of this version."""
    root, faults = parse_xml(raw, path)
    if root is None or root.tag == f"{{{namespace}}}xliff":
        return root, faults
    message = f"the file begins with <{local_name(root)[:40]}>; XLIFF {version} begins with <xliff> in its namespace"
    return None, [error("delivery-format", message, span_of(root, path), "send XLIFF 1.2 or 2.1, CSV or XLSX")]


def span_of(element: etree._Element, path: str) -> Span:
    """Where an element begins; lxml knows its line."""
    line = cast("int | None", element.sourceline) or 1
    return Span(path, line, 1, line, 1)


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _without_declaration(text: str) -> str:
    # As many lines as before, so that the places of faults are right; and no encoding, for it is UTF-8 now.
    match = _DECLARATION.match(text)
    return text if match is None else "\n" * match.group().count("\n") + text[match.end() :]
