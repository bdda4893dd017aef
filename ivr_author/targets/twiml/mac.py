"""HMAC (RFC 2104) of many messages with one key: both paddings are hashed once, which halves the time and more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

Mac = Callable[[bytes], bytes]


def create_mac(key: bytes, algorithm: str) -> Mac:
    """The function that signs with a key: what `hmac.digest(key, message, algorithm)` gives. For sha1 and sha256."""
    new = hashlib.sha1 if algorithm == "sha1" else hashlib.sha256
    if len(key) > new().block_size:
        key = new(key).digest()
    padded = key.ljust(new().block_size, b"\0")
    inner, outer = new(bytes(byte ^ 0x36 for byte in padded)), new(bytes(byte ^ 0x5C for byte in padded))

    def sign(message: bytes) -> bytes:
        within, around = inner.copy(), outer.copy()
        within.update(message)
        around.update(within.digest())
        return around.digest()

    return sign
