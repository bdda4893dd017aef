"""`deploy twilio`: what will change, what is set, and what it says where it can't."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from ivr_author.usecases.deploy_twilio import (
    PAUSES,
    Account,
    DeployFault,
    Done,
    NumberPlan,
    carry_out,
    numbers_of,
    plan,
    wanted_at,
)
from tests.usecases.fake_twilio import ENVIRONMENT, SID, TOKEN, FakeTwilio, owned

pytest.importorskip("twilio")

MAIN, SPANISH, ASSISTER = "+18005550100", "+18005550110", "+18005550120"
URL = "https://ivr.example.org"
NUMBERS = {MAIN: ("main", None), ASSISTER: ("assister", None)}


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    """An account behind the SDK's own HTTP client."""
    fake = FakeTwilio([owned(MAIN, 1), owned(SPANISH, 2), owned(ASSISTER, 3)])
    monkeypatch.setattr(
        "twilio.http.http_client.TwilioHttpClient.request", lambda _, *args, **more: fake.request(*args, **more)
    )
    return fake


def account(**environment: str) -> Account:
    return Account(environment or ENVIRONMENT, sleep=lambda _: None)


def planned(**addresses: str) -> tuple[NumberPlan, ...]:
    return plan(account(), NUMBERS, wanted_at(URL, **addresses))


def rules(fault: pytest.ExceptionInfo[DeployFault]) -> list[str]:
    return [one.rule for one in fault.value.diagnostics]


def test_numbers_are_set_once(twilio: FakeTwilio) -> None:
    plans = planned()
    assert [one.changes for one in plans] == [
        {"voice_url": ("https://demo.twilio.com/welcome/voice/", f"{URL}/call")},
    ] * 2
    assert carry_out(account(), plans) == Done(plans)
    posted = [(path.rpartition("/")[2], form) for method, path, form in twilio.asked if method == "POST"]
    assert posted == [("{Sid}.json", {"VoiceUrl": f"{URL}/call"})] * 2
    assert [one["voice_url"] for one in twilio.numbers] == [
        f"{URL}/call",
        "https://demo.twilio.com/welcome/voice/",
        f"{URL}/call",
    ]
    again = planned()
    assert [one.changes for one in again] == [{}, {}]
    asked = len(twilio.asked)
    assert carry_out(account(), again) == Done(())
    assert len(twilio.asked) == asked


def test_fallback_and_status(twilio: FakeTwilio) -> None:
    twilio.numbers[0] |= {"voice_method": "GET", "voice_url": f"{URL}/call"}
    (main, _) = planned(fallback_url="https://handler.twilio.com/twiml/EH1", status_callback=f"{URL}/call/ended")
    assert main.changes == {
        "voice_method": ("GET", "POST"),
        "voice_fallback_url": ("", "https://handler.twilio.com/twiml/EH1"),
        "status_callback": ("", f"{URL}/call/ended"),
    }
    assert carry_out(account(), (main,)).fault is None
    assert twilio.numbers[0]["status_callback"] == f"{URL}/call/ended"


def test_every_page_is_read(twilio: FakeTwilio) -> None:
    twilio.page = 1
    assert [one.number for one in planned()] == [MAIN, ASSISTER]
    assert len(twilio.asked) == 3


def test_numbers_that_can_not_be_set(twilio: FakeTwilio) -> None:
    twilio.numbers[0]["trunk_sid"] = "TK" + "0" * 32
    del twilio.numbers[2]
    with pytest.raises(DeployFault) as fault:
        planned()
    assert rules(fault) == ["number-goes-elsewhere", "number-not-in-account"]
    assert "the account has 2 phone numbers" in fault.value.diagnostics[1].hint
    for more in ({"voice_application_sid": "AP" + "0" * 32}, {"voice_receive_mode": "fax"}):
        twilio.numbers = [owned(MAIN, 1, **more), owned(ASSISTER, 3)]
        with pytest.raises(DeployFault, match=r"is bound to (the application AP|fax)"):
            planned()
    assert not [one for one in twilio.asked if one[0] == "POST"]


@pytest.mark.parametrize(
    ("failing", "rule", "told"),
    [
        ([401], "deploy-wrong-credentials", "does not take the credentials (401)"),
        ([403], "deploy-wrong-credentials", "(403)"),
        ([429] * (len(PAUSES) + 1), "deploy-rate-limit", "asked too often"),
        ([500], "deploy-refused", "Twilio refused (500)"),
        ([ConnectionError("no route")], "deploy-unreachable", "can't be reached: ConnectionError"),
        ([200], "deploy-unreachable", "can't be reached: something else answers"),
    ],
)
def test_what_twilio_says(twilio: FakeTwilio, failing: list[int | Exception], rule: str, told: str) -> None:
    twilio.failing = failing
    with pytest.raises(DeployFault) as fault:
        planned()
    assert (rules(fault), told in fault.value.diagnostics[0].message) == ([rule], True)


