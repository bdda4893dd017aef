"""XLIFF 2.1 (OASIS, 2018): core with the modules for metadata, size restrictions and translation candidates.

Tags are `<ph>` and `<pc>` whose texts stand in `originalData`; the hash of a text is metadata of its unit.
https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from lxml import etree

from ivr_author.catalog.lookup import State
from ivr_author.core.diagnostics import error
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.format import Format, Reading
from ivr_author.exchange.inline import escape, fill, new_root, to_bytes, unescape
from ivr_author.exchange.package import Line, Package, lines_of
from ivr_author.exchange.pieces import Kind, Pieces, Tag, show_tag, split_text
from ivr_author.exchange.xml_input import local_name, names_namespace, parse_xliff, span_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_CORE = f"{{{NAMESPACE}}}"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_MDA = f"{{{_METADATA}}}"
_SIZES = "urn:oasis:names:tc:xliff:sizerestriction:2.0"
_SLR = f"{{{_SIZES}}}"
_MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_MTC = f"{{{_MATCHES}}}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NAMESPACES: Mapping[str | None, str] = {None: NAMESPACE, "mda": _METADATA, "slr": _SIZES, "mtc": _MATCHES}
_CATEGORY = "ivr-author"
_ORGANISATION, _DIGEST = "organisation", "source-hash"

_STATES = {
    State.MISSING: ("initial", ""),
    State.DRAFT: ("initial", "ivr:draft"),
    State.FUZZY: ("initial", "ivr:fuzzy"),
    State.TRANSLATED: ("translated", ""),
    State.REVIEWED: ("reviewed", ""),
}
_SEGMENT = "s1"
# What XLIFF calls a tag: its type, and the kind within it.
_TYPES = {
    Kind.PLACEHOLDER: ("ui", "xlf:var"),
    Kind.BOLD: ("fmt", "xlf:b"),
    Kind.ITALIC: ("fmt", "xlf:i"),
    Kind.LINK: ("link", ""),
    Kind.LINE: ("fmt", "xlf:lb"),
    Kind.LITERAL: ("other", ""),
    Kind.CHARACTER: ("other", ""),
}
_ORDER = re.compile("[1-9][0-9]{0,3}")
"""The place of a part in the translation, where that is not its place in the text."""

_SPACES_COUNT = ("source", "target", "data")


def write(package: Package) -> bytes:
    """The package, valid against the core schema and those of the modules."""
    facts = {"version": "2.1", "srcLang": package.source_tag, "trgLang": package.tag}
    root = new_root(f"{_CORE}xliff", _NAMESPACES, facts)
    for domain in package.domains:
        file = _add(root, "file", {"id": domain, "original": domain, "canResegment": "no", f"{_XML}space": "preserve"})
        _add_metadata(file, {_ORGANISATION: package.organisation})
        etree.SubElement(file, f"{_SLR}profiles", {"generalProfile": "xliff:codepoints"})
        for unit in package.units:
            if unit.domain == domain:
                for line in lines_of(unit, package.locale):
                    _write_line(file, line)
    return to_bytes(root, is_mixed=lambda element: local_name(element) in _SPACES_COUNT)


def _write_line(file: etree._Element, line: Line) -> None:
    unit = line.unit
    # An id may not have the letters of an address; its name may.
    facts = {"id": "u" + hashlib.sha256(line.id.encode()).hexdigest()[:16], "name": line.id}
    if unit.max_characters:
        facts[f"{_SLR}sizeRestriction"] = str(unit.max_characters)
    element = _add(file, "unit", facts)
    if unit.previous and line.target:
        found = etree.SubElement(etree.SubElement(element, f"{_MTC}matches"), f"{_MTC}match", {"ref": f"#{_SEGMENT}"})
        _write_texts(
            found,
            found,
            split_text(unit.previous, unit.has_markdown),
            split_text(line.target, unit.has_markdown),
        )
    _add_metadata(element, {_DIGEST: unit.digest})
    notes = _add(element, "notes") if line.notes else None
    for note in line.notes:
        assert notes is not None, "made just above"
        _add(notes, "note", {"appliesTo": "source"}).text = escape(note)
    state, more = _STATES[unit.state]
    segment = etree.Element(f"{_CORE}segment", {"id": _SEGMENT, "state": state, **({"subState": more} if more else {})})
    _write_texts(element, segment, *line.split())
    element.append(segment)


def _write_texts(holder: etree._Element, segment: etree._Element, source: Pieces, target: Pieces) -> None:
    """Source and target into a segment, and what their tags stand for into its holder."""
    data: dict[str, str] = {}

    def add_tag(parent: etree._Element, tag: Tag) -> etree._Element:
        kind, more = _TYPES[tag.kind]
        facts = {"id": str(tag.number), "canCopy": "no", "canDelete": "no", "type": kind}
        if more:
            facts["subType"] = more
        opening, closing = escape(tag.text), escape(tag.closing)
        shown = escape(show_tag(tag)).replace("\n", " ")
        if not tag.is_pair:
            return _add(parent, "ph", {**facts, "dataRef": refer(opening), "equiv": shown, "disp": shown})
        ends = {"dataRefStart": refer(opening), "dataRefEnd": refer(closing)}
        return _add(parent, "pc", {**facts, **ends, "equivStart": opening, "equivEnd": closing, "dispStart": shown})

    def refer(text: str) -> str:
        return data.setdefault(text, f"d{len(data) + 1}")

    texts = (etree.Element(f"{_CORE}source"), etree.Element(f"{_CORE}target"))
    for element, pieces in zip(texts, (source, target), strict=True):
        fill(element, pieces, add_tag)
    if data:
        original = _add(holder, "originalData")
        for text, name in data.items():
            _add(original, "data", {"id": name}).text = text
    segment.extend(texts)


def _add(parent: etree._Element, name: str, facts: Mapping[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{_CORE}{name}", dict(facts or {}))


def _add_metadata(parent: etree._Element, facts: Mapping[str, str]) -> None:
    group = etree.SubElement(etree.SubElement(parent, f"{_MDA}metadata"), f"{_MDA}metaGroup", {"category": _CATEGORY})
    for name, value in facts.items():
        etree.SubElement(group, f"{_MDA}meta", {"type": name}).text = escape(value)


# --- reading ----------------------------------------------------------------------------------------------------------


def claims(raw: bytes) -> bool:
    """Whether it says of itself that it is XLIFF 2."""
    return names_namespace(raw, NAMESPACE)


def read(raw: bytes, path: str) -> Reading:
    """The units of all files."""
    root, faults = parse_xliff(raw, path, NAMESPACE, "2")
    if root is None:
        return None, faults
    files = root.findall(f"{_CORE}file")
    organisations = {_metadata(file, _ORGANISATION) for file in files}
    if len(organisations) != 1:
        message = "the file has parts of several workspaces" if organisations else "the file has no <file>"
        return None, [error("delivery-format", message, span_of(root, path), "send one file for each")]
    lines = tuple(
        _Unit(unit, path).read(file.get("original", "")) for file in files for unit in file.iter(f"{_CORE}unit")
    )
    return Delivery(path, root.get("trgLang", ""), root.get("srcLang", ""), organisations.pop(), lines), []


def _metadata(element: etree._Element, name: str) -> str:
    for group in element.iterfind(f"{_MDA}metadata/{_MDA}metaGroup"):
        if group.get("category") == _CATEGORY:
            for meta in group.iterfind(f"{_MDA}meta"):
                if meta.get("type") == name:
                    return unescape(meta.text or "")
    return ""


@dataclass
class _Unit:
    element: etree._Element
    path: str
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)

    def read(self, domain: str) -> DeliveredLine:
        """The unit's texts; a tool may have cut it into several segments."""
        for data in self.element.iterfind(f"{_CORE}originalData/{_CORE}data"):
            self.data[data.get("id", "")] = unescape("".join(self._data_text(data)))
        sources: list[str] = []
        targets: list[tuple[int, str]] = []
        standings: list[Standing] = []
        languages: list[str] = []
        # The source's tags are read first: a translation may have them in another segment.
        parts = [part for part in self.element if local_name(part) in ("segment", "ignorable")]
        for part in parts:
            source = part.find(f"{_CORE}source")
            sources += list(self._texts(source, is_source=True)) if source is not None else []
        for number, part in enumerate(parts, 1):
            target, place = part.find(f"{_CORE}target"), number
            if target is not None:
                order = target.get("order", "")
                place = int(order) if _ORDER.fullmatch(order) else number
                targets.append((place, "".join(self._texts(target, is_source=False))))
                languages.append(target.get(f"{_XML}lang", ""))
            elif local_name(part) == "ignorable":
                source = part.find(f"{_CORE}source")
                targets.append((place, "".join(self._texts(source, is_source=True)) if source is not None else ""))
            if local_name(part) == "segment":
                standings.append(_standing(part))
        return DeliveredLine(
            domain,
            self.element.get("name", ""),
            "".join(sources),
            "".join(text for _, text in sorted(targets, key=itemgetter(0))),
            next((one for one in Standing if one in standings), Standing.NEW),
            _metadata(self.element, _DIGEST),
            span_of(self.element, self.path),
            next((language for language in languages if language), ""),
            self.faults[0] if self.faults else "",
        )

    def _data_text(self, element: etree._Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            yield self._code_point(child)
            yield child.tail or ""

    def _code_point(self, element: etree._Element) -> str:
        try:
            return chr(int(element.get("hex", ""), 16))
        except (ValueError, OverflowError):
            self.faults.append(f"<{local_name(element)[:40]}> names no character")
            return ""

    def _texts(self, element: etree._Element, *, is_source: bool) -> Iterator[str]:
        """The text of an element. A tag of the translation is the source's of the same id, whatever it says itself."""
        yield element.text or ""
        for child in element:
            name = local_name(child)
            if name == "ph":
                yield self._ends(child, child.get("dataRef"), None, child.get("equiv"), is_source)[0]
            elif name in ("pc", "sc"):
                start, end = child.get("dataRefStart") or child.get("dataRef"), child.get("dataRefEnd")
                opening, closing = self._ends(child, start, end, child.get("equivStart"), is_source)
                yield opening
                if name == "pc":
                    yield from self._texts(child, is_source=is_source)
                    yield closing
            elif name == "ec":
                number = child.get("startRef") or child.get("id") or ""
                own = self.data.get(child.get("dataRef") or "", "")
                yield self.known.get(number, ("", ""))[1] or own
            elif name == "mrk":
                yield from self._texts(child, is_source=is_source)
            elif name == "cp":
                yield self._code_point(child)
            elif name not in ("sm", "em"):
                self.faults.append(f"<{name[:40]}> can't be read here")
            yield child.tail or ""

    def _ends(
        self, tag: etree._Element, start: str | None, end: str | None, shown: str | None, is_source: bool
    ) -> tuple[str, str]:
        number = tag.get("id", "")
        ends = self.data.get(start or "", unescape(shown or "")), self.data.get(end or "", "")
        if is_source:
            self.known.setdefault(number, ends)
        return self.known.get(number, ends)


def _standing(segment: etree._Element) -> Standing:
    state, more = segment.get("state", "initial"), segment.get("subState", "")
    if state != "initial":
        return Standing.DONE
    return Standing.DOUBTFUL if more.startswith("ivr:") else Standing.NEW


FORMAT = Format("xliff21", "XLIFF 2.1", (".xlf", ".xliff"), write, read, claims)
