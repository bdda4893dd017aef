"""A workspace's texts go to translators and come back: only what was asked for, and all that is accepted or nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ivr_author.catalog.lookup import State
from ivr_author.core.limits import MAX_DELIVERY_BYTES
from ivr_author.exchange.accept import Outcome
from ivr_author.exchange.format_shelf import FORMAT_NAMES, all_formats
from ivr_author.usecases import exchange
from ivr_author.usecases.catalogs import update_catalogs
from ivr_author.usecases.exchange import Import, Only, export_package
from ivr_author.usecases.review import review_translations
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace import files as workspace_files
from ivr_author.workspace.files import Conflict, WorkspaceError
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.parcel import parcel_at
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change, make_workspace

ES = "locales/es/LC_MESSAGES/flows.po"
NOTICES_ES = "locales/es/LC_MESSAGES/notices.po"
HELP, AYUDA = "How can we help you today?", "¿En qué podemos ayudarle?"
ALL = pytest.mark.parametrize("name", FORMAT_NAMES)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = make_workspace(tmp_path / "small")
    change(folder, "ivr.yaml", "locales: []", "locales: [es, ht]")
    update_catalogs(folder)
    return folder


def export(folder: Path, name: str = "xliff12", only: Only = Only.TODO, **more: str) -> list[str]:
    """The addresses in a package, which is written as out.xlf if there are any."""
    path = folder / "out.xlf"
    done = export_package(folder, "es", name, path, only=only, **more)
    if not done.path:
        return []
    delivery, _ = all_formats()[name].read(path.read_bytes(), "out.xlf")
    assert delivery is not None
    assert done.count == len({line.id.partition("#")[0] for line in delivery.lines})
    return [line.id for line in delivery.lines]


def filled(folder: Path, text: str, translation: str, state: str = "translated") -> Path:
    """The package with one text translated."""
    path = folder / "out.xlf"
    raw = path.read_text(encoding="utf-8")
    begin = raw.index(f"<source>{text}</source>")
    old = '<target state="new"/>'
    at = raw.index(old, begin)
    target = f'<target state="{state}">{translation}</target>'
    path.write_text(raw[:at] + target + raw[at + len(old) :], encoding="utf-8")
    return Path("out.xlf")


def import_deliveries(folder: Path, files: list[Path], is_trial: bool = False) -> Import:
    parcels = [parcel_at(folder / file, file.as_posix()) for file in files]
    return exchange.import_deliveries(FileKeeper(folder), folder, parcels, is_trial)


def count(done: Import) -> tuple[int, ...]:
    (one,) = done.files
    assert one.acceptance is not None
    return tuple(one.acceptance.count(outcome) for outcome in Outcome)


def state_at(folder: Path, address: str) -> State:
    workspace = load_workspace(folder)
    assert workspace.content is not None
    texts = {message.context: message for message in workspace.catalogs["es"].entries}
    return workspace.translations().translate(address, texts[address].msgid, "", "es").state


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "locales").rglob("*.po")}


def test_a_translation_goes_out_and_comes_back(workspace: Path) -> None:
    export(workspace)
    before = (workspace / NOTICES_ES).read_bytes()
    done = import_deliveries(workspace, [filled(workspace, HELP, AYUDA)])
    assert count(done)[:2] == (1, 0)
    assert done.written == (ES,)
    assert f'msgid "{HELP}"\nmsgstr "{AYUDA}"' in (workspace / ES).read_text(encoding="utf-8")
    assert (workspace / NOTICES_ES).read_bytes() == before
    assert state_at(workspace, "main/main_menu/prompt") is State.TRANSLATED
    assert "main/main_menu/prompt" not in export(workspace)
    assert "main/main_menu/prompt" in export(workspace, only=Only.ALL)


def test_a_trial_says_the_same_and_writes_nothing(workspace: Path) -> None:
    export(workspace)
    file = filled(workspace, HELP, AYUDA)
    before = snapshot(workspace)
    trial = import_deliveries(workspace, [file], is_trial=True)
    assert snapshot(workspace) == before
    assert trial == import_deliveries(workspace, [file])


def test_doubts_are_fuzzy_and_a_review_lapses(workspace: Path) -> None:
    export(workspace)
    import_deliveries(workspace, [filled(workspace, HELP, AYUDA)])
    review_translations(workspace, "es", ["main/main_menu/prompt"], "Ana Sample", date(2026, 11, 22))
    assert state_at(workspace, "main/main_menu/prompt") is State.REVIEWED
    export(workspace, only=Only.ALL)
    path = workspace / "out.xlf"
    sent = path.read_text(encoding="utf-8")
    assert count(import_deliveries(workspace, [path]))[1] == 1
    assert state_at(workspace, "main/main_menu/prompt") is State.REVIEWED
    path.write_text(sent.replace(AYUDA, f"{AYUDA[:-1]} hoy?"), encoding="utf-8")
    import_deliveries(workspace, [path])
    assert state_at(workspace, "main/main_menu/prompt") is State.TRANSLATED
    path.write_text(sent.replace('"signed-off"', '"needs-translation"').replace(AYUDA, "¿Ayuda?"), encoding="utf-8")
    import_deliveries(workspace, [path])
    assert state_at(workspace, "main/main_menu/prompt") is State.FUZZY


@ALL
def test_every_format_leads_back(workspace: Path, name: str) -> None:
    suffix = all_formats()[name].suffixes[0]
    path = workspace / f"out{suffix}"
    done = export_package(workspace, "es", name, path, only=Only.ALL)
    assert done.path == str(path)
    result = import_deliveries(workspace, [path], is_trial=True)
    assert result.files[0].locale == "es"
    assert count(result) == (0, 0, done.count), "everything is untranslated"


def test_only_what_is_asked_for(workspace: Path) -> None:
    everything = export(workspace, only=Only.ALL)
    assert export(workspace) == export(workspace, only=Only.MISSING) == everything
    assert export(workspace, only=Only.FUZZY) == []
    of_notices = export(workspace, domain="notices")
    assert 0 < len(of_notices) < len(everything)
    assert "main/main_menu/prompt" not in of_notices


def test_a_changed_text_goes_with_its_earlier_one(workspace: Path) -> None:
    export(workspace)
    import_deliveries(workspace, [filled(workspace, HELP, AYUDA)])
    change(workspace, "flows/main.yaml", HELP, "How may we help you today?")
    # The catalogs are as they were: the package is of today's texts all the same.
    assert export(workspace, only=Only.FUZZY) == ["main/main_menu/prompt"]
    raw = (workspace / "out.xlf").read_text(encoding="utf-8")
    assert "<source>How may we help you today?</source>" in raw
    assert f"<source>{HELP}</source>" in raw.partition("<alt-trans")[2]


def test_nothing_to_translate_is_no_file(workspace: Path) -> None:
    done = export_package(workspace, "es", "csv", workspace / "none.csv", only=Only.FUZZY)
    assert (done.path, done.count, (workspace / "none.csv").exists()) == ("", 0, False)


def test_only_what_changed_since_a_commit(workspace: Path) -> None:
    git = ["git", "-C", str(workspace), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *step], check=True)
    assert export(workspace, since="HEAD") == []
    change(workspace, "flows/main.yaml", HELP, "How may we help you today?")
    assert export(workspace, since="HEAD") == ["main/main_menu/prompt"]
    with pytest.raises(WorkspaceError, match="neither a folder"):
        export(workspace, since="nowhere")


def test_texts_with_errors_do_not_leave(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "nodes:", "nods:")
    done = export_package(workspace, "es", "csv", workspace / "out.csv")
    assert done.path == ""
    assert done.diagnostics
    assert not (workspace / "out.csv").exists()


def test_unknown_names_are_refused(workspace: Path) -> None:
    with pytest.raises(UnknownName, match="locale"):
        export_package(workspace, "fr", "csv", workspace / "out.csv")
    with pytest.raises(UnknownName, match="format"):
        export_package(workspace, "es", "doc", workspace / "out.doc")


def test_a_locale_without_a_catalog_gets_one(workspace: Path) -> None:
    (workspace / ES).unlink()
    export(workspace)
    done = import_deliveries(workspace, [filled(workspace, HELP, AYUDA)])
    assert done.written == (ES,)
    assert (workspace / ES).read_text(encoding="utf-8").startswith("# Draft translation")


# --- nothing by halves ---


def deliver_both(workspace: Path) -> Path:
    export(workspace)
    filled(workspace, HELP, AYUDA)
    return filled(workspace, "Free help in your language", "Ayuda gratis")


def test_both_catalogs_are_written_or_none(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = deliver_both(workspace)
    before = snapshot(workspace)
    real = workspace_files._write_beside

    def fail_at_notices(folder: int, name: str, raw: bytes) -> str:
        if name == "notices.po":
            raise OSError(28, "No space left on device")
        return real(folder, name, raw)

    monkeypatch.setattr(workspace_files, "_write_beside", fail_at_notices)
    with pytest.raises(WorkspaceError, match="no space left"):
        import_deliveries(workspace, [file])
    assert snapshot(workspace) == before
    monkeypatch.undo()
    assert import_deliveries(workspace, [file]).written == (ES, NOTICES_ES)


def test_what_a_translator_saved_meanwhile_stays(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = deliver_both(workspace)
    real: Callable[..., None] = workspace_files.save_files

    def save_later(*given: object) -> None:
        change(workspace, NOTICES_ES, "# Draft translation", "# Meanwhile")
        real(*given)

    monkeypatch.setattr("ivr_author.workspace.keeper.save_files", save_later)
    with pytest.raises(Conflict):
        import_deliveries(workspace, [file])
    assert AYUDA not in (workspace / ES).read_text(encoding="utf-8")
    assert "# Meanwhile" in (workspace / NOTICES_ES).read_text(encoding="utf-8")


def test_a_catalog_that_cannot_be_read_stops_its_locale(workspace: Path) -> None:
    file = deliver_both(workspace)
    with (workspace / ES).open("a", encoding="utf-8") as catalog:
        catalog.write("\nno PO syntax\n")
    before = snapshot(workspace)
    (result,) = import_deliveries(workspace, [file]).files
    assert [fault.rule for fault in result.faults] == ["catalog-syntax"]
    assert snapshot(workspace) == before


def test_one_file_does_not_stop_another(workspace: Path) -> None:
    file = deliver_both(workspace)
    (workspace / "bad.xlf").write_bytes(b"<xliff")
    done = import_deliveries(workspace, [Path("bad.xlf"), file, Path("missing.csv")])
    assert [one.acceptance is not None for one in done.files] == [False, True, False]
    assert [fault.rule for one in done.files for fault in one.faults] == ["delivery-syntax", "file-missing"]
    assert done.written == (ES, NOTICES_ES)


def test_the_second_file_finds_what_the_first_brought(workspace: Path) -> None:
    file = deliver_both(workspace)
    first, second = import_deliveries(workspace, [file, file]).files
    assert first.acceptance is not None
    assert second.acceptance is not None
    assert (first.acceptance.count(Outcome.ACCEPTED), second.acceptance.count(Outcome.UNCHANGED)) == (2, 2)


@pytest.mark.parametrize("name", ["a.xlf", "a.csv", "a.xlsx"])
def test_a_file_of_2_gb_is_not_read(workspace: Path, name: str) -> None:
    with (workspace / name).open("wb") as file:
        file.truncate(2 * 1024**3)
    before = snapshot(workspace)
    (result,) = import_deliveries(workspace, [Path(name)]).files
    (fault,) = result.faults
    assert (fault.rule, fault.span and fault.span.path) == ("file-too-large", name)
    assert f"{MAX_DELIVERY_BYTES:,}" in fault.message
    assert snapshot(workspace) == before


def test_another_workspace_and_language_are_refused(workspace: Path) -> None:
    file = deliver_both(workspace)
    text = (workspace / file).read_text(encoding="utf-8")
    for old, new, rule in (
        ('target-language="es-US"', 'target-language="vi"', "delivery-wrong-language"),
        ('product-name="', 'product-name="Not ', "delivery-wrong-workspace"),
    ):
        (workspace / file).write_text(text.replace(old, new), encoding="utf-8")
        (result,) = import_deliveries(workspace, [file]).files
        assert [fault.rule for fault in result.faults] == [rule]


def test_without_settings_there_is_nothing_to_import_into(workspace: Path) -> None:
    (workspace / "ivr.yaml").write_text("format: [", encoding="utf-8")
    done = import_deliveries(workspace, [Path("a.xlf")])
    assert done.files == ()
    assert done.diagnostics
