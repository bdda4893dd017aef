"""Both XLIFFs: valid against the schemas of OASIS, tags protected, and read as other tools write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ivr_author.exchange.delivery import Delivery, Standing
from ivr_author.exchange.formats import xliff12, xliff21
from ivr_author.exchange.package import Package
from tests.exchange.packages import one, package

CORE12 = f"{{{xliff12.NAMESPACE}}}"
CORE21 = f"{{{xliff21.NAMESPACE}}}"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="session")
def schemas(repository: Path) -> Path:
    folder = repository.parent / "shared/validators/xliff"
    if not folder.is_dir():
        pytest.skip("the schemas of XLIFF are not here")
    return folder


@pytest.fixture(scope="session")
def schema12(schemas: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(schemas / "xliff-core-1.2-transitional.xsd")))


@pytest.fixture(scope="session")
def schema21(schemas: Path) -> etree.XMLSchema:
    """Core and modules in one, for core alone lets anything of another namespace pass."""
    root = etree.Element(f"{XSD}schema")
    for name in ("xliff_core_2.0", "metadata", "matches", "size_restriction"):
        path = schemas / f"2.1/{name}.xsd"
        space = etree.parse(str(path)).getroot().get("targetNamespace")
        assert space is not None
        etree.SubElement(root, f"{XSD}import", {"namespace": space, "schemaLocation": path.as_uri()})
    return etree.XMLSchema(etree.ElementTree(root))


def complaints(schema: etree.XMLSchema, raw: bytes) -> list[str]:
    schema.validate(etree.fromstring(raw))
    return [entry.message for entry in schema.error_log]


PACKAGES = {
    "all": package(),
    "russian": package(locale="ru"),
    "vietnamese": package(locale="vi"),
    "odd": one('x\x07\r\ufffe "<&>" {{ **{a}** \\u{41}', "{b} **x** <\x00"),
}


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_xliff_1_2_is_valid(schema12: etree.XMLSchema, given: Package) -> None:
    assert complaints(schema12, xliff12.write(given)) == []


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_xliff_2_1_is_valid(schema21: etree.XMLSchema, given: Package) -> None:
    assert complaints(schema21, xliff21.write(given)) == []


def test_the_schemas_do_complain(schema12: etree.XMLSchema, schema21: etree.XMLSchema) -> None:
    assert complaints(schema12, xliff12.write(package()).replace(b'ctype="bold"', b'ctype="fat"'))
    assert complaints(schema21, xliff21.write(package()).replace(b'subState="ivr:fuzzy"', b'sub="fuzzy"'))
    assert complaints(schema21, xliff21.write(package()).replace(b'<mda:meta type="source-hash"', b"<mda:meta"))


def elements(raw: bytes, name: str) -> list[etree._Element]:
    return list(etree.fromstring(raw).iter(name))


def test_1_2_protects_tags() -> None:
    raw = xliff12.write(one("Pay **{amount}** [here](https://a.example)\\\nnow {{1}}."))
    placed = [dict(tag.attrib) for tag in elements(raw, f"{CORE12}x")]
    assert placed[0] == {"id": "2", "ctype": "x-placeholder", "equiv-text": "{amount}", "clone": "no"}
    assert [tag["ctype"] for tag in placed[1:]] == ["lb", "x-literal", "x-literal"]
    pairs = [(tag.get("ctype"), tag.get("equiv-text")) for tag in elements(raw, f"{CORE12}g")]
    assert pairs == [("bold", "**…**"), ("link", "[…](https://a.example)")]
    words = "".join("".join(source.itertext()) for source in elements(raw, f"{CORE12}source"))
    assert words == "Pay  herenow 1."


def test_1_2_says_what_a_translator_should_know() -> None:
    raw = xliff12.write(package())
    (file, _) = elements(raw, f"{CORE12}file")
    assert (file.get("source-language"), file.get("target-language"), file.get("original")) == (
        "en-US",
        "es-US",
        "flows",
    )
    units = {unit.get("resname"): unit for unit in elements(raw, f"{CORE12}trans-unit")}
    menu = units["main/menu/prompt"]
    assert [note.text for note in menu.iter(f"{CORE12}note")] == ["Main: menu node main/menu", "keys: 1 2"]
    target = menu.find(f"{CORE12}target")
    assert target is not None
    assert (target.get("state"), target.text, len(target)) == ("new", None, 0)
    assert units["bill/pay"].get("maxwidth") == "160"
    assert units["bill/pay"].get("size-unit") == "char"
    assert units["main/hours/text"].get("approved") == "yes"
    assert [note.text for note in units["main/letters#0"].iter(f"{CORE12}note")] == ["Plural form 0 (one): for 1"]
    earlier = units["main/late/text"].find(f"{CORE12}alt-trans/{CORE12}source")
    assert earlier is not None
    assert "".join(earlier.itertext()) == "Pay at ."
    assert [note.text for note in units["main/menu/1"].iter(f"{CORE12}note")] == ["At most 4 seconds when spoken"]


def test_2_1_protects_tags() -> None:
    raw = xliff21.write(one("Pay **{amount}** now."))
    (bold,) = elements(raw, f"{CORE21}pc")
    (amount,) = elements(raw, f"{CORE21}ph")
    data = {entry.get("id"): entry.text for entry in elements(raw, f"{CORE21}data")}
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


def test_2_1_has_limits_and_earlier_texts() -> None:
    raw = xliff21.write(package())
    units = {unit.get("name"): unit for unit in elements(raw, f"{CORE21}unit")}
    assert units["bill/pay"].get("{urn:oasis:names:tc:xliff:sizerestriction:2.0}sizeRestriction") == "160"
    (match,) = units["main/late/text"].iter("{urn:oasis:names:tc:xliff:matches:2.0}match")
    assert ["".join(child.itertext()) for child in match if child.tag != f"{CORE21}originalData"] == [
        "Pay at .",
        "Pague para .",
    ]
    segments = {name: unit.find(f"{CORE21}segment") for name, unit in units.items()}
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


def delivery12(body: str) -> Delivery:
    raw = (
        f'<xliff xmlns="{xliff12.NAMESPACE}" version="1.2"><file original="flows" source-language="en"'
        f' target-language="es" datatype="plaintext" product-name="X"><body>{body}</body></file></xliff>'
    )
    delivery, faults = xliff12.read(raw.encode(), "a.xlf")
    assert faults == []
    assert delivery is not None
    return delivery


def delivery21(body: str) -> Delivery:
    raw = (
        f'<xliff xmlns="{xliff21.NAMESPACE}" version="2.1" srcLang="en" trgLang="es">'
        f'<file id="f" original="flows">{body}</file></xliff>'
    )
    delivery, faults = xliff21.read(raw.encode(), "a.xlf")
    assert faults == []
    assert delivery is not None
    return delivery


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ('<x id="1" equiv-text="{a}"/> x', 'y <x id="1"/>', "y {a}"),
        ('<x id="1" equiv-text="{a}"/>', '<mrk mtype="seg" mid="1">y <x id="1"/></mrk> z', "y {a} z"),
        ('<g id="1" equiv-text="**…**">a</g>', '<bx id="1"/>b<ex id="1"/>', "**b**"),
        ('<bx id="1" equiv-text="["/>a<ex id="1" equiv-text="](tel:1)"/>', '<g id="1">b</g>', "[b](tel:1)"),
        ('<x id="1" equiv-text="{a}"/>', '<ph id="1">code</ph>', "{a}"),
        ("a", '<x id="7" equiv-text="{new}"/>', "{new}"),
        ('<x id="1" equiv-text="{a}"/>', '<x id="1" equiv-text="{forged}"/>', "{a}"),
        ("a", "<![CDATA[b & c]]><!-- note -->d", "b & cd"),
    ],
)
def test_1_2_is_read_as_others_write_it(source: str, target: str, expected: str) -> None:
    body = (
        f'<group><trans-unit id="1" resname="a"><source>{source}</source><target>{target}</target></trans-unit></group>'
    )
    (line,) = delivery12(body).lines
    assert (line.target, line.fault, line.standing) == (expected, "", Standing.DONE)


def test_1_2_an_element_without_meaning_is_a_fault_of_its_line() -> None:
    lines = delivery12(
        '<trans-unit id="1" resname="a"><source>a</source><target>b<sub>c</sub></target></trans-unit>\n'
        '<trans-unit id="2" resname="b"><source>a</source></trans-unit>'
    ).lines
    assert [(line.fault, line.standing, line.span.line) for line in lines] == [
        ("<sub> can't be read here", Standing.DONE, 1),
        ("", Standing.NEW, 2),
    ]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        ('<segment state="final"><source>a</source><target>b</target></segment>', ("b", Standing.DONE)),
        ("<segment><source>a</source><target>b</target></segment>", ("b", Standing.NEW)),
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
def test_2_1_is_read_as_others_write_it(segments: str, expected: tuple[str, Standing]) -> None:
    (line,) = delivery21(f'<group id="g"><unit id="u" name="a">{segments}</unit></group>').lines
    assert (line.target, line.standing) == expected
    assert line.fault == ""
