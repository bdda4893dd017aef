"""XLIFF 1.2: valid against the schema of OASIS, tags protected, and read as other tools write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ivr_author.exchange.delivery import Delivery, Standing
from ivr_author.exchange.formats import xliff12
from ivr_author.exchange.package import Package
from tests.exchange.packages import PACKAGES, one, package

CORE = f"{{{xliff12.NAMESPACE}}}"


@pytest.fixture(scope="module")
def schema(repository: Path) -> etree.XMLSchema:
    path = repository.parent / "shared/validators/xliff/xliff-core-1.2-transitional.xsd"
    if not path.is_file():
        pytest.skip("the schema of XLIFF 1.2 is not here")
    return etree.XMLSchema(etree.parse(str(path)))


def complaints(schema: etree.XMLSchema, raw: bytes) -> list[str]:
    schema.validate(etree.fromstring(raw))
    return [entry.message for entry in schema.error_log]


def elements(raw: bytes, name: str) -> list[etree._Element]:
    return list(etree.fromstring(raw).iter(f"{CORE}{name}"))


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_it_is_valid(schema: etree.XMLSchema, given: Package) -> None:
    assert complaints(schema, xliff12.write(given)) == []


def test_the_schema_does_complain(schema: etree.XMLSchema) -> None:
    assert complaints(schema, xliff12.write(package()).replace(b'ctype="bold"', b'ctype="fat"'))


def test_protects_tags() -> None:
    raw = xliff12.write(one("Pay **{amount}** [here](https://a.example)\\\nnow {{1}}."))
    placed = [dict(tag.attrib) for tag in elements(raw, "x")]
    assert placed[0] == {"id": "2", "ctype": "x-placeholder", "equiv-text": "{amount}", "clone": "no"}
    assert [tag["ctype"] for tag in placed[1:]] == ["lb", "x-literal", "x-literal"]
    pairs = [(tag.get("ctype"), tag.get("equiv-text")) for tag in elements(raw, "g")]
    assert pairs == [("bold", "**…**"), ("link", "[…](https://a.example)")]
    words = "".join("".join(source.itertext()) for source in elements(raw, "source"))
    assert words == "Pay  herenow 1."


def test_says_what_a_translator_should_know() -> None:
    raw = xliff12.write(package())
    (file, _) = elements(raw, "file")
    assert (file.get("source-language"), file.get("target-language"), file.get("original")) == (
        "en-US",
        "es-US",
        "flows",
    )
    units = {unit.get("resname"): unit for unit in elements(raw, "trans-unit")}
    menu = units["main/menu/prompt"]
    assert [note.text for note in menu.iter(f"{CORE}note")] == ["Main: menu node main/menu", "keys: 1 2"]
    target = menu.find(f"{CORE}target")
    assert target is not None
    assert (target.get("state"), target.text, len(target)) == ("new", None, 0)
    assert units["bill/pay"].get("maxwidth") == "160"
    assert units["bill/pay"].get("size-unit") == "char"
    assert units["main/hours/text"].get("approved") == "yes"
    assert [note.text for note in units["main/letters#0"].iter(f"{CORE}note")] == ["Plural form 0 (one): for 1"]
    earlier = units["main/late/text"].find(f"{CORE}alt-trans/{CORE}source")
    assert earlier is not None
    assert "".join(earlier.itertext()) == "Pay at ."
    assert [note.text for note in units["main/menu/1"].iter(f"{CORE}note")] == ["At most 4 seconds when spoken"]


# --- as others write it -----------------------------------------------------------------------------------------------


def delivered(body: str) -> Delivery:
    raw = (
        f'<xliff xmlns="{xliff12.NAMESPACE}" version="1.2"><file original="flows" source-language="en"'
        f' target-language="es" datatype="plaintext" product-name="X"><body>{body}</body></file></xliff>'
    )
    delivery, faults = xliff12.read(raw.encode(), "a.xlf")
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
        ('<ph id="1">{a}</ph>', '<ph id="1"/> y', "{a} y"),
        ('<bpt id="1">**</bpt>a<ept id="1">**</ept>', '<bpt id="1">**</bpt>b<ept id="1">**</ept>', "**b**"),
        ("a", '<x id="7" equiv-text="{new}"/>', "{new}"),
        ('<x id="1" equiv-text="{a}"/>', '<x id="1" equiv-text="{forged}"/>', "{a}"),
        ("a", "<![CDATA[b & c]]><!-- note -->d", "b & cd"),
    ],
)
def test_is_read_as_others_write_it(source: str, target: str, expected: str) -> None:
    body = (
        f'<group><trans-unit id="1" resname="a"><source>{source}</source><target>{target}</target></trans-unit></group>'
    )
    (line,) = delivered(body).lines
    assert (line.target, line.fault, line.standing) == (expected, "", Standing.DONE)


def test_an_address_is_the_id_where_a_tool_leaves_out_the_name() -> None:
    (line,) = delivered('<trans-unit id="flows:main/hours#1"><source>a</source><target>b</target></trans-unit>').lines
    assert line.id == "main/hours#1"


def test_an_element_without_meaning_is_a_fault_of_its_line() -> None:
    lines = delivered(
        '<trans-unit id="1" resname="a"><source>a</source><target>b<sub>c</sub></target></trans-unit>\n'
        '<trans-unit id="2" resname="b"><source>a</source></trans-unit>'
    ).lines
    assert [(line.fault, line.standing, line.span.line) for line in lines] == [
        ("<sub> can't be read here", Standing.DONE, 1),
        ("", Standing.NEW, 2),
    ]
