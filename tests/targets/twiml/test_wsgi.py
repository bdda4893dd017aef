"""The whole service under a real server, as Twilio reaches it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from lxml import etree
from waitress.server import create_server

from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.signature import sign
from ivr_author.targets.twiml.wsgi import create_application
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import CALLED, CALLER


@pytest.fixture
def port() -> Iterator[int]:
    """The application under the server that `ivr-author answer` uses."""
    application = create_application(emit(everything()).files, "secret", "token", "https://ivr.example.org")
    server = create_server(application, host="127.0.0.1", port=0)
    is_closing = threading.Event()

    def serve() -> None:
        try:
            server.run()
        except OSError:
            # Its sockets are closed under it, from here, while it waits for them.
            if not is_closing.is_set():
                raise

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(server.effective_port)
    is_closing.set()
    server.close()
    thread.join(5)


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
