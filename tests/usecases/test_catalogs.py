"""Texts on their way to translators and back, and nothing written where it would lose something."""

from __future__ import annotations

import gettext
import time
from datetime import date
from pathlib import Path

import pytest

from ivr_author.catalog.change import ChangeKind, UpdateReport
from ivr_author.catalog.model import Catalog
from ivr_author.core.segment import Segment
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.usecases import catalogs
from ivr_author.usecases.catalogs import (
    check_translations,
    compile_catalogs,
    count_translations,
    extract_templates,
    update_catalogs,
)
from ivr_author.usecases.memory import pretranslate
from ivr_author.usecases.review import draft_translations, review_translations
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import Conflict
from tests.harness.sample import change, make_workspace

ES = "locales/es/LC_MESSAGES/flows.po"
NOTICES_ES = "locales/es/LC_MESSAGES/notices.po"
TEMPLATE = "notices/reminder/notice.md.j2"
NOTICE_TEXTS_THERE = len(NOTICE_TEXTS) + 7
"""Our own words, and those of the reminder."""

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
    assert [(one.path, one.is_new, one.is_changed) for one in done.catalogs] == [
        (ES, True, True),
        (NOTICES_ES, True, True),
    ]
    text = (folder / ES).read_text(encoding="utf-8")
    assert text.startswith("# Draft translation, not yet reviewed by a qualified translator")
    assert 'msgctxt "main/main_menu/prompt"' in text
    assert 'msgctxt "texts/no_input"' in text


def test_an_update_without_changes_writes_nothing(workspace: Path) -> None:
    before = (workspace / ES).stat()
    done = update_catalogs(workspace, ["es"])
    assert [(one.is_changed, one.report.changes) for one in done.catalogs] == [(False, ()), (False, ())]
    assert (workspace / ES).stat().st_mtime_ns == before.st_mtime_ns


