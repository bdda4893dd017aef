"""PO as a package: read by another reader of PO, with contexts that keep domains apart."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from ivr_author.exchange.delivery import Standing
from ivr_author.exchange.formats import po
from ivr_author.exchange.package import Package
from tests.exchange.packages import PACKAGES, package


@pytest.mark.parametrize("given", PACKAGES.values(), ids=PACKAGES)
def test_polib_reads_it(given: Package) -> None:
    entries = polib.pofile(po.write(given).decode())
    assert [entry.msgctxt for entry in entries] == [f"{unit.domain}:{unit.address}" for unit in given.units]
    assert entries.metadata["Language"] == given.locale


def test_it_says_what_a_translator_should_know() -> None:
    entries = {entry.msgctxt: entry for entry in polib.pofile(po.write(package()).decode())}
    late, bill = entries["flows:main/late/text"], entries["flows:main/menu/1"]
    assert (late.fuzzy, late.previous_msgid) == (True, "Pay at {day}.")
    assert bill.comment.splitlines()[0] == "At most 4 seconds when spoken"
    assert "python-brace-format" in late.flags
    assert len(entries["flows:main/letters"].msgstr_plural) == 2


def test_what_poedit_saves_is_read(tmp_path: Path) -> None:
    entries = polib.pofile(po.write(package()).decode())
    entries[0].msgstr = "Oprima {key}."
    entries[3].flags.remove("fuzzy")
    entries[4].msgstr_plural = {0: "Una carta", 1: "{count} cartas"}
    entries.save(str(tmp_path / "es.po"))
    delivery, faults = po.read((tmp_path / "es.po").read_bytes(), "es.po")
    assert faults == []
    assert delivery is not None
    found = {line.id: (line.target, line.standing) for line in delivery.lines}
    assert found["main/menu/prompt"] == ("Oprima {key}.", Standing.DONE)
    assert found["main/late/text"] == ("Pague para {day}.", Standing.DONE)
    assert found["main/letters#1"] == ("{count} cartas", Standing.DONE)
    assert all(len(line.digest) == 16 for line in delivery.lines)


def test_a_tool_may_leave_out_the_source_language() -> None:
    raw = po.write(package()).replace(b'"X-Source-Language: en\\n"\n', b"")
    delivery, faults = po.read(raw, "es.po")
    assert faults == []
    assert delivery is not None
    assert delivery.source_tag == ""


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b'msgid "a"\nmsgstr "b"\n', "delivery-format"),
        (b'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "a\n', "catalog-syntax"),
        (b'msgid "\xe1"\nmsgstr "b"\n', "delivery-charset"),
        (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n', "catalog-charset"),
    ],
)
def test_what_is_no_catalog_is_refused(raw: bytes, rule: str) -> None:
    delivery, faults = po.read(raw, "a.po")
    assert (delivery, [fault.rule for fault in faults][:1]) == (None, [rule])
