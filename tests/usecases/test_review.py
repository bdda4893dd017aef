"""Marks of reviews and drafts in the catalogs of a workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr_author.catalog.states import UnreadableMark
from ivr_author.usecases.catalogs import count_translations, update_catalogs
from ivr_author.usecases.review import draft_translations, review_translations
from ivr_author.usecases.unknown import UnknownName
from tests.harness.sample import change, make_workspace

ES = "locales/es/LC_MESSAGES/flows.po"
NOTICES_ES = "locales/es/LC_MESSAGES/notices.po"
HELP = "How can we help you today?"
DAY = date(2026, 11, 22)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with Spanish, whose catalogs have one translation each."""
    folder = make_workspace(tmp_path / "small")
    change(folder, "ivr.yaml", "locales: []", "locales: [es]")
    update_catalogs(folder)
    change(folder, ES, f'msgid "{HELP}"\nmsgstr ""', f'msgid "{HELP}"\nmsgstr "¿En qué podemos ayudarle?"')
    change(folder, NOTICES_ES, 'msgid "Date: {date}"\nmsgstr ""', 'msgid "Date: {date}"\nmsgstr "Fecha: {date}"')
    return folder


def test_both_domains_are_marked_unless_one_is_named(workspace: Path) -> None:
    done = draft_translations(workspace, "es", [], "notices")
    assert [(one.path, len(one.marking.marked)) for one in done.catalogs] == [(NOTICES_ES, 1)]
    done = draft_translations(workspace, "es", [])
    assert [(one.path, len(one.marking.marked), one.marking.kept) for one in done.catalogs] == [
        (ES, 1, 0),
        (NOTICES_ES, 0, 1),
    ]
    stats = count_translations(workspace).domains
    assert [one.draft for domain in stats.values() for one in domain] == [1, 1]


def test_a_domain_without_any_address_that_was_named_is_left_aside(workspace: Path) -> None:
    done = review_translations(workspace, "es", ["main/main_menu/prompt"], "Ana Sample", DAY)
    assert [(one.path, one.marking.marked) for one in done.catalogs] == [(ES, ("main/main_menu/prompt",))]
    assert "# Reviewed by Ana Sample on 2026-11-22, " in (workspace / ES).read_text(encoding="utf-8")
    assert "# Reviewed" not in (workspace / NOTICES_ES).read_text(encoding="utf-8")


def test_an_address_that_there_is_not_marks_nothing(workspace: Path) -> None:
    before = (workspace / ES).read_bytes()
    with pytest.raises(UnknownName, match="did you mean `main/main_menu/prompt`"):
        review_translations(workspace, "es", ["main/main_menu/prompt", "main/main_menu/promt"], "Ana", DAY)
    with pytest.raises(UnreadableMark):
        review_translations(workspace, "es", [], "Ana\nSample", DAY)
    assert (workspace / ES).read_bytes() == before


def test_a_catalog_with_faults_is_left_alone(workspace: Path) -> None:
    with (workspace / ES).open("a", encoding="utf-8") as file:
        file.write("this is no PO\n")
    before = (workspace / ES).read_bytes()
    done = draft_translations(workspace, "es", [])
    assert [one.path for one in done.catalogs] == [NOTICES_ES]
    assert [one.rule for one in done.diagnostics] == ["catalog-syntax"]
    assert (workspace / ES).read_bytes() == before
