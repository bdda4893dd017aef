"""Where a link may lead: the same answer for authors, translators and members' data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ivr_author.core.placeholders import placeholder_names
from ivr_author.notice.model import FieldType
from ivr_author.notice.template.tree import Filling

SCHEMES = ("https", "http", "mailto", "tel")
_TARGET = re.compile(r"\]\(\s{0,9}<?([^()\s<>]*)")
_UNSAFE = re.compile(r"[\s<>\"\\^`\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")


def is_safe_target(target: str) -> bool:
    """Whether a link may lead there: an absolute address of a known scheme, without a character that ends it early."""
    if _UNSAFE.search(target):
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or (parts.scheme in ("mailto", "tel") and parts.path))


def link_fault(text: str, fillings: Mapping[str, Filling]) -> tuple[str, str] | None:
    """What is wrong with a target in a text, and the way out; None where all may stand."""
    for target in _TARGET.findall(text):
        names = placeholder_names(target)
        if not names:
            if not is_safe_target(target):
                return f"`{target}` is no address that a link may have", "write https://..., mailto:... or tel:..."
        elif target != f"{{{names[0]}}}":
            return f"`{target}` mixes an address with a value", "make it one field of type url"
        elif names[0] in fillings and fillings[names[0]].type is not FieldType.URL:
            return f"`{names[0]}` is no address of the web", "declare it with `type: url`"
    return None
