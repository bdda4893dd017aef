"""Published attacks by archives: paths, links, bombs and lies, against every zip and tar that we read, and write.

A name from outside never becomes a path, a size from outside never becomes a piece of memory.
"""

from __future__ import annotations

import io
import random
import stat
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ivr_author.core.zip_input import BROKEN, open_zip, read_part
from ivr_author.exchange.format_shelf import all_formats
from ivr_author.usecases.build import zip_files
from ivr_author.workspace.archive import opened_archive
from ivr_author.workspace.bundle_shelf import BundleShelf, unpack
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.releases import read_release
from ivr_author.workspace.revision import extract
from tests.attack.watch import MOST_SECONDS, check, watched
from tests.exchange.formats.xlsx.test_xlsx import FINE, SHEET, changed
from tests.tally import tally, times

# Where each was published.
SLIP = "Snyk: Zip Slip, 2018; CVE-2018-8008"
WINDOWS = "CVE-2018-1002209 and its kin: backslashes and drives"
LINK = "CVE-2005-0709 and its kin: a link in an archive"
NUL = "CVE-2015-2305 and its kin: a name cut at its NUL"
BIDI = "CVE-2009-3376: a name that runs from right to left"
BOMB = "42.zip; CVE-2009-1891 and its kin"
FIFIELD = "D. Fifield: A better zip bomb, WOOT 2019; CVE-2024-0450"
QUINE = "R. Cox: Zip Files All The Way Down, 2010"
SIZES = "python/cpython#151307; CVE-2026-39244 (adm-zip)"
MANY = "rubyzip/rubyzip#506; xorbitsai/xagent#1950: a list of files that is never counted"
SPLIT = "CVE-2025-54368 and its kin: two readers, two zips"
LZMA = "CVE-2017-10685 and its kin: methods that few programs know"
LOCKED = "APPNOTE.TXT 6.1: traditional encryption"
TAR = "CVE-2007-4559 (tarfile)"
TAR_FILTER = "CVE-2025-4517, CVE-2025-4330, CVE-2025-4138, CVE-2024-12718 (tarfile's filters)"
TAR_HARD = "python/cpython#151558: hard links past filters"
TAR_TWICE = "CVE-2025-45582 (GNU tar): a link first, then a file through it"

MOST_FILES, MOST_BYTES = 20, 1_000_000


