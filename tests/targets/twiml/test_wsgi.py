"""What a server hands over comes to a request with all that is read of it, and the answer to a status line."""

from __future__ import annotations

import io
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

import ivr_author
from ivr_author.targets.twiml import request as module
from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.request import READ_HEADERS, Refusal, Request
from ivr_author.targets.twiml.wsgi import over_wsgi, request_of

ENVIRON = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/step",
    "CONTENT_TYPE": "text/plain",
    "HTTP_HOST": "ivr.example.org",
    "HTTP_X_TWILIO_SIGNATURE": "signature",
    "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": "key=1",
    "HTTP_USER_AGENT": "TwilioProxy/1.1",
}


def with_body(length: str, body: bytes = b"a=1&b=2") -> dict[str, Any]:
    return {**ENVIRON, "CONTENT_LENGTH": length, "wsgi.input": io.BytesIO(body)}


def test_every_header_that_is_read_comes_along() -> None:
    assert request_of(ENVIRON, 10).headers == {
        "content-type": "text/plain",
        "host": "ivr.example.org",
        "x-twilio-signature": "signature",
        "x-twilio-webhooks-signature-settings": "key=1",
    }
    assert request_of({"REQUEST_METHOD": "GET"}, 10).headers == {}


def test_no_other_header_is_read_anywhere() -> None:
    """The list of them is written by hand; a header that is missing there would never come over WSGI."""
    package = Path(ivr_author.__file__).parent
    asked = {
        getattr(module, name) if name.isupper() else name.strip('"')
        for folder in ("targets/twiml", "answering")
        for source in (package / folder).rglob("*.py")
        for name in re.findall(r"request\.headers\.get\(([^,]+),", source.read_text().replace("'", '"'))
    }
    assert {"content-type", "host", "x-twilio-signature"} <= asked, "they are asked for in this way"
    assert asked == READ_HEADERS


def test_a_body_is_read_as_far_as_its_length() -> None:
    assert request_of(with_body("3"), 10).body == b"a=1"
    assert request_of(with_body("007"), 7).body == b"a=1&b=2"
    assert request_of(with_body(""), 10).body == b""


@pytest.mark.parametrize(
    ("length", "status"),
    [("8", 413), ("1" + "0" * 5000, 413), ("0" * 10, 413), ("-1", 400), ("1_0", 400), ("٣", 400), ("x", 400)],
)
def test_a_length_that_no_platform_sends_is_refused(length: str, status: int) -> None:
    with pytest.raises(Refusal) as refused:
        request_of(with_body(length), 7)
    assert refused.value.status == status


def test_a_body_that_was_cut_short_is_refused() -> None:
    with pytest.raises(Refusal, match="cut short"):
        request_of(with_body("8"), 10)


@pytest.mark.parametrize("status", [HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.CONFLICT, HTTPStatus.GONE])
def test_status_line_is_the_status_and_its_words(status: HTTPStatus) -> None:
    class Face:
        def room(self, path: str) -> int:
            return 0

        def answer(self, request: Request) -> Answered:
            return Answered(status, b"said", (("A", "b"),))

        def refuse(self, refusal: Refusal, path: str) -> Answered:
            raise refusal

    begun: list[Any] = []
    body = over_wsgi(Face(), ENVIRON, lambda *told: begun.extend(told))
    assert (begun, list(body)) == ([f"{status.value} {status.phrase}", [("A", "b")]], [b"said"])
