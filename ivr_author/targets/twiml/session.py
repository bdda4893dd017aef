"""Where a call is between two requests, and how that is kept: signed in the address, or in a store.

Signed is not secret: what a caller keyed in stands in the address, and so in the logs of the phone platform. Who must
not have that there uses a store; then the address has the number of the step alone, signed as well.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import math
import zlib

import msgspec

from ivr_author.core.value_types import Value
from ivr_author.targets.twiml.limits import MAX_SESSION_SECONDS
from ivr_author.targets.twiml.store import Store, StoreFault

SESSION_FORMAT = 3

WAITING = -1
"""The position of a call whose block has come to its end and waits for what the phone reports."""

_WORTH_PACKING = 400
_MAX_TOKEN = 16_000
_MAX_UNPACKED = 200_000
_MAC_BYTES = 16


class BadSession(ValueError):
    """This is no session of ours, or of another call."""


class LostSession(Exception):
    """The store that has the session does not answer; `locale` is what the caller hears."""

    def __init__(self, locale: str) -> None:
        super().__init__("the store does not answer")
        self.locale = locale


class Session(msgspec.Struct, array_like=True, tag=SESSION_FORMAT, forbid_unknown_fields=True):
    """One call: the next step of a block, locale, beginning (epoch milliseconds), values, subflows, menus visited.

    `passed` counts nodes since the caller was waited for. `stack` has the blocks that entered a subflow, `menus` the
    menus for `back`, each with the depth of the stack. `number` counts the addresses handed out, `issued` is when this
    one was (epoch milliseconds), and `run` tells calls apart that begin anew under one id.
    """

    at: str
    locale: str
    began: int
    position: int = 0
    passed: int = 0
    values: dict[str, Value] = msgspec.field(default_factory=dict)
    stack: list[str] = msgspec.field(default_factory=list)
    menus: list[tuple[str, int]] = msgspec.field(default_factory=list)
    number: int = 0
    issued: int = 0
    run: int = 0

    def to_bytes(self) -> bytes:
        """As a compact array of JSON, its format first; what is unset is left out.

        Raises `ValueError` for a number that JSON can't hold: it would come back as unset.
        """
        has_unset = False
        for value in self.values.values():
            if value is None:
                has_unset = True
            elif isinstance(value, float) and not math.isfinite(value):
                raise ValueError("a number that JSON can't hold")
        if not has_unset:
            return _encode(self)
        values = {name: value for name, value in self.values.items() if value is not None}
        return _encode(msgspec.structs.replace(self, values=values))

    @classmethod
    def from_bytes(cls, data: bytes) -> Session:
        """The session of such JSON. Raises `BadSession`."""
        try:
            return _decode(data)
        except msgspec.ValidationError as fault:
            raise BadSession("of another version") from fault
        except ValueError as fault:
            raise BadSession("not readable") from fault


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Session).decode
_TO_URL = bytes.maketrans(b"+/", b"-_")


class Sessions:
    """Keeps sessions in signed addresses, or in a store with the number of the step in the address.

    Every signature is bound to the call's id, so that nothing of one call leads anywhere in another.
    """

    def __init__(self, secret: str, store: Store | None = None) -> None:
        # A key of its own, derived once: the secret may sign other things too.
        key = hmac.digest(secret.encode(), b"ivr_author twiml session 3", "sha256")
        self._mac = hashlib.blake2b(key=key, digest_size=_MAC_BYTES)
        self._store = store

    def save(self, session: Session, call: str) -> str:
        """Keep it; the query (without `?`, of letters, digits and `=-_.` alone) under which it is found again."""
        data = session.to_bytes()
        if self._store is not None:
            self._store.put(_key(call, session.run, session.number), data, MAX_SESSION_SECONDS)
            body = f"n{session.number}-{session.run}-{session.locale}"
        elif len(data) > _WORTH_PACKING:
            body = "z" + _to_text(zlib.compress(data))
        else:
            body = "j" + _to_text(data)
        return f"s={body}.{self._signature(body, call)}"

    def load(self, query: str, call: str) -> Session:
        """The session of a query that was given out for this call. Raises `BadSession` and `LostSession`."""
        token = query if "&" not in query else "&".join(part for part in query.split("&") if part.startswith("s="))
        if not token.startswith("s=") or len(token) > _MAX_TOKEN or not token.isascii():
            raise BadSession("no token")
        body, _, signature = token[2:].partition(".")
        if not hmac.compare_digest(signature, self._signature(body, call)):
            raise BadSession("not signed by us for this call")
        mark, rest = body[:1], body[1:]
        if mark == "n":
            return self._from_store(rest, call)
        data = _from_text(rest)
        return Session.from_bytes(_unpack(data) if mark == "z" else data)

    def _from_store(self, place: str, call: str) -> Session:
        number, run, locale = place.split("-", 2)
        if self._store is None:
            raise BadSession("there is no store")
        try:
            data = self._store.get(_key(call, int(run), int(number)))
        except StoreFault as fault:
            raise LostSession(locale) from fault
        if data is None:
            raise BadSession("not in the store")
        return Session.from_bytes(data)

    def _signature(self, body: str, call: str) -> str:
        # BLAKE2 has a key built in (RFC 7693): half the time of an HMAC, which hashes twice.
        mac = self._mac.copy()
        mac.update(f"{call}\n{body}".encode("utf-8", "surrogatepass"))
        return mac.hexdigest()


def _key(call: str, run: int, number: int) -> str:
    return f"ivr.{call}.{run}.{number}"


def _to_text(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).decode()


def _from_text(text: str) -> bytes:
    return binascii.a2b_base64(text.replace("-", "+").replace("_", "/"))


def _unpack(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _MAX_UNPACKED)
