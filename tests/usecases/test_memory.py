"""Translation memory over a workspace: flows and notices, one locale at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.catalog.lookup import State
from ivr_author.usecases.catalogs import count_translations, update_catalogs
from ivr_author.usecases.memory import pretranslate, suggest_translations
from ivr_author.usecases.unknown import UnknownName
from tests.harness.sample import change, make_workspace

ES = "locales/es/LC_MESSAGES/flows.po"
NOTICES_ES = "locales/es/LC_MESSAGES/notices.po"
DATE = "Date: {date}"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with two locales; Spanish has a notice's words, which a flow says too."""
    folder = make_workspace(tmp_path / "small")
    change(folder, "ivr.yaml", "locales: []", "locales: [es, pt_BR]")
    change(folder, "flows/main.yaml", "Our office is closed now.", "Office hours")
    change(folder, "notices/reminder/notice.md.j2", "Hello {{ name }},", "Office hours\n\nHello {{ name }},")
    update_catalogs(folder)
    change(folder, NOTICES_ES, 'msgid "Office hours"\nmsgstr ""', 'msgid "Office hours"\nmsgstr "Horario"')
    return folder


def test_a_flow_is_filled_from_a_notice_and_only_in_its_locale(workspace: Path) -> None:
    done = pretranslate(workspace, domain="flows")
    assert [(one.locale, [address for address, _ in one.filled]) for one in done.catalogs] == [
        ("es", ["main/closed/prompt"]),
        ("pt_BR", []),
    ]
    assert count_translations(workspace, ["es"], "flows").domains["flows"][0].fuzzy == 1
    before = (workspace / ES).read_bytes()
    assert [one.filled for one in pretranslate(workspace).catalogs] == [()] * 4
    assert (workspace / ES).read_bytes() == before


def test_suggestions_for_an_address_leave_out_its_own(workspace: Path) -> None:
    found = suggest_translations(workspace, "es", address="main/closed/prompt")
    assert found.text == "Office hours"
    assert [(one.text, one.state) for one in found.suggestions] == [("Horario", State.TRANSLATED)]
    own = next(one for one in found.suggestions).address
    assert suggest_translations(workspace, "es", address=own).suggestions == ()
    assert suggest_translations(workspace, "pt_BR", "Office hours").suggestions == ()


def test_an_address_that_there_is_not(workspace: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean `main/closed/prompt`"):
        suggest_translations(workspace, "es", address="main/closed/promt")


def test_a_catalog_with_faults_is_neither_asked_nor_filled(workspace: Path) -> None:
    with (workspace / NOTICES_ES).open("a", encoding="utf-8") as file:
        file.write("this is no PO\n")
    before = (workspace / ES).read_bytes()
    done = pretranslate(workspace)
    assert [one.rule for one in done.diagnostics] == ["catalog-syntax"]
    assert (workspace / ES).read_bytes() == before
    assert suggest_translations(workspace, "es", "Office hours").suggestions == ()


def test_memories_of_other_tools_rank_below(workspace: Path) -> None:
    variants = '<tuv xml:lang="en"><seg>Office hours</seg></tuv><tuv xml:lang="es"><seg>Horas de oficina</seg></tuv>'
    memory = f'<tmx version="1.4"><header/><body><tu>{variants}</tu></body></tmx>'
    (workspace / "old.tmx").write_text(memory, encoding="utf-8")
    (workspace / "bad.tmx").write_text("<!DOCTYPE tmx><tmx/>", encoding="utf-8")
    files = [Path("old.tmx"), Path("bad.tmx"), Path("none.tmx")]
    found = suggest_translations(workspace, "es", "Office hours", memories=files)
    assert [(one.text, one.address != "") for one in found.suggestions] == [
        ("Horario", True),
        ("Horas de oficina", False),
    ]
    assert [fault.rule for fault in found.diagnostics] == ["delivery-doctype", "file-missing"]
