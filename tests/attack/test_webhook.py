"""Forged, replayed, truncated, oversized and otherwise wrong webhook requests: refused, and no step is ever taken.

Each is the real next step of a call, with something wrong. After all of them the right one still leads on, and only
then is anything asked outside.
"""

from __future__ import annotations

import io
import logging
import random
import string
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pytest

from ivr_author.call.world import Answer
from ivr_author.core.entry import EntrySpec
from ivr_author.expression.model import Name
from ivr_author.ir.ops import Ask, Hangup, Input
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.limits import MAX_BODY_BYTES
from ivr_author.targets.twiml.service import Service, create_service
from ivr_author.targets.twiml.session import WAITING, Session, Sessions
from ivr_author.targets.twiml.signature import sign
from tests.tally import tally, times
from tests.targets.twiml.programs import AT, Answering, Response, build, send

BASE, TOKEN, SHARED = "https://ivr.example.org", "0123456789abcdef", "a newer key"
SECRET, OTHER = "secret\none", "secret\ntwo"
CALL = "CA0000000000000000000000000000000a"
DIGITS = "47110815"
FORM = {
    "CallSid": CALL,
    "AccountSid": "AC00000000000000000000000000000000",
    "From": "+16175550123",
    "To": "+18005550100",
    "CallStatus": "in-progress",
    "Direction": "inbound",
    "FromCity": "BOSTON",
    "Digits": DIGITS,
}
ENTRY = Input(EntrySpec("digits", 1, 8, "#"), {}, "main/ask", "main/ask", 5.0, (), "case", "main/wait")
BUNDLE = load_bundle(
    emit(
        build(
            {
                "main/ask": (["Your number?"], ENTRY),
                "main/wait": (
                    ["One moment."],
                    Ask("lookup", "billing.balance", {"case": Name("case")}, {}, "main/bye", "main/bye", "main/bye"),
                ),
                "main/bye": (["Goodbye."], Hangup("flow")),
            }
        )
    ).files
)


def serve(outside: Answering, secret: str = SECRET, mount: str = "/on/one") -> Service:
    keys = {"webhooks_1": SHARED}
    return create_service(BUNDLE, outside, lambda: AT, secret, TOKEN, BASE, shared_keys=keys, mount=mount)


@dataclass(frozen=True)
class Request:
    """A request of the phone platform, before it is signed or with a signature of its own."""

    address: str
    form: Mapping[str, str] = field(default_factory=lambda: dict(FORM))
    body: bytes | None = None
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)

    def signed(self) -> Request:
        """As the platform would sign it, whatever it holds."""
        return replace(self, headers={"HTTP_X_TWILIO_SIGNATURE": self.signature(), **self.headers})

    def signature(self, secret: str = TOKEN, algorithm: str = "sha1") -> str:
        """The signature over what it holds."""
        path, _, query = self.address.partition("?")
        held = parse_qs(self.content().decode("utf-8", "replace"), keep_blank_values=True)
        return sign(secret, f"{BASE}{quote(path)}{'?' if query else ''}{query}", held, algorithm)

    def content(self) -> bytes:
        """The body."""
        return urlencode(self.form).encode() if self.body is None else self.body

    def sent(self, service: Service) -> Response:
        """What the service answers."""
        path, _, query = self.address.partition("?")
        body = self.content()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "HTTP_HOST": "10.0.0.1:8000",
        }
        return send(service, {**environ, **self.headers})


def begin(service: Service, call: str = CALL) -> Request:
    """The next step of a call that begins now; it is not signed yet."""
    form = {**FORM, "CallSid": call}
    begun = Request("/call/main", form).signed().sent(service)
    return Request(begun.onward.removeprefix(BASE), form)


Chance = random.Random
Wrong = Callable[[Chance, Request], Request]


def noise(chance: Chance, most: int = 12) -> str:
    return "".join(chance.choices(string.ascii_letters + string.digits + "-_.=~+%é\x00", k=chance.randrange(1, most)))


def with_token(request: Request, token: str) -> Request:
    return replace(request, address=f"{request.address.partition('?')[0]}?{token}").signed()


def token_of(request: Request) -> str:
    return request.address.partition("?")[2]


# --- not signed, or not as it is ---


def no_signature(chance: Chance, request: Request) -> Request:
    return replace(request, headers={"HTTP_X_TWILIO_SIGNATURE": chance.choice(["", noise(chance, 40), "=" * 28])})


def changed_signature(chance: Chance, request: Request) -> Request:
    good = request.signature()
    place = chance.randrange(len(good) - 2)
    changed = good[:place] + chance.choice([letter for letter in "aB3+/" if letter != good[place]]) + good[place + 1 :]
    return replace(request, headers={"HTTP_X_TWILIO_SIGNATURE": chance.choice([changed, good[:place], good + "A"])})


def other_secret(chance: Chance, request: Request) -> Request:
    return replace(request, headers={"HTTP_X_TWILIO_SIGNATURE": request.signature(noise(chance, 33))})


