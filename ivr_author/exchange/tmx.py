"""TMX 1.4b (LISA, 2005): what was translated, for the memories of other tools; and their memories for ours.

A unit for each text, with its translation in each locale; tags are native code, with the text they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from ivr_author import __version__
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.exchange.accept import is_tag_of
from ivr_author.exchange.inline import escape, new_root, to_bytes, unescape
from ivr_author.exchange.package import Line, Package, lines_of
from ivr_author.exchange.pieces import Pieces, Tag
from ivr_author.exchange.xml_input import local_name, parse_xml, span_of

SUFFIX = ".tmx"

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = ("bpt", "ept", "ph", "it")


def write_tmx(packages: Sequence[Package]) -> bytes:
    """The translations of packages of the same workspace in several locales; what has none is left out."""
    root = new_root("tmx", {}, {"version": "1.4"})
    source_tag = packages[0].source_tag if packages else "und"
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "ivr-author",
            "creationtoolversion": __version__,
            "segtype": "block",
            "o-tmf": "PO",
            "adminlang": "en",
            "srclang": source_tag,
            "datatype": "plaintext",
        },
    )
    body = etree.SubElement(root, "body")
    for lines in _by_text(packages).values():
        _write_unit(body, source_tag, lines)
    return to_bytes(root, is_mixed=lambda element: element.tag == "seg")


def _by_text(packages: Iterable[Package]) -> dict[tuple[str, str, str], list[tuple[Package, Line]]]:
    found: dict[tuple[str, str, str], list[tuple[Package, Line]]] = defaultdict(list)
    for package in packages:
        for unit in package.units:
            for line in lines_of(unit, package.locale):
                if line.target:
                    found[unit.domain, line.id, line.source].append((package, line))
    return found


def _write_unit(body: etree._Element, source_tag: str, lines: Sequence[tuple[Package, Line]]) -> None:
    first = lines[0][1]
    unit = etree.SubElement(body, "tu", {"tuid": f"{first.unit.domain}:{first.id}"})
    etree.SubElement(unit, "prop", {"type": "x-hash"}).text = first.unit.digest
    _write_variant(unit, source_tag, first.split()[0])
    for package, line in lines:
        variant = _write_variant(unit, package.tag, line.split()[1])
        state = etree.Element("prop", {"type": "x-state"})
        state.text = str(line.unit.state)
        variant.insert(0, state)


def _write_variant(unit: etree._Element, tag: str, pieces: Pieces) -> etree._Element:
    variant = etree.SubElement(unit, "tuv", {_LANG: tag})
    _fill(etree.SubElement(variant, "seg"), pieces)
    return variant


def _fill(segment: etree._Element, pieces: Pieces) -> None:
    for piece in pieces:
        if isinstance(piece, str):
            _append_text(segment, piece)
        elif piece.is_pair:
            _add_code(segment, "bpt", piece, piece.text)
            _fill(segment, piece.content)
            _add_code(segment, "ept", piece, piece.closing)
        else:
            _add_code(segment, "ph", piece, piece.text)


def _append_text(segment: etree._Element, text: str) -> None:
    if len(segment) == 0:
        segment.text = (segment.text or "") + text
    else:
        segment[-1].tail = (segment[-1].tail or "") + text


def _add_code(segment: etree._Element, name: str, tag: Tag, text: str) -> None:
    facts = {"i": str(tag.number)} if name != "ph" else {}
    if name != "ept":
        facts |= {"x": str(tag.number), "type": f"x-{tag.kind}"}
    etree.SubElement(segment, name, facts).text = escape(text)


# --- reading ----------------------------------------------------------------------------------------------------------


def read_tmx(
    raw: bytes, path: str, source_locale: str, locales: Iterable[str]
) -> tuple[dict[str, list[tuple[str, str]]], list[Diagnostic]]:
    """Texts and their translations by locale, as `catalog.memory` takes them; other languages are left out."""
    root, faults = parse_xml(raw, path)
    if root is None:
        return {}, faults
    if local_name(root) != "tmx":
        message = f"the file begins with <{local_name(root)[:40]}>; a memory begins with <tmx>"
        return {}, [error("delivery-format", message, span_of(root, path), "send TMX 1.4")]
    locales = tuple(locales)
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for unit in root.iter("tu"):
        texts = [
            (variant.get(_LANG) or variant.get("lang") or "", _read_variant(variant)) for variant in unit.iter("tuv")
        ]
        source = next((text for tag, text in texts if is_tag_of(tag, source_locale)), "")
        for tag, text in texts:
            locale = next((one for one in locales if is_tag_of(tag, one)), "")
            if source and text and locale:
                pairs[locale].append((source, text))
    return dict(pairs), []


def _read_variant(variant: etree._Element) -> str:
    segment = variant.find("seg")
    return "" if segment is None else "".join(_texts(segment))


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local_name(child) in _CODES:
            yield unescape("".join(str(text) for text in child.itertext()))
        else:
            yield from _texts(child)
        yield child.tail or ""
