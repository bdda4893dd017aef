"""`ivr-author answer` where it can't start: a sentence and exit code 2, and nothing that goes on listening."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.commands.answer import RETRY_SECONDS, follow_for_ever
from ivr_author.cli.main import cli
from ivr_author.targets.twiml.signature import SignatureKeys
from ivr_author.usecases.answer_follow import LOOK_SECONDS
from ivr_author.usecases.answer_terms import read_terms
from ivr_author.usecases.build import compile_flows, write_artifact
from ivr_author.workspace.files import WorkspaceError
from tests.harness.sample import make_workspace

SECRETS = {"TWILIO_AUTH_TOKEN": "token", "IVR_AUTHOR_SECRET": "secret"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be written to, but its state."""
    return make_workspace(tmp_path_factory.mktemp("made") / "office")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_AUTH_TOKEN", "IVR_AUTHOR_SECRET", "IVR_AUTHOR_WEBHOOK_KEYS", "IVR_AUTHOR_REDIS"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def refused(root: Path, *arguments: str, secrets: dict[str, str] | None = None) -> str:
    """What is said where it does not start."""
    command = ["-C", str(root), "answer", "--port", "0", *arguments]
    result: Result = CliRunner().invoke(cli, command, env=secrets or SECRETS, catch_exceptions=False)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


def test_each_secret_is_asked_for(workspace: Path) -> None:
    for name in SECRETS:
        said = refused(workspace, secrets={one: text for one, text in SECRETS.items() if one != name})
        assert f"{name} is not set" in said
        assert f"{name}_FILE" in said
    assert "--unsigned" in said


def test_secrets_may_stand_in_files(workspace: Path, tmp_path: Path) -> None:
    for name, text in SECRETS.items():
        (tmp_path / name).write_text(f"{text}\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in SECRETS}
    assert "nothing was published yet" in refused(workspace, "--live", secrets=files)
    (tmp_path / "IVR_AUTHOR_SECRET").write_text("")
    assert "holds no secret" in refused(workspace, "--live", secrets=files)


def test_keys_of_webhooks_are_read_or_refused_without_being_told(workspace: Path) -> None:
    terms = read_terms("0.0.0.0", environment={**SECRETS, "IVR_AUTHOR_WEBHOOK_KEYS": "one:k1, two:k2="})
    assert terms.shared_keys == {"one": "k1", "two": "k2="}
    assert SignatureKeys(terms.auth_token, terms.shared_keys)
    said = refused(workspace, secrets={**SECRETS, "IVR_AUTHOR_WEBHOOK_KEYS": "k3y"})
    assert "IVR_AUTHOR_WEBHOOK_KEYS can't be read" in said
    assert "k3y" not in said


def test_unsigned_is_for_this_machine_alone() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "ivr.example.org"):
        with pytest.raises(WorkspaceError, match="anybody who reaches"):
            read_terms(host, is_unsigned=True, environment={})
    for host in ("127.0.0.1", "::1", "localhost"):
        terms = read_terms(host, is_unsigned=True, environment=SECRETS)
        assert (terms.auth_token, terms.secret) == ("", "secret")
    assert len(read_terms("::1", is_unsigned=True, environment={}).secret) == 64


@pytest.mark.parametrize(
    "url", ["x.example", "ftp://x.example", "https://x.example/a", "https://u@x.example", "https://x:y", "https://"]
)
def test_a_public_address_that_is_none(url: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        read_terms("127.0.0.1", public_url=url, environment=SECRETS)
    assert told.value.diagnostic.rule == "public-url"


def test_a_public_address() -> None:
    terms = read_terms("127.0.0.1", public_url="https://x.example:8443/", environment=SECRETS)
    assert terms.public_url == "https://x.example:8443"


def test_ports_in_use(workspace: Path, taken: int) -> None:
    assert f"port {taken} of 127.0.0.1 can't be used" in refused(workspace, "--port", str(taken))
    said = refused(workspace, "--metrics-port", str(taken))
    assert f"port {taken} of 127.0.0.1 can't be used for metrics" in said
    assert "can't be used" in refused(workspace, "--host", "192.0.2.1")


def test_a_redis_that_is_none_or_does_not_answer(workspace: Path, taken: int) -> None:
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    for url in (f"redis://:s3cret@127.0.0.1:{port}/0", "unix://:s3cret@/nowhere/redis"):
        said = refused(workspace, secrets={**SECRETS, "IVR_AUTHOR_REDIS": url})
        assert "can't be used: it does not answer" in said
        assert "s3cret" not in said
    assert "is no address of a Redis" in refused(workspace, "--redis", "https://127.0.0.1")


def test_hosts_that_are_none(workspace: Path) -> None:
    assert "x y" in refused(workspace, "--allow-host", "x y")
    assert "10.0.0.0/99" in refused(workspace, "--private-host", "10.0.0.0/99")
    assert "no address that questions could go to" in refused(workspace, "--outside", "file:///x")
    assert "only in a rehearsal" in refused(workspace, "--at", "2026-12-23T10:00-05:00")
    at = ["--at", "2026-12-23T10:00"]
    assert "write it with its offset" in refused(workspace, "--outside", "http://127.0.0.1:9", *at)


def test_bundles_that_are_none(workspace: Path, tmp_path: Path) -> None:
    artifact = compile_flows(workspace, "twiml").artifact
    assert artifact is not None
    out = tmp_path / "out"
    write_artifact(artifact, out)
    assert "nowhere-else: there is no such file" in refused(workspace, "--bundle", str(tmp_path / "nowhere-else"))
    assert "both answer the number" not in refused(workspace, "--bundle", str(out), "--bundle", str(tmp_path))
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    said = refused(workspace, "--bundle", str(out))
    assert "the bundle has format 99, this version reads 1" in said
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04")
    assert "`cut.zip` is no whole zip file" in refused(workspace, "--bundle", str(tmp_path / "cut.zip"))


def test_a_folder_for_the_processes_that_cannot_be_written_to(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be saved" in refused(workspace, "--unsigned", "--state", str(tmp_path / "file/below"))


class Failing:
    """A follower with a fault of ours, and then an end."""

    def __init__(self) -> None:
        self.faults: list[BaseException] = [RuntimeError("ours"), RuntimeError("ours"), KeyboardInterrupt()]

    def follow(self) -> None:
        """Fail."""
        raise self.faults.pop(0)


def test_a_fault_of_ours_does_not_end_the_thread_that_follows(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("ivr_author.cli.commands.answer.time.sleep", waited.append)
    with pytest.raises(KeyboardInterrupt):
        follow_for_ever(Failing())  # type: ignore[arg-type]
    assert caplog.text.count("so calls stay as they are") == 2
    assert waited == [LOOK_SECONDS, RETRY_SECONDS, RETRY_SECONDS]
