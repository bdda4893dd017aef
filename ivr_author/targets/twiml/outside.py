"""What the service asks of the outside: look up, send, call back. A protocol; who speaks HTTP stands above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ivr_author.call.world import Answer

CALL_HEADER = "X-Ivr-Call"
"""The call's id, so that a back end can tell which of its questions belong together."""


class Outside(Protocol):
    """What answers from outside."""

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """Look up (`lookup`), send a notice (`send`) or register a call back (`callback`). `call`: the call's id."""
