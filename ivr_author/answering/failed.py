"""How a question to a back end can fail. What asks over HTTP is not needed to say so."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """Why a question failed. Said in logs and metrics; holds nothing of what was asked or answered."""

    UNDECLARED = "undeclared"
    ADDRESS = "address"
    PRIVATE = "private"
    NAME = "name"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    CLOSED = "closed"
    TOO_LONG = "too-long"
    PACKED = "packed"
    STATUS = "status"
    NO_OBJECT = "no-object"
    TYPES = "types"
    OPEN = "open"
    BUSY = "busy"


class Failed(Exception):
    """The question has no answer that is one. `status`: of the answer that came; 0: none did."""

    def __init__(self, fault: Fault, status: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.status = status
