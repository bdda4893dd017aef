"""Recordings from the sheet to the call: what is to be spoken, what is delivered, and what has changed since."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import soundfile
from numpy.typing import NDArray

from ivr_author.catalog.lookup import Translations
from ivr_author.core.diagnostics import Severity
from ivr_author.notice.channel import CannotRender
from ivr_author.speech.pace import seconds_of
from ivr_author.speech.recording import text_digest
from ivr_author.usecases import import_recordings as importing
from ivr_author.usecases.check import NoticeChecks, all_rules, check_workspace
from ivr_author.usecases.check_recordings import RULES, check_recordings
from ivr_author.usecases.import_recordings import Import
from ivr_author.usecases.print_sheet import print_sheet
from ivr_author.usecases.recording_sheet import (
    NEEDS_VOICE,
    Only,
    Sheet,
    SheetLine,
    TakeState,
    estimate_with_espeak,
    write_csv,
    write_sheets,
)
from ivr_author.usecases.takes import Delivery
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.parcel import parcel_at
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change, make_workspace
from tests.speech.sounds import silence, sine, write

AUDIO = "locales/ht/audio"
MANIFEST = f"{AUDIO}/manifest.yaml"
HELP = "Kijan Example Office ka ede ou?"
WRONG = "=Mwen pa konprann sa."

FLOW = """\
format: 1
title: Main line
start: welcome
on_failure: bye
keys: {"*": repeat}
variables: {papers: {type: number}}
nodes:
  welcome: {type: play, prompt: "How can the Example Office help you?", next: count}
  count:
    type: play
    prompt: {count: papers, one: One paper is missing., other: "{papers} papers are missing."}
    next: main_menu
  main_menu:
    type: menu
    prompt: "How can the Example Office help you?"
    choices:
      - {key: "2", say: "Call 1-800-555-0100, or press {key}.", next: bye}
      - {key: "*", say: "For the menu, press {key}.", next: welcome}
  bye: {type: hangup, prompt: "{papers} papers."}
"""

TRANSLATIONS = {
    ("main/welcome/prompt", "How can the Example Office help you?"): HELP,
    ("main/main_menu/prompt", "How can the Example Office help you?"): HELP,
    ("main/main_menu/choice/2/say", "Call 1-800-555-0100, or press {key}."): "Rele 1-800-555-0100, oswa peze {key}.",
    ("main/main_menu/choice/*/say", "For the menu, press {key}."): "Pou meni an, peze {key}.",
    ("texts/no_match", "I didn't understand that."): WRONG,
    ("texts/star", "star"): "etwal",
    ("main/bye/prompt", "{papers} papers."): "{papers} papye.",
}


def import_recordings(root: Path, files: list[Path], locale: str, delivery: Delivery | None = None) -> Import:
    return importing.import_recordings(FileKeeper(root), root, [parcel_at(one) for one in files], locale, delivery)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with Haitian Creole and Arabic, of which only some is translated."""
    catalog = 'msgid ""\nmsgstr ""\n"Language: ht\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n' + "".join(
        f'\nmsgctxt "{address}"\nmsgid "{text}"\nmsgstr "{words}"\n' for (address, text), words in TRANSLATIONS.items()
    )
    glossary = "format: 1\nterms:\n  - {source: menu, preferred: [meni], note: accent on the last syllable}\n"
    files = {
        "flows/main.yaml": FLOW,
        "flows/main.calls.yaml": "calls: []\n",
        "locales/ht/LC_MESSAGES/flows.po": catalog,
        "locales/ht/glossary.yaml": glossary,
    }
    folder = make_workspace(tmp_path_factory.mktemp("recordings") / "small", files)
    change(folder, "ivr.yaml", "locales: []", "locales: [ht, ar]")
    return folder


