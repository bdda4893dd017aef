"""Bytes from outside: one clear diagnostic for what is not a text; everything else stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.limits import MAX_FILE_BYTES, MAX_READING_FAULTS
from ivr_author.core.source import Source
from ivr_author.core.text_input import (
    check_control_characters,
    check_size,
    read_bytes_as_source,
    without_control_characters,
)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back_as_it_was_written(text: str) -> None:
    source, _ = read_bytes_as_source("a.yaml", text.encode())
    assert source == Source("a.yaml", text)


@given(st.binary())
def test_bytes_are_a_text_or_one_fault(raw: bytes) -> None:
    source, faults = read_bytes_as_source("a.yaml", raw)
    assert source is not None or len(faults) == 1


@pytest.mark.parametrize(
    "text", ["a: 1\r\nb: 2\r\n", "\ufeffa: 1\n", "a: \u200f\u0645\u0631\u062d\u0628\u0627 \U0001f600\n"]
)
def test_line_ends_marks_and_any_script_are_kept(text: str) -> None:
    assert read_bytes_as_source("a.yaml", text.encode()) == (Source("a.yaml", text), [])


def test_not_utf_8_tells_where() -> None:
    source, [fault] = read_bytes_as_source("flows/a.yaml", "title: Vidéo\nsay: Ni".encode() + b"\xf1o\n")
    assert source is None
    assert fault.rule == "not-utf-8"
    assert fault.message == "the file is not UTF-8: byte 0xF1 at offset 21 (line 2)"
    assert str(fault.span) == "flows/a.yaml:2:8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_named(encoding: str) -> None:
    raw = "a: é".encode(encoding)
    _, [fault] = read_bytes_as_source("a.yaml", raw if encoding == "utf-16" else b"\xfe\xff" + raw)
    assert "UTF-16" in fault.hint


def test_a_large_file_is_refused_unread() -> None:
    assert read_bytes_as_source("a.yaml", b"a" * MAX_FILE_BYTES)[1] == []
    source, [fault] = read_bytes_as_source("a.yaml", b"\xff" * (MAX_FILE_BYTES + 1))
    assert (source, fault.rule) == (None, "file-too-large")


def test_size_counts_bytes_not_characters() -> None:
    assert check_size(Source("a.yaml", "a" * MAX_FILE_BYTES)) == []
    [fault] = check_size(Source("a.yaml", "é" * (MAX_FILE_BYTES // 2 + 1)))
    assert fault.rule == "file-too-large"


@pytest.mark.parametrize(
    ("character", "described"),
    [
        ("\0", "a control character (U+0000)"),
        ("\x1b", "a control character (U+001B)"),
        ("\x85", "a control character (U+0085)"),
        ("\u2028", "line separator (U+2028)"),
        ("\r", "a carriage return without a line feed (U+000D)"),
        ("\ud800", "a control character (U+D800)"),
    ],
)
def test_control_characters_are_named_and_placed(character: str, described: str) -> None:
    source = Source("a.yaml", f"a: é\nb: {character}x\n")
    [fault] = check_control_characters(source)
    assert fault.message == f"{described} in the text"
    assert fault.span is not None
    assert (fault.span.line, fault.span.column) == (2, 4)
    assert source.text[fault.span.start : fault.span.end] == character
    assert without_control_characters(source.text) == "a: é\nb:  x\n"


def test_a_binary_file_does_not_flood_the_report() -> None:
    assert len(check_control_characters(Source("a.yaml", "\0" * 10_000))) == MAX_READING_FAULTS
