"""XLIFF 2.1: valid against the schemas of OASIS, tags protected, and read as other tools write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ivr_author.exchange.delivery import Delivery, Standing
from ivr_author.exchange.formats import xliff21
from ivr_author.exchange.package import Package
from tests.exchange.packages import PACKAGES, one, package

CORE = f"{{{xliff21.NAMESPACE}}}"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="module")
def schema(repository: Path) -> etree.XMLSchema:
    """Core and modules in one, for core alone lets anything of another namespace pass."""
    folder = repository.parent / "shared/validators/xliff/2.1"
    if not folder.is_dir():
        pytest.skip("the schemas of XLIFF 2.1 are not here")
    root = etree.Element(f"{XSD}schema")
    for name in ("xliff_core_2.0", "metadata", "matches", "size_restriction"):
        path = folder / f"{name}.xsd"
        space = etree.parse(str(path)).getroot().get("targetNamespace")
        assert space is not None
        etree.SubElement(root, f"{XSD}import", {"namespace": space, "schemaLocation": path.as_uri()})
    return etree.XMLSchema(etree.ElementTree(root))


def complaints(schema: etree.XMLSchema, raw: bytes) -> list[str]:
    schema.validate(etree.fromstring(raw))
    return [entry.message for entry in schema.error_log]


def elements(raw: bytes, name: str) -> list[etree._Element]:
    return list(etree.fromstring(raw).iter(f"{CORE}{name}"))


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_it_is_valid(schema: etree.XMLSchema, given: Package) -> None:
    assert complaints(schema, xliff21.write(given)) == []


def test_the_schemas_do_complain(schema: etree.XMLSchema) -> None:
    raw = xliff21.write(package())
    assert complaints(schema, raw.replace(b'subState="ivr:fuzzy"', b'sub="fuzzy"'))
    assert complaints(schema, raw.replace(b'<mda:meta type="source-hash"', b"<mda:meta"))


def test_protects_tags() -> None:
    raw = xliff21.write(one("Pay **{amount}** now."))
    (bold,) = elements(raw, "pc")
    (amount,) = elements(raw, "ph")
    data = {entry.get("id"): entry.text for entry in elements(raw, "data")}
    assert data == {"d1": "**", "d2": "{amount}"}
    assert dict(amount.attrib) == {
        "id": "2",
        "canCopy": "no",
        "canDelete": "no",
        "type": "ui",
        "subType": "xlf:var",
        "dataRef": "d2",
        "equiv": "{amount}",
        "disp": "{amount}",
    }
    assert (bold.get("dataRefStart"), bold.get("dataRefEnd"), bold.get("subType")) == ("d1", "d1", "xlf:b")
    assert (bold.get("canCopy"), bold.get("canDelete")) == ("no", "no")


def test_has_limits_and_earlier_texts() -> None:
    raw = xliff21.write(package())
    units = {unit.get("name"): unit for unit in elements(raw, "unit")}
    assert units["bill/pay"].get("{urn:oasis:names:tc:xliff:sizerestriction:2.0}sizeRestriction") == "160"
    (match,) = units["main/late/text"].iter("{urn:oasis:names:tc:xliff:matches:2.0}match")
    assert ["".join(child.itertext()) for child in match if child.tag != f"{CORE}originalData"] == [
        "Pay at .",
        "Pague para .",
    ]
    segments = {name: unit.find(f"{CORE}segment") for name, unit in units.items()}
    assert {name: one.get("state") for name, one in segments.items() if one is not None} == {
        "main/menu/prompt": "initial",
        "main/menu/1": "translated",
        "main/hours/text": "reviewed",
        "main/late/text": "initial",
        "main/letters#0": "initial",
        "main/letters#1": "initial",
        "bill/pay": "initial",
    }


# --- as others write it -----------------------------------------------------------------------------------------------


def delivered(body: str) -> Delivery:
    raw = (
        f'<xliff xmlns="{xliff21.NAMESPACE}" version="2.1" srcLang="en" trgLang="es">'
        f'<file id="f" original="flows">{body}</file></xliff>'
    )
    delivery, faults = xliff21.read(raw.encode(), "a.xlf")
    assert faults == []
    assert delivery is not None
    return delivery


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ('<segment state="final"><source>a</source><target>b</target></segment>', ("b", Standing.DONE)),
        ("<segment><source>a</source><target>b</target></segment>", ("b", Standing.NEW)),
        (
            (
                '<segment state="final"><source>a.</source><target order="3">b.</target></segment>'
                "<ignorable><source> </source></ignorable>"
                '<segment state="final"><source>c</source><target order="1">d</target></segment>'
            ),
            ("d b.", Standing.DONE),
        ),
        (
            (
                '<segment state="translated"><source>a.</source><target>b.</target></segment>'
                "<ignorable><source> </source></ignorable>"
                '<segment state="initial" subState="ivr:draft"><source>c</source><target>d</target></segment>'
            ),
            ("b. d", Standing.DOUBTFUL),
        ),
        (
            (
                '<segment state="final"><source><ph id="1" equiv="{a}"/></source><target>'
                '<mrk id="m"><ph id="1"/></mrk><sm id="n"/><cp hex="0007"/><em startRef="n"/></target></segment>'
            ),
            ("{a}\x07", Standing.DONE),
        ),
        (
            (
                '<originalData><data id="o">**</data></originalData><segment state="final">'
                '<source><pc id="1" dataRefStart="o" dataRefEnd="o">a</pc></source>'
                '<target><sc id="1" dataRef="o"/>b<ec startRef="1" dataRef="o"/></target></segment>'
            ),
            ("**b**", Standing.DONE),
        ),
    ],
)
def test_is_read_as_others_write_it(segments: str, expected: tuple[str, Standing]) -> None:
    (line,) = delivered(f'<group id="g"><unit id="u" name="a">{segments}</unit></group>').lines
    assert (line.target, line.standing) == expected
    assert line.fault == ""