def test_a_changed_text_keeps_its_translation_as_fuzzy(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    done = update_catalogs(workspace, domain="flows")
    assert [one.report.count(ChangeKind.CHANGED) for one in done.catalogs] == [1, 1]
    text = (workspace / ES).read_text(encoding="utf-8")
    assert f'#| msgid "{HELP}"\n' in text
    assert 'msgid "How can we help you?"\nmsgstr "¿En qué podemos ayudarle?"' in text


@pytest.mark.parametrize(("path", "stopped"), [("flows/main.yaml", {"flows"}), ("ivr.yaml", {"flows", "notices"})])
def test_nothing_is_written_while_a_file_with_texts_has_errors(workspace: Path, path: str, stopped: set[str]) -> None:
    before = (workspace / ES).read_bytes()
    (workspace / path).write_text("nodes: [", encoding="utf-8")
    extracted, updated = extract_templates(workspace), update_catalogs(workspace)
    for found in (extracted.diagnostics, updated.diagnostics):
        assert [one.span.path for one in found if one.span] == [path]
    assert {one.domain for one in extracted.templates} == {"flows", "notices"} - stopped
    assert {one.domain for one in updated.catalogs} == {"flows", "notices"} - stopped
    assert (workspace / ES).read_bytes() == before
    assert not (workspace / "locales/flows.pot").exists()
    assert (workspace / "locales/notices.pot").exists() is ("notices" not in stopped)


@pytest.mark.parametrize("path", [TEMPLATE, "notices/reminder/notice.yaml", "notices/_letterhead.yaml"])
def test_a_broken_notice_stops_the_catalogs_of_notices_alone(workspace: Path, path: str) -> None:
    before = (workspace / NOTICES_ES).read_bytes()
    (workspace / path).write_text("{% if\n", encoding="utf-8")
    extracted, updated = extract_templates(workspace), update_catalogs(workspace)
    assert {one.span.path for one in extracted.diagnostics if one.span} == {path}
    assert [one.domain for one in extracted.templates] == ["flows"]
    assert {one.domain for one in updated.catalogs} == {"flows"}
    assert (workspace / NOTICES_ES).read_bytes() == before
    assert not (workspace / "locales/notices.pot").exists()


def test_a_snippet_with_a_fault_stops_them_too(workspace: Path) -> None:
    (workspace / "notices/_snippets").mkdir()
    (workspace / "notices/_snippets/bye.md.j2").write_text("{{ nobody }}\n")
    with (workspace / TEMPLATE).open("a") as file:
        file.write('\n{% include "_snippets/bye.md.j2" %}\n')
    assert [one.domain for one in extract_templates(workspace).templates] == ["flows"]


def test_errors_in_members_stop_nothing(workspace: Path) -> None:
    (workspace / "notices/_members.yaml").write_text("ana: {values: {name: 'a\\nb'}, nte: x}\n", encoding="utf-8")
    assert not extract_templates(workspace).diagnostics
    assert len(update_catalogs(workspace).catalogs) == 4


def test_the_words_of_a_notice_are_carried_over(workspace: Path) -> None:
    text = (workspace / NOTICES_ES).read_text(encoding="utf-8")
    assert text.startswith("# Draft translation, not yet reviewed by a qualified translator")
    for address in ("reminder/subject", "reminder/hello_name", "texts/help"):
        assert f'msgctxt "{address}"' in text
    change(workspace, NOTICES_ES, 'msgid "Hello {name},"\nmsgstr ""', 'msgid "Hello {name},"\nmsgstr "Hola, {name}:"')
    change(workspace, TEMPLATE, "Hello {{ name }},", "Hello {{ name }}:")
    done = update_catalogs(workspace, ["es"], "notices")
    assert [(one.domain, one.report.count(ChangeKind.CHANGED)) for one in done.catalogs] == [("notices", 1)]
    assert 'msgid "Hello {name}:"\nmsgstr "Hola, {name}:"' in (workspace / NOTICES_ES).read_text(encoding="utf-8")


def test_a_workspace_without_notices_has_no_catalogs_of_them(workspace: Path) -> None:
    for path in (workspace / "notices").rglob("*"):
        if path.is_file():
            path.unlink()
    assert [one.path for one in extract_templates(workspace).templates] == ["locales/flows.pot"]
    assert {one.domain for one in update_catalogs(workspace).catalogs} == {"flows"}
    assert set(count_translations(workspace).domains) == {"flows"}
    assert not (workspace / "locales/notices.pot").exists()


def test_errors_in_call_scripts_do_not_stop_an_update(workspace: Path) -> None:
    (workspace / "flows/main.calls.yaml").write_text("calls: 1", encoding="utf-8")
    assert not extract_templates(workspace).diagnostics
    assert not update_catalogs(workspace).diagnostics


def test_a_catalog_with_faults_is_left_alone_and_the_others_are_updated(workspace: Path) -> None:
    with (workspace / ES).open("a", encoding="utf-8") as file:
        file.write("this is no PO\n")
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    done = update_catalogs(workspace)
    assert [one.report.locale for one in done.catalogs] == ["ht", "es", "ht"]
    assert [one.rule for one in done.diagnostics] == ["catalog-syntax"]


def test_what_a_translator_saved_meanwhile_is_not_overwritten(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = catalogs.update_catalog

    def slow(catalog: Catalog, segments: list[Segment], _: object) -> tuple[Catalog, UpdateReport]:
        translate(workspace, "Our office is closed now.", "Estamos cerrados.")
        return real(catalog, segments)

    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    monkeypatch.setattr(catalogs, "update_catalog", slow)
    with pytest.raises(Conflict):
        update_catalogs(workspace, ["es"], "flows")
    assert "Estamos cerrados." in (workspace / ES).read_text(encoding="utf-8")


BROKEN = [
    (b'msgid "a\nmsgstr "b"\n', "catalog-syntax"),
    ('msgid "a"\nmsgstr "\u00e9"\n'.encode("latin-1"), "not-utf-8"),
    ('msgid "a"\nmsgstr "b"\n'.encode("utf-16"), "not-utf-8"),
    (b'msgid "a"\nmsgstr "\xed\xa0\x80"\n', "not-utf-8"),
    (b'msgid "a"\nmsgstr "\\355\\240\\200"\n', "catalog-syntax"),
    (b'msgid "a"\nmsgstr "b\\0"\n', "catalog-syntax"),
    (b'msgid "a"\nmsgstr "b\0"\n', "control-character"),
    (b'# \0\nmsgid "a"\nmsgstr "b"\n', "control-character"),
    (b"\0" * 1_000, "control-character"),
    (b"\xff\xfe", "not-utf-8"),
]
"""What is no catalog, and the first fault that is told: a wrong charset, NULs, a lone surrogate, broken syntax."""


def test_a_file_that_is_no_catalog_is_told_and_not_touched(workspace: Path) -> None:
    for raw, rule in BROKEN:
        (workspace / ES).write_bytes(raw)
        done = update_catalogs(workspace, ["es"], "flows")
        assert (done.catalogs, [one.rule for one in done.diagnostics][:1]) == ((), [rule]), raw
        assert (workspace / ES).read_bytes() == raw


def test_no_command_touches_a_file_that_is_no_catalog(workspace: Path) -> None:
    raw = b'msgid "a"\nmsgstr "b\0"\n'
    (workspace / ES).write_bytes(raw)
    for done in (
        review_translations(workspace, "es", [], "Ana", date(2026, 11, 22)),
        draft_translations(workspace, "es", []),
        pretranslate(workspace),
    ):
        assert ES not in [one.path for one in done.catalogs]
        assert [one.rule for one in done.diagnostics] == ["control-character"]
    assert "control-character" in [one.rule for one in check_translations(workspace)[0]]
    assert "control-character" in [one.rule for one in count_translations(workspace).diagnostics]
    assert "locales/es/LC_MESSAGES/flows.mo" not in compile_catalogs(workspace).paths
    assert (workspace / ES).read_bytes() == raw


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(workspace: Path) -> None:
    with (workspace / ES).open("wb") as file:
        file.truncate(2_000_000_000)  # holds no blocks on the disk
    begin = time.perf_counter()
    done = update_catalogs(workspace)
    assert time.perf_counter() - begin < 5
    assert [one.rule for one in done.diagnostics] == ["file-too-large"]
    assert ES not in [one.path for one in done.catalogs]
    assert (workspace / ES).stat().st_size == 2_000_000_000


def test_a_catalog_with_another_charset_in_its_header_loses_nothing(workspace: Path) -> None:
    change(workspace, ES, "charset=UTF-8", "charset=ISO-8859-1")
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    done = update_catalogs(workspace, ["es"], "flows")
    assert [one.rule for one in done.diagnostics] == ["catalog-charset"]
    assert 'msgstr "¿En qué podemos ayudarle?"' in (workspace / ES).read_text(encoding="utf-8")


def test_either_all_catalogs_are_updated_or_none(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (workspace / ES).read_bytes()
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    real = catalogs.update_catalog

    def slow(catalog: Catalog, segments: list[Segment], _: object) -> tuple[Catalog, UpdateReport]:
        if catalog.locale == "ht":
            change(workspace, "locales/ht/LC_MESSAGES/flows.po", "Language: ht", "Language: HT")
        return real(catalog, segments)

    monkeypatch.setattr(catalogs, "update_catalog", slow)
    with pytest.raises(Conflict):
        update_catalogs(workspace, domain="flows")
    assert (workspace / ES).read_bytes() == before


def test_an_author_says_that_translations_stay_valid(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", HELP, "How can we help you, today?")
    with pytest.raises(UnknownName, match="did you mean `main/main_menu/prompt`"):
        update_catalogs(workspace, still_valid=["main/main_menu/promt"])
    done = update_catalogs(workspace, still_valid=["main/main_menu/*"])
    assert [one.report.count(ChangeKind.CONFIRMED) for one in done.catalogs] == [1, 0, 0, 0]
    text = (workspace / ES).read_text(encoding="utf-8")
    assert 'msgid "How can we help you, today?"\nmsgstr "¿En qué podemos ayudarle?"' in text
    assert "fuzzy" not in text
    assert [one.report.unconfirmed for one in done.catalogs] == [()] * 4
    done = update_catalogs(workspace, domain="flows", still_valid=["main/main_menu/prompt"])
    assert [[no.address for no in one.report.unconfirmed] for one in done.catalogs] == [[], ["main/main_menu/prompt"]]


def test_extraction_says_whether_anything_changed(workspace: Path) -> None:
    def changed() -> list[str]:
        return [one.domain for one in extract_templates(workspace).templates if one.is_changed]

    assert changed() == ["flows", "notices"]
    assert changed() == []
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    assert changed() == ["flows"]
    change(workspace, TEMPLATE, "Hello {{ name }},", "Dear {{ name }},")
    assert changed() == ["notices"]


def test_counts_by_locale(workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: [es, ht]", "locales: [es, ht, vi]")
    domains = count_translations(workspace).domains
    es, ht, vi = domains["flows"]
    assert (es.locale, es.translated, ht.translated, vi.translated) == ("es", 1, 0, 0)
    assert es.total == ht.total == vi.total == vi.missing
    assert [one.missing for one in domains["notices"]] == [NOTICE_TEXTS_THERE] * 3
    assert [one.locale for one in count_translations(workspace, ["ht"], "flows").domains["flows"]] == ["ht"]


def test_compiled_catalogs_are_read_by_gettext(workspace: Path) -> None:
    done = compile_catalogs(workspace)
    assert done.paths == tuple(
        f"locales/{locale}/LC_MESSAGES/{domain}.mo" for domain in ("flows", "notices") for locale in ("es", "ht")
    )
    with (workspace / done.paths[0]).open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.pgettext("main/main_menu/prompt", HELP) == "¿En qué podemos ayudarle?"
    assert words.pgettext("main/closed/prompt", "Our office is closed now.") == "Our office is closed now."


def test_a_catalog_that_is_asked_for_and_missing_is_an_error(workspace: Path) -> None:
    (workspace / ES).unlink()
    assert compile_catalogs(workspace, domain="flows").paths == ("locales/ht/LC_MESSAGES/flows.mo",)
    done = compile_catalogs(workspace, ["es"])
    assert [one.message for one in done.diagnostics] == ["locale es has no catalog of flows"]
    assert done.paths == ("locales/es/LC_MESSAGES/notices.mo",)


def test_a_domain_that_there_is_not_is_a_fault_in_the_call(workspace: Path) -> None:
    with pytest.raises(UnknownName, match="there is no domain of catalogs `notice`; did you mean `notices`"):
        extract_templates(workspace, "notice")


def test_a_locale_that_there_is_not_is_a_fault_in_the_call(workspace: Path) -> None:
    for ask in (update_catalogs, count_translations, compile_catalogs):
        with pytest.raises(UnknownName, match="there is no locale with a catalog `esp`; did you mean `es`"):
            ask(workspace, ["esp"])


def test_a_check_of_translations_leaves_the_flows_aside(workspace: Path) -> None:
    extract_templates(workspace)
    change(workspace, "flows/main.yaml", "next: agent}", "next: nobody}")
    diagnostics, sources = check_translations(workspace)
    assert {one.rule for one in diagnostics} == {"missing-translation"}
    assert ES in sources
    change(workspace, "flows/main.yaml", HELP, "How can we help you?")
    assert "template-out-of-date" in {one.rule for one in check_translations(workspace)[0]}


def test_a_check_of_translations_covers_notices(workspace: Path) -> None:
    extract_templates(workspace)
    change(workspace, TEMPLATE, "Hello {{ name }},", "Dear {{ name }},")
    change(workspace, NOTICES_ES, 'msgid "Date: {date}"\nmsgstr ""', 'msgid "Date: {date}"\nmsgstr "Fecha: {fecha}"')
    diagnostics, sources = check_translations(workspace)
    found = {(one.rule, one.span.path) for one in diagnostics if one.span}
    assert ("template-out-of-date", "locales/notices.pot") in found
    assert ("placeholders-differ", NOTICES_ES) in found
    assert ("missing-translation", TEMPLATE) in found
    assert NOTICES_ES in sources
    (workspace / NOTICES_ES).unlink()
    said = [one.message for one in check_translations(workspace)[0] if "there is no catalog" in one.message]
    assert said == [f"there is no catalog for `es`: {NOTICE_TEXTS_THERE} texts of notices are not translated"]
