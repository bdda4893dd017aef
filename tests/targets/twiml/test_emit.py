"""The bundle: its documents as text, valid by two schemas, and the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.validate import validate_artifact
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import build, end_call

CHECKER = Path(__file__).resolve().parents[4] / "shared" / "validators" / "check.py"
FILES = emit(everything()).files


@pytest.mark.parametrize(
    "name",
    ["menu", "ask", "amount", "case", "name", "letters", "task", "queue", "dial", "sip", "record", "bye"],
)
def test_document(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"goldens/{name}.en.xml", FILES[f"documents/en/main/{name}.xml"].decode())


@pytest.mark.parametrize("name", ["menu", "letters", "queue"])
def test_document_in_spanish(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"goldens/{name}.es.xml", FILES[f"documents/es/main/{name}.xml"].decode())


def test_apology_is_in_each_locale() -> None:
    assert "Gracias por llamar" in FILES["documents/es/apology.xml"].decode()
    assert "Thank you for calling" in FILES["documents/en/apology.xml"].decode()


def test_blocks_without_speech_or_wait_have_no_document() -> None:
    assert "documents/en/main/hours.xml" not in FILES


def test_same_program_gives_the_same_bytes() -> None:
    assert emit(everything()) == emit(everything())


def test_manifest_lists_every_other_file_with_its_hash() -> None:
    manifest = json.loads(FILES["manifest.json"])
    assert set(manifest["files"]) == set(FILES) - {"manifest.json"}
    assert all(hashlib.sha256(FILES[path]).hexdigest() == found for path, found in manifest["files"].items())
    assert manifest["locales"] == ["en", "es"]
    assert manifest["numbers"]["+18005550110"] == {"flow": "main", "locale": "es"}


def test_everything_is_valid_by_our_own_schema() -> None:
    assert validate_artifact(emit(everything())) == []


@pytest.mark.skipif(not CHECKER.exists(), reason="the project's common checker is not here")
def test_everything_passes_the_common_checker(tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = subprocess.run([sys.executable, CHECKER, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_marks_of_slots_in_an_authors_text_are_text() -> None:
    document = FILES["documents/en/main/menu.xml"].decode()
    assert "&lt;you&gt; &amp; yours? &#10214;1&#10215;" in document


def test_text_that_is_too_long_for_one_say_is_cut() -> None:
    text = "您的保险费将于本月二十三日到期，请按时缴费。" * 60
    program = build({"main/a": ([text], end_call()[1])}, locales=("zh_Hans",), words={"zh_Hans": {text: text}})
    document = emit(program).files["documents/zh_Hans/main/a.xml"].decode()
    assert document.count("<Say ") == 3
    assert document.count("<!-- goes on -->") == 2
    assert validate_artifact(emit(program)) == []
