"""The studio as a whole: failures as pages, missing assets, and serving to this machine alone."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from ivr_author.web import app as studio_app
from ivr_author.web.app import CannotServe, create_app, serve
from tests.web.pages import Visitor

SERVE = """
import sys
from pathlib import Path
from ivr_author.web.app import serve
serve(Path(sys.argv[1]), "localhost", 0)
"""


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/flows/nothing",
        "/flows/nothing/phone",
        "/documents/nothing/",
        "/documents/voicexml/no.xml",
        "/documents/nothing.zip",
    ],
)
def test_nothing_there(shared_visitor: Visitor, path: str) -> None:
    page = shared_visitor.get(path, status=404)
    assert page.all("//main//a[@href='/']")


def test_fault_of_ours_is_a_page_without_a_traceback(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("ivr_author.web.views.problems.snapshot", lambda: fail(None))
    page = Visitor(create_app(workspace)).get("/problems", status=500)
    assert "secret" not in page.text
    assert "terminal" in page.text


def test_missing_assets_are_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_app, "asset_files", dict)
    page = Visitor(create_app(workspace)).get("/flows")
    assert "make setup" in page.text
    assert not page.all("//script")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", ""])
def test_only_this_machine_is_served(tmp_path: Path, host: str) -> None:
    with pytest.raises(CannotServe, match="this machine only"):
        serve(tmp_path, host=host, port=0)


def test_port_that_is_taken_is_told(workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotServe, match="in use; name another one"):
            serve(workspace, port=taken.getsockname()[1])


def test_address_is_printed_and_answers(workspace: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVE, str(workspace)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            line = server.stdout.readline()
            match = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert match, line
            with urllib.request.urlopen(match[0]) as answer:
                assert answer.status == 200
                assert b"Health Connector" in answer.read()
        finally:
            server.terminate()


def test_empty_workspace(tmp_path: Path) -> None:
    visitor = Visitor(create_app(tmp_path))
    assert "ivr.yaml can't be read" in visitor.get("/flows").text
    assert visitor.get("/problems").texts("//a[@class='problem__rule']") == ["no-workspace"]
    assert visitor.get("/phone").all("//div[@class='empty']")
    visitor.get("/documents/voicexml/")


def test_workspace_without_flows(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text("format: 1\norganisation: New\nsource_locale: en\ntime_zone: UTC\n")
    visitor = Visitor(create_app(tmp_path))
    assert "There are no call flows yet" in visitor.get("/flows").text
    for path in ("/problems", "/phone"):
        assert visitor.get(path).all("//div[@class='empty']")
    visitor.get("/documents/voicexml/")
