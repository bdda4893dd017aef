"""Published attacks by XML, against everything of ours that reads XML. A reader that is not in the list fails a test.

No file is read, no address is asked, and nothing grows: neither what Python holds nor what libxml2 does.
"""

from __future__ import annotations

import ast
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest
from lxml import etree

from ivr_author.call.caller import ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.core.safe_xml import safe_parser
from ivr_author.exchange.format_shelf import all_formats
from ivr_author.exchange.tmx import read_tmx
from ivr_author.exchange.xml_input import parse_xml
from ivr_author.targets.twiml.play import LineOutside, PhoneFault, play_call
from ivr_author.targets.twiml.validate import validate_document
from ivr_author.targets.voicexml.validate import faults_of_documents
from ivr_author.usecases.rendered_words import words_of_part
from tests.exchange.formats.xlsx.test_xlsx import FINE, SHEET, changed
from tests.tally import tally
from tests.targets.voicexml.interpreter.phone import call, press

PACKAGE = Path(__file__).resolve().parents[2] / "ivr_author"
CANARY = "canary-7c1e55"
MOST_SECONDS = 1.5
"""Of processor time for one document: ten times what the dearest takes, half of what one takes that grows squared."""
MOST_BYTES = 160_000_000
"""Of what libxml2 holds beside Python; three and a half megabytes of attributes make a tree of 105 MB."""

# Who calls lxml to read, and by which of the functions below they are attacked.
READERS = {
    "ivr_author/core/safe_xml.py": "all of them: it makes the one parser",
    "ivr_author/exchange/xml_input.py": "parse_xml, xliff12, xliff21, tmx, xlsx",
    "ivr_author/targets/twiml/play.py": "twiml",
    "ivr_author/targets/twiml/validate.py": "twiml documents; its schema is package data",
    "ivr_author/targets/voicexml/interpreter/nodes.py": "voicexml, grammar, data",
    "ivr_author/targets/voicexml/validate.py": "voicexml documents; its schema is package data",
    "ivr_author/usecases/rendered_words.py": "ssml",
}
# What reads XML, HTML or what is made of them, in lxml and in the standard library, and in what we stand on.
_READING = {
    *("fromstring", "fromstringlist", "parse", "XML", "XMLID", "XMLDTDID", "HTML", "iterparse", "XMLParser"),
    *("XMLPullParser", "ETCompatXMLParser", "HTMLPullParser", "DTD", "XSLT", "XMLSchema", "Schematron", "xinclude"),
}
_MODULES = {"xml", "lxml", "defusedxml", "xmltodict", "bs4", "html5lib", "svglib", "cairosvg", "docx", "pptx"}
_ALLOWED_MODULES = {"lxml", "lxml.etree", "xml.sax.saxutils"}
_READING_WORKBOOKS = {"load_workbook", "open_workbook", "read_excel"}

# Where each was published.
STEUCK = "G. Steuck: XXE (Xml eXternal Entity) attack, 2002"
OWASP = "OWASP: XML External Entity Prevention Cheat Sheet"
YUNUSOV = "T. Yunusov, A. Osipov: XML Out-Of-Band Data Retrieval, Black Hat EU 2013"
KLEIN = "A. Klein: Multiple vendors XML parser denial of service (billion laughs), 2002"
QUADRATIC = "CVE-2013-1664 (quadratic blowup)"
PIPPING = "CVE-2021-3541 (parameter laughs, S. Pipping)"
LIBXML_ATTRIBUTE = "CVE-2014-3660 (entities in attributes)"
DEFUSED = "C. Heimes: defusedxml, XML vulnerabilities, 2013"
LXML = "CVE-2026-41066, GHSA-vfmq-68hx-4jfw"
PAYLOADS = "PayloadsAllTheThings: XXE Injection"
MORGAN = "T. Morgan: XML Schema, DTD, and Entity Attacks, 2014"
GOSECURE = "GoSecure: dtd-finder, XXE by local DTDs, 2019"
HASH = "CVE-2012-0841 (hash collisions in libxml2)"
DEPTH = "CVE-2016-3705 and CVE-2022-40303 (recursion, integer overflow in libxml2)"
XINCLUDE = "W3C XInclude 1.0, section 4; CVE-2024-25062 (libxml2 xmlreader with XInclude)"
UTF7 = "O. Dahl: UTF-7 XXE filter bypass; OWASP"

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
PARAMETERS = '<!ENTITY % p1 "<!---->">' + "".join(
    f'<!ENTITY % p{n} "&#37;p{n - 1};<!---->&#37;p{n - 1};">' for n in range(2, 30)
)

