"""XLIFF 1.2 (OASIS, 2008), transitional: what Trados, memoQ and Phrase read. A file element for each domain.

Tags are `<x/>` and `<g>` with the text they stand for in `equiv-text`; a translation that is not there is an empty
target. https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ivr_author.catalog.lookup import State
from ivr_author.core.diagnostics import error
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.format import Format, Reading
from ivr_author.exchange.inline import both_ends, escape, fill, new_root, split_ends, to_bytes, unescape
from ivr_author.exchange.package import Line, Package, lines_of
from ivr_author.exchange.pieces import Kind, Tag, split_text
from ivr_author.exchange.xml_input import local_name, names_namespace, parse_xliff, span_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
OURS = "urn:ivr-author:exchange:1"
TOOL = "ivr-author"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DIGEST = f"{{{OURS}}}source-hash"

_STATES = {
    State.MISSING: ("new", ""),
    State.DRAFT: ("needs-review-translation", "leveraged-mt"),
    State.FUZZY: ("needs-review-translation", "fuzzy-match"),
    State.TRANSLATED: ("translated", ""),
    State.REVIEWED: ("signed-off", ""),
}
_DONE = ("", "translated", "final", "signed-off")
_NEW = ("new",)
_TYPES = {Kind.BOLD: "bold", Kind.ITALIC: "italic", Kind.LINK: "link", Kind.LINE: "lb"}
_SINGLE = ("x", "ph", "it")
_HOLDING = ("ph", "it", "bpt", "ept")
_OPENING, _CLOSING = ("bx", "bpt"), ("ex", "ept")


def write(package: Package) -> bytes:
    """The package, valid against the transitional schema."""
    root = new_root(f"{{{NAMESPACE}}}xliff", {None: NAMESPACE, "ivr": OURS}, {"version": "1.2"})
    for domain in package.domains:
        facts = {
            "original": domain,
            "datatype": "plaintext",
            "source-language": package.source_tag,
            "target-language": package.tag,
            "product-name": escape(package.organisation),
            "tool-id": TOOL,
        }
        file = _add(root, "file", facts)
        _add(_add(file, "header"), "tool", {"tool-id": TOOL, "tool-name": TOOL})
        body = _add(file, "body")
        for unit in package.units:
            if unit.domain == domain:
                for line in lines_of(unit, package.locale):
                    _write_line(body, line)
    return to_bytes(root, is_mixed=lambda element: local_name(element) in ("source", "target"))


def _write_line(body: etree._Element, line: Line) -> None:
    unit = line.unit
    facts = {
        "id": f"{unit.domain}:{line.id}",
        "resname": line.id,
        f"{_XML}space": "preserve",
        _DIGEST: unit.digest,
        "approved": "yes" if unit.state is State.REVIEWED else "no",
    }
    if unit.max_characters:
        facts |= {"maxwidth": str(unit.max_characters), "size-unit": "char"}
    element = _add(body, "trans-unit", facts)
    source, target = line.split()
    fill(_add(element, "source"), source, _add_tag)
    state, qualifier = _STATES[unit.state]
    fill(
        _add(element, "target", {"state": state, **({"state-qualifier": qualifier} if qualifier else {})}),
        target,
        _add_tag,
    )
    for note in line.notes:
        _add(element, "note", {"from": "developer"}).text = escape(note)
    if unit.previous and line.target:
        earlier = _add(element, "alt-trans", {"alttranstype": "previous-version", f"{_XML}space": "preserve"})
        fill(_add(earlier, "source"), split_text(unit.previous, unit.has_markdown), _add_tag)
        fill(_add(earlier, "target"), split_text(line.target, unit.has_markdown), _add_tag)


def _add(parent: etree._Element, name: str, facts: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", facts or {})


def _add_tag(parent: etree._Element, tag: Tag) -> etree._Element:
    facts = {
        "id": str(tag.number),
        "ctype": _TYPES.get(tag.kind, f"x-{tag.kind}"),
        "equiv-text": both_ends(tag),
        "clone": "no",
    }
    return _add(parent, "g" if tag.is_pair else "x", facts)


# --- reading ----------------------------------------------------------------------------------------------------------


def claims(raw: bytes) -> bool:
    """Whether it says of itself that it is XLIFF 1.2."""
    return names_namespace(raw, NAMESPACE)


def read(raw: bytes, path: str) -> Reading:
    """The units of all files; they must be of one language, from one workspace."""
    root, faults = parse_xliff(raw, path, NAMESPACE, "1.2")
    if root is None:
        return None, faults
    files = root.findall(f"{{{NAMESPACE}}}file")
    about = {
        (file.get("target-language", ""), file.get("source-language", ""), unescape(file.get("product-name", "")))
        for file in files
    }
    if len(about) != 1:
        message = "the file has parts of several languages or workspaces" if about else "the file has no <file>"
        return None, [error("delivery-format", message, span_of(root, path), "send one file for each")]
    tag, source_tag, organisation = about.pop()
    lines = tuple(
        _read_line(unit, file.get("original", ""), path)
        for file in files
        for unit in file.iter(f"{{{NAMESPACE}}}trans-unit")
    )
    return Delivery(path, tag, source_tag, organisation, lines), []


def _read_line(unit: etree._Element, domain: str, path: str) -> DeliveredLine:
    source, target = unit.find(f"{{{NAMESPACE}}}source"), unit.find(f"{{{NAMESPACE}}}target")
    known: dict[str, tuple[str, str]] = {}
    faults: list[str] = []
    source_text = "".join(_texts(source, known, faults, is_source=True)) if source is not None else ""
    target_text = "".join(_texts(target, known, faults, is_source=False)) if target is not None else ""
    state = target.get("state", "") if target is not None else "new"
    standing = Standing.DONE if state in _DONE else Standing.NEW if state in _NEW else Standing.DOUBTFUL
    return DeliveredLine(
        domain,
        unit.get("resname") or unit.get("id", "").removeprefix(f"{domain}:"),
        source_text,
        target_text,
        standing,
        unit.get(_DIGEST, ""),
        span_of(unit, path),
        target.get(f"{_XML}lang", "") if target is not None else "",
        faults[0] if faults else "",
    )


def _texts(
    element: etree._Element, known: dict[str, tuple[str, str]], faults: list[str], *, is_source: bool
) -> Iterator[str]:
    """The text of an element. A tag of the translation is the source's of the same number, whatever it says itself."""
    yield element.text or ""
    for child in element:
        name = local_name(child)
        number = child.get("rid") or child.get("id") or ""
        # What holds a tag's text itself (`ph`) need not have it as an attribute too.
        written = child.get("equiv-text") or (child.text or "" if name in _HOLDING else "")
        ends = split_ends(written) if name == "g" else (unescape(written), "")
        if name in _CLOSING:
            ends = "", ends[0]
        if name in (*_SINGLE, "g", *_OPENING, *_CLOSING):
            if is_source:
                before = known.get(number, ("", ""))
                known[number] = (before[0] or ends[0], before[1] or ends[1])
            else:
                ends = known.get(number, ends)
        if name in _SINGLE or name in _OPENING:
            yield ends[0]
        elif name in _CLOSING:
            yield ends[1]
        elif name == "g":
            yield ends[0]
            yield from _texts(child, known, faults, is_source=is_source)
            yield ends[1]
        elif name == "mrk":
            yield from _texts(child, known, faults, is_source=is_source)
        else:
            faults.append(f"<{name[:40]}> can't be read here")
        yield child.tail or ""


FORMAT = Format("xliff12", "XLIFF 1.2", (".xlf", ".xliff"), write, read, claims)
