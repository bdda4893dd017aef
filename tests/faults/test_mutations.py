"""Files that editors, merges, disks and other programs have broken: no traceback, and whoever wrote them is told where.

What pages make of them is tests/web/test_fuzz.py's; here each reader gets thousands.
"""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from ivr_author.catalog.po import read_catalog
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.report import to_json, to_sarif, to_text
from ivr_author.core.source import Source
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.exchange.format_shelf import all_formats
from ivr_author.exchange.tmx import read_tmx, write_tmx
from ivr_author.usecases.check_source import check_source
from ivr_author.usecases.positions import read_positions
from ivr_author.workspace import live, switches
from ivr_author.workspace.bundle_shelf import BundleShelf, unpack
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.journal import read_journal
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.recordings import read_manifest
from ivr_author.workspace.releases import list_releases
from tests.exchange.packages import PACKAGES
from tests.faults.mutate import mutated
from tests.faults.writes import make_office
from tests.tally import tally, times

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 6_000
"""Bytes of a file that is broken: of longer ones, a part."""

Found = Iterable[Diagnostic]


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one kind: what they hold when they are whole, and what reads them. `refuses`: another parser does.

    `tells`: a reader that says nothing takes what it can't read for nothing.
    """

    files: Callable[[], Mapping[str, bytes]]
    read: Callable[[str, bytes], Found]
    refuses: Callable[[bytes], bool] = lambda raw: False
    share: int = 1
    tells: bool = True


@cache
def sample() -> Workspace:
    return load_workspace(ROOT)


def part_of(path: Path) -> bytes:
    """A file, or the beginning of a long one up to an empty line or a new item."""
    raw = path.read_bytes()
    if len(raw) <= LONGEST:
        return raw
    end = max(raw.rfind(b"\n\n", 0, LONGEST), raw.rfind(b"\n  - ", 0, LONGEST), raw.rfind(b"\n  ", 0, LONGEST // 2))
    return raw[: end + 1]


def sample_files(*patterns: str, most: int = 12) -> Callable[[], dict[str, bytes]]:
    def files() -> dict[str, bytes]:
        found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))[:most]]
        assert found, patterns
        return {path.relative_to(ROOT).as_posix(): part_of(path) for path in found}

    return files


def text_of(path: str, raw: bytes) -> tuple[Source | None, list[Diagnostic]]:
    return read_bytes_as_source(path, raw)


def checked(path: str, raw: bytes) -> Found:
    source, faults = text_of(path, raw)
    return faults if source is None else [*faults, *check_source(sample(), path, source.text)]


def catalog(path: str, raw: bytes) -> Found:
    source, faults = text_of(path, raw)
    return faults if source is None else [*faults, *read_catalog(source, path.split("/")[1])[1]]


def canvas(path: str, raw: bytes) -> Found:
    source, faults = text_of(path, raw)
    return faults if source is None else [*faults, *read_positions(source, ["begin", "due"])[1]]


def manifest(path: str, raw: bytes) -> Found:
    source, faults = text_of(path, raw)
    return faults if source is None else [*faults, *read_manifest("es", source)[1]]


RELEASE = ".ivr/releases/one/manifest.json"
CANVAS = b"nodes:\n  begin: [0, 40]\n  due: [9, -4]\n"
MANIFEST = b"""\
format: 1
recordings:
  - file: a.wav
    text: Hello.
    hash: 2d8bd7d9bb5f85ba643f0110d50cb506a1fe439e769a22503193ea6046bb87f7
    seconds: 1.25
    by: Ana
    on: 2026-11-01
  - {file: b.wav, text: "Bye.", hash: x, seconds: 2}
"""


def yaml_refuses(raw: bytes) -> bool:
    """PyYAML, which is not what we read with, finds no YAML in it. (That it finds some says nothing: we take less.)"""
    try:
        yaml.safe_load(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return True
    except yaml.YAMLError as fault:
        return "got '?'" not in str(fault)  # in the middle of a word, which YAML 1.1 had otherwise
    except ValueError:  # a date that is none, which is a matter of its field
        return False
    return False


def not_utf_8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def no_text(raw: bytes) -> bool:
    """What translators send may be UTF-16, if it says so."""
    return not_utf_8(raw) and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))


def xml_refuses(raw: bytes) -> bool:
    """Python's own parser does not take it, without what stands before the first element."""
    if not_utf_8(raw):
        return no_text(raw)
    text = raw.decode()
    text = text[max(text.find("<xliff"), text.find("<tmx"), 0) :]
    # Names may have more letters since 2008 than it knows.
    return all(map(_is_no_xml, (text, text.encode("ascii", "ignore").decode())))


