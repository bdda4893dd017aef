"""What the service answers, as a value: what goes over HTTP, and what is told beside it for counting and for logs.

Structs, as everything that is made anew for each request: a frozen dataclass takes several times as long to make.
"""

from __future__ import annotations

import json
from http import HTTPStatus

import msgspec


class Told(msgspec.Struct, frozen=True):
    """What an answer was: ids of ours, and the call's; nothing that a caller said.

    `flow` is named where a call begins, else "". `nodes` are those entered, in order; `block` is where the call is.
    `outcome`: "" the call goes on; "hangup flow", "hangup failure"; "hangup caller" as the platform told; "queue NAME",
    "transfer"; "refused". `fault`: what went wrong in the service, or why it refused.
    """

    call: str = ""
    flow: str = ""
    locale: str = ""
    nodes: tuple[str, ...] = ()
    outcome: str = ""
    fault: str = ""
    block: str = ""


class Answered(msgspec.Struct, frozen=True):
    """An answer over HTTP. `told` is None where nothing happened in a call: a recording was fetched, or the same
    request came again."""

    status: HTTPStatus
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    told: Told | None = None

    def again(self) -> Answered:
        """The same answer to the same request: it was told when it was given first."""
        return Answered(self.status, self.body, self.headers)

    def to_bytes(self) -> bytes:
        """As JSON, without what was told."""
        headers = [list(header) for header in self.headers]
        return json.dumps([self.status, headers, self.body.decode()], ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Answered:
        """The answer of such JSON."""
        status, headers, body = json.loads(data)
        return cls(HTTPStatus(status), body.encode(), tuple((name, value) for name, value in headers))
