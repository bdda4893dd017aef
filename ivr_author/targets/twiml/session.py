"""Where a call is between two requests, and how that is kept: signed in the address, or in a store.

Signed is not secret: what a caller keyed in stands in the address, and so in the logs of the phone platform. Who must
not have that there uses a store.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol
from urllib.parse import parse_qs

from itsdangerous import Signer

from ivr_author.core.value_types import Value

SESSION_FORMAT = 1

WAITING = -1
"""The position of a call whose block has come to its end and waits for what the phone reports."""

_WORTH_PACKING = 400
_MAX_TOKEN = 16_000
_MAX_UNPACKED = 200_000


class BadSession(ValueError):
    """This is no session of ours, or of another call."""


@dataclass(slots=True)
class Session:
    """One call: the next step of a block, locale, beginning (epoch milliseconds), values, subflows, menus visited.

    `passed` counts nodes since the caller was waited for. `stack` has the blocks that entered a subflow, `menus` the
    menus for `back`, each with the depth of the stack.
    """

    at: str
    locale: str
    began: int
    position: int = 0
    passed: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    stack: list[str] = field(default_factory=list)
    menus: list[tuple[str, int]] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        """As compact JSON."""
        values = {name: value for name, value in self.values.items() if value is not None}
        state = [SESSION_FORMAT, self.at, self.position, self.locale, self.began, self.passed]
        return _encode([*state, values, self.stack, self.menus]).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Session:
        """The session of such JSON."""
        try:
            version, at, position, locale, began, passed, values, stack, menus = json.loads(data)
        except (ValueError, TypeError) as fault:
            raise BadSession("not readable") from fault
        if version != SESSION_FORMAT:
            raise BadSession("of another version")
        return cls(at, locale, began, position, passed, values, stack, [(menu, depth) for menu, depth in menus])


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class Sessions(Protocol):
    """A way to keep sessions; the query of an address leads back to one."""

    def save(self, session: Session, call_sid: str) -> str:
        """Keep it; the query (without `?`, of letters, digits and `=-_.` alone) under which it is found again."""

    def load(self, query: str, call_sid: str) -> Session:
        """The session of a query. Raises `BadSession`."""


class SignedSessions:
    """Keeps the session in the address itself, signed together with the call's id."""

    def __init__(self, secret: str) -> None:
        # A key of its own, derived once: the secret may sign other things too.
        key = hmac.digest(secret.encode(), b"ivr_author twiml session 1", "sha256")
        self._signer = Signer(key, key_derivation="none", digest_method=hashlib.sha256)

    def save(self, session: Session, call_sid: str) -> str:
        """`s=` and the token."""
        data = session.to_bytes()
        mark = "j"
        if len(data) > _WORTH_PACKING:
            mark, data = "z", zlib.compress(data)
        body = mark + base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        return f"s={body}.{self._signer.get_signature(_bound(body, call_sid)).decode()}"

    def load(self, query: str, call_sid: str) -> Session:
        """Only what this service signed for this call."""
        token = next((part[2:] for part in query.split("&") if part.startswith("s=")), "")
        body, _, signature = token.partition(".")
        if not signature or len(token) > _MAX_TOKEN:
            raise BadSession("no token")
        if not (token.isascii() and self._signer.verify_signature(_bound(body, call_sid), signature)):
            raise BadSession("not signed by us for this call")
        try:
            data = base64.urlsafe_b64decode(body[1:] + "=" * (-len(body[1:]) % 4))
            if body[0] == "z":
                data = zlib.decompressobj().decompress(data, _MAX_UNPACKED)
        except (binascii.Error, zlib.error) as fault:
            raise BadSession("not readable") from fault
        return Session.from_bytes(data)


def _bound(body: str, call_sid: str) -> bytes:
    # Bound to the call, so that no token can be used in another one.
    return f"{call_sid}\n{body}".encode()


class Store(Protocol):
    """Keeps bytes for a call; the deployment decides where (memory, Redis, a database)."""

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is still there."""

    def put(self, key: str, value: bytes) -> None:
        """Keep, for at least as long as a call may last."""


class MemoryStore:
    """A store for one process: forgets the oldest entries."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is still there."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep, until there are too many."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class StoredSessions:
    """Keeps sessions in a store by the call's id; the address only has the number of the step.

    Steps have numbers, so a request that Twilio repeats is answered from the same state as the first time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, session: Session, call_sid: str) -> str:
        """`n=` and the number of the step."""
        counter = f"ivr.{call_sid}"
        number = int(self._store.get(counter) or b"0") + 1
        self._store.put(counter, str(number).encode())
        self._store.put(f"{counter}.{number}", session.to_bytes())
        return f"n={number}"

    def load(self, query: str, call_sid: str) -> Session:
        """What was kept for this call at this step."""
        number = _first(parse_qs(query), "n")
        data = self._store.get(f"ivr.{call_sid}.{number}") if number.isdecimal() else None
        if data is None:
            raise BadSession("not in the store")
        return Session.from_bytes(data)


def _first(fields: dict[str, Any], name: str) -> str:
    found = fields.get(name)
    return str(found[0]) if found else ""
