"""Listing terms: where they are used, in which words, and what a person gets for a name that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.usecases.glossary import list_terms
from ivr_author.usecases.unknown import UnknownName

FILES = {
    "ivr.yaml": """\
format: 1
organisation: Health Connector
source_locale: en
locales: [es, ht]
time_zone: America/New_York
""",
    "flows/main.yaml": """\
format: 1
title: Test
start: hello
nodes:
  hello: {type: play, prompt: "Thank you for calling the Health Connector.", next: bills}
  bills: {type: play, prompt: "Your premiums are due.", next: bye}
  bye: {type: hangup, prompt: "Goodbye."}
""",
    "locales/es/LC_MESSAGES/flows.po": """\
msgid ""
msgstr "Language: es\\n"

msgctxt "main/bills/prompt"
msgid "Your premiums are due."
msgstr "Debe pagar sus premios."
""",
    "locales/es/glossary.yaml": """\
format: 1
terms:
  - {source: premium, preferred: [prima], forbidden: [premio]}
  - {source: Health Connector, keep: true}
  - {source: deductible, preferred: [deducible]}
""",
    "locales/ht/glossary.yaml": "format: 1\nterms: [{source: premium, preferred: [prim]}]\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_terms_with_their_uses(root: Path) -> None:
    listed = list_terms(root, "es").terms
    assert [(one.term.source, len(one.uses)) for one in listed] == [
        ("premium", 1),
        ("Health Connector", 1),
        ("deductible", 0),
    ]
    (premium,) = listed[0].uses
    assert (premium.address, premium.translation, premium.words) == (
        "main/bills/prompt",
        "Debe pagar sus premios.",
        ("premio",),
    )
    (connector,) = listed[1].uses
    assert (connector.translation, connector.words) == ("", ())


def test_one_term_in_all_locales(root: Path) -> None:
    listed = list_terms(root, term="Premium").terms
    assert [(one.locale, one.uses[0].words) for one in listed] == [("es", ("premio",)), ("ht", ())]


def test_names_that_are_not_there(root: Path) -> None:
    with pytest.raises(UnknownName, match="no locale `ru`"):
        list_terms(root, "ru")
    with pytest.raises(UnknownName, match="did you mean `premium`"):
        list_terms(root, term="premum")


def test_a_broken_glossary_is_told(root: Path) -> None:
    (root / "locales/es/glossary.yaml").write_text("format: 1\nterms: [{source: premium}]\n")
    (root / "flows/main.yaml").write_text("format: 1\n")
    assert [one.rule for one in list_terms(root).diagnostics] == ["glossary-conflict"]
    assert [one.locale for one in list_terms(root).terms] == ["es", "ht"]
