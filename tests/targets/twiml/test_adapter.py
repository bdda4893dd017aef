"""The XML adapter for VoiceXML's <data>, and the application that holds everything."""

from __future__ import annotations

import pytest
from lxml import etree

from ivr_author.answering.application import Terms, create_application
from ivr_author.call.world import Answer
from ivr_author.targets.twiml.adapter import Adapter, create_adapter
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.limits import MAX_BODY_BYTES
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import BILLING, Answering, Response, ask, environ, request, send


def adapter(*answers: Answer) -> tuple[Adapter, Answering]:
    outside = Answering(list(answers))
    return create_adapter(outside, {"billing.balance": BILLING}), outside


def fields(response: Response) -> dict[str, str]:
    return {str(field.get("name")): field.text or "" for field in etree.fromstring(response.body)}


def test_lookup_is_answered_in_xml() -> None:
    service, outside = adapter(Answer("ok", {"balance": "120.55", "owner": "<A> & B"}))
    response = ask(service, request("/lookup/billing.balance?arg_case=12345678&locale=es", None, "GET"))
    assert response.status == 200
    assert response.root.tag == "answer"
    assert response.root.get("result") == "ok"
    assert fields(response) == {"balance": "120.55", "owner": "<A> & B"}
    assert outside.asked == [("lookup", "billing.balance", {"case": "12345678"}, "es")]


def test_arguments_may_come_without_prefix_and_by_post() -> None:
    service, outside = adapter(Answer("not_found"))
    response = ask(service, request("/lookup/billing.balance", {"case": "1"}))
    assert response.root.get("result") == "not_found"
    assert outside.asked == [("lookup", "billing.balance", {"case": "1"}, "")]


def test_sending_and_calling_back() -> None:
    service, outside = adapter(Answer("ok"), Answer("ok"))
    ask(service, request("/send/link", {"arg_channel": "text", "arg_to": "+1617", "locale": "es"}))
    ask(service, request("/callback/-", {"arg_number": "+1617", "locale": "ht"}))
    assert outside.asked == [
        ("send", "link", {"channel": "text", "to": "+1617"}, "es"),
        ("callback", "", {"number": "+1617"}, "ht"),
    ]


def test_what_was_not_declared_is_refused() -> None:
    service, outside = adapter()
    assert ask(service, request("/lookup/other", {})).status == 404
    assert ask(service, request("/lookup/", {})).status == 404
    assert ask(service, request("/elsewhere", {})).status == 404
    assert ask(service, request("/lookup/billing.balance", {"url": "http://x"})).status == 400
    assert ask(service, request("/lookup/billing.balance", {}, "PUT")).status == 405
    assert outside.asked == []


@pytest.mark.parametrize("name", ["", "%0aERROR", "x" * 101, "a%00b", "%7f"])
@pytest.mark.parametrize("kind", ["lookup", "send", "callback", "record"])
def test_name_that_no_document_has_is_refused_and_not_logged(
    kind: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    service, outside = adapter()
    assert ask(service, request(f"/{kind}/{name}", {})).status == 404
    assert outside.asked == []
    assert [record.getMessage() for record in caplog.records] == ["adapter: 404 no such name"]


def test_argument_twice_is_refused() -> None:
    service, outside = adapter()
    for fields in ("arg_case=1&arg_case=2", "locale=es&locale=en"):
        assert ask(service, request("/lookup/billing.balance", fields.encode())).status == 400
        assert ask(service, request(f"/lookup/billing.balance?{fields}", None, "GET")).status == 400
    assert outside.asked == []


def test_recordings_are_kept_by_who_is_named() -> None:
    kept: list[tuple[str, str, bytes]] = []

    def keep(mailbox: str, kind: str, body: bytes) -> bool:
        kept.append((mailbox, kind, body))
        return True

    service = create_adapter(Answering(), {}, keep)
    multipart = "multipart/form-data; boundary=b"
    response = ask(service, request("/record/claims", b"sound", CONTENT_TYPE=multipart))
    assert response.root.get("result") == "ok"
    assert kept == [("claims", multipart, b"sound")]
    assert ask(adapter()[0], request("/record/claims", b"sound")).root.get("result") == "failed"
    assert ask(service, request("/record/claims", None, "GET")).status == 405


def test_application_serves_the_bundle_and_the_adapter_if_asked_for() -> None:
    files = emit(everything()).files
    plain, whole = (create_application(files, Terms("secret", with_adapter=one)) for one in (False, True))
    for application in (plain, whole):
        assert send(application, environ("/call/main", {"CallSid": "CA1"})).verbs == ["Gather", "Redirect"]
    assert send(plain, environ("/lookup/other", {})).status == 404
    assert send(whole, environ("/callback/billing", {"number": "1"})).root.get("result") == "failed"
    recording = environ("/record/claims", b"sound", CONTENT_LENGTH="99999999")
    assert send(whole, recording).status == 413
    assert send(plain, environ("/call/main", b"", CONTENT_LENGTH=str(MAX_BODY_BYTES + 1))).status == 413
    assert send(whole, environ("/record/claims", b"x" * (MAX_BODY_BYTES + 1))).status == 200
