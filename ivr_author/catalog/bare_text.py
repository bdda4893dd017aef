"""A text without what is no language in it: placeholders, tags, addresses of the web and of mail."""

from __future__ import annotations

import re
from functools import lru_cache

HOLE = "\ufffc"
"""Stands where something was taken out; no word goes across it."""

# Addresses end where their script does: Chinese goes on without a space.
# Lengths are bounded (RFC 1035, RFC 5321), so that no text takes long.
_NO_WORDS = re.compile(
    r"\{[^{}]*\}|<[^<>]*>|https?://[!-~]+|\bwww\.[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}(?:com|org|gov|net|edu)\b[!-~]*",
    re.ASCII,
)


@lru_cache(maxsize=32_768)
def bare(text: str) -> str:
    """The text with a hole for each of them."""
    return _NO_WORDS.sub(HOLE, text)