def _is_no_xml(text: str) -> bool:
    try:
        ET.fromstring(text)
    except ET.ParseError:
        return True
    return False


# --- what comes from translators ---


def exchanged(name: str) -> Callable[[], dict[str, bytes]]:
    def files() -> dict[str, bytes]:
        one = all_formats()[name]
        return {f"{key}{one.suffixes[0]}": one.write(package) for key, package in PACKAGES.items() if key != "odd"}

    return files


def delivered(name: str) -> Callable[[str, bytes], Found]:
    def read(path: str, raw: bytes) -> Found:
        delivery, faults = all_formats()[name].read(raw, path)
        assert delivery is not None or faults, "it is nothing, and nobody is told why"
        return faults

    return read


def memory(path: str, raw: bytes) -> Found:
    return read_tmx(raw, path, "en", ["es", "ru", "vi"])[1]


# --- what we keep for ourselves ---


class Office:
    """One workspace for all that is kept in one."""

    root: Path


def kept(place: str) -> Callable[[], dict[str, bytes]]:
    return lambda: {place: (Office.root / place).read_bytes()}


def in_office(read: Callable[[Path], Found]) -> Callable[[str, bytes], Found]:
    """Put it in its place, and read all; a fault of the disk's is told as one."""

    def put_and_read(path: str, raw: bytes) -> Found:
        place = Office.root / path
        whole = place.read_bytes()
        place.chmod(0o644)
        place.write_bytes(raw)
        try:
            return list(read(Office.root))
        except WorkspaceError as failure:
            return [failure.diagnostic]
        finally:
            place.write_bytes(whole)

    return put_and_read


def saves(root: Path) -> Found:
    read_journal(root)
    return ()


def standing(root: Path) -> Found:
    BundleShelf(root / ".ivr/answer").standing()
    return ()


def packed(root: Path) -> Found:
    unpack((root / ".ivr/packed.zip").read_bytes(), "packed.zip")
    return ()


FOLDER = "locales/es/LC_MESSAGES/"
KINDS: dict[str, Kind] = {
    "flows": Kind(sample_files("flows/*[a-z].yaml", most=40), checked, yaml_refuses, 8),
    "calls": Kind(sample_files("flows/*.calls.yaml", most=4), checked, yaml_refuses, 2),
    "settings": Kind(sample_files("ivr.yaml"), checked, yaml_refuses, 2),
    "calendars": Kind(sample_files("flows/calendars/*.yaml"), checked, yaml_refuses, 2),
    "bulletins": Kind(sample_files("flows/bulletins/*.yaml"), checked, yaml_refuses, 2),
    "canvases": Kind(
        lambda: {"flows/canvas/x.yaml": b"nodes:\n  begin: [0, 40]\n  due: [9, -4]\n"}, canvas, yaml_refuses
    ),
    "glossaries": Kind(sample_files("locales/*/glossary.yaml", most=3), checked, yaml_refuses, 2),
    "manifests": Kind(lambda: {"locales/es/audio/manifest.yaml": MANIFEST}, manifest, yaml_refuses),
    "notices": Kind(sample_files("notices/*/notice.yaml"), checked, yaml_refuses, 4),
    "notices' shared files": Kind(sample_files("notices/_*.yaml"), checked, yaml_refuses, 2),
    "templates": Kind(sample_files("notices/*/notice.md.j2", "notices/_snippets/q*.j2"), checked, not_utf_8, 3),
    "catalogs": Kind(sample_files("locales/*/LC_MESSAGES/*.po", most=6), catalog, not_utf_8, 6),
    "XLIFF 1.2": Kind(exchanged("xliff12"), delivered("xliff12"), xml_refuses, 4),
    "XLIFF 2.1": Kind(exchanged("xliff21"), delivered("xliff21"), xml_refuses, 4),
    "PO that comes back": Kind(exchanged("po"), delivered("po"), no_text, 2),
    "CSV that comes back": Kind(exchanged("csv"), delivered("csv"), share=2),
    "XLSX that comes back": Kind(exchanged("xlsx"), delivered("xlsx"), share=2),
    "memories": Kind(lambda: {"memory.tmx": write_tmx([PACKAGES["all"], PACKAGES["russian"]])}, memory, xml_refuses, 2),
    "publications": Kind(kept(live.JOURNAL_PATH), in_office(lambda root: live.read_journal(root).faults)),
    "switches": Kind(kept(switches.SWITCHES_PATH), in_office(lambda root: switches.read_switches(root).faults)),
    "manifests of releases": Kind(
        kept(".ivr/releases/one/manifest.json"), in_office(lambda root: list_releases(root)[1])
    ),
    "journals of saves": Kind(kept(".ivr_author/saves.json"), in_office(saves), tells=False),
    "what new calls get": Kind(kept(".ivr/answer/now.json"), in_office(standing)),
    "packed bundles": Kind(kept(".ivr/packed.zip"), in_office(packed)),
}


