"""Saving words: only their own bytes change, nothing wrong gets in, and nobody's change is overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core.source import Span
from ivr_author.core.tree import Scalar
from ivr_author.usecases import edit
from ivr_author.usecases.edit import Outdated, Refused, Saved, open_words, save_words, spoken_form
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import Changes, FileKeeper, Kept

FLOW = """\
# A comment that must stay.
format: 1
title:   Billing   # odd spaces, too
start: menu
keys: {"0": person}
variables: {balance: {type: money}, bills: {type: number}, sure: boolean}
nodes:
  menu:
    type: menu
    prompt: Your balance is {balance}.
    choices:
      - {key: "1", say: "To pay, press {key}.", speech: [pay, 'my bill'], next: count}
  count:
    type: play
    prompt:
      - count: bills
        one: You have {count} bill.
        other: "You have {count} bills."
        context: After the balance
      - text: >-
          A long text that
          is folded.
      - |
        First line.
        Second line.
    next: ask
  ask:
    type: collect
    prompt: "Press {yes} or {no}."
    into: sure
    confirm: 'Sure? {yes}, {no}.'
    next: person
  person: {type: queue, queue: billing}
"""
SETTINGS = """\
format: 1
organisation: Test
source_locale: en
locales: [es]
time_zone: America/New_York
queues: {billing: {number: "+18005550101"}}
texts:
  no_input: Nothing heard.
"""
BULLETIN = """\
format: 1
title: Storm
on: false
prompt: We are closed.
email: {subject: Closed, body: "Back at {at}."}
slots: {at: {type: time, example: "18:00"}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "flows/bulletins").mkdir(parents=True)
    (tmp_path / "flows/billing.yaml").write_text(FLOW)
    (tmp_path / "flows/bulletins/storm.yaml").write_text(BULLETIN)
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    return tmp_path


def save(root: Path, address: str, text: str, plural: str | None = None) -> Saved | Refused | Outdated:
    _, revision, _ = open_words(root, address)
    return save_words(FileKeeper(root), root, address, text, plural, revision)


@pytest.mark.parametrize(
    ("address", "new", "before", "after"),
    [
        ("billing/menu/prompt", "You owe {balance}.", "Your balance is {balance}.", "You owe {balance}."),
        ("billing/menu/choice/1/say", 'Press {key}, "now".', '"To pay, press {key}."', r'"Press {key}, \"now\"."'),
        ("billing/menu/choice/1/speech/2", "the bill", "'my bill'", "'the bill'"),
        ("billing/menu/choice/1/speech/1", "yes", "[pay,", "[yes,"),
        ("billing/count/prompt/1", "You owe {count}: one.", "You have {count} bill.", '"You owe {count}: one."'),
        ("billing/ask/confirm", "It's {yes} or {no}.", "'Sure? {yes}, {no}.'", "'It''s {yes} or {no}.'"),
        ("billing/count/prompt/2", "Short.", "A long text that\n          is folded.", "Short."),
        (
            "billing/count/prompt/3",
            "One.\r\nTwo.\r\n",
            "First line.\n        Second line.",
            "One.\n        Two.",
        ),
    ],
)
def test_only_the_words_change(root: Path, address: str, new: str, before: str, after: str) -> None:
    result = save(root, address, new)
    assert isinstance(result, Saved)
    assert result.changed
    assert (root / "flows/billing.yaml").read_text() == FLOW.replace(before, after)
    assert FLOW.count(before) == 1


def test_both_forms_of_a_plural_are_saved(root: Path) -> None:
    assert isinstance(save(root, "billing/count/prompt/1", "{count} bill.", "{count} bills."), Saved)
    changed = FLOW.replace("You have {count} bill.", '"{count} bill."').replace(
        "You have {count} bills", "{count} bills"
    )
    assert (root / "flows/billing.yaml").read_text() == changed


