"""Loading a bundle: only what was compiled is served."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from ivr_author.core.value_types import ValueType
from ivr_author.targets.twiml.bundle import BundleFault, SayElement, ValueSlot, load_bundle
from ivr_author.targets.twiml.emit import emit
from tests.targets.twiml.everything import everything

FILES = dict(emit(everything()).files)


def test_documents_are_cut_at_their_slots() -> None:
    document = load_bundle(FILES).document("en", "main/amount")
    (form,) = document.says[0].forms
    assert isinstance(form, tuple)
    (element,) = form
    assert isinstance(element, SayElement)
    assert [piece for piece in element.text if isinstance(piece, bytes)] == [b"You owe ", b", ", b"."]
    first = next(piece for piece in element.text if isinstance(piece, ValueSlot))
    assert (first.name, first.type) == ("balance", ValueType.MONEY)


def test_speech_without_slots_is_the_bytes_of_the_document() -> None:
    speech = load_bundle(FILES).document("en", "main/ask").says[0].forms[0]
    assert isinstance(speech, bytes)
    assert speech in FILES["documents/en/main/ask.xml"]


def test_plural_forms_follow_the_locale_of_the_words() -> None:
    speech = load_bundle(FILES).document("es", "main/letters").says[0]
    assert len(speech.forms) == 2
    assert speech.count == "letters"


def _drop(files: dict[str, bytes]) -> None:
    del files["documents/en/main/menu.xml"]


def _change(files: dict[str, bytes]) -> None:
    files["documents/en/main/menu.xml"] += b" "


def _no_manifest(files: dict[str, bytes]) -> None:
    del files["manifest.json"]


def _other_format(files: dict[str, bytes]) -> None:
    files["manifest.json"] = json.dumps({**json.loads(files["manifest.json"]), "format": 99}).encode()


def _no_json(files: dict[str, bytes]) -> None:
    files["manifest.json"] = b"{"


def _foreign(files: dict[str, bytes]) -> None:
    files.clear()
    files["manifest.json"] = b'{"format": 1, "files": {}}'


@pytest.mark.parametrize("spoil", [_drop, _change, _no_manifest, _other_format, _no_json, _foreign])
def test_spoilt_bundle_is_refused(spoil: Callable[[dict[str, bytes]], None]) -> None:
    files = dict(FILES)
    spoil(files)
    with pytest.raises(BundleFault):
        load_bundle(files)
