"""What must be read again, unlike a password, stands sealed in the database: its copy alone is of no use to anybody.

Where the key is kept is for whoever opens the database: never in it.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

SEAL = "seal"
"""Under which a session knows the one of its database."""

_LABEL = b"ivr_author second factors\0"
"""The same secret signs other things elsewhere: each purpose has a key of its own."""


class Seal:
    """Seals with the first of the secrets, and opens with any of them; without one, for as long as this lives."""

    def __init__(self, given: Sequence[bytes] = ()) -> None:
        keys = [_key_of(one) for one in given or (secrets.token_bytes(32),)]
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, whose: int, words: str) -> str:
        """Words of somebody, sealed: with another person's row they are worth nothing."""
        return self._fernet.encrypt(f"{whose}:{words}".encode()).decode()

    def unseal(self, whose: int, sealed: str) -> str | None:
        """The words; None: they were sealed with another key, or are not theirs, or were changed."""
        try:
            owner, _, words = self._fernet.decrypt(sealed.encode()).decode().partition(":")
        except InvalidToken:
            return None
        return words if owner == str(whose) else None


def _key_of(secret: bytes) -> bytes:
    return urlsafe_b64encode(hashlib.sha256(_LABEL + secret).digest())
