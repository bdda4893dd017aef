"""Which characters no font of ours has, and where in a letter they stand."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.notice.channels.letter.compiler import IMPORT, MissingGlyphs, compile_pdf
from ivr_author.notice.channels.letter.literals import quote
from ivr_author.notice.document import Document, Heading, Inlines, Paragraph, Slot, Table, walk_blocks, walk_inlines
from ivr_author.notice.values import Value, printed

_AT_MOST = 20


def missing_characters(text: str) -> str:
    """The characters of a text that no font has, each once, at most twenty of them."""
    left = dict.fromkeys(one for one in text if one > "~" and not one.isspace())
    missing = ""
    while left and len(missing) < _AT_MOST:
        lines = "".join(f"par({quote(one)})\n" for one in left)
        source = f'{IMPORT}#set document(title: "-")\n#set text(font: faces.latin)\n#{{\n{lines}}}'
        try:
            compile_pdf(source, 0)
        except MissingGlyphs as fault:
            found = [one for one in fault.characters if one in left]
            if not found:
                break
            missing += "".join(found)
            for one in found:
                del left[one]
        else:
            break
    return missing


def places_of(characters: str, document: Document, values: dict[int, Value]) -> str:
    """The fields and segments that hold any of these characters: `name`, `premium_bill/dear_name`."""
    found: dict[str, None] = {}
    for address, content in _contents(document):
        for one in walk_inlines(content):
            if isinstance(one, Slot):
                text, name = printed(values[one.index], document.locale) if one.index in values else "", one.name
            else:
                text, name = getattr(one, "text", ""), address
            if name and any(character in text for character in characters):
                found[name] = None
    return ", ".join(f"`{name}`" for name in found)


def _contents(document: Document) -> Iterator[tuple[str, Inlines]]:
    yield f"{document.notice_id}/subject", document.subject
    for block in walk_blocks(document.blocks):
        if isinstance(block, Heading | Paragraph):
            yield block.address, block.content
        elif isinstance(block, Table):
            yield from ((cell.address, cell.content) for row in (block.header, *block.rows) for cell in row)
