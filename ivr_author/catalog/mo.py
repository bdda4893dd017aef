"""A catalog compiled for `gettext`. The product itself reads PO; this is for other programs.

Our own 40 lines, because Babel's and polib's writers take 20 s for 50,000 messages: they add bytes to bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from ivr_author.catalog.model import Catalog, Message

_MAGIC = 0x950412DE
_HEADER_BYTES = 28


def write_mo(catalog: Catalog) -> bytes:
    """The MO file: the header and every message that is translated and not fuzzy."""
    # Without a charset, readers take the file for ASCII.
    catalog = catalog.with_header_field("Content-Type", "text/plain; charset=UTF-8")
    # Of two with one key the first counts, as in `lookup`.
    used = [message for message in reversed(catalog.entries) if message.is_complete and not message.is_fuzzy]
    texts = {_key(message): "\0".join(message.strings).encode() for message in used}
    texts[b""] = catalog.header.strings[0].encode()
    keys = sorted(texts)
    tables = _HEADER_BYTES + 16 * len(keys)
    key_table, end_of_keys = _table(keys, tables)
    text_table, _ = _table([texts[key] for key in keys], end_of_keys)
    header = struct.pack("<7I", _MAGIC, 0, len(keys), _HEADER_BYTES, _HEADER_BYTES + 8 * len(keys), 0, _HEADER_BYTES)
    ends = b"".join(key + b"\0" for key in keys), b"".join(texts[key] + b"\0" for key in keys)
    return b"".join((header, key_table, text_table, *ends))


def _key(message: Message) -> bytes:
    context = "" if message.context is None else f"{message.context}\x04"
    plural = "" if message.msgid_plural is None else f"\0{message.msgid_plural}"
    return f"{context}{message.msgid}{plural}".encode()


def _table(texts: Iterable[bytes], start: int) -> tuple[bytes, int]:
    """Length and offset of each text, and where the last one ends; each is followed by one NUL."""
    rows = []
    for text in texts:
        rows.append(struct.pack("<2I", len(text), start))
        start += len(text) + 1
    return b"".join(rows), start
