"""A term by a form: what it does to the texts, the lines of the file that it changes, and what is never saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.catalog.glossary.model import Term
from ivr_author.usecases.catalogs import CATALOG_DOMAINS
from ivr_author.usecases.edit_glossary import (
    EffectToAgree,
    OutdatedTerm,
    RefusedTerm,
    SavedTerm,
    TypedTerm,
    effect_of,
    find_term,
    save_term,
    term_revision,
)
from ivr_author.usecases.glossary import list_terms
from ivr_author.usecases.translate import OpenText, open_text
from ivr_author.workspace.files import Conflict
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace, load_workspace
from tests.usecases.test_glossary import FILES

ES, HT, RU = "locales/es/glossary.yaml", "locales/ht/glossary.yaml", "locales/ru/glossary.yaml"
KEPT = """\
# Ours.
format: 1
terms:
  # Of every month.
  - {source: premium, preferred: [prima], forbidden: [premio]}  # not a prize
  - source: Health Connector  # the name
    keep: true
"""
PREMIUM = Term(source="premium", preferred=("prima",), forbidden=("premio",))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {**FILES, ES: KEPT, "ivr.yaml": FILES["ivr.yaml"].replace("[es, ht]", "[es, ht, ru]")}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def texts(workspace: Workspace, locale: str) -> Iterator[OpenText]:
    for domain in CATALOG_DOMAINS.values():
        yield from (open_text(workspace, domain, one, locale) for one in domain.segments(workspace))


def save(
    root: Path, name: str, term: Term | None, locale: str = "es", *, expected: str | None = None, agreed: str = ""
) -> SavedTerm | RefusedTerm | EffectToAgree | OutdatedTerm:
    workspace = load_workspace(root)
    held = find_term(workspace.glossaries[locale], name) if locale in workspace.glossaries and name else None
    typed = TypedTerm(name, term, term_revision(held) if expected is None else expected, agreed)
    return save_term(FileKeeper(root), workspace, locale, typed, texts(workspace, locale))


def test_a_listing_says_what_breaks_a_term(root: Path) -> None:
    (use,) = list_terms(root, "es", "premium").terms[0].uses
    assert (use.domain, use.breaks) == ("flows", "says `premio` for `premium`")


def test_what_a_change_does_to_the_texts(root: Path) -> None:
    workspace = load_workspace(root)
    glossary = workspace.glossaries["es"]

    def effect(name: str, term: Term | None) -> tuple[int, int, list[str], int]:
        found = effect_of(glossary, name, term, texts(workspace, "es"), "en")
        return len(found.uses), found.broken, [message for _, message in found.newly], found.mended

    assert effect("premium", PREMIUM) == (1, 1, [], 0)
    assert effect("premium", replace(PREMIUM, preferred=("premio",), forbidden=())) == (1, 0, [], 1)
    # Broken before and after, though another word is missing now.
    assert effect("premium", replace(PREMIUM, preferred=("cuota",), forbidden=())) == (1, 1, [], 0)
    assert effect("premium", None) == (1, 1, [], 1)
    assert effect("", Term(source="due", preferred=("vence",))) == (1, 1, ["has no `vence` for `due`"], 0)
    assert effect("", Term(source="nowhere", preferred=("x",))) == (0, 0, [], 0)
    # A longer term takes the text from the one that it holds.
    assert effect("", Term(source="your premiums", preferred=("sus premios",))) == (1, 0, [], 1)


def test_a_save_touches_the_lines_of_its_term(root: Path) -> None:
    assert isinstance(save(root, "premium", replace(PREMIUM, preferred=("prima", "cuota"))), SavedTerm)
    assert (root / ES).read_text() == KEPT.replace("[prima]", "[prima, cuota]")
    assert isinstance(save(root, "Health Connector", Term(source="Connector", keep=True, note="Ours")), SavedTerm)
    assert "  - source: Connector  # the name\n    keep: true\n    note: Ours\n" in (root / ES).read_text()
    assert isinstance(save(root, "Connector", None), SavedTerm)
    assert (root / ES).read_text() == KEPT.replace("[prima]", "[prima, cuota]").partition("  - source")[0]


def test_a_new_term_comes_after_the_last_or_in_its_order(root: Path) -> None:
    added = Term(source="deductible", preferred=("deducible",))
    assert isinstance(save(root, "", added), SavedTerm)
    assert (root / ES).read_text() == KEPT + "  - {source: deductible, preferred: [deducible]}\n"
    assert isinstance(save(root, "premium", None), SavedTerm)
    (root / ES).write_text("format: 1\nterms:\n  - {source: a, keep: true}\n  - {source: z, keep: true}\n")
    assert isinstance(save(root, "", added), SavedTerm)
    assert [one.source for one in load_workspace(root).glossaries["es"].terms] == ["a", "deductible", "z"]


def test_the_first_term_begins_a_glossary_and_the_last_one_leaves_it_empty(root: Path) -> None:
    added = Term(source="deductible", preferred=("франшиза",), ambiguous=True)
    assert isinstance(save(root, "", added, "ru"), SavedTerm)
    assert load_workspace(root).glossaries["ru"].terms == (added,)
    assert isinstance(save(root, "deductible", None, "ru"), SavedTerm)
    assert load_workspace(root).glossaries["ru"].terms == ()
    assert isinstance(save(root, "", added, "ru"), SavedTerm)
    assert load_workspace(root).glossaries["ru"].terms == (added,)


def test_what_breaks_translations_is_agreed_to_first(root: Path) -> None:
    term = Term(source="due", preferred=("vence",))
    asked = save(root, "", term)
    assert isinstance(asked, EffectToAgree)
    assert [text.segment.address for text, _ in asked.effect.newly] == ["main/bills/prompt"]
    assert (root / ES).read_text() == KEPT
    other = replace(term, preferred=("caduca",))
    assert isinstance(save(root, "", other, agreed=asked.key), EffectToAgree), "agreed to something else"
    assert isinstance(save(root, "", term, agreed=asked.key), SavedTerm)


@pytest.mark.parametrize(
    ("name", "term", "rule"),
    [
        ("", PREMIUM, "glossary-conflict"),
        ("", Term(source="x"), "glossary-conflict"),
        ("", Term(source="", keep=True), "glossary-conflict"),
        ("", Term(source="x", preferred=("y",), keep=True), "glossary-conflict"),
        ("", Term(source="x", preferred=("y",), forbidden=("Y",)), "glossary-conflict"),
        ("", Term(source="x" * 201, keep=True), "glossary-conflict"),
        ("", Term(source="x", preferred=("y",) * 50), "glossary-conflict"),
        ("", Term(source="x\0", keep=True), "control-character"),
        ("", Term(source="x", keep=True, note="n" * 2001), "too-long"),
    ],
)
def test_refused(root: Path, name: str, term: Term, rule: str) -> None:
    refused = save(root, name, term)
    assert isinstance(refused, RefusedTerm)
    assert [one.rule for one in refused.faults] == [rule]
    assert (root / ES).read_text() == KEPT


def test_a_first_term_that_says_nothing_begins_no_glossary(root: Path) -> None:
    assert isinstance(save(root, "", Term(source="x"), "ru"), RefusedTerm)
    assert not (root / RU).exists()


def test_a_glossary_with_errors_is_mended_as_text(root: Path) -> None:
    (root / HT).write_text("terms: [")
    assert isinstance(save(root, "", PREMIUM, "ht"), RefusedTerm)
    assert (root / HT).read_text() == "terms: ["


def test_nobody_is_overwritten(root: Path) -> None:
    assert save(root, "premium", None, expected="0") == OutdatedTerm(PREMIUM)
    assert save(root, "gone", None, expected="0") == OutdatedTerm(None)
    assert save(root, "gone", None) == OutdatedTerm(None)
    workspace = load_workspace(root)
    (root / ES).write_text(KEPT + "# meanwhile\n")
    typed = TypedTerm("premium", None, term_revision(PREMIUM))
    with pytest.raises(Conflict):
        save_term(FileKeeper(root), workspace, "es", typed, texts(workspace, "es"))
