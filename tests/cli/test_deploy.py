"""`ivr-author deploy twilio` as a person and a program use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from tests.usecases.fake_twilio import ENVIRONMENT, FakeTwilio, owned

pytest.importorskip("twilio")

URL = "https://ivr.example.org"
TABLE = f"""\
number        flow      when             now                                     then
+18005550100  main      a call comes in  https://demo.twilio.com/welcome/voice/  {URL}/call
+18005550110  main                       as it should be
+18005550120  assister  a call comes in  nothing                                 {URL}/call
"""


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    """An account, two of whose numbers do not lead to the service yet."""
    right = {"voice_url": f"{URL}/call"}
    fake = FakeTwilio(
        [owned("+18005550100", 1), owned("+18005550110", 2, **right), owned("+18005550120", 3, voice_url="")]
    )
    monkeypatch.setattr(
        "twilio.http.http_client.TwilioHttpClient.request", lambda _, *args, **more: fake.request(*args, **more)
    )
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return fake


def run(root: Path, *arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "deploy", "twilio", *arguments], answer, catch_exceptions=False)


def posts(twilio: FakeTwilio) -> int:
    return sum(method == "POST" for method, _, _ in twilio.asked)


def test_shown_then_set(twilio: FakeTwilio, repository: Path) -> None:
    shown = run(repository, "--url", URL, "--dry-run")
    assert (shown.stdout, shown.exit_code, posts(twilio)) == (TABLE, 0, 0)
    done = run(repository, "--url", URL, "--yes")
    assert (done.stdout, done.exit_code, posts(twilio)) == (f"{TABLE}2 of 2 numbers set\n", 0, 2)
    again = run(repository, "--url", URL)
    assert again.stdout.endswith("Nothing to change.\n")
    assert (again.exit_code, posts(twilio)) == (0, 2)


def test_nothing_is_changed_unasked(twilio: FakeTwilio, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(repository, "--url", URL)
    assert "Give --yes to change this, or --dry-run to look at it only.\nNothing was changed.\n" in result.stderr
    assert (result.exit_code, posts(twilio)) == (1, 0)
    monkeypatch.setattr("ivr_author.cli.commands.deploy.is_answered", lambda: True)
    refused = run(repository, "--url", URL, answer="n\n")
    assert "Change 2 numbers at Twilio?" in refused.stderr
    assert (refused.exit_code, posts(twilio)) == (1, 0)
    assert run(repository, "--url", URL, answer="y\n").exit_code == 0
    assert posts(twilio) == 2


def test_refusals(twilio: FakeTwilio, repository: Path) -> None:
    result = run(repository, "--url", "http://ivr.example.org", "--yes")
    assert "error deploy-bad-url: --url `http://ivr.example.org` is no https address" in result.stderr
    assert result.stderr.endswith("Nothing was changed.\n")
    assert result.exit_code == 1
    del twilio.numbers[0]
    missing = run(repository, "--url", URL, "--yes")
    assert "ivr.yaml:11:40: error number-not-in-account: +18005550100 is not in the account" in missing.stderr
    assert (missing.exit_code, posts(twilio)) == (1, 0)
    assert run(repository, "--url", URL, "--yes", "--number", "+18005550120").exit_code == 0


def test_for_programs(twilio: FakeTwilio, repository: Path) -> None:
    shown = json.loads(run(repository, "--url", URL, "--format", "json").stdout)
    assert [one["set"] for one in shown["numbers"]] == [False] * 3
    done = json.loads(run(repository, "--url", URL, "--yes", "--format", "json").stdout)
    assert [one["set"] for one in done["numbers"]] == [True, False, True]
    assert done["numbers"][2]["changes"] == {"voice_url": {"now": "", "then": f"{URL}/call"}}
    twilio.failing = [401]
    failed = json.loads(run(repository, "--url", URL, "--yes", "--format", "json").stdout)
    assert [one["rule"] for one in failed["diagnostics"]] == ["deploy-wrong-credentials"]


def test_what_fails_half_way(twilio: FakeTwilio, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twilio.is_stubborn = True
    result = run(repository, "--url", URL, "--yes")
    assert "error deploy-refused: Twilio has not taken voice_url of +18005550100" in result.stderr
    assert result.stdout.endswith("0 of 2 numbers set\n")
    assert result.exit_code == 1
