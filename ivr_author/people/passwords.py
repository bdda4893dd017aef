"""Which passwords are good enough, and how they are kept: as Argon2id hashes that are made anew when the cost rises."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ivr_author.core.diagnostics import Diagnostic, error

MIN_CHARACTERS = 12
MAX_CHARACTERS = 256
"""A password that is longer only costs the server time."""

MIN_DISTINCT = 5
"""`aaaaaaaaaaaa` and `121212121212` are long, and the first that is tried."""

MIN_WORD = 3
"""Shorter parts of a name stand in many words."""

RULES = {
    "password-common": "A password is one that many people have",
    "password-long": "A password is too long",
    "password-personal": "A password is made of its owner's name or address",
    "password-short": "A password is too short",
    "password-simple": "A password repeats a few characters, or counts",
}
"""Every rule id that this module can report, with its description."""

PasswordHash = NewType("PasswordHash", str)
"""What may be kept; only `Passwords.hash` makes it."""

_SIGNS = str.maketrans("013457@$!", "oieastasi")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")
_HINT = "three or four words that have nothing to do with each other are long and easy to keep in mind"


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes passwords at a certain cost; the default is what argon2-cffi recommends (RFC 9106, low memory)."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)

    def hash(self, password: str) -> PasswordHash:
        """A hash to keep. Takes tens of milliseconds: not within a transaction. `judge_password` comes first."""
        return PasswordHash(self.hasher.hash(_normal(password)))

    def is_right(self, kept: str | None, password: str) -> bool:
        """Whether this is the password. Without one that is kept it takes as long, and is wrong."""
        try:
            self.hasher.verify(kept or self.decoy(), _normal(password)[:MAX_CHARACTERS])
        except (VerificationError, InvalidHashError):
            return False
        return bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost."""
        return self.hasher.check_needs_rehash(kept)

    def decoy(self) -> str:
        """A hash that nobody has: so an account that does not exist takes as long as one that does."""
        return _decoy(self.hasher)


@cache
def _decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody's password")


def judge_password(password: str, *about: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a password; `about`: the name and address of its owner. Nothing: it is good enough."""
    password = _normal(password)
    if len(password) < MIN_CHARACTERS:
        return (error("password-short", f"a password has at least {MIN_CHARACTERS} characters", hint=_HINT),)
    if len(password) > MAX_CHARACTERS:
        message = f"a password has at most {MAX_CHARACTERS} characters"
        return (error("password-long", message, hint="the first sentence of it is enough"),)
    folded = password.casefold()
    if len(set(folded)) < MIN_DISTINCT or any(_covers(row, folded) for row in _ROWS):
        return (error("password-simple", "it repeats a few characters, or follows the keys", hint=_HINT),)
    if folded in _common() or _bare_words(folded) & _common():
        return (error("password-common", "it is one of those that are tried first", hint=_HINT),)
    known = {part for text in about for part in re.split(r"[\W_]+", text.casefold()) if len(part) >= MIN_WORD}
    rest = re.sub("|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "$", "", folded)
    if sum(map(str.isalnum, rest)) < MIN_CHARACTERS // 2:
        return (error("password-personal", "it is made of a name or an address that others know", hint=_HINT),)
    return ()


def _normal(password: str) -> str:
    # One spelling: keyboards write the same letter as one character or as two. A lone surrogate has no bytes.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _covers(row: str, folded: str) -> bool:
    return folded in row * 2 or folded in row[::-1] * 2


def _bare_words(folded: str) -> set[str]:
    """What is left without digits and signs, and with those read as the letters they stand for; each also halved."""
    bare = {re.sub(r"[\W\d_]", "", text) for text in (folded, folded.translate(_SIGNS))}
    # `Passw0rd!2024`: digits at the end stand for nothing.
    bare.add(re.sub(r"[\W_]", "", re.sub(r"[\W\d_]+$", "", folded).translate(_SIGNS)))
    return bare | {word[: len(word) // 2] for word in bare if word[: len(word) // 2] * 2 == word}


@cache
def _common() -> frozenset[str]:
    text = files("ivr_author.people").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("# "))