# `<<` and `>>` are what stands around the words in a document of the reader's own kind, `^` its root's name.
ATTACKS: dict[str, tuple[str, str | bytes]] = {
    "file": (STEUCK, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "FILE">]><<&x;>>'),
    "file, public": (STEUCK, '<!DOCTYPE ^ [<!ENTITY x PUBLIC "any" "FILE">]><<&x;>>'),
    "file in an attribute": (OWASP, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "FILE">]><<<a b="&x;"/>>>'),
    "file by a bare path": (LXML, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "PATH">]><<&x;>>'),
    "file, declared twice": (DEFUSED, '<!DOCTYPE ^ [<!ENTITY x "a"><!ENTITY x SYSTEM "FILE">]><<&x;>>'),
    "passwd": (PAYLOADS, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "file:///etc/passwd">]><<&x;>>'),
    "device": (DEFUSED, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "file:///dev/zero">]><<&x;>>'),
    "network": (OWASP, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "NET">]><<&x;>>'),
    "network, ftp": (MORGAN, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "ftp://ADDRESS/x">]><<&x;>>'),
    "network, by parameter": (PAYLOADS, '<!DOCTYPE ^ [<!ENTITY % x SYSTEM "NET"> %x;]><<a>>'),
    "out of band": (YUNUSOV, '<!DOCTYPE ^ SYSTEM "NETx.dtd"><<&send;>>'),
    "out of band, two steps": (YUNUSOV, '<!DOCTYPE ^ [<!ENTITY % f SYSTEM "FILE"><!ENTITY % d SYSTEM "NET">%d;]><<a>>'),
    "DTD from a file": (OWASP, '<!DOCTYPE ^ SYSTEM "DTD"><<&secret;>>'),
    "DTD, public": (OWASP, '<!DOCTYPE ^ PUBLIC "-//W3C//DTD XHTML 1.0//EN" "NETx.dtd"><<a>>'),
    "DTD, its defaults": (DEFUSED, '<!DOCTYPE ^ SYSTEM "DTD"><<<a/>>>'),
    "local DTD": (GOSECURE, '<!DOCTYPE ^ [<!ENTITY % d SYSTEM "DTD"><!ENTITY % inside "x">%d;]><<&secret;>>'),
    "error message": (PAYLOADS, '<!DOCTYPE ^ [<!ENTITY % d SYSTEM "file:///nothing/FILE">%d;]><<a>>'),
    "php filter": (PAYLOADS, '<!DOCTYPE ^ [<!ENTITY x SYSTEM "php://filter/resource=PATH">]><<&x;>>'),
    "data address": (PAYLOADS, '<!DOCTYPE ^ [<!ENTITY % x SYSTEM "data:text/plain,a">%x;]><<a>>'),
    "notation": (MORGAN, '<!DOCTYPE ^ [<!NOTATION n SYSTEM "FILE"><!ENTITY x SYSTEM "FILE" NDATA n>]><<a>>'),
    "XInclude": (XINCLUDE, '<<<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="FILE"/>>>'),
    "XInclude, network": (XINCLUDE, '<<<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="NET"/>>>'),
    "XInclude, old": (XINCLUDE, '<<<x:include xmlns:x="http://www.w3.org/2003/XInclude" parse="text" href="FILE"/>>>'),
    "style sheet": (MORGAN, '<?xml-stylesheet type="text/xsl" href="NETx.xsl"?><<a>>'),
    "schema": (MORGAN, '<<<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a NETx.xsd"/>>>'),
    "schema model": (MORGAN, '<?xml-model href="NETx.rng"?><<a>>'),
    "base": (MORGAN, '<<<a xml:base="FILE" xmlns:l="http://www.w3.org/1999/xlink" l:href="FILE"/>>>'),
    "laughs": (KLEIN, f"<!DOCTYPE ^ [{LAUGHS}]><<&l9;>>"),
    "laughs in an attribute": (LIBXML_ATTRIBUTE, f'<!DOCTYPE ^ [{LAUGHS}]><<<a b="&l9;"/>>>'),
    "laughs by default": (LIBXML_ATTRIBUTE, f'<!DOCTYPE ^ [{LAUGHS}<!ATTLIST a b CDATA "&l9;">]><<<a/>>>'),
    "laughs of parameters": (PIPPING, f"<!DOCTYPE ^ [{PARAMETERS}%p29;]><<a>>"),
    "an entity in itself": (KLEIN, '<!DOCTYPE ^ [<!ENTITY a "&b;"><!ENTITY b "&a;">]><<&a;>>'),
    "quadratic": (QUADRATIC, f'<!DOCTYPE ^ [<!ENTITY a "{"a" * 50_000}">]><<{"&a;" * 20_000}>>'),
    "quadratic defaults": (
        QUADRATIC,
        f'<!DOCTYPE ^ [<!ATTLIST a b CDATA "{"a" * 50_000}">]><<{"<a/>" * 20_000}>>',
    ),
    "deep": (DEPTH, "<<" + "<a>" * 100_000),
    "deep and closed": (DEPTH, "<<" + "<a>" * 60_000 + "</a>" * 60_000 + ">>"),
    "one long name": (DEPTH, "<<<" + "a" * 1_000_000 + "/>>>"),
    "one long text": (DEPTH, "<<" + "a" * 11_000_000 + ">>"),
    "one long attribute": (DEPTH, '<<<a b="' + "a" * 11_000_000 + '"/>>>'),
    "many attributes": (HASH, "<<<a " + " ".join(f'a{n}="x"' for n in range(150_000)) + "/>>>"),
    "many namespaces": (HASH, "<<<a " + " ".join(f'xmlns:a{n}="x{n}"' for n in range(50_000)) + "/>>>"),
    "many comments": (DEPTH, "<<" + "<!--x-->" * 200_000 + ">>"),
    "many instructions": (DEPTH, "<<" + "<?x y?>" * 200_000 + ">>"),
    "UTF-7": (UTF7, b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AFsAPAAh-ENTITY x SYSTEM +ACI-FILE'),
    "UTF-7 with a mark": (UTF7, b'+/v8-<?xml version="1.0" encoding="UTF-7"?><a/>'),
    "UTF-16 without a mark": (PAYLOADS, '<!DOCTYPE a [<!ENTITY x SYSTEM "FILE">]><a>&x;</a>'.encode("utf-16-le")),
    "UTF-16, other end": (PAYLOADS, '<!DOCTYPE a [<!ENTITY x SYSTEM "FILE">]><a>&x;</a>'.encode("utf-16-be")),
    "UTF-16 with a mark": (PAYLOADS, '<!DOCTYPE a [<!ENTITY x SYSTEM "FILE">]><a>&x;</a>'.encode("utf-16")),
    "UTF-32": (PAYLOADS, '<!DOCTYPE a [<!ENTITY x SYSTEM "FILE">]><a>&x;</a>'.encode("utf-32")),
    "EBCDIC": (OWASP, '<?xml version="1.0" encoding="cp037"?><!DOCTYPE a [<!ENTITY x "a">]><a>&x;</a>'.encode("cp037")),
    "two encodings": (UTF7, '<?xml version="1.0" a=">" encoding="UTF-7"?><<a>>'),
    "no end": (DEPTH, b"<a><![CDATA["),
    "nothing": (DEPTH, b""),
    "a mark alone": (DEPTH, b"\xff\xfe"),
    "null bytes": (DEPTH, b"<a>\0</a>"),
    "a lone surrogate": (DEPTH, b"<a>\xed\xa0\x80&#xD800;</a>"),
}

XLIFF12 = ("xliff", '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">', "</xliff>")
XLIFF21 = ("xliff", '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0">', "</xliff>")
TMX = ("tmx", '<tmx version="1.4"><body><tu><tuv xml:lang="en"><seg>', "</seg></tuv></tu></body></tmx>")
VOICE = ("vxml", '<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml"><form><block>', "</block></form></vxml>")
GRAMMAR = (
    "grammar",
    '<grammar version="1.0" mode="dtmf" root="r" xmlns="http://www.w3.org/2001/06/grammar"><rule id="r">1',
    "</rule></grammar>",
)
DATA = ("d", "<d>", "</d>")
TWIML = ("Response", "<Response><Say>", "</Say></Response>")
SSML = ("speak", '<speak xmlns="http://www.w3.org/2001/10/synthesis">', "</speak>")
STRINGS = ("sst", '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>', "</t></si></sst>")


@dataclass(frozen=True)
class Reader:
    """One of ours: what its documents look like around the words, and how it tells all that it read."""

    around: tuple[str, str, str]
    read: Callable[[bytes], str]


def read_part(part: str) -> Callable[[bytes], str]:
    """A workbook with this part as its sender wants it."""
    more = {part.replace("/", "__")} - {one.replace("/", "__") for one in ZipFile(BytesIO(FINE)).namelist()}

    def read(raw: bytes) -> str:
        given = changed(FINE, lambda name, was: raw if name == part else was, **dict.fromkeys(more, raw))
        return str(all_formats()["xlsx"].read(given, "in.xlsx"))

    return read


def read_xml(raw: bytes) -> str:
    """The reader under all formats of the exchange."""
    root, faults = parse_xml(raw, "in.xml")
    return str(faults) if root is None else etree.tostring(root).decode()


def heard(**documents: str) -> Callable[[bytes], str]:
    """What a caller hears where one document of a VoiceXML application is `raw`: the one that is not given here."""

    def read(raw: bytes) -> str:
        phone = call({**documents, "main" if "main" not in documents else "other": raw}, press("1"))
        return f"{phone.speech} {phone.log_texts} {phone.outcome}"

    return read


def play_twiml(raw: bytes) -> str:
    """What a caller hears of a service whose answer is `raw`."""

    def application(_: object, start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [raw]

    line = Line(ScriptCaller([]), ScriptWorld())
    with suppress(PhoneFault):
        setup = CallSetup("main", datetime(2026, 12, 21, tzinfo=UTC))
        play_call(application, {"voices": []}, setup, line, LineOutside(line))
    return str(line.transcript())


def fault_of(read: Callable[[bytes], object]) -> Callable[[bytes], str]:
    """A reader of what we wrote ourselves, whose fault is ours: it may raise what lxml raises."""

    def told(raw: bytes) -> str:
        try:
            return str(read(raw))
        except etree.XMLSyntaxError as fault:
            return str(fault)

    return told


FIELD = '<form><field name="a"><grammar src="other" mode="dtmf"/><filled>filled</filled></field></form>'
FETCH = '<form><block><data name="d" src="other"/><value expr="d.documentElement.textContent"/></block></form>'
ATTACKED = {
    "parse_xml": Reader(DATA, read_xml),
    "xliff12": Reader(XLIFF12, lambda raw: str(all_formats()["xliff12"].read(raw, "in.xlf"))),
    "xliff21": Reader(XLIFF21, lambda raw: str(all_formats()["xliff21"].read(raw, "in.xlf"))),
    "tmx": Reader(TMX, lambda raw: str(read_tmx(raw, "in.tmx", "en", ["es"]))),
    "xlsx": Reader(STRINGS, read_part("xl/sharedStrings.xml")),
    "xlsx, book": Reader(STRINGS, read_part("xl/workbook.xml")),
    "xlsx, links": Reader(STRINGS, read_part("xl/_rels/workbook.xml.rels")),
    "xlsx, sheet": Reader(STRINGS, read_part(SHEET)),
    "voicexml": Reader(VOICE, heard()),
    "grammar": Reader(GRAMMAR, heard(main=FIELD)),
    "data": Reader(DATA, heard(main=FETCH)),
    "voicexml documents": Reader(VOICE, fault_of(lambda raw: faults_of_documents({"main.vxml": raw}))),
    "twiml": Reader(TWIML, play_twiml),
    "twiml documents": Reader(TWIML, lambda raw: str(validate_document(raw))),
    "ssml": Reader(SSML, fault_of(lambda raw: words_of_part("ssml", raw))),
}


class Listener:
    """A server that nobody should ask."""

    def __init__(self) -> None:
        self.asked = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self._socket.getsockname())
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.asked += 1
                connection.close()

    def close(self) -> None:
        """No more."""
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secret")
    (folder / "secret").write_text(CANARY)
    (folder / "secret.dtd").write_text(f'<!ENTITY secret "{CANARY}"><!ATTLIST a b CDATA "{CANARY}">')
    return folder


def written(attack: str | bytes, around: tuple[str, str, str], secret: Path, listener: Listener) -> bytes:
    """The attack as a document of this kind."""
    if isinstance(attack, bytes):
        return attack
    name, opening, closing = around
    text = attack.replace("<<", opening, 1).replace("^", name)
    head, found, tail = text.rpartition(">>")
    text = head + closing + tail if found else text
    path = secret / "secret"
    for mark, value in {
        "FILE": path.as_uri(),
        "PATH": path.as_posix(),
        'DTD"': f'{path.as_uri()}.dtd"',
        "NET": f"http://{listener.address}/",
        "ADDRESS": listener.address,
    }.items():
        text = text.replace(mark, value)
    return text.encode()


def most_memory() -> int:
    """The most that this process has held since it was last asked to forget, in bytes."""
    told = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM"))) * 1000


def forget_most_memory() -> None:
    """From now on."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.parametrize("name", ATTACKED)
def test_no_document_reaches_out_or_grows(name: str, secret: Path, listener: Listener) -> None:
    reader = ATTACKED[name]
    for attack, (source, text) in ATTACKS.items():
        raw = written(text, reader.around, secret, listener)
        forget_most_memory()
        before, start = most_memory(), time.process_time()
        told = reader.read(raw)
        assert time.process_time() - start < MOST_SECONDS, (attack, source)
        assert most_memory() - before < MOST_BYTES, (attack, source)
        assert CANARY not in told, (attack, source)
        assert "root:" not in told, (attack, source)
        assert "hahahahahahahaha" not in told, (attack, source)
        assert len(told) < 30_000_000, (attack, source)
    assert listener.asked == 0


# Where readers look at all attributes. lxml looks each up from the beginning: of 80,000 that is nine seconds.
MANY = " ".join(f'a{n}="x"' for n in range(80_000))
WIDE = {
    "xliff12": XLIFF12[1].replace("<xliff", f"<xliff {MANY}") + "</xliff>",
    "xliff21": XLIFF21[1].replace("<xliff", f"<xliff {MANY}") + "</xliff>",
    "tmx": f"<tmx><body><tu {MANY}><tuv {MANY}><seg {MANY}/></tuv></tu></body></tmx>",
    "xlsx, book": f"<workbook><sheets><sheet {MANY}/></sheets></workbook>",
    "xlsx, links": f"<Relationships><Relationship {MANY}/></Relationships>",
    "xlsx, sheet": f"<worksheet><sheetData><row {MANY}><c {MANY}><v {MANY}/></c></row></sheetData></worksheet>",
    "voicexml": VOICE[1].replace("<vxml", f"<vxml {MANY}") + VOICE[2],
    "grammar": GRAMMAR[1].replace("<grammar", f"<grammar {MANY}") + GRAMMAR[2],
    "data": f"<d {MANY}/>",
    "twiml": f"<Response><Say {MANY}/></Response>",
    "ssml": f"<speak {MANY}>a</speak>",
}


@pytest.mark.parametrize("name", WIDE)
def test_an_element_of_too_many_attributes_takes_no_time(name: str) -> None:
    start = time.process_time()
    assert ATTACKED[name].read(WIDE[name].encode())
    assert time.process_time() - start < MOST_SECONDS


@pytest.mark.parametrize("name", ["parse_xml", "xliff12", "xliff21", "tmx", "xlsx", "xlsx, sheet"])
def test_a_delivery_has_no_document_type(name: str, secret: Path, listener: Listener) -> None:
    for attack, (source, text) in ATTACKS.items():
        if isinstance(text, str) and "<!DOCTYPE" in text:
            told = ATTACKED[name].read(written(text, ATTACKED[name].around, secret, listener))
            assert "delivery-doctype" in told, (attack, source)


def test_an_unsafe_parser_would_be_seen(secret: Path, listener: Listener) -> None:
    parser = etree.XMLParser(resolve_entities=True, load_dtd=True, attribute_defaults=True)

    def read(text: str) -> str:
        raw = written(text, DATA, secret, listener)
        return etree.tostring(etree.fromstring(raw, parser)).decode()

    assert CANARY in read(str(ATTACKS["file"][1]))
    assert CANARY in read(str(ATTACKS["DTD, its defaults"][1]))


def test_the_parser_is_as_it_should_be() -> None:
    root = etree.fromstring('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', safe_parser())
    assert (root.text, len(root)) == (None, 1)


def calls_that_read(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The places where a module reads XML, with the name of what it calls."""
    text = path.read_text()
    if not any(word in text for word in (*_MODULES, *_READING_WORKBOOKS)):
        return
    tree = ast.parse(text)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {alias.name for node in imports for alias in node.names if isinstance(node, ast.Import)}
    modules |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}
    modules |= {
        f"{node.module}.{one.name}" for node in imports if isinstance(node, ast.ImportFrom) for one in node.names
    }
    known = {one for one in modules if one.partition(".")[0] in _MODULES}
    strange = known - _ALLOWED_MODULES - {f"xml.sax.saxutils.{one}" for one in ("escape", "quoteattr")}
    assert strange == set(), f"{path} reads XML with something new"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            owner = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
            assert name not in _READING_WORKBOOKS, f"{path} reads workbooks with something new"
            if known and name in _READING and owner in ("etree", "objectify", "html", "lxml", ""):
                yield name, node


def test_every_reader_is_attacked() -> None:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE.parent).as_posix()
        for called, node in calls_that_read(path):
            found[name] = called
            if called == "XMLParser":
                assert name == "ivr_author/core/safe_xml.py", "a parser of its own"
            else:
                assert called == "fromstring", f"{name} reads XML in a new way"
                assert len(node.args) == 2, f"{name} reads XML with lxml's own parser"
    assert found.keys() == READERS.keys()
    told = {one.strip() for text in READERS.values() for one in text.partition(";")[0].split(",") if ":" not in one}
    assert told <= ATTACKED.keys()


def test_enough_are_tried() -> None:
    assert len(ATTACKS) >= 40
    count = len(ATTACKS) * len(ATTACKED)
    tally("attacks by XML", count, documents=len(ATTACKS), readers=len(ATTACKED), reached_out=0)