@pytest.mark.parametrize(
    ("address", "path", "before"),
    [
        ("texts/no_input", "ivr.yaml", "Nothing heard."),
        ("bulletins/storm/prompt", "flows/bulletins/storm.yaml", "We are closed."),
        ("bulletins/storm/email/subject", "flows/bulletins/storm.yaml", "Closed"),
    ],
)
def test_other_files_have_words_too(root: Path, address: str, path: str, before: str) -> None:
    old = (root / path).read_text()
    assert isinstance(save(root, address, "Other words."), Saved)
    assert (root / path).read_text() == old.replace(before, "Other words.")


def test_line_ends_of_the_file_stay(root: Path) -> None:
    (root / "flows/billing.yaml").write_bytes(FLOW.replace("\n", "\r\n").encode())
    assert isinstance(save(root, "billing/count/prompt/3", "One.\nTwo.\nThree."), Saved)
    expected = FLOW.replace("First line.\n        Second line.", "One.\n        Two.\n        Three.")
    assert (root / "flows/billing.yaml").read_bytes() == expected.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("address", "text", "rule"),
    [
        ("billing/menu/prompt", "", "empty-value"),
        ("billing/menu/prompt", " \r\n ", "empty-value"),
        ("billing/menu/prompt", "You owe {balanc}.", "placeholder-without-variable"),
        ("billing/menu/prompt", "You owe {balance.", "placeholder-syntax"),
        ("billing/menu/prompt", "Bell \x07", "control-character"),
        ("billing/menu/prompt", "Press {key}.", "placeholder-without-variable"),
        ("texts/no_input", "Hello {balance}.", "placeholder-without-variable"),
    ],
)
def test_wrong_words_are_refused(root: Path, address: str, text: str, rule: str) -> None:
    result = save(root, address, text)
    assert isinstance(result, Refused)
    assert [(field, fault.rule) for field, fault in result.faults] == [("text", rule)]
    assert (root / "flows/billing.yaml").read_text() == FLOW


def test_fault_of_the_plural_stands_at_the_plural(root: Path) -> None:
    result = save(root, "billing/count/prompt/1", "{count} bill.", "{coun} bills.")
    assert isinstance(result, Refused)
    assert [(field, fault.hint) for field, fault in result.faults] == [("plural", "did you mean `count`?")]


def test_faults_that_were_there_before_do_not_stop_a_save(root: Path) -> None:
    (root / "flows/billing.yaml").write_text(FLOW + "  broken: {type: nothing}\n")
    assert isinstance(save(root, "billing/menu/prompt", "You owe {balance}."), Saved)


def test_what_would_break_the_file_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No words are known that pass the patcher and break the file, so the patcher is made to.
    monkeypatch.setattr(
        edit, "replace_scalar", lambda source, scalar, text: source.text.replace("type: menu", "type: x")
    )
    result = save(root, "billing/menu/prompt", "New words.")
    assert isinstance(result, Refused)
    assert "unknown-node-type" in [fault.rule for _, fault in result.faults]
    assert (root / "flows/billing.yaml").read_text() == FLOW


def test_what_a_rule_forbids_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The form's own check of placeholders is taken away: the rules must find it all the same.
    monkeypatch.setattr(edit, "_check_words", lambda *_: ())
    result = save(root, "billing/menu/prompt", "You owe {balanc}.")
    assert isinstance(result, Refused)
    assert [fault.rule for _, fault in result.faults] == ["placeholder-without-variable"]
    assert (root / "flows/billing.yaml").read_text() == FLOW


def test_save_on_an_older_version_is_refused(root: Path) -> None:
    _, old, _ = open_words(root, "billing/menu/prompt")
    assert isinstance(save(root, "billing/menu/prompt", "Theirs."), Saved)
    result = save_words(FileKeeper(root), root, "billing/menu/prompt", "Ours.", None, old)
    assert isinstance(result, Outdated)
    assert result.theirs is not None
    assert result.theirs.text.text == "Theirs."
    assert isinstance(save_words(FileKeeper(root), root, "billing/menu/prompt", "Ours.", None, result.revision), Saved)


