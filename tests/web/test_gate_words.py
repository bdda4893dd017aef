"""What gates say has words in the reader's language: whatever they say is known, or is a rule's message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.freeze import find_freeze, freeze_gate
from ivr_author.usecases.gate import Gate, unasked_approvals
from ivr_author.usecases.gates import content_gates
from ivr_author.web.app import create_app
from ivr_author.web.release.gate_words import block_in_words, note_in_words
from tests.usecases.released import INSIDE, NOON


@pytest.fixture
def spanish(released: Path) -> Iterator[Flask]:
    """While somebody looks who reads Spanish."""
    app = create_app(released)
    with app.test_request_context("/releases/", headers={"Accept-Language": "es"}):
        yield app


def notes_of(root: Path) -> Iterator[Gate]:
    yield from content_gates(check_workspace(root), lambda _share, _what: None)
    for moment in (NOON, INSIDE):
        yield freeze_gate(find_freeze(root, moment))
    yield unasked_approvals(is_required=True)


@pytest.mark.usefixtures("spanish")
def test_every_note_is_said_in_spanish(released: Path) -> None:
    gates = list(notes_of(released))
    same = [gate.note for gate in gates if gate.note and note_in_words(gate.note) == gate.note]
    assert not same
    own = [
        block.message
        for gate in gates
        if gate.id in ("freeze", "approvals", "voices", "coverage", "translations")
        for block in gate.blocks
    ]
    assert own
    assert not [one for one in own if block_in_words(one) == one]


@pytest.mark.usefixtures("spanish")
@pytest.mark.parametrize(
    ("english", "spanish_words"),
    [
        ("1,204 files", "archivos: 1,204"),
        (
            "required: es, ht; callers hear en instead, as is allowed: vi: 3 missing, 1 fuzzy of 1,200 texts of flows",
            "vietnamita",
        ),
        ("at most grade 6; 2 excused", "grado 6"),
        ("overridden: the lines; are down", "the lines; are down"),
        ("3 of 4 changes are approved", "3 de 4"),
        ("what nobody knows; 2 excused", "what nobody knows; "),
    ],
)
def test_notes(english: str, spanish_words: str) -> None:
    said = note_in_words(english)
    assert spanish_words in said
    assert said != english


@pytest.mark.usefixtures("spanish")
def test_what_a_rule_says_stays_as_it_is() -> None:
    message = "unknown-node: there is no node `{x}`"
    assert block_in_words(message) == message
    assert "criollo haitiano" in block_in_words("nobody has approved main/begin/prompt (ht) as it is now")