def entry(name: str, raw: bytes = b"x", mode: int = 0, **facts: int) -> bytes:
    """A zip of one file; `mode` is what it is on Unix, `facts` change what the list says of it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        part = zipfile.ZipInfo("placeholder")
        part.filename = name
        part.external_attr = mode << 16
        part.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(part, raw)
    return lying(buffer.getvalue(), **facts) if facts else buffer.getvalue()


# Where the list of files has these, from the beginning of an entry.
_FACTS = {"flags": (8, "<H"), "method": (10, "<H"), "packed": (20, "<L"), "size": (24, "<L"), "place": (42, "<L")}


def lying(raw: bytes, **facts: int) -> bytes:
    """A zip whose list of files says something else."""
    told = bytearray(raw)
    begin = raw.index(b"PK\x01\x02")
    for name, value in facts.items():
        offset, form = _FACTS[name]
        struct.pack_into(form, told, begin + offset, value)
    return bytes(told)


def a_list(count: int, said: int = 1) -> bytes:
    """A zip that is nothing but the list of its files."""
    one = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, *(0,) * 7, 1, *(0,) * 6) + b"a"
    body = one * count
    return body + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, said, said, len(body), 0, 0)


def overlapping(count: int) -> bytes:
    """Many files that are all the same bytes, each of them four million."""
    raw = entry("a", bytes(4_000_000))
    begin, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    listed = b"".join(raw[begin:end].replace(b"a", bytes([65 + n]), 1) for n in range(count))
    told = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed), begin, 0)
    return raw[:begin] + listed + told


def nested(depth: int) -> bytes:
    """A zip in a zip, and so on."""
    raw = bytes(500_000)
    for _ in range(depth):
        raw = entry("inner.zip", raw)
    return raw


def zip64(size: int) -> bytes:
    """A zip whose end is told in 64 bits: so long is the list of its files."""
    end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, 0)
    found = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    return end + found + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def two_in_one() -> bytes:
    """Two zips, one after the other: which one is read depends on who reads."""
    return entry("harmless.wav") + entry("../../hostile.wav")


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "up": (SLIP, lambda: entry("../../ivr.yaml")),
    "up in the middle": (SLIP, lambda: entry("a/../../../ivr.yaml")),
    "from the root": (SLIP, lambda: entry("/etc/cron.d/x")),
    "only up": (SLIP, lambda: entry("..")),
    "an empty first folder": (SLIP, lambda: entry("//server/share/x")),
    "backslashes": (WINDOWS, lambda: entry("..\\..\\ivr.yaml")),
    "a drive": (WINDOWS, lambda: entry("C:/Windows/x.wav")),
    "a stream of NTFS": (WINDOWS, lambda: entry("a.wav:hidden")),
    "a server": (WINDOWS, lambda: entry("\\\\server\\share\\x.wav")),
    "a link": (LINK, lambda: entry("a.wav", b"/etc/passwd", stat.S_IFLNK | 0o777)),
    "a link upwards": (LINK, lambda: entry("a.wav", b"../../ivr.yaml", stat.S_IFLNK | 0o777)),
    "a device": (LINK, lambda: entry("a.wav", b"", stat.S_IFCHR | 0o666)),
    "a pipe": (LINK, lambda: entry("a.wav", b"", stat.S_IFIFO | 0o666)),
    "a socket": (LINK, lambda: entry("a.wav", b"", stat.S_IFSOCK | 0o666)),
    "zeros": (BOMB, lambda: entry("a.wav", bytes(30_000_000))),
    "a smaller size than it has": (SIZES, lambda: entry("a.wav", bytes(60_000_000), size=1_000)),
    "no size, but much": (SIZES, lambda: entry("a.wav", bytes(60_000_000), size=0)),
    "both sizes of 4 GB": (SIZES, lambda: entry("a.wav", packed=0xFFFFFFF0, size=0xFFFFFFF0)),
    "a place that is not there": (SIZES, lambda: entry("a.wav", place=0x7FFFFFFF)),
    "files over each other": (FIFIELD, lambda: overlapping(20)),
    "more files over each other": (FIFIELD, lambda: overlapping(60)),
    "a list of 2,000": (MANY, lambda: a_list(2_000, 2_000)),
    "a list of 500,000 that says 1": (MANY, lambda: a_list(500_000)),
    "a list as long as 64 bits say": (MANY, lambda: zip64(1 << 40)),
    "a long list in 64 bits": (MANY, lambda: zip64(30_000_000)),
    "locked": (LOCKED, lambda: entry("a.wav", flags=1)),
    "LZMA": (LZMA, lambda: entry("a.wav", method=14)),
    "bzip2": (LZMA, lambda: entry("a.wav", method=12)),
    "an unknown method": (LZMA, lambda: entry("a.wav", method=99)),
    "no list": (SPLIT, lambda: entry("a.wav").partition(b"PK\x01\x02")[0]),
    "a beginning alone": (SPLIT, lambda: b"PK\x03\x04"),
    "two in one, the last is read": (SPLIT, two_in_one),
}
# What may be taken: as a name without folders, and bytes that are not looked into.
HARMLESS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a packed size of 4 GB": (SIZES, lambda: entry("a.wav", packed=0xFFFFFFF0)),
    "only an end": (SPLIT, lambda: b"PK\x05\x06" + bytes(18)),
    "a zip in a zip in a zip": (QUINE, lambda: nested(10)),
    "a NUL in a name": (NUL, lambda: entry("a.wav\0/../../x")),
    "dots of full width": (SLIP, lambda: entry("\uff0e\uff0e/\uff0e\uff0e/x.wav")),
    "an encoded way up": (SLIP, lambda: entry("%2e%2e%2fx.wav")),
    "right to left": (BIDI, lambda: entry("a\u202evaw.exe")),
    "a line break": (BIDI, lambda: entry("a\r\nSet-Cookie: x.wav")),
    "markup": (BIDI, lambda: entry("<img src=x onerror=alert(1)>.wav")),
    "a long name": (BIDI, lambda: entry("a" * 60_000 + ".wav")),
    "a name of a device": (WINDOWS, lambda: entry("con.wav")),
    "hidden": (SLIP, lambda: entry(".ivr/secret.wav")),
    "bytes before it": (SPLIT, lambda: b"#!/bin/sh\n" + entry("a.wav")),
    "a long comment": (SPLIT, lambda: entry("a.wav")[:-2] + b"\xff\xff" + bytes(65_535)),
}


def taken(raw: bytes) -> list[tuple[str, int]]:
    """The names and lengths of the files that a delivery of recordings takes from a zip."""
    found = []
    with opened_archive(io.BytesIO(raw), "in.zip", MOST_FILES, MOST_BYTES) as files:
        for name, stream in files:
            found.append((name, sum(len(block) for block in iter(lambda: stream.read(1 << 16), b""))))  # noqa: B023
    return found


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    """What is made once, on the first use, is nobody's attack."""
    for raw in (FINE, b"x"):
        assert any(all_formats()["xlsx"].read(raw, "in.xlsx"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused(name: str) -> None:
    source, make = HOSTILE[name]
    raw = make()
    with watched() as seen, pytest.raises(WorkspaceError) as refused:
        taken(raw)
    assert refused.value.diagnostic.rule.startswith("archive-"), source
    check(seen, most_bytes=8_000_000)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_name_never_becomes_a_path(name: str) -> None:
    source, make = HARMLESS[name]
    with watched() as seen:
        try:
            found = taken(make())
        except WorkspaceError as refused:
            found = []
            rule = refused.diagnostic.rule
        else:
            rule = ""
    assert not rule or rule.startswith("archive-"), source
    for called, size in found:
        assert "/" not in called
        assert "\\" not in called
        assert called != ".."
        assert size <= MOST_BYTES
    check(seen, most_bytes=8_000_000)


@pytest.mark.parametrize("name", [*HOSTILE, *HARMLESS])
def test_a_workbook_or_a_bundle_that_is_one_of_these(name: str, tmp_path: Path) -> None:
    _, make = {**HOSTILE, **HARMLESS}[name]
    raw = make()
    with watched() as seen:
        delivery, faults = all_formats()["xlsx"].read(raw, "in.xlsx")
    assert (delivery, len(faults)) == (None, 1)
    check(seen, most_bytes=8_000_000)
    if len(raw) > 20_000_000:
        # A bundle may have so many files.
        return
    with watched() as seen:
        try:
            files = unpack(raw, "in.zip")
        except WorkspaceError as refused:
            files = {}
            assert refused.diagnostic.rule == "bundle-unreadable"  # noqa: PT017
    # A bundle may be large; no more of it is unpacked than it says, and its names are looked up, not followed.
    assert sum(map(len, files.values())) <= 240_000_000
    assert list(tmp_path.iterdir()) == []
    check(seen, most_bytes=320_000_000)


def test_a_bundle_of_more_files_than_any_is_refused_before_they_are_counted() -> None:
    start = time.process_time()
    with pytest.raises(WorkspaceError, match="too long"):
        unpack(a_list(1_200_000), "in.zip")
    assert time.process_time() - start < MOST_SECONDS


def damaged(raw: bytes, seed: int) -> bytes:
    """The zip cut off, or with some bytes changed."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return raw[: chance.randrange(len(raw))]
    told = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        told[chance.randrange(len(told))] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
    return bytes(told)


def test_damage_anywhere_is_a_refusal_or_small() -> None:
    whole = entry("takes/a.wav", bytes(random.Random(0).randbytes(3_000)))
    count = times(300, 3_000)
    refused = 0
    with watched() as seen:
        for seed in range(count):
            raw = damaged(whole, seed)
            try:
                assert all("/" not in name and size <= MOST_BYTES for name, size in taken(raw))
            except WorkspaceError:
                refused += 1
            with_parts = damaged(FINE, seed)
            delivery, faults = all_formats()["xlsx"].read(with_parts, "in.xlsx")
            assert delivery is not None or faults
    assert refused > count // 3
    check(seen, most_seconds=30.0)
    tally("damaged zips and workbooks", 2 * count, zips_refused=refused, tracebacks=0)


def test_a_workbook_leads_to_no_file_beside_it() -> None:
    for target in ("../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "../" * 30 + "etc/passwd", "\0"):
        links = f'<R><Relationship Id="rId1" Target="{target}"/></R>'.replace("\0", "&#1;").encode()
        raw = changed(FINE, lambda name, part, links=links: links if name.endswith("workbook.xml.rels") else part)
        delivery, faults = all_formats()["xlsx"].read(raw, "in.xlsx")
        assert delivery is None
        assert faults
        assert "root:" not in str(faults)


def test_a_sheet_that_lies_is_cut_where_it_says() -> None:
    raw = changed(FINE, lambda name, part: b" " * 50_000_000 + part if name == SHEET else part)
    at = raw.rindex(SHEET.encode()) - 46
    with watched() as seen:
        delivery, _ = all_formats()["xlsx"].read(raw[: at + 24] + struct.pack("<L", 900) + raw[at + 28 :], "in.xlsx")
    assert delivery is None
    check(seen, most_bytes=16_000_000)


# --- tar ---


def packed(*members: tuple[str, str, str]) -> bytes:
    """A tar of members: what they are (`file`, `link`, `hard`, `dev`, `dir`), their names, what is in them."""
    kinds = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "dev": tarfile.CHRTYPE, "dir": tarfile.DIRTYPE}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for kind, name, content in members:
            member = tarfile.TarInfo(name)
            member.type = kinds.get(kind, tarfile.REGTYPE)
            member.mode = 0o777 if kind == "dir" else 0o666
            if kind == "file":
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content.encode()))
            else:
                member.linkname = content
                archive.addfile(member)
    return buffer.getvalue()


def past_the_filter() -> Iterator[tuple[str, str, str]]:
    """Links whose real path is longer than a path may be, so that it is not followed to its end."""
    name, steps, path = "d" * 247, "abcdefghijklmnop", ""
    for step in steps:
        yield "dir", f"{path}{name}", ""
        yield "link", f"{path}{step}", name
        path += f"{name}/"
    short = "/".join(steps)
    yield "link", f"{short}/{'l' * 254}", "../" * len(steps)
    yield "link", "escape", f"{short}/{'l' * 254}/../outside"
    yield "hard", "flag", "escape/kept"
    yield "file", "flag", "owned"
    yield "file", "escape/file", "owned"


TARS: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "up": (TAR, [("file", "../outside/file", "owned")]),
    "from the root": (TAR, [("file", "OUTSIDE/file", "owned")]),
    "through a link": (TAR_TWICE, [("link", "a", "../outside"), ("file", "a/file", "owned")]),
    "through a link from the root": (TAR_TWICE, [("link", "a", "OUTSIDE"), ("file", "a/file", "owned")]),
    "through two links": (
        TAR_TWICE,
        [("dir", "b", ""), ("link", "b/a", ".."), ("link", "c", "b/a/../outside"), ("file", "c/file", "owned")],
    ),
    "a link and a folder of one name": (
        TAR_TWICE,
        [("dir", "a", ""), ("link", "a", "../outside"), ("file", "a/f", "x")],
    ),
    "over a link": (TAR_TWICE, [("link", "a", "../outside/file"), ("file", "a", "owned")]),
    "a hard link": (TAR_HARD, [("hard", "a", "../outside/kept"), ("file", "a", "owned")]),
    "a hard link to a link": (TAR_HARD, [("link", "a", "../outside/kept"), ("hard", "b", "a"), ("file", "b", "owned")]),
    "a device": (TAR, [("dev", "a", "")]),
    "past the filter": (TAR_FILTER, list(past_the_filter())),
    "a name that is too long": (TAR, [("file", "a" * 300, "x")]),
    "nothing": (TAR, []),
}


@pytest.mark.parametrize("name", TARS)
def test_a_revision_unpacks_where_it_should_and_nowhere_else(name: str, tmp_path: Path) -> None:
    source, members = TARS[name]
    aside, outside = tmp_path / "aside", tmp_path / "outside"
    aside.mkdir()
    outside.mkdir()
    (outside / "kept").write_text("kept")
    raw = packed(*(tuple(one.replace("OUTSIDE", str(outside)) for one in member) for member in members))  # type: ignore[misc]
    with suppress(tarfile.TarError, OSError, ValueError):
        extract(raw, aside)
    assert [path.name for path in outside.iterdir()] == ["kept"], source
    assert (outside / "kept").read_text() == "kept", source
    assert (outside / "kept").stat().st_nlink == 1, source
    for path in aside.rglob("*"):
        assert path.is_symlink() is False or path.resolve().is_relative_to(aside.resolve()), source


def test_links_inside_a_revision_are_there(tmp_path: Path) -> None:
    extract(packed(("dir", "flows", ""), ("file", "flows/a", "x"), ("link", "b", "flows/a")), tmp_path)
    assert (tmp_path / "b").is_symlink()
    assert (tmp_path / "b").read_text() == "x"


# --- names of ours ---


@pytest.mark.parametrize("name", ["..", "../x", "/etc", "a/b", "a\0b", "", ".", "a" * 300, "~", "%2e%2e", "A", "a\n"])
def test_no_release_and_no_bundle_is_called_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        read_release(tmp_path, name)
    shelf = BundleShelf(tmp_path / "shelf")
    assert not shelf.has(name)
    for ask in (shelf.read, lambda one: shelf.keep(one, b"x")):
        with pytest.raises(WorkspaceError):
            ask(name)
    assert not (tmp_path / "shelf").exists() or list((tmp_path / "shelf").iterdir()) == []


def test_what_we_pack_holds_ordinary_files_with_names_that_stay_inside() -> None:
    raw = zip_files({"documents/main.xml": b"<a/>", "manifest.json": b"{}"})
    with open_zip(io.BytesIO(raw), 10) as archive:
        assert [read_part(archive, part) for part in archive.infolist()] == [b"<a/>", b"{}"]
        for part in archive.infolist():
            assert stat.S_IFMT(part.external_attr >> 16) in (0, stat.S_IFREG)
            assert part.external_attr >> 16 & 0o7000 == 0
    assert zip_files({"b": b"", "a": b""}) == zip_files({"a": b"", "b": b""})


def test_the_bounds_of_zipfile_are_needed() -> None:
    raw = a_list(20_000)
    with watched() as seen:
        zipfile.ZipFile(io.BytesIO(raw)).close()
    assert seen.bytes > 4_000_000
    with watched() as seen, pytest.raises(BROKEN, match="too long"):
        open_zip(io.BytesIO(raw), 1_000)
    check(seen, most_bytes=2_000_000)


def test_enough_are_tried() -> None:
    zips = len(HOSTILE) + len(HARMLESS)
    assert zips >= 40
    tally("hostile archives", 3 * zips + len(TARS), zips=zips, readers=3, tars=len(TARS), outside=0)
