"""The application of one bundle over real HTTP, as the phone platform reaches it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from lxml import etree

from ivr_author.answering.application import Terms, create_application
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.signature import sign
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import CALLED, CALLER
from tests.web.server import serving


@pytest.fixture
def port() -> Iterator[int]:
    terms = Terms("secret", "token", public_url="https://ivr.example.org")
    with serving(create_application(emit(everything()).files, terms)) as address:
        yield int(address.rpartition(":")[2])


def test_application_answers_over_http(port: int) -> None:
    parameters = {"CallSid": "CA1", "From": CALLER, "To": CALLED}
    path = "/call/main?locale=es"
    said = []
    for _ in range(2):
        signature = sign("token", f"https://ivr.example.org{path}", {name: [one] for name, one in parameters.items()})
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        connection.request("POST", path, urlencode(parameters), headers)
        answer = connection.getresponse()
        root = etree.fromstring(answer.read())
        connection.close()
        assert answer.status == 200
        said.append(next(say.text for say in root.iter("Say")))
        path = str(root.findtext("Redirect")).removeprefix("https://ivr.example.org")
        parameters["Digits"] = "*"
    assert said == ["¿En qué podemos ayudarle?"] * 2


def test_addresses_of_one_bundle_lead_nowhere_in_another() -> None:
    files = emit(everything()).files
    one, two = (create_application(files, Terms("secret"), name=name) for name in ("one", "two"))
    assert one.service.mount == "/on/one"
    assert two.service.mount == "/on/two"


def test_files_that_are_no_bundle_are_refused() -> None:
    with pytest.raises(BundleFault):
        create_application({}, Terms("secret"))


def test_a_service_whose_address_may_not_be_asked_is_told_of() -> None:
    files = dict(emit(everything()).files)
    application = create_application(files, Terms("secret"))
    assert all(name.startswith(("lookup ", "send", "callback")) for name in application.never_asked)