def other_settings(chance: Chance, request: Request) -> Request:
    settings = chance.choice(
        [
            "key=webhooks_2,algorithm=HMAC_SHA256",
            "key=webhooks_1,algorithm=none",
            "algorithm=HMAC_MD5",
            "key=webhooks_1",
        ]
    )
    signature = chance.choice([request.signature(), request.signature("", "sha256"), request.signature("none")])
    headers = {"HTTP_X_TWILIO_SIGNATURE": signature, "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": settings}
    return replace(request, headers=headers)


def changed_form(chance: Chance, request: Request) -> Request:
    signed, form = request.signed(), dict(request.form)
    name = chance.choice(list(form))
    changes: list[Mapping[str, str]] = [
        {**form, name: form[name] + noise(chance).replace("\x00", "x")},
        {key: value for key, value in form.items() if key != name},
        {**form, noise(chance) + "x": "1"},
        {**form, "Digits": str(chance.randrange(10**7))},
    ]
    return replace(signed, form=chance.choice(changes))


def other_address(chance: Chance, request: Request) -> Request:
    address = chance.choice(
        [f"{request.address}&x={noise(chance)}", f"{request.address}#", "/step?" + token_of(request)]
    )
    return replace(request.signed(), address=address)


# --- signed by the platform, with a token that was not given to this call ---


def changed_token(chance: Chance, request: Request) -> Request:
    token = token_of(request)
    place = chance.randrange(2, len(token))
    letter = chance.choice([letter for letter in "AZaz09-_" if letter != token[place]])
    return with_token(request, token[:place] + letter + token[place + 1 :])


def cut_token(chance: Chance, request: Request) -> Request:
    token = token_of(request)
    return with_token(request, token[: chance.randrange(len(token))])


def long_token(chance: Chance, request: Request) -> Request:
    return with_token(request, token_of(request) + chance.choice("A.=-x") * chance.choice([1, 100, 20_000]) + "A")


def two_tokens(chance: Chance, request: Request) -> Request:
    token = token_of(request)
    return with_token(request, chance.choice([f"{token}&{token}", f"s=x&{token}", f"{token}&s=", f"{token}&s=jW10.x"]))


def nonsense_token(chance: Chance, request: Request) -> Request:
    return with_token(
        request, chance.choice(["", "s=", "s=.", "n=1", "s=n1-2-en.", "s=j" + noise(chance), noise(chance)])
    )


def token_of_another_call(chance: Chance, request: Request) -> Request:
    form = {**request.form, "CallSid": chance.choice(["", CALL + "\n", CALL.lower(), "CA" + "b" * 32, noise(chance)])}
    return replace(request, form=form).signed()


def token_of_another_bundle(chance: Chance, request: Request) -> Request:
    return with_token(request, token_of(begin(serve(Answering(), OTHER, "/on/two"))))


def unknown_node(chance: Chance, request: Request) -> Request:
    at = chance.choice(["main/gone", "", "../main/ask", "main/ask.offer", noise(chance)])
    session = Session(
        at, "en", now(), position=chance.choice([0, 1, WAITING, 99]), issued=now(), run=chance.getrandbits(32)
    )
    return with_token(request, Sessions(SECRET).save(session, CALL))


def beyond_the_block(chance: Chance, request: Request) -> Request:
    session = Session(
        "main/ask", "en", now(), position=chance.randrange(2, 99), issued=now(), run=chance.getrandbits(32)
    )
    return with_token(request, Sessions(SECRET).save(session, CALL))


def old_token(chance: Chance, request: Request) -> Request:
    ago = int(timedelta(minutes=chance.randrange(31, 5_000)).total_seconds() * 1000)
    session = Session("main/ask", "en", now() - ago, position=WAITING, issued=now() - ago, number=1)
    return with_token(request, Sessions(SECRET).save(session, CALL))


def now() -> int:
    return int(AT.timestamp() * 1000)


# --- signed, and no request that the platform makes ---


def parameter_twice(chance: Chance, request: Request) -> Request:
    name = chance.choice(["Digits", "CallSid", "From", "To", "CallStatus"])
    more = urlencode({name: chance.choice(["1", FORM[name] + "0", "", "completed"])}).encode()
    bodies = [request.content(), more]
    chance.shuffle(bodies)
    return replace(request, body=b"&".join(bodies)).signed()


def cut_body(chance: Chance, request: Request) -> Request:
    signed, body = request.signed(), request.content()
    kept = body[: chance.randrange(len(body))]
    length = chance.choice([len(body), len(kept)])
    return replace(signed, body=kept, headers={**signed.headers, "CONTENT_LENGTH": str(length)})


def wrong_length(chance: Chance, request: Request) -> Request:
    signed = request.signed()
    length = chance.choice(["-1", "x", "1e3", "٣", "9" * 30, str(len(request.content()) - 1), "0", ""])
    return replace(signed, headers={**signed.headers, "CONTENT_LENGTH": length})


