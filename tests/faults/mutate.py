"""Ways to break a file as editors, merges, disks, mail programs and spreadsheets break one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

ODD = (
    *(
        b"[]",
        b"{}",
        b"null",
        b"~",
        b"''",
        b"-1",
        b"1e400",
        b".nan",
        b"0x1F",
        b"1_000",
        b"!!python/object x",
        b"&a [*a]",
    ),
    *(
        b"[" * 60,
        b"\xff",
        b"{x}",
        b"{{ x }}",
        b"{% if %}",
        b"{% for a in b %}",
        b"<<: *x",
        b"? a",
        b"|",
        b">",
        b"- - -",
    ),
    *(b"2026-02-30", b"25:61", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\x00", b"\xef\xbb\xbf", b"\\u0000", b"%s %n", b"#"),
    *(b"<x>", b"</trans-unit>", b"<!DOCTYPE x>", b"&lt;&x;", b"]]>", b"<![CDATA[", b'msgstr[9] "x"', b'msgid ""', b'"'),
    *("é".encode(), "😀".encode(), "ﬁ".encode(), "\u2028".encode(), b"9" * 400, b"a" * 5_000, b"a.b.c", b"flow:", b"/"),
)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """Its end is gone."""
    return raw[: chance.randrange(len(raw) + 1)]


def behead(raw: bytes, chance: random.Random) -> bytes:
    """Its beginning is."""
    return raw[chance.randrange(len(raw) + 1) :]


def drop_lines(raw: bytes, chance: random.Random) -> bytes:
    """Some lines are."""
    lines = raw.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 6)):
        if lines:
            del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def double_lines(raw: bytes, chance: random.Random) -> bytes:
    """Some stand twice."""
    lines = raw.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    return b"".join([*lines[: at + chance.randrange(1, 9)], *lines[at:]])


def move_lines(raw: bytes, chance: random.Random) -> bytes:
    """Some stand elsewhere."""
    lines = raw.splitlines(keepends=True) or [b""]
    for _ in range(chance.randrange(1, 5)):
        lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
    return b"".join(lines)


def swap_words(raw: bytes, chance: random.Random) -> bytes:
    """Words stand for others."""
    words = sorted(set(re.findall(rb"[^\s:,]+", raw))) or [b"x"]
    for _ in range(chance.randrange(1, 8)):
        raw = raw.replace(chance.choice(words), chance.choice(words), 1)
    return raw


def flip_bytes(raw: bytes, chance: random.Random) -> bytes:
    """Bytes have fallen over."""
    changed = bytearray(raw or b"\0")
    for _ in range(chance.randrange(1, 10)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def indent(raw: bytes, chance: random.Random) -> bytes:
    """A line has moved to the right, or to the left, or by a tabulator."""
    lines = raw.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    lines[at] = chance.choice([b" " * chance.randrange(1, 5) + lines[at], lines[at].lstrip(b" "), b"\t" + lines[at]])
    return b"".join(lines)


def replace_value(raw: bytes, chance: random.Random) -> bytes:
    """Something else stands behind a key, an equals sign, or in an element."""
    found = list(re.finditer(rb"(?<=: )[^\n]*|(?<==\")[^\"\n]*|(?<=>)[^<\n]+|(?<= \")[^\"\n]*(?=\")", raw))
    if not found:
        return raw + chance.choice(ODD)
    where = chance.choice(found)
    return raw[: where.start()] + chance.choice(ODD) + raw[where.end() :]


def insert(raw: bytes, chance: random.Random) -> bytes:
    """Something stands where nothing should."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(ODD) + raw[at:]


def mark_conflict(raw: bytes, chance: random.Random) -> bytes:
    """A merge was not finished."""
    lines = raw.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    return b"".join(
        [
            *lines[:at],
            b"<<<<<<< HEAD\n",
            lines[at],
            b"=======\n",
            lines[at].upper(),
            b">>>>>>> other\n",
            *lines[at + 1 :],
        ]
    )


def recode(raw: bytes, chance: random.Random) -> bytes:
    """Another program has saved it in its own way."""
    text = raw.decode("utf-8", "replace")
    if chance.random() < 0.5:
        return text.encode(chance.choice(["utf-16", "latin-1", "cp1252", "utf-7", "utf-8-sig", "cp037"]), "replace")
    return text.replace("\n", chance.choice(["\r\n", "\r", "\n\n", "\u2028", "\x85", ""])).encode()


MUTATIONS: tuple[Mutation, ...] = (
    *(cut, behead, drop_lines, double_lines, move_lines, swap_words, flip_bytes, indent),
    *(replace_value, replace_value, replace_value, insert, insert, mark_conflict, recode),
)


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Broken in one way, or in two."""
    for _ in range(chance.choice((1, 1, 1, 2))):
        raw = chance.choice(MUTATIONS)(raw, chance)
    return raw
