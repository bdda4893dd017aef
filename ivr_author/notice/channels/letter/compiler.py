"""Typst, kept warm: one compiler a process, with our fonts alone, so that the same program gives the same bytes."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Literal

import typst

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channels.letter.fonts import font_folder

IMPORT = '#import "/letter.typ": *\n'
"""Every program begins with it."""

_PAGES = re.compile(rb"1 0 obj\n<</Type/Pages/Count (\d+)")

_LOCK = threading.Lock()  # the compiler refuses a second thread
_MISSING = re.compile(r'PDF/UA-1 error: the text (?:contains the disallowed codepoint )?`"(.*)"`', re.DOTALL)
_PANIC = re.compile(r'panicked with: "?(.*?)"?\Z', re.DOTALL)
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)|(.)", re.DOTALL)

_used_in = 0


class MissingGlyphs(CannotRender):
    """No font of ours has these characters, in the order of the letter; `characters` may be only the first of them."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"no font of letters has {name_characters(characters)}")
        self.characters = characters


def compile_pdf(source: str, timestamp: int) -> bytes:
    """A tagged PDF. `timestamp`: seconds since 1970, its date of making. Raises `CannotRender`."""
    made = _run(
        lambda compiler: compiler.compile(source.encode(), format="pdf", pdf_standards="ua-1", timestamp=timestamp)
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def compile_pages(source: str, picture: Literal["png", "svg"], ppi: float) -> list[bytes]:
    """The pages as pictures, `png` or `svg`. A glyph that no font has is a box here. Raises `CannotRender`."""
    made = _run(lambda compiler: compiler.compile(source.encode(), format=picture, ppi=ppi))
    assert made is not None, "no file was named to write to"
    return made if isinstance(made, list) else [made]


def count_pages(data: bytes) -> int:
    """The pages of a PDF of ours; its first object is the tree of pages."""
    found = _PAGES.search(data, 0, 200)
    assert found, "Typst begins with the tree of pages"
    return int(found[1])


def engine_version() -> str:
    """What sets the letters, for manifests."""
    return f"typst {version('typst')}"


def name_characters(characters: str) -> str:
    """Characters as `U+1F600 (😀)`, those that can't be seen by number alone."""
    return ", ".join(
        f"U+{ord(one):04X} ({one})" if one.isprintable() and not one.isspace() else f"U+{ord(one):04X}"
        for one in dict.fromkeys(characters)
    )


def _run(compile_with: Callable[[typst.Compiler], bytes | list[bytes] | None]) -> bytes | list[bytes] | None:
    global _used_in
    with _LOCK:
        if _used_in not in (0, os.getpid()):
            raise RuntimeError("Typst's threads do not survive a fork; start workers with `spawn` or `forkserver`")
        compiler = _compiler(font_folder())
        _used_in = os.getpid()
        try:
            return compile_with(compiler)
        except typst.TypstError as failure:
            raise _explain(failure) from failure


@cache
def _compiler(folder: str) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    root = str(files("ivr_author.notice.channels.letter"))
    return typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True)


def _explain(failure: typst.TypstError) -> CannotRender:
    if found := _MISSING.search(failure.message):
        return MissingGlyphs(_unescape(found[1]))
    if found := _PANIC.search(failure.message):
        return CannotRender(found[1])
    if "heading title is empty" in failure.message or "document title" in failure.message:
        return CannotRender("a heading or the subject is empty without the values that this member lacks")
    return CannotRender(f"Typst can't set this letter: {failure.message}")


def _unescape(shown: str) -> str:
    """A string as Rust shows it for debugging."""
    return "".join(
        chr(int(number, 16)) if number else letter or escaped for number, escaped, letter in _CODE_POINT.findall(shown)
    )
