"""What comes out of channels, read back by readers that are not ours: by ending, so that a new channel needs none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import lxml.etree
import lxml.html

from tests.notice.channels.letter.pdf_reading import elements_of, links_of, text_of
from tests.web.markup import Markup

OPENERS = {"ltr": "\u2066", "rtl": "\u2067", "auto": "\u2068"}
BLOCKS = {"title", "h1", "h2", "h3", "p", "li", "td", "th", "div", "br", "ul", "ol", "table", "tr"}


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The words, with the isolates of markup as marks and blocks as lines; and everything that is no words."""

    text: str
    structure: tuple[str, ...]


def read_text(data: bytes) -> ReadBack:
    """Text is its own structure; how many lines it has is part of it."""
    text = data.decode("utf-8")
    return ReadBack(text, (str(len(text.splitlines())),))


def read_html(data: bytes) -> ReadBack:
    """By libxml2, and for its faults by the reader of the standard library."""
    text = data.decode("utf-8")
    page = lxml.html.document_fromstring(text)
    # How long a number is decides whether it may be broken.
    structure = [f"{one.tag} {' '.join(sorted(set(one.keys()) - {'class', 'style'}))}" for one in page.iter()]
    faults = [fault for fault in Markup(text).faults if "styles" not in fault]
    return ReadBack("".join(_flow(page)), (*structure, *faults))


def read_xml(data: bytes) -> ReadBack:
    """By libxml2, without recovery."""
    root = lxml.etree.fromstring(data)
    text = "".join(str(piece) for piece in root.itertext())
    return ReadBack(text, tuple(f"{one.tag} {sorted(one.attrib)}" for one in root.iter()))


def read_pdf(data: bytes) -> ReadBack:
    """By PDFium, in the order that a screen reader is told; by pikepdf what is no words."""
    # U+FFFE is PDFium's word for a hyphen at the end of a line; a link over two lines is two, with a Span for each.
    text = " ".join(text_of(data)).replace("\ufffe", "-")
    elements = [element for element in elements_of(data) if element != "Span"]
    return ReadBack(text, (*elements, *sorted(set(links_of(data)))))


READERS: dict[str, Callable[[bytes], ReadBack]] = {
    ".html": read_html,
    ".ssml": read_xml,
    ".xml": read_xml,
    ".txt": read_text,
    ".pdf": read_pdf,
}


def reader_for(suffix: str) -> Callable[[bytes], ReadBack] | None:
    """The reader of a part by its file ending."""
    return READERS.get("." + suffix.rpartition(".")[2])


def _flow(element: lxml.html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag == "style":
        return
    direction = element.get("dir") or ("auto" if element.tag == "bdi" else "")
    is_block = element.tag in BLOCKS
    if is_block:
        yield "\n"
    elif direction and element.tag not in ("html", "body"):
        yield OPENERS[direction]
    # White space in HTML is a space: line ends of the source are not of the text.
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _flow(child)
        yield (child.tail or "").replace("\n", " ")
    if is_block:
        yield "\n"
    elif direction and element.tag not in ("html", "body"):
        yield "\u2069"