def test_prompt_that_is_gone_is_told(root: Path) -> None:
    _, old, _ = open_words(root, "billing/menu/prompt")
    (root / "flows/billing.yaml").write_text(FLOW.replace("    prompt: Your balance is {balance}.\n", ""))
    result = save_words(FileKeeper(root), root, "billing/menu/prompt", "Ours.", None, old)
    assert isinstance(result, Outdated)
    assert result.theirs is None


def test_change_between_reading_and_writing_is_noticed(root: Path) -> None:
    _, old, _ = open_words(root, "billing/menu/prompt")

    class Meddled(FileKeeper):
        def save(self, files: Changes, message: str) -> Kept:
            (self.root / "flows/billing.yaml").write_text(FLOW.replace("Your balance is", "Now you owe"))
            return FileKeeper(self.root).save(files, message)

    result = save_words(Meddled(root), root, "billing/menu/prompt", "Ours.", None, old)
    assert isinstance(result, Outdated)
    assert "Now you owe" in (root / "flows/billing.yaml").read_text()


def test_same_words_are_not_written(root: Path) -> None:
    before = (root / "flows/billing.yaml").stat().st_mtime_ns
    result = save(root, "billing/count/prompt/2", "A long text that is folded.")
    assert isinstance(result, Saved)
    assert not result.changed
    assert (root / "flows/billing.yaml").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "address", ["billing/menu/nothing", "billing/nobody/prompt", "billing", "texts/nothing", "texts"]
)
def test_no_such_words(root: Path, address: str) -> None:
    assert open_words(root, address)[0] is None


@pytest.mark.parametrize(
    "address", ["nothing/menu/prompt", "../billing/menu/prompt", "bulletins/x/prompt", "", "/etc", ".x/y"]
)
def test_no_such_file(root: Path, address: str) -> None:
    with pytest.raises(WorkspaceError):
        open_words(root, address)


def test_names_that_can_be_filled(root: Path) -> None:
    def names(address: str) -> set[str]:
        words = open_words(root, address)[0]
        assert words is not None
        return set(words.placeholders()) - {"caller.number", "called.number", "call.time", "locale"}

    flow = {"balance", "bills", "sure"}
    assert names("billing/menu/prompt") == flow
    assert names("billing/menu/choice/1/say") == {*flow, "key"}
    assert names("billing/count/prompt/1") == {*flow, "count"}
    assert names("billing/ask/prompt") == {*flow, "yes", "no"}
    assert names("billing/ask/confirm") == {*flow, "yes", "no"}
    assert names("billing/menu/choice/1/speech/1") == set()
    assert names("bulletins/storm/prompt") == {"at"}


LINE = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], blacklist_characters="{}\ufeff"), max_size=40
)


@given(LINE, LINE)
def test_typed_line_breaks_are_not_heard(first: str, second: str) -> None:
    scalar = Scalar(Span("x", 1, 1, 1, 1), "before", "before")
    form = spoken_form(f"{first}\r\n{second}", scalar)
    assert "\n" not in form
    assert form == spoken_form(form, scalar)
    assert form == form.strip()


@settings(max_examples=25)
@given(LINE)
def test_whatever_is_typed_is_saved_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    root = tmp_path_factory.mktemp("edit")
    (root / "flows").mkdir()
    (root / "flows/billing.yaml").write_text(FLOW)
    (root / "ivr.yaml").write_text(SETTINGS)
    result = save(root, "billing/menu/prompt", text)
    words = open_words(root, "billing/menu/prompt")[0]
    assert words is not None
    if isinstance(result, Saved):
        assert words.text.text == spoken_form(text, words.text)
    else:
        assert (root / "flows/billing.yaml").read_text() == FLOW
    shutil.rmtree(root)