def huge_body(chance: Chance, request: Request) -> Request:
    filler = chance.choice([b"&x=" + b"y" * MAX_BODY_BYTES, b"&a" * MAX_BODY_BYTES, b"&" * (MAX_BODY_BYTES + 1)])
    return replace(request, body=request.content() + filler).signed()


def no_form(chance: Chance, request: Request) -> Request:
    signed = request.signed()
    kind = chance.choice(
        ["application/json", "multipart/form-data; boundary=x", "text/xml", "", "x-www-form-urlencoded"]
    )
    return replace(signed, headers={**signed.headers, "CONTENT_TYPE": kind})


def no_text(chance: Chance, request: Request) -> Request:
    return replace(request.signed(), body=request.content() + chance.choice([b"\xff", b"\xc3\x28", b"\xed\xa0\x80"]))


def wrong_method(chance: Chance, request: Request) -> Request:
    method = chance.choice(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "step", "POST "])
    return replace(request.signed(), method=method)


def wrong_path(chance: Chance, request: Request) -> Request:
    odd = ["/step/", "//step", "/on/one/step/..", "/on/two/step", "/on/one/call/gone", "/STEP", "/on/one/audio/../step"]
    odd += ["/on/one/manifest.json", "/on/one/table.json", "/on/one/documents/en/main/ask.xml", "/call/\x00", "/", ""]
    path = chance.choice([*odd, "/call/" + noise(chance) + "é", "/call/" + "9" * 5_000, "/" + noise(chance)])
    return replace(request, address=f"{path}?{token_of(request)}").signed()


KINDS: list[Wrong] = [
    *(no_signature, changed_signature, other_secret, other_settings, changed_form, other_address),
    *(changed_token, cut_token, long_token, two_tokens, nonsense_token, token_of_another_call),
    *(token_of_another_bundle, unknown_node, beyond_the_block, old_token),
    *(parameter_twice, cut_body, wrong_length, huge_body, no_form, no_text, wrong_method, wrong_path),
]
REFUSED = frozenset({400, 403, 404, 405, 409, 410, 413, 415})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_wrong_request_takes_no_step(kind: Wrong, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    outside = Answering([Answer("ok", {})])
    service = serve(outside)
    request = begin(service)
    chance, found = Chance(kind.__name__), Counter[int]()
    for _ in range(times(50, 1_000)):
        wrong = kind(chance, request)
        response = wrong.sent(service)
        assert response.status in REFUSED, (wrong, response)
        assert b"<Response>" not in response.body
        found[response.status] += 1
    assert outside.asked == []
    assert DIGITS not in caplog.text
    assert FORM["From"] not in caplog.text
    onward = request.signed().sent(service).onward.removeprefix(BASE)
    assert Request(onward).signed().sent(service).said == ["Goodbye."], "the step itself was still there"
    assert len(outside.asked) == 1
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(found.items()))
    tally("wrong webhook requests", sum(found.values()), kind=kind.__name__, statuses=statuses)


def test_replayed_steps_of_a_whole_call_are_refused() -> None:
    outside, count = Answering([Answer("ok", {})]), 0
    service = serve(outside)
    chance = Chance(5)
    steps = [begin(service)]
    for _ in range(4):
        response = steps[-1].signed().sent(service)
        if b"/step?" not in response.body:
            break
        steps.append(Request(response.onward.removeprefix(BASE)))
    assert len(outside.asked) == 1
    for _ in range(times(200, 5_000)):
        step = chance.choice(steps)
        form = {**step.form, "Digits": str(chance.randrange(10**6)), noise(chance): noise(chance)}
        assert replace(step, form=form).signed().sent(service).status == 409
        count += 1
    for step in steps[:-1]:
        assert step.signed().sent(service).status == 409, "the call went on since"
    assert steps[-1].signed().sent(service).status == 200, "the platform asks for its last answer again"
    assert len(outside.asked) == 1
    tally("replayed webhook requests", count + len(steps) - 1)


def test_shared_key_signs_a_step_that_is_taken() -> None:
    service = serve(Answering())
    request = begin(service)
    settings = {"HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": "key=webhooks_1,algorithm=HMAC_SHA256"}
    headers = {"HTTP_X_TWILIO_SIGNATURE": request.signature(SHARED, "sha256"), **settings}
    assert replace(request, headers=headers).sent(service).said == ["One moment."]


def test_noise_is_never_a_fault_of_ours() -> None:
    service = serve(Answering())
    request, chance = begin(service), Chance(6)
    for _ in range(times(300, 10_000)):
        raw = bytearray(request.content())
        for _ in range(chance.randrange(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        address = request.address
        if chance.random() < 0.5:
            place = chance.randrange(len(address))
            address = address[:place] + chance.choice("/?&%\x00é=.") + address[place + 1 :]
        wrong = replace(request.signed(), address=address, body=bytes(raw))
        response = wrong.sent(service)
        # Some noise means the same: a capital for a small hexadecimal digit.
        assert response.status in REFUSED or parse_qs(raw.decode()) == parse_qs(request.content().decode())
    tally("webhook requests with noise", times(300, 10_000))
