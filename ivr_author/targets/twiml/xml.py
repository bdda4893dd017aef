"""How text becomes XML: escaping, done once here; slots for what is known only in the call; comments."""

from __future__ import annotations

import re

XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

SLOT_PATTERN = re.compile("⟦([0-9]+)⟧")
"""A slot in a document. An author's own ⟦ and ⟧ are character references, so they are never taken for one."""

_UNCHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "⟦": "&#10214;", "⟧": "&#10215;"}
_TEXT_TABLE = str.maketrans(_TEXT)
_ATTRIBUTE_TABLE = str.maketrans({**_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
_HYPHENS = re.compile("-(?=-)")
_REFERENCE = re.compile("|".join(map(re.escape, _TEXT.values())))
_MEANINGS = {reference: character for character, reference in _TEXT.items()}


def clean(text: str) -> str:
    """A text without characters that no XML document can hold."""
    return _UNCHARACTERS.sub("", text)


def escape_text(text: str) -> str:
    """A text as the content of an element."""
    return clean(text).translate(_TEXT_TABLE)


def unescape_text(text: str) -> str:
    """The text that `escape_text` was given."""
    return _REFERENCE.sub(lambda match: _MEANINGS[match[0]], text)


def escape_attribute(text: str) -> str:
    """A text as an attribute's value, in double quotes."""
    return clean(text).translate(_ATTRIBUTE_TABLE)


def slot(number: int) -> str:
    """The mark of a slot."""
    return f"⟦{number}⟧"


def comment(text: str) -> str:
    """A comment; two hyphens would end it."""
    return f"<!-- {_HYPHENS.sub('- ', clean(text))} -->"


def attributes(**values: str) -> str:
    """Attributes in the order given, each after a space; they may hold slots, so they come escaped."""
    return "".join(f' {name}="{value}"' for name, value in values.items())
