"""What the service asks of the outside: look up, send, call back. A protocol, and the client that speaks HTTP."""

from __future__ import annotations

import http.client
import json
import logging
import time
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

from ivr_author.call.world import FAILED, Answer
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import to_wire
from ivr_author.ir.program import Endpoint
from ivr_author.targets.twiml.limits import MAX_ANSWER_BYTES

logger = logging.getLogger(__name__)


CALL_HEADER = "X-Ivr-Call"
"""The call's id, so that a back end can tell which of its questions belong together."""


class Outside(Protocol):
    """What answers from outside."""

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """Look up (`lookup`), send a notice (`send`) or register a call back (`callback`). `call`: the call's id."""


class HttpOutside:
    """Asks the services and gateways that the bundle names, and nobody else.

    A lookup is a GET with the arguments as query, or a POST with them as a JSON object; 200 with a JSON object is `ok`,
    404 is `not_found`, everything else `failed`. Sending and calling back are POSTs; 2xx is `ok`. Redirects are not
    followed, `timeout` is for the whole exchange, and neither arguments nor answers are logged.
    """

    def __init__(self, services: Mapping[str, Endpoint], gateways: Mapping[str, Endpoint]) -> None:
        self._services = services
        self._gateways = gateways

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """Ask; whatever goes wrong is `failed`."""
        if kind == "lookup":
            endpoint, facts = self._services.get(name), dict(arguments)
        else:
            own = {"notice": name} if kind == "send" else {"queue": name}
            endpoint, facts = self._gateways.get(kind), {**own, **arguments, "locale": locale}
        if endpoint is None:
            logger.warning("%s %s: no address is set up", kind, name)
            return FAILED
        try:
            status, body = _exchange(endpoint, facts, call)
            answer = _read_lookup(status, body) if kind == "lookup" else _read_receipt(status)
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as fault:
            # Its text may hold what was asked, so only its kind is told.
            logger.warning("%s %s: %s", kind, name, type(fault).__name__)
            return FAILED
        if answer.result == "failed":
            logger.warning("%s %s: status %d", kind, name, status)
        return answer


def _read_lookup(status: int, body: bytes) -> Answer:
    if status == 404:
        return Answer("not_found")
    if status != 200:
        return FAILED
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise ValueError("not an object")
    return Answer("ok", {name: _field(value) for name, value in fields.items() if not isinstance(value, (dict, list))})


def _read_receipt(status: int) -> Answer:
    return Answer("ok") if 200 <= status < 300 else FAILED


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (bool, int, float)):
        return to_wire(value if isinstance(value, bool) else float(value), ValueType.NUMBER)
    return str(value)[: MAX_VALUE_CHARACTERS + 1]


def _exchange(endpoint: Endpoint, facts: Mapping[str, str], call: str) -> tuple[int, bytes]:
    deadline = time.monotonic() + endpoint.timeout
    url = urlsplit(endpoint.url)
    connection = _connect(url, endpoint.timeout)
    try:
        target, body, headers = _request(url, endpoint.method, facts, call)
        connection.request(endpoint.method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, _read(connection, answer, deadline)
    finally:
        connection.close()


def _connect(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError("no http address")
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    return kind(url.hostname, url.port, timeout=timeout)


def _request(
    url: SplitResult, method: str, facts: Mapping[str, str], call: str
) -> tuple[str, bytes | None, dict[str, str]]:
    headers = {"Accept": "application/json", "User-Agent": "ivr_author"}
    if call.isascii() and call.isalnum():
        headers[CALL_HEADER] = call
    path = url.path or "/"
    if method == "GET":
        query = "&".join(part for part in (url.query, urlencode(facts)) if part)
        return f"{path}?{query}" if query else path, None, headers
    headers["Content-Type"] = "application/json"
    return f"{path}?{url.query}" if url.query else path, json.dumps(dict(facts), ensure_ascii=False).encode(), headers


def _read(connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """The body, as long as it is short and comes in time; a slow drip must not hold the caller."""
    body = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        part = answer.read1(MAX_ANSWER_BYTES)
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise ValueError("too long")
        if not part:
            return body
