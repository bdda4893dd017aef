"""XML from outside that could do harm, or is none: refused with the place, quickly, and with nothing fetched."""

from __future__ import annotations

import pytest

from ivr_author.exchange.format_shelf import all_formats
from ivr_author.exchange.xml_input import parse_xml

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
BODY = '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2">&{};</xliff>'
BAD: list[tuple[str, bytes, str, int]] = [
    ("entity", b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e "x">]>\n<a>&e;</a>', "delivery-doctype", 2),
    ("laughs", f"<!DOCTYPE a [{LAUGHS}]>\n<a b='&l11;'>&l11;</a>".encode(), "delivery-doctype", 1),
    ("external", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<a>&e;</a>', "delivery-doctype", 1),
    ("dtd", b'\n<!DOCTYPE a SYSTEM "https://attacker.example/a.dtd">\n<a/>', "delivery-doctype", 2),
    ("parameter", b'<!-- x -->\n<!DOCTYPE a [<!ENTITY % e SYSTEM "a.dtd"> %e;]><a/>', "delivery-doctype", 2),
    ("utf-16", '<!DOCTYPE a [<!ENTITY e "x">]><a/>'.encode("utf-16"), "delivery-doctype", 1),
    ("no entity", b"<a>\n&e;</a>", "delivery-syntax", 2),
    ("latin-1", b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe1</a>', "delivery-charset", 1),
    ("said", b'<?xml version="1.0" encoding="windows-1252"?><a>a</a>', "delivery-charset", 1),
    ("bytes", b"<a>\n\xe1</a>", "delivery-charset", 2),
    ("cut", b"<a>\n<b>", "delivery-syntax", 2),
    ("not XML", b"Dear translator,", "delivery-syntax", 1),
    ("nothing", b"", "delivery-syntax", 1),
    ("nul", b"<a>\0</a>", "delivery-syntax", 1),
    ("deep", b"<a>" * 10_000, "delivery-syntax", 1),
]


@pytest.mark.parametrize(("raw", "rule", "line"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_refused_with_the_place(raw: bytes, rule: str, line: int) -> None:
    root, faults = parse_xml(raw, "in.xlf")
    assert root is None
    (fault,) = faults
    assert fault.span is not None
    assert (fault.rule, fault.span.path, fault.span.line) == (rule, "in.xlf", line)
    assert fault.hint
    for name in ("xliff12", "xliff21"):
        assert all_formats()[name].read(raw, "in.xlf") == (None, faults)


def test_what_is_fine_is_read() -> None:
    text = '<?xml version="1.0"\n encoding="utf-8"?>\n<!-- x --><a><?pi x?>\u00e1<!-- y -->b</a>'
    for raw in (text.encode(), text.encode("utf-8-sig"), text.replace("utf-8", "utf-16").encode("utf-16")):
        root, faults = parse_xml(raw, "in.xlf")
        assert faults == []
        assert root is not None
        assert ("".join(root.itertext()), root.sourceline) == ("áb", 3)
