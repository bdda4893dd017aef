"""`deploy twilio` against a server that Prism makes of Twilio's description, by real HTTP; skipped without Prism.

`npm install @stoplight/prism-cli` brings it (Apache-2.0). IVR_AUTHOR_PRISM names its program, if it is not on the path.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from ivr_author.usecases.deploy_twilio import Account, DeployFault, carry_out, plan, wanted_at
from tests.usecases.fake_twilio import DESCRIPTION, ENVIRONMENT, SID

http_client = pytest.importorskip("twilio.http.http_client")

PROGRAM = os.environ.get("IVR_AUTHOR_PRISM") or shutil.which("prism") or ""
MISSING = "no Prism: `npm install @stoplight/prism-cli`, and name its program in IVR_AUTHOR_PRISM"
STARTS_WITHIN = 30.0


@pytest.fixture(scope="module")
def prism() -> Iterator[str]:
    """The address of a mock server that refuses whatever the description does not allow."""
    if not PROGRAM:
        pytest.skip(MISSING)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAM, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(DESCRIPTION)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + STARTS_WITHIN
            while not _is_open(port):
                assert time.monotonic() < end, "Prism did not start"
                assert server.poll() is None, "Prism ended"
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def at_prism(prism: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK sends everything to the mock server."""
    real = http_client.TwilioHttpClient.request

    def request(self: Any, method: str, url: str, **more: Any) -> Any:
        return real(self, method, url.replace("https://api.twilio.com", prism), **more)

    monkeypatch.setattr(http_client.TwilioHttpClient, "request", request)


@pytest.mark.usefixtures("at_prism")
def test_numbers_are_listed_and_set_as_described() -> None:
    account = Account(ENVIRONMENT)
    wanted = wanted_at(
        "https://ivr.example.org", "https://handler.twilio.com/twiml/EH1", "https://ivr.example.org/ended"
    )
    (one,) = plan(account, {"+18005550100": ("main", None)}, wanted)
    assert one.changes["voice_url"] == ("https://demo.example.com/welcome", "https://ivr.example.org/call")
    changing = {"voice_url": one.changes["voice_url"]}
    done = carry_out(account, (type(one)(one.number, one.flow, one.sid, changing),))
    assert (done.fault, [one.number for one in done.numbers]) == (None, ["+18005550100"])
    # All that we can set is taken: the example's answer does not show it, so only the request is judged.
    told = account.update(one.sid, {name: after for name, (_, after) in one.changes.items()})
    assert told.sid == one.sid


@pytest.mark.usefixtures("at_prism")
def test_what_the_description_does_not_allow() -> None:
    with pytest.raises(DeployFault):
        Account({**ENVIRONMENT, "TWILIO_ACCOUNT_SID": SID[:-1]}).numbers()
    with pytest.raises(DeployFault):
        Account(ENVIRONMENT).update("PN1", {"voice_url": "https://ivr.example.org/call"})
