"""The bundle that `answer` speaks: compiled now, or read from a folder; and that it speaks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from ivr_author.answering.application import Terms, create_application
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import compile_bundle, read_bundle
from ivr_author.usecases.build import compile_flows, write_artifact
from tests.harness.sample import change, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "small")


def ask(service: Any, path: str) -> tuple[str, bytes]:
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "From=%2B16175550123&To=%2B18005550100&CallSid=CA1",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(service(environ, lambda status, headers: answered.append(status)))
    return answered[0], body


def test_a_folder_of_compile_is_the_same_bundle(workspace: Path, tmp_path: Path) -> None:
    compiled = compile_bundle(workspace)
    artifact = compile_flows(workspace, "twiml").artifact
    assert artifact is not None
    write_artifact(artifact, tmp_path / "out")
    found = read_bundle(tmp_path / "out")
    assert found.files == compiled.files
    assert found.numbers == compiled.numbers == {"+18005550100": "main"}


def test_the_service_speaks(workspace: Path) -> None:
    service = create_application(compile_bundle(workspace).files, Terms("secret"))
    for path in ("/call", "/call/main"):
        status, body = ask(service, path)
        assert status == "200 OK"
        assert b"Thank you for calling the Example Office." in body


def test_content_with_errors_has_no_bundle(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "type: queue", "type: queu")
    bundle = compile_bundle(workspace)
    assert not bundle.files
    assert "unknown-node-type" in {one.rule for one in bundle.diagnostics}


def test_a_folder_that_is_no_bundle_or_was_changed_is_refused(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleFault):
        create_application(read_bundle(tmp_path / "nowhere").files, Terms("secret"))
    artifact = compile_flows(workspace, "twiml").artifact
    assert artifact is not None
    out = tmp_path / "out"
    write_artifact(artifact, out)
    (out / "table.json").write_text("{}")
    with pytest.raises(BundleFault, match=r"table\.json was changed"):
        create_application(read_bundle(out).files, Terms("secret"))
    (out / "manifest.json").write_text("[1")
    assert read_bundle(out).numbers == {}