@pytest.fixture(scope="module", autouse=True)
def office(fast_folder: Path) -> None:
    root = Office.root = make_office(fast_folder / "office")
    revisions = {"flows/main.yaml": ["0" * 16, "1" * 16]}
    entry = {"message": "Change", "name": "Ana", "email": "a@b", "files": revisions, "whole": False}
    (root / ".ivr_author").mkdir(exist_ok=True)
    (root / ".ivr_author/saves.json").write_text(json.dumps([entry], indent=1))
    now = {"format": 1, "bundles": ["one"], "numbers": {"1800": "one"}, "flows": {"main": "one"}}
    (root / ".ivr/answer").mkdir(exist_ok=True)
    (root / ".ivr/answer/now.json").write_text(json.dumps(now, indent=1))
    (root / ".ivr/packed.zip").write_bytes(next((root / ".ivr/releases/one").rglob("*.zip")).read_bytes())


def faults_of_telling(path: str, raw: bytes, found: list[Diagnostic]) -> list[str]:
    """What is wrong with what is told: each needs a place that is there, and a way to be shown."""
    wrong = []
    text = raw.decode("utf-8", "replace")
    source = Source(path, text)
    lines = len(text.splitlines()) + text.count("\r") + 2
    for one in found:
        is_named = path.rpartition("/")[2] in one.message
        if one.span is None and one.severity is Severity.ERROR and not is_named:
            wrong.append(f"{one.rule} has no place: {one.message}")
        elif one.span is not None and one.span.path == path and not 1 <= one.span.line <= lines:
            wrong.append(f"{one.rule} is at line {one.span.line} of {lines}")
    to_text(found, {path: source})
    to_json(found, {path: source})
    to_sarif(found, {}, "1")
    return wrong


@pytest.mark.parametrize("name", KINDS)
def test_a_broken_file_is_told_with_its_place(name: str) -> None:
    kind = KINDS[name]
    count = round(times(600, 10_000) * kind.share / sum(one.share for one in KINDS.values())) + 1
    files = list(kind.files().items())
    outcomes: Counter[str] = Counter()
    for number in range(count):
        # By its own number, so that one can be had again alone.
        chance = random.Random(f"{name} {number}")
        path, whole = files[number % len(files)]
        raw = mutated(whole, chance)
        try:
            found = list(kind.read(path, raw))
            wrong = faults_of_telling(path, raw, found)
        except Exception as fault:
            raise AssertionError(f"{name} {number}, {path}: {type(fault).__name__}\n{raw[:3000]!r}") from fault
        assert wrong == [], f"{name} {number}: {raw[:3000]!r}"
        refused = kind.refuses(raw)
        is_told = any(one.span is not None and one.span.path == path for one in found)
        assert is_told or not refused, f"{name} {number}: another parser refuses it, and nobody is told\n{raw[:3000]!r}"
        outcomes["told" if found else "as good as whole"] += 1
        outcomes["another parser refuses it"] += refused
    tally(f"broken files: {name}", count, tracebacks=0, **outcomes)
    assert bool(outcomes["told"]) == kind.tells
