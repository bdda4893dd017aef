"""Reads letters back with PDFium and pikepdf: what stands where, what a screen reader is told."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import page as page_validation
import pikepdf
import pypdfium2
from pypdfium2 import raw

POINTS = 72.0
_LANGUAGE = re.compile(rb"/Lang ?\(([\w-]+)\)")


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a page and its box, in inches from the sheet's top left corner."""

    character: str
    left: float
    top: float
    right: float
    bottom: float


def letters_of(data: bytes) -> list[list[Letter]]:
    """The characters of each page, as PDFium finds them; spaces and what is not seen are left out."""
    return [list(_letters(data, number)) for number in range(pages_of(data))]


def pages_of(data: bytes) -> int:
    """How many pages PDFium counts."""
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def text_of(data: bytes) -> list[str]:
    """The text of each page, line ends as spaces."""
    document = pypdfium2.PdfDocument(data)
    try:
        texts = []
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            texts.append(" ".join(text_page.get_text_range().replace("\r", "").split("\n")))
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def faults_of(data: bytes) -> list[str]:
    """What page-validation finds against PDF/UA-1."""
    report = page_validation.validate_pdf_bytes(data, profile="ua1")
    return [] if report.is_compliant else [str(fault) for fault in report.failures] or ["not compliant"]


def elements_of(data: bytes) -> list[str]:
    """The structure tree in reading order: `H1`, `P lang=es-US`, `Table` ..."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(_elements(pdf.Root.StructTreeRoot))


def languages_of(data: bytes) -> set[str]:
    """Every language that a part of the letter is marked with: blocks in the tree, words where they stand."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        words = {str(tag.decode()) for page in pdf.pages for tag in _LANGUAGE.findall(page.Contents.read_bytes())}
    return words | {element.partition("lang=")[2] for element in elements_of(data) if "lang=" in element}


def links_of(data: bytes) -> list[str]:
    """Where links lead, page by page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            str(annotation.A.URI)
            for page in pdf.pages
            for annotation in page.get("/Annots", pikepdf.Array())
            if annotation.get("/Subtype") == "/Link" and "/URI" in annotation.A
        ]


def facts_of(data: bytes) -> tuple[str, str, str]:
    """Title, language and date of making."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return str(pdf.docinfo["/Title"]), str(pdf.Root.Lang), str(pdf.docinfo["/CreationDate"])


def bookmarks_of(data: bytes) -> list[tuple[str, int]]:
    """The bookmarks of the first level with their pages, from 1."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return [(str(item.title), numbers[item.destination[0].objgen]) for item in outline.root]


def _letters(data: bytes, number: int) -> Iterator[Letter]:
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number]
        height = page.get_height()
        text_page = page.get_textpage()
        for index in range(text_page.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text_page, index))
            if character.isspace() or not character.isprintable():
                continue
            left, bottom, right, top = text_page.get_charbox(index)
            yield Letter(character, left / POINTS, (height - top) / POINTS, right / POINTS, (height - bottom) / POINTS)
        text_page.close()
        page.close()
    finally:
        document.close()


def _elements(element: pikepdf.Object) -> Iterator[str]:
    if not isinstance(element, pikepdf.Dictionary):
        return
    if "/S" in element:
        language = f" lang={element.Lang}" if "/Lang" in element else ""
        yield str(element.S).removeprefix("/") + language
    children = element.get("/K")
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        yield from _elements(child)
