"""TMX: valid against its DTD, translations that come back exactly, and memories of other tools."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import etree

from ivr_author.exchange.tmx import read_tmx, write_tmx
from tests.exchange.packages import PACKAGES, one, package, translated
from tests.exchange.test_pieces import TRICKY

# What of the TMX 1.4b DTD is written here: https://www.gala-global.org/tmx-14b, section 4.
DTD = """
<!ENTITY % inline "(#PCDATA|bpt|ept|ph)*">
<!ELEMENT tmx (header,body)>
<!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED
  srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
<!ELEMENT body (tu*)>
<!ELEMENT tu ((note|prop)*,tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*,seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT note (#PCDATA)>
<!ELEMENT ude EMPTY>
<!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT seg %inline;>
<!ELEMENT bpt (#PCDATA)>
<!ATTLIST bpt i CDATA #REQUIRED x CDATA #IMPLIED type CDATA #IMPLIED>
<!ELEMENT ept (#PCDATA)>
<!ATTLIST ept i CDATA #REQUIRED>
<!ELEMENT ph (#PCDATA)>
<!ATTLIST ph x CDATA #IMPLIED type CDATA #IMPLIED assoc CDATA #IMPLIED>
"""


def pairs(raw: bytes, *locales: str) -> dict[str, list[tuple[str, str]]]:
    found, faults = read_tmx(raw, "a.tmx", "en", locales or ("es",))
    assert faults == []
    return found


@pytest.mark.parametrize("chosen", PACKAGES.values(), ids=PACKAGES)
def test_it_is_valid(chosen: object) -> None:
    raw = write_tmx([translated(chosen), replace(translated(chosen), locale="vi")])
    dtd = etree.DTD(io.StringIO(DTD))
    assert dtd.validate(etree.fromstring(raw)), dtd.error_log
    spoiled = etree.fromstring(raw.replace(b"<seg>", b"<segment>").replace(b"</seg>", b"</segment>"))
    assert not dtd.validate(spoiled)


def test_one_text_has_all_its_translations() -> None:
    raw = write_tmx(
        [one("Pay {amount}.", "Pague {amount}."), replace(one("Pay {amount}.", "Trả {amount}."), locale="vi")]
    )
    assert raw.count(b"<tu ") == 1
    assert pairs(raw, "es", "vi", "fr") == {
        "es": [("Pay {amount}.", "Pague {amount}.")],
        "vi": [("Pay {amount}.", "Trả {amount}.")],
    }


def test_plural_forms_stand_beside_their_texts() -> None:
    letters = replace(package().units[4], forms=("Una carta", "{count} cartas"))
    assert pairs(write_tmx([package(letters)])) == {
        "es": [("You have one letter.", "Una carta"), ("You have {count} letters.", "{count} cartas")]
    }


def test_what_is_not_translated_is_left_out() -> None:
    assert write_tmx([one("Pay")]).count(b"<tu ") == 0
    assert write_tmx([]).count(b"<tu ") == 0


@given(TRICKY.filter(bool), TRICKY.filter(bool))
@settings(max_examples=40)
def test_any_text_comes_back(source: str, target: str) -> None:
    assert pairs(write_tmx([one(source, target)])) == {"es": [(source, target)]}


def test_memories_of_others_are_read() -> None:
    raw = b"""<?xml version="1.0"?><tmx version="1.4"><header/><body>
      <tu><note>x</note><tuv lang="EN-us"><seg>Hold <hi>on</hi><ph>&lt;br/></ph></seg></tuv>
      <tuv xml:lang="es-US"><seg>Espere</seg></tuv><tuv xml:lang="de"><seg>Warten</seg></tuv></tu>
      <tu><tuv xml:lang="fr"><seg>a</seg></tuv><tuv xml:lang="es"><seg>b</seg></tuv></tu>
      <tu><tuv xml:lang="en"><seg>Yes</seg></tuv><tuv xml:lang="es"/></tu></body></tmx>"""
    assert pairs(raw) == {"es": [("Hold on<br/>", "Espere")]}


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx/>', "delivery-doctype"),
        (b"<tbx/>", "delivery-format"),
        (b"<tmx>", "delivery-syntax"),
        (b"", "delivery-syntax"),
    ],
)
def test_what_is_no_memory_is_refused(raw: bytes, rule: str) -> None:
    found, faults = read_tmx(raw, "a.tmx", "en", ["es"])
    assert (found, [fault.rule for fault in faults]) == ({}, [rule])
