"""Every form of the studio, sent as no page of it would: without its token, with more than it has, late, or hostile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import copy_workspace, create_studio, put_under_git
from tests.web.hostile import FORMS, Form
from tests.web.pages import BASE, Visitor

CASES = [(endpoint, form) for endpoint, forms in FORMS.items() for form in forms]

DIGITS = "9" * 5000
NEED_NOTHING = {
    *("export.begin", "export.stop", "flow_coverage.start", "reader.choose", "history.begin"),
    *("deliveries.take_it", "deliveries.drop", "releases.stop"),
}
"""What is asked for stands in the address, or is already so."""

ANSWERS = {200, 303, 400, 404, 409, 422}
EVIL = '"><script>alert(1)</script>'
SCRIPT = "<script>alert(1)"


@pytest.fixture(scope="module")
def root(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that none of these tests may change."""
    return put_under_git(copy_workspace(repository, tmp_path_factory.mktemp("hostile")))


@pytest.fixture(scope="module")
def guarded(root: Path) -> Visitor:
    """A visitor of a studio on it."""
    visitor = Visitor(create_studio(root))
    visitor.get("/")
    return visitor


@pytest.fixture
def untouched(root: Path) -> Iterator[None]:
    """Whatever is sent, no file is another one afterwards."""
    before = _digest(root)
    yield
    assert _digest(root) == before


def _digest(root: Path) -> dict[str, str]:
    files = (one for one in root.rglob("*") if one.is_file() and not {".git", ".ivr_author"} & set(one.parts))
    return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def _token(visitor: Visitor) -> str:
    return str(visitor.get("/token").text)


def _send(visitor: Visitor, form: Form, fields: dict[str, Any], status: set[int]) -> None:
    answer = visitor.client.post(form.address, data=fields, base_url=BASE, buffered=True)
    assert answer.status_code in status, f"{form.address}: {answer.status_code}\n{answer.text[:1000]}"
    assert "Traceback" not in answer.text
    assert SCRIPT not in answer.text or answer.mimetype == "application/json"


def test_every_address_that_takes_a_form_is_tried(guarded: Visitor) -> None:
    taking = {rule.endpoint for rule in guarded.client.application.url_map.iter_rules() if "POST" in rule.methods}
    assert taking == set(FORMS)


@pytest.mark.usefixtures("untouched")
def test_without_its_token_no_form_is_taken(guarded: Visitor, root: Path) -> None:
    for endpoint, form in CASES:
        # There is no such version to be shown again.
        status = {404} if endpoint == "history.restore" else {403}
        _send(guarded, form, form.filled(root), status)
        _send(guarded, form, form.filled(root, csrf_token="of.somebody.else"), status)


@pytest.mark.usefixtures("untouched")
def test_a_field_that_no_form_has_is_refused(guarded: Visitor, root: Path) -> None:
    token = _token(guarded)
    for _, form in CASES:
        _send(guarded, form, form.filled(root, csrf_token=token, planted="1"), {400})


@pytest.mark.usefixtures("untouched")
def test_a_form_of_an_older_file_is_a_conflict(guarded: Visitor, root: Path) -> None:
    token = _token(guarded)
    for _, form in CASES:
        if form.file and form.says_conflict:
            _send(guarded, form, form.filled(root, csrf_token=token, revision="0123456789abcdef"), {409})


@pytest.mark.usefixtures("untouched")
def test_a_form_with_no_fields_saves_nothing(guarded: Visitor) -> None:
    token = _token(guarded)
    for endpoint, form in CASES:
        if endpoint not in NEED_NOTHING:
            _send(guarded, form, {"csrf_token": token}, {400, 404, 409, 422})


@pytest.mark.parametrize("value", ["\0\x1b[31m", DIGITS, EVIL], ids=["control", "digits", "markup"])
def test_no_value_of_a_form_breaks_a_page(guarded: Visitor, root: Path, value: str) -> None:
    token = _token(guarded)
    for _, form in CASES:
        held = form.filled(root, csrf_token=token)
        names = held.keys() - {"csrf_token", "revision", "do", "op", "type"}
        _send(guarded, form, held | dict.fromkeys(names, value), ANSWERS)
        # Late, so that nothing is saved.
        for name in names if form.file and value == DIGITS else ():
            _send(guarded, form, {**held, "revision": "0123456789abcdef", name: value}, ANSWERS)
