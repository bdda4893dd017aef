"""Files broken in every way that an editor, a merge or a disk can break them: the pages stay, and say what is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.pages import Visitor

PAGES = (
    "/",
    "/problems",
    "/flows/billing/list?locale=ar",
    "/flows/menu/list",
    "/words/billing/due/prompt/1",
    "/flows/main/phone?at=2026-12-09T10:00&do=press+2&do=silence",
    "/flows/billing/phone?at=2026-12-09T10:00&do=press+12345678&do=press+1&do=press+3",
)
COMPILED = "/documents/voicexml/"
ANSWERS = {200, 404, 409}

Break = Callable[[bytes, random.Random], bytes]


def cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def drop_line(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 6)):
        del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def swap_words(raw: bytes, chance: random.Random) -> bytes:
    words = sorted(set(raw.replace(b":", b" ").replace(b",", b" ").split()))
    for _ in range(chance.randrange(1, 8)):
        raw = raw.replace(chance.choice(words), chance.choice(words), 1)
    return raw


def flip_bytes(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randrange(1, 10)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def indent(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    lines[at] = b" " * chance.randrange(1, 5) + lines[at]
    return b"".join(lines)


def replace_value(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    with_values = [index for index, line in enumerate(lines) if b": " in line]
    at = chance.choice(with_values or [0])
    key = lines[at].partition(b": ")[0]
    value = chance.choice(
        [b"[]", b"{}", b"null", b"''", b"-1", b"1e400", b"!!python/object x", b"&a [*a]", b"[" * 60, b"\xff", b"{x}"]
    )
    lines[at] = key + b": " + value + b"\n"
    return b"".join(lines)


BREAKS: tuple[Break, ...] = (cut, drop_line, swap_words, flip_bytes, indent, replace_value)


@pytest.mark.parametrize("seed", range(12))
def test_broken_files_never_break_a_page(visitor: Visitor, workspace: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = [workspace / "ivr.yaml", *sorted((workspace / "flows").rglob("*.yaml"))]
    files += sorted((workspace / "locales").rglob("*.po"))
    for path in chance.sample(files, chance.randrange(1, 4)):
        broken = chance.choice(BREAKS)
        path.write_bytes(broken(path.read_bytes(), chance))
    # Emitting takes longer than all the rest.
    for path in [*PAGES, *([COMPILED] if seed % 4 == 0 else [])]:
        visitor.get(path, ANSWERS)


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("flows/billing.yaml", b""),
        ("flows/billing.yaml", b"\xff\xfe\x00x"),
        ("flows/billing.yaml", b"a: " * 400_000),
        ("flows/billing.yaml", b"nodes: " + b"[" * 3000),
        ("flows/billing.yaml", b"format: 1\ntitle: x\nstart: nowhere\nnodes: {a: {type: play, prompt: x, next: a}}\n"),
        (
            "flows/billing.yaml",
            b"format: 1\ntitle: x\nstart: a\nnodes: {a: {type: hours, calendar: none, next: {open: a, closed: a}}}\n",
        ),
        ("ivr.yaml", b""),
        ("ivr.yaml", b"\x00"),
        ("ivr.yaml", b"format: 1\norganisation: x\nsource_locale: xx\nlocales: [yy, zz]\ntime_zone: UTC\n"),
        ("locales/es/LC_MESSAGES/flows.po", b'msgid "x\nmsgstr "y"'),
        ("locales/ar/LC_MESSAGES/flows.po", b""),
    ],
)
def test_known_ways_to_break_a_file(visitor: Visitor, workspace: Path, path: str, raw: bytes) -> None:
    (workspace / path).write_bytes(raw)
    for page in PAGES:
        visitor.get(page, ANSWERS)
    assert visitor.get("/problems").all(
        "//li[contains(@class, 'problem--error')] | //div[@class='empty']"
    ) or path.endswith(".po")


def test_broken_flow_is_shown_as_broken(visitor: Visitor, workspace: Path) -> None:
    (workspace / "flows/billing.yaml").write_text("format: 1\ntitle: [\n")
    page = visitor.get("/flows/billing/list")
    assert "can't be read" in page.text
    assert page.all("//pre[@class='excerpt']")
    assert "billing" in " ".join(visitor.get("/flows").texts("//tbody/tr/th"))
    assert "mended" in visitor.get("/flows/billing/phone", status=409).text
    # The others go on.
    assert visitor.get("/flows/menu/list").all("//article")


def test_broken_node_stands_among_the_others(visitor: Visitor, workspace: Path) -> None:
    path = workspace / "flows/billing.yaml"
    path.write_text(path.read_text().replace("  due:\n    type: play", "  due:\n    type: plya"))
    page = visitor.get("/flows/billing/list")
    assert page.texts("//li[@id='n-due']//p[@class='problem__message']") == ["there is no node type plya"]
    assert "did you mean play?" in page.texts("//li[@id='n-due']//p[@class='problem__hint']")
    assert len(page.all("//article")) == 33


def test_dangling_exit_is_told_at_its_place(visitor: Visitor, workspace: Path) -> None:
    path = workspace / "flows/billing.yaml"
    path.write_text(path.read_text().replace("ok: bill_state", "ok: bill_sate"))
    page = visitor.get("/flows/billing/list")
    way = page.all("//li[@id='n-look_up']//li[contains(@class, 'exit')]")[0]
    assert "not there" in way.text_content()
    assert way.xpath(".//*[@value='bill_sate']")
    assert page.all("//li[@id='n-look_up'][contains(@class, 'has-problem')]")
    problem = visitor.get("/problems?flow=billing&severity=error")
    assert problem.all("//a[@href='/flows/billing#n-look_up']")


def test_mended_file_is_seen_at_once(visitor: Visitor, workspace: Path) -> None:
    path = workspace / "flows/billing.yaml"
    whole = path.read_text()
    for _ in range(3):
        path.write_text(whole.replace("title: Billing", "title: Payments"))
        assert visitor.get("/flows/billing").texts("//h1") == ["Payments"]
        path.write_text("nonsense")
        assert visitor.get("/flows/billing").texts("//h1") == ["billing"]
        path.write_text(whole)
        assert visitor.get("/flows/billing").texts("//h1") == ["Billing"]