@pytest.fixture(scope="module")
def recorded_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with one good recording."""
    folder = tmp_path_factory.mktemp("recorded")
    root = Path(shutil.copytree(template, folder / "small"))
    assert rules_of(import_recordings(root, [deliver(folder, "main.welcome.prompt.wav")], "ht")) == [[]]
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "small"))


@pytest.fixture
def recorded(recorded_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(recorded_template, tmp_path / "small"))


@pytest.fixture
def takes(tmp_path: Path) -> Path:
    folder = tmp_path / "takes"
    folder.mkdir()
    return folder


def spoken(text: str, rate: int = 44_100) -> NDArray[np.float32]:
    """A tone as long as a text, with silence around it."""
    tone = sine(seconds_of(text, "ht"), rate)
    return np.concatenate([silence(0.1, rate), tone, silence(0.1, rate)])


def deliver(folder: Path, name: str, text: str = HELP) -> Path:
    """A file from a studio: 44.1 kHz, two channels, 24 bit."""
    path = folder / name
    one = spoken(text)
    path.write_bytes(write(np.stack([one, one], axis=1), 44_100, encoding="PCM_24"))
    return path


def sheet_of(root: Path, locale: str = "ht", only: Only = Only.MISSING) -> Sheet:
    made = write_sheets(root, [locale], only)
    assert made.diagnostics == ()
    return made.sheets[0]


def rules_of(done: Import) -> list[list[str]]:
    return [[fault.rule for fault in one.diagnostics] for one in done.files]


def checked(root: Path) -> list[str]:
    """What `check` says of recordings."""
    found = check_workspace(root, targets=(), notices=NoticeChecks.NONE).diagnostics
    return [f"{one.severity} {one.rule}" for one in found if one.rule.startswith("recording-")]


def listened(root: Path) -> list[str]:
    return [one.rule for one in check_recordings(root, ["ht"]).diagnostics]


def files_of(root: Path) -> dict[str, bytes]:
    return (
        {path.name: path.read_bytes() for path in sorted((root / AUDIO).glob("*"))} if (root / AUDIO).exists() else {}
    )


# --- the sheet ---


def test_a_sheet_has_each_text_once_as_it_is_spoken(root: Path) -> None:
    sheet = sheet_of(root)
    assert {line.file: line.text for line in sheet.lines} == {
        "texts.no_match.wav": WRONG,
        "main.welcome.prompt.wav": HELP,
        "main.main_menu.choice.2.say.wav": "Rele 1-800-555-0100, oswa peze 2.",
        "main.main_menu.choice.star.say.wav": "Pou meni an, peze etwal.",
    }
    by_file = {line.file: line for line in sheet.lines}
    assert by_file["main.welcome.prompt.wav"].addresses == ("main/welcome/prompt", "main/main_menu/prompt")
    assert by_file["main.welcome.prompt.wav"].notes == ("Example Office: our name",)
    assert by_file["main.main_menu.choice.star.say.wav"].notes == ("meni: accent on the last syllable",)
    assert by_file["main.main_menu.choice.2.say.wav"].numbers == (
        ("1-800-555-0100", "youn uit zewo zewo senk senk senk zewo youn zewo zewo"),
        ("2", "de"),
    )
    assert [line.number for line in sheet.lines] == [1, 2, 3, 4]
    assert {line.state for line in sheet.lines} == {"missing"}


def test_a_sheet_says_what_no_recording_can_say_and_what_has_no_words(root: Path) -> None:
    sheet = sheet_of(root)
    assert [one.text for one in sheet.with_values] == ["{papers} papye."]
    assert "main/count/prompt" in sheet.untranslated
    assert "main/welcome/prompt" not in sheet.untranslated
    assert sheet_of(root, "ar").lines == ()


def test_forms_of_a_plural_have_files_of_their_own(root: Path) -> None:
    change(root, "flows/main.yaml", '"{papers} papers are missing."', "Some papers are missing.")
    names = {line.text: line.file for line in sheet_of(root, "en").lines if line.addresses == ("main/count/prompt",)}
    assert len(set(names.values())) == 2
    assert all(name.startswith("main.count.prompt-") for name in names.values())


def test_forms_whose_digests_begin_alike_have_files_of_their_own(root: Path) -> None:
    forms = ("Some 595 papers are missing.", "Some 612 papers are missing.")
    assert text_digest(forms[0])[:4] == text_digest(forms[1])[:4]
    change(root, "flows/main.yaml", "One paper is missing.", forms[0])
    change(root, "flows/main.yaml", '"{papers} papers are missing."', forms[1])
    names = [line.file for line in sheet_of(root, "en").lines if line.text in forms]
    assert len(set(names)) == 2


def test_the_table_is_for_spreadsheets_and_holds_no_formula(root: Path) -> None:
    raw = write_csv(sheet_of(root))
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {row["file"]: row["text"] for row in rows}["texts.no_match.wav"] == f"'{WRONG}"
    assert [(row["address"], row["file"]) for row in rows if row["state"] == NEEDS_VOICE] == [("main/bye/prompt", "")]
    assert rows[0]["seconds"] == f"{seconds_of(rows[0]['text'].lstrip(chr(39)), 'ht'):.1f}"


def test_the_printed_sheet_holds_every_text_name_and_number(root: Path) -> None:
    made = write_sheets(root, ["ht"])
    translations = made.workspace.notice_translations()
    printed = print_sheet(made.sheets[0], made.titles, "Example Office", "en", translations)
    again = print_sheet(made.sheets[0], made.titles, "Example Office", "en", translations)
    assert printed.parts["pdf"] == again.parts["pdf"]
    document = pypdfium2.PdfDocument(printed.parts["pdf"])
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    for line in made.sheets[0].lines:
        assert line.text in text
        assert line.file in text
        assert all(f"{number} = {words}" in text for number, words in line.numbers)
    assert "Main line" in text
    assert "Recordings: Haitian Creole" in text


def test_nobody_turns_the_page_inside_a_text() -> None:
    words = "Kijan Example Office ka ede ou jodi a? " * 4
    lines = tuple(
        SheetLine(number, f"main.{number:03d}.wav", f"{words}Fen {number:03d}.", ("main/x",), TakeState.MISSING, "", 9)
        for number in range(1, 31)
    )
    sheet = Sheet("ht", lines, (), (), 30)
    document = pypdfium2.PdfDocument(print_sheet(sheet, {}, "Office", "en", Translations({}, "en")).parts["pdf"])
    pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 5
    for line in lines:
        end = f"Fen {line.number:03d}."
        assert [line.file in page for page in pages] == [end in page for page in pages]


def test_numbers_stand_beside_their_own_words_from_right_to_left() -> None:
    numbers = (("1", "واحد"), ("23", "ثلاثة وعشرون"))
    line = SheetLine(7, "main.x.wav", "بداية.", ("main/x",), TakeState.MISSING, "", 9, numbers)
    printed = print_sheet(Sheet("ar", (line,), (), (), 1), {}, "Office", "en", Translations({}, "en"))
    page = pypdfium2.PdfDocument(printed.parts["pdf"])[0].get_textpage()
    boxes = [(page.get_text_range(place, 1), page.get_charbox(place)) for place in range(page.count_chars())]
    low = next(box[1] for letter, box in boxes if letter == "3")
    # As people read the line: from its right end, each number before its words.
    read = [
        letter for letter, box in sorted(boxes, key=lambda one: -one[1][0]) if abs(box[1] - low) < 2 and letter in "132"
    ]
    assert read == ["1", "3", "2"]


def test_one_text_takes_one_minute() -> None:
    line = SheetLine(1, "main.x.wav", "Hello.", ("main/x",), TakeState.MISSING, "", 1)
    printed = print_sheet(Sheet("en", (line,), (), (), 1), {}, "Office", "en", Translations({}, "en"))
    text = pypdfium2.PdfDocument(printed.parts["pdf"])[0].get_textpage().get_text_range()
    assert "1 text in English, about 1 minute." in " ".join(text.split())


def test_a_character_that_no_font_has_is_told(root: Path) -> None:
    change(root, "locales/ht/LC_MESSAGES/flows.po", "etwal", "etwal\U00012000")
    made = write_sheets(root, ["ht"])
    with pytest.raises(CannotRender, match=r"U\+12000"):
        print_sheet(made.sheets[0], made.titles, "Example Office", "en", made.workspace.notice_translations())


def test_espeak_may_estimate_and_letters_do_where_it_cannot() -> None:
    assert estimate_with_espeak("សួស្តី", "km") == seconds_of("សួស្តី", "km")


def test_an_unknown_locale_is_refused(root: Path, takes: Path) -> None:
    for ask in (
        lambda: write_sheets(root, ["xx"]),
        lambda: check_recordings(root, ["xx"]),
        lambda: import_recordings(root, [takes / "a.wav"], "xx"),
    ):
        with pytest.raises(UnknownName, match="locale `xx`"):
            ask()


# --- the delivery ---


def test_a_delivery_is_converted_and_entered(root: Path, takes: Path) -> None:
    path = deliver(takes, "Main.Welcome.Prompt.WAV")
    done = import_recordings(root, [path], "ht", Delivery("Ana Sample", "2026-11-22"))
    assert rules_of(done) == [[]]
    (kept,) = load_workspace(root).recordings().of("ht")
    assert (kept.text, kept.by, kept.on, kept.address) == (HELP, "Ana Sample", "2026-11-22", "main/welcome/prompt")
    assert kept.path == f"{AUDIO}/main.welcome.prompt.wav"
    told = soundfile.info(io.BytesIO((root / kept.path).read_bytes()))
    assert (told.samplerate, told.channels, told.subtype) == (8_000, 1, "ULAW")
    assert told.frames / 8_000 == pytest.approx(len(spoken(HELP)) / 44_100, abs=0.001)
    assert kept.seconds == pytest.approx(told.frames / 8_000, abs=0.006)
    assert checked(root) == listened(root) == []
    assert [line.file for line in sheet_of(root).lines if line.text == HELP] == []
    assert [line.state for line in sheet_of(root, only=Only.ALL).lines].count("recorded") == 1


def test_the_same_delivery_gives_the_same_files(root: Path, takes: Path) -> None:
    path = deliver(takes, "main.main_menu.prompt.wav")
    import_recordings(root, [path], "ht")
    before = files_of(root)
    import_recordings(root, [path], "ht")
    assert files_of(root) == before
    assert list(before) == ["main.welcome.prompt.wav", "manifest.yaml"], "either place names the text"


def test_a_file_of_any_name_by_its_address(root: Path, takes: Path) -> None:
    path = deliver(takes, "take 7 final.wav", WRONG)
    assert import_recordings(root, [path], "ht", Delivery(address="texts/no_match")).accepted[0].text == WRONG
    with pytest.raises(UnknownName, match="main/bye/prompt"):
        import_recordings(root, [path], "ht", Delivery(address="main/bye/prompt"))


def test_what_is_refused_stops_no_other(root: Path, takes: Path) -> None:
    (takes / "texts.no_match.wav").write_bytes(b"This is a text that somebody renamed.")
    (takes / "empty.wav").write_bytes(b"")
    (takes / "cut.wav").write_bytes(deliver(takes, "x.wav").read_bytes()[:5_000])
    (takes / "main.main_menu.choice.2.say.wav").write_bytes(write(silence(2)))
    with (takes / "huge.wav").open("wb") as huge:
        huge.truncate(2 * 1024**3)
    names = [
        *("texts.no_match.wav", "empty.wav", "cut.wav", "main.main_menu.choice.2.say.wav", "huge.wav", "gone.wav"),
        *("x.wav", "main.welcome.prompt.wav", "main.main_menu.prompt.wav"),
    ]
    deliver(takes, "main.welcome.prompt.wav")
    deliver(takes, "main.main_menu.prompt.wav")
    done = import_recordings(root, [takes / name for name in names], "ht")
    assert rules_of(done) == [
        *(["recording-unreadable"], ["recording-unreadable"], ["recording-unreadable"], ["recording-silent"]),
        *(["file-too-large"], ["file-missing"], ["recording-no-text"], [], ["recording-twice"]),
    ]
    assert list(files_of(root)) == ["main.welcome.prompt.wav", "manifest.yaml"]
    assert all(fault.span and fault.span.path == one.file for one in done.files for fault in one.diagnostics)


def test_nothing_is_written_where_nothing_is_accepted(root: Path, takes: Path) -> None:
    (takes / "main.welcome.prompt.wav").write_bytes(b"RIFF")
    import_recordings(root, [takes / "main.welcome.prompt.wav"], "ht")
    assert files_of(root) == {}


def test_a_disk_that_refuses_leaves_all_as_it_was(root: Path, takes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_recordings(root, [deliver(takes, "main.welcome.prompt.wav")], "ht")
    before = files_of(root)
    one, two = deliver(takes, "main.welcome.prompt.wav", HELP * 2), deliver(takes, "texts.no_match.wav", WRONG)
    (root / AUDIO / "texts.no_match.wav").mkdir()
    with pytest.raises(WorkspaceError):
        import_recordings(root, [one, two], "ht")
    (root / AUDIO / "texts.no_match.wav").rmdir()
    assert files_of(root) == before


def test_a_broken_manifest_is_not_written_over(root: Path, takes: Path) -> None:
    (root / AUDIO).mkdir()
    (root / MANIFEST).write_text("format: 1\nrecordings:\n  - {file: a.wav, text: Bonjou., hash: x, seconds: 1}\n")
    before = files_of(root)
    done = import_recordings(root, [deliver(takes, "main.welcome.prompt.wav")], "ht")
    assert [one.rule for one in done.diagnostics] == ["recording-manifest"]
    assert files_of(root) == before


def test_what_the_manifest_could_not_hold_is_not_written(root: Path, takes: Path) -> None:
    file = deliver(takes, "main.welcome.prompt.wav")
    before = files_of(root)
    done = import_recordings(root, [file], "ht", Delivery(on="2999-01-01"))
    assert ([one.rule for one in done.diagnostics], done.files) == (["wrong-value"], ())
    assert MANIFEST in done.sources
    assert files_of(root) == before
    assert import_recordings(root, [file], "ht", Delivery(by=" ")).accepted[0].by == ""
    assert "recording-unlisted" not in listened(root)


# --- what has changed since, and what is heard ---


def test_a_changed_text_makes_its_recording_stale(recorded: Path, takes: Path) -> None:
    changed = f"{HELP} Di nou."
    change(recorded, "locales/ht/LC_MESSAGES/flows.po", HELP, changed)
    change(recorded, "locales/ht/LC_MESSAGES/flows.po", f'msgstr "{HELP}"', f'msgstr "{changed}"')
    assert checked(recorded) == ["warning recording-stale"]
    (line,) = sheet_of(recorded, only=Only.STALE).lines
    assert (line.state, line.text, line.replaces, line.file) == ("stale", changed, HELP, "main.welcome.prompt.wav")
    import_recordings(recorded, [deliver(takes, line.file, changed)], "ht")
    assert checked(recorded) == listened(recorded) == []


def test_a_text_that_now_holds_a_value_cannot_be_recorded(recorded: Path) -> None:
    change(recorded, "flows/main.yaml", "How can the Example Office help you?", "You have {papers} papers.")
    change(recorded, "flows/main.yaml", "How can the Example Office help you?", "You have {papers} papers.")
    assert checked(recorded) == ["warning recording-stale"]


def test_what_no_call_says_any_more_is_unused(recorded: Path) -> None:
    change(recorded, MANIFEST, "main/welcome/prompt", "main/gone/prompt")
    change(recorded, "flows/main.yaml", "How can the Example Office help you?", "Hello.")
    change(recorded, "flows/main.yaml", "How can the Example Office help you?", "Hello.")
    assert checked(recorded) == ["note recording-unused"]


def test_while_a_flow_has_errors_nobody_knows_what_is_unused(recorded: Path) -> None:
    change(recorded, "flows/main.yaml", "next: count", "next: nowhere")
    assert checked(recorded) == []


def test_files_and_entries_must_go_together(recorded: Path) -> None:
    path = recorded / AUDIO / "main.welcome.prompt.wav"
    path.rename(path.with_name("other.wav"))
    assert checked(recorded) == ["error recording-file-missing", "warning recording-unlisted"]
    assert sorted(listened(recorded)) == ["recording-file-missing", "recording-unlisted"]


SECONDS = seconds_of(HELP, "ht")


@pytest.mark.parametrize(
    ("raw", "rules"),
    [
        (b"Hello", ["recording-unreadable"]),
        (write(spoken(HELP, 8_000)), ["recording-format"]),
        (write(spoken(HELP, 8_000)[:-4_000], encoding="ULAW"), ["recording-cut-off", "recording-replaced"]),
        (write(silence(SECONDS + 0.2), encoding="ULAW"), ["recording-silent"]),
        (write(spoken(HELP, 8_000) * 0.01, encoding="ULAW"), ["recording-too-quiet"]),
        (
            write(np.clip(spoken(HELP, 8_000) * 9, -1, 1), encoding="ULAW"),
            ["recording-clipped", "recording-too-loud"],
        ),
        (
            write(np.concatenate([silence(1), sine(SECONDS - 1.6), silence(0.8)]), encoding="ULAW"),
            ["recording-silence"],
        ),
    ],
)
def test_every_recording_is_listened_to(recorded: Path, raw: bytes, rules: list[str]) -> None:
    (recorded / AUDIO / "main.welcome.prompt.wav").write_bytes(raw)
    assert sorted(set(listened(recorded)) - {"recording-length"}) == rules
    assert checked(recorded) == [], "`check` does not listen"


@pytest.mark.parametrize("factor", [0.2, 3.0])
def test_another_length_than_the_text_is_told(root: Path, takes: Path, factor: float) -> None:
    samples = np.concatenate([silence(0.1), sine(SECONDS * factor), silence(0.1)])
    (takes / "main.welcome.prompt.wav").write_bytes(write(samples))
    done = import_recordings(root, [takes / "main.welcome.prompt.wav"], "ht")
    assert rules_of(done) == [["recording-length"]]
    assert done.files[0].diagnostics[0].severity is Severity.WARNING
    assert len(done.accepted) == 1
    assert listened(root) == ["recording-length"]


def test_a_workspace_without_recordings_is_clean(root: Path) -> None:
    assert checked(root) == listened(root) == []
    assert check_recordings(root).counts == {"en": 0, "ht": 0, "ar": 0}


def test_every_rule_is_described() -> None:
    assert {rule for rule in RULES if not RULES[rule]} == set()
    assert set(all_rules()) >= {"recording-manifest", "recording-stale", "recording-file-missing"}
    assert set(importing.RULES).isdisjoint(RULES)