def test_it_waits_where_it_asks_too_often(twilio: FakeTwilio) -> None:
    waited: list[float] = []
    twilio.failing = [429, 429]
    assert len(Account(ENVIRONMENT, sleep=waited.append).numbers()) == 3
    assert waited == list(PAUSES[:2])


def test_what_was_set_is_told_where_the_rest_fails(twilio: FakeTwilio) -> None:
    plans = planned()
    asking = account()
    twilio.failing = []
    first = asking.update
    asking.update = lambda sid, fields: _fail_second(twilio, first, sid, fields)  # type: ignore[method-assign]
    done = carry_out(asking, plans)
    assert [one.number for one in done.numbers] == [MAIN]
    assert done.fault is not None
    assert done.fault.rule == "deploy-rate-limit"


def _fail_second(twilio: FakeTwilio, update: Any, sid: str, fields: Any) -> Any:
    twilio.failing = [429] * 4 if sid.endswith("3") else []
    return update(sid, fields)


def test_a_number_that_does_not_take_it(twilio: FakeTwilio) -> None:
    plans = planned()
    twilio.is_stubborn = True
    done = carry_out(account(), plans)
    assert done.numbers == ()
    assert done.fault is not None
    assert "has not taken voice_url of +18005550100" in done.fault.message


def test_credentials(twilio: FakeTwilio, tmp_path: Path) -> None:
    with pytest.raises(DeployFault, match="set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"):
        account(NOTHING="")
    with pytest.raises(DeployFault, match="set TWILIO_API_SECRET"):
        account(TWILIO_ACCOUNT_SID=SID, TWILIO_API_KEY="SK" + "0" * 32)
    file = tmp_path / "secret"
    file.write_text(TOKEN)
    by_file = account(TWILIO_ACCOUNT_SID=SID, TWILIO_API_KEY="SK" + "0" * 32, TWILIO_API_SECRET_FILE=str(file))
    assert len(by_file.numbers()) == 3
    with pytest.raises(DeployFault, match="there is no such file"):
        account(TWILIO_ACCOUNT_SID=SID, TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "none"))
    with pytest.raises(DeployFault) as fault:
        account(TWILIO_ACCOUNT_SID=SID, TWILIO_AUTH_TOKEN="another").numbers()
    assert rules(fault) == ["deploy-wrong-credentials"]
    assert "another" not in str(fault.value)


def test_without_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "twilio.rest", None)
    with pytest.raises(DeployFault) as fault:
        account()
    assert rules(fault) == ["deploy-no-sdk"]
    assert "pip install 'ivr_author[twilio]'" in fault.value.diagnostics[0].hint


@pytest.mark.parametrize(
    "url",
    [
        *("http://ivr.example.org", "ivr.example.org", "ftp://ivr.example.org", "https://", "https://[::1", ""),
        *("https://a:b@ivr.example.org", "https://ivr.example.org/?a=b", "https://ivr.example.org:99999"),
        *(
            "https://localhost",
            "https://127.0.0.1",
            "https://10.0.0.1",
            "https://[::1]",
            "https://ivr",
            "https://a b.org",
        ),
    ],
)
def test_addresses_that_twilio_can_not_call(url: str) -> None:
    if not url:
        assert wanted_at(URL, url).fallback_url == ""
        return
    with pytest.raises(DeployFault) as fault:
        wanted_at(url)
    assert rules(fault) == ["deploy-bad-url"]
    with pytest.raises(DeployFault, match="--status-callback"):
        wanted_at(URL, status_callback=url)


def test_where_calls_begin() -> None:
    assert wanted_at(URL).voice_url == wanted_at(f"{URL}/").voice_url == f"{URL}/call"
    assert wanted_at(f"{URL}/call/main").voice_url == f"{URL}/call/main"


def test_numbers_of_a_workspace_and_of_a_bundle(repository: Path, tmp_path: Path) -> None:
    found = numbers_of(repository, None)
    assert {number: flow for number, (flow, _) in found.items()} == {
        MAIN: "main",
        SPANISH: "main",
        ASSISTER: "assister",
    }
    assert list(numbers_of(repository, None, (ASSISTER,))) == [ASSISTER]
    with pytest.raises(DeployFault, match=r"no flow answers \+18005550199"):
        numbers_of(repository, None, ("+18005550199",))
    with pytest.raises(DeployFault, match="there is no bundle in none"):
        numbers_of(tmp_path, Path("none"))
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(DeployFault, match=r"^`torn\.zip` is no whole zip file"):
        numbers_of(tmp_path, Path("torn.zip"))
    with pytest.raises(DeployFault, match="there is no such file"):
        numbers_of(tmp_path, Path("none.zip"))
    (tmp_path / "manifest.json").write_text(
        '{"numbers": {"+18005550100": {"flow": "main"}, "sip:a@b.org": {"flow": "main"}}}'
    )
    assert numbers_of(tmp_path, Path()) == {MAIN: ("main", None)}
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(DeployFault, match="no phone number leads to a flow"):
        numbers_of(tmp_path, Path())
