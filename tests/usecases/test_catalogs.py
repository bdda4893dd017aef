"""Texts on their way to translators and back, and nothing written where it would lose something."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.update import ChangeKind, UpdateReport
from ivr_author.core.segment import Segment
from ivr_author.usecases import catalogs
from ivr_author.usecases.catalogs import (
    check_translations,
    compile_catalogs,
    count_translations,
    extract_template,
    update_catalogs,
)
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import Conflict
from tests.harness.sample import change, make_workspace

ES = "locales/es/LC_MESSAGES/flows.po"
HELP = "How can we help you today?"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with Spanish, whose catalog has one translation."""
    folder = make_workspace(tmp_path / "small")
    change(folder, "ivr.yaml", "locales: []", "locales: [es, ht]")
    update_catalogs(folder)
    translate(folder, HELP, "¿En qué podemos ayudarle?")
    return folder


def translate(folder: Path, text: str, translation: str) -> None:
    change(folder, ES, f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"')


def test_a_locale_without_a_catalog_gets_a_draft(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    change(folder, "ivr.yaml", "locales: []", "locales: [es]")
    done = update_catalogs(folder)
    assert [(one.path, one.is_new, one.is_changed) for one in done.catalogs] == [(ES, True, True)]
    text = (folder / ES).read_text(encoding="utf-8")
    assert text.startswith("# Draft translation, not yet reviewed by a qualified translator")
    assert 'msgctxt "main/main_menu/prompt"' in text
    assert 'msgctxt "texts/no_input"' in text


def test_an_update_without_changes_writes_nothing(workspace: Path) -> None:
    before = (workspace / ES).stat()
    done = update_catalogs(workspace, ["es"])
    assert [(one.is_changed, one.report.changes) for one in done.catalogs] == [(False, ())]
    assert (workspace / ES).stat().st_mtime_ns == before.st_mtime_ns


def test_a_changed_text_keeps_its_translation_as_fuzzy(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    done = update_catalogs(workspace)
    assert [one.report.count(ChangeKind.CHANGED) for one in done.catalogs] == [1, 1]
    text = (workspace / ES).read_text(encoding="utf-8")
    assert f'#| msgid "{HELP}"\n' in text
    assert 'msgid "How can we help you?"\nmsgstr "¿En qué podemos ayudarle?"' in text


@pytest.mark.parametrize("path", ["flows/main.yaml", "ivr.yaml"])
def test_nothing_is_written_while_a_file_with_texts_has_errors(workspace: Path, path: str) -> None:
    before = (workspace / ES).read_bytes()
    (workspace / path).write_text("nodes: [", encoding="utf-8")
    for done in (extract_template(workspace), update_catalogs(workspace)):
        assert [one.span.path for one in done.diagnostics if one.span] == [path]
    assert (workspace / ES).read_bytes() == before
    assert not (workspace / "locales/flows.pot").exists()


def test_errors_in_call_scripts_do_not_stop_an_update(workspace: Path) -> None:
    (workspace / "flows/main.calls.yaml").write_text("calls: 1", encoding="utf-8")
    assert not extract_template(workspace).diagnostics
    assert not update_catalogs(workspace).diagnostics


def test_a_catalog_with_faults_is_left_alone_and_the_others_are_updated(workspace: Path) -> None:
    with (workspace / ES).open("a", encoding="utf-8") as file:
        file.write("this is no PO\n")
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    done = update_catalogs(workspace)
    assert [one.report.locale for one in done.catalogs] == ["ht"]
    assert [one.rule for one in done.diagnostics] == ["catalog-syntax"]


def test_what_a_translator_saved_meanwhile_is_not_overwritten(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = catalogs.update_catalog

    def slow(catalog: Catalog, segments: list[Segment]) -> tuple[Catalog, UpdateReport]:
        translate(workspace, "Our office is closed now.", "Estamos cerrados.")
        return real(catalog, segments)

    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    monkeypatch.setattr(catalogs, "update_catalog", slow)
    with pytest.raises(Conflict):
        update_catalogs(workspace, ["es"])
    assert "Estamos cerrados." in (workspace / ES).read_text(encoding="utf-8")


def test_extraction_says_whether_anything_changed(workspace: Path) -> None:
    assert extract_template(workspace).is_changed
    assert not extract_template(workspace).is_changed
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    assert extract_template(workspace).is_changed


def test_counts_by_locale(workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: [es, ht]", "locales: [es, ht, vi]")
    es, ht, vi = count_translations(workspace).locales
    assert (es.locale, es.translated, ht.translated, vi.translated) == ("es", 1, 0, 0)
    assert es.total == ht.total == vi.total == vi.missing
    assert [one.locale for one in count_translations(workspace, ["ht"]).locales] == ["ht"]


def test_compiled_catalogs_are_read_by_gettext(workspace: Path) -> None:
    done = compile_catalogs(workspace)
    assert done.paths == ("locales/es/LC_MESSAGES/flows.mo", "locales/ht/LC_MESSAGES/flows.mo")
    with (workspace / done.paths[0]).open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.pgettext("main/main_menu/prompt", HELP) == "¿En qué podemos ayudarle?"
    assert words.pgettext("main/closed/prompt", "Our office is closed now.") == "Our office is closed now."


def test_a_catalog_that_is_asked_for_and_missing_is_an_error(workspace: Path) -> None:
    (workspace / ES).unlink()
    assert compile_catalogs(workspace).paths == ("locales/ht/LC_MESSAGES/flows.mo",)
    assert [one.rule for one in compile_catalogs(workspace, ["es"]).diagnostics] == ["file-missing"]


def test_a_locale_that_there_is_not_is_a_fault_in_the_call(workspace: Path) -> None:
    for ask in (update_catalogs, count_translations, compile_catalogs):
        with pytest.raises(UnknownName, match="there is no locale with a catalog `esp`; did you mean `es`"):
            ask(workspace, ["esp"])


def test_a_check_of_translations_leaves_the_flows_aside(workspace: Path) -> None:
    extract_template(workspace)
    change(workspace, "flows/main.yaml", "next: agent}", "next: nobody}")
    diagnostics, sources = check_translations(workspace)
    assert {one.rule for one in diagnostics} == {"missing-translation"}
    assert ES in sources
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    assert "template-out-of-date" in {one.rule for one in check_translations(workspace)[0]}
