"""What the service answers, as a value: what goes over HTTP, and what is told beside it for counting and for logs.

Dataclasses whose fields are `Final`, as everything that is made anew for each request: types keep them unchanged. One
that is frozen takes three times as long to make, and a named tuple nearly twice as long.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final


@dataclass(slots=True)
class Told:
    """What an answer was: ids of ours, and the call's; nothing that a caller said.

    `flow` is named where a call begins, else "". `nodes` are those entered, in order; `block` is where the call is.
    `outcome`: "" the call goes on; "hangup flow", "hangup failure"; "hangup caller" as the platform told; "queue NAME",
    "transfer"; "refused". `fault`: what went wrong in the service, or why it refused.
    """

    call: Final[str] = ""
    flow: Final[str] = ""
    locale: Final[str] = ""
    nodes: Final[tuple[str, ...]] = ()
    outcome: Final[str] = ""
    fault: Final[str] = ""
    block: Final[str] = ""


@dataclass(slots=True)
class Answered:
    """An answer over HTTP. `told` is None where nothing happened in a call: a recording was fetched, or the same
    request came again."""

    status: Final[HTTPStatus]
    body: Final[bytes] = b""
    headers: Final[tuple[tuple[str, str], ...]] = ()
    told: Final[Told | None] = None

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
