"""Operations on a flow: what each changes in the file, what follows elsewhere, and what is refused with its reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivr_author.core.source import Source
from ivr_author.usecases.begin_flow import Begun, NotBegun, begin_flow
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.edit_flow import EditedFlow, OutdatedEdit, RefusedEdit, edit_flow, open_flow_file
from ivr_author.usecases.flow_ops import (
    Add,
    ChangeFlow,
    ChangeNode,
    ChangeWords,
    Connect,
    Duplicate,
    MoveChoice,
    Op,
    RemoveNode,
    RenameNode,
    Start,
)
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import load_workspace

FLOW = """\
# What stays.
format: 1
title: Billing
start: menu
on_failure: person
keys: {"0": person, "9": repeat}
variables: {balance: money, sure: {type: boolean}}
readability: {waivers: [{text: bills/menu/prompt, reason: Law, by: Dana}]}
nodes:
  menu:  # the first
    type: menu
    prompt: What would you like?
    choices:
      # Paying.
      - {key: "1", say: "To pay, press {key}.", next: pay}
      - {key: "2", say: "To hear it again, press {key}.", next: menu}

  # Pays.
  pay:
    type: play
    prompt: |
      Thank you.
    next: person

  person: {type: queue, queue: billing, prompt: Please hold., next: {full: bye}}
  bye: {type: hangup, prompt: Good bye.}
"""
SETTINGS = """\
format: 1
organisation: Test
source_locale: en
locales: [es]
time_zone: America/New_York
queues: {billing: {number: "+18005550101"}}
"""
CALLS = """\
calls:
  - name: Pays
    at: "2026-12-09T10:00:00-05:00"
    script: [press: "1"]  # one
    expect: {outcome: queue billing, passes: [menu, pay, bills/pay, person]}
"""
CATALOG = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#: flows/bills.yaml
msgctxt "bills/menu/prompt"
msgid "What would you like?"
msgstr "¿Qué desea?"

msgctxt "bills/menu/choice/1/say"
msgid "To pay, press {key}."
msgstr "Para pagar, oprima el {key}."
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "locales/es/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "flows/bills.yaml").write_text(FLOW)
    (tmp_path / "flows/bills.calls.yaml").write_text(CALLS)
    (tmp_path / "locales/es/LC_MESSAGES/flows.po").write_text(CATALOG)
    return tmp_path


def do(root: Path, op: Op) -> EditedFlow | RefusedEdit | OutdatedEdit:
    workspace = load_workspace(root)
    return edit_flow(FileKeeper(root), workspace, "bills", op, open_flow_file(workspace, "bills").revision)


def changed(root: Path, op: Op) -> str:
    done = do(root, op)
    assert isinstance(done, EditedFlow), done
    text = (root / "flows/bills.yaml").read_text()
    assert not [one for one in check_workspace(root).diagnostics if one.severity == "error"]
    return text


CASES: dict[str, tuple[Op, str, str]] = {
    "connect": (Connect("menu", "choice/1/next", "bye"), "next: pay}", "next: bye}"),
    "connect a way that was not written": (
        Connect("person", "next/closed", "bye"),
        "{full: bye}",
        "{full: bye, closed: bye}",
    ),
    "connect a failure": (
        Connect("menu", "on_failure", "bye"),
        "next: menu}\n",
        "next: menu}\n    on_failure: bye\n",
    ),
    "disconnect": (Connect("person", "next/full", ""), "{full: bye}", "{}"),
    "start": (Start("pay"), "start: menu", "start: pay"),
    "words": (ChangeWords("bills/menu/prompt", "What\r\nnow?"), "What would you like?", "What now?"),
    "words keep their lines": (ChangeWords("bills/pay/prompt", "Thanks."), "      Thank you.\n", "      Thanks.\n"),
    "move a choice": (
        MoveChoice("menu", 1, 2),
        """\
      # Paying.
      - {key: "1", say: "To pay, press {key}.", next: pay}
      - {key: "2", say: "To hear it again, press {key}.", next: menu}
""",
        """\
      - {key: "2", say: "To hear it again, press {key}.", next: menu}
      # Paying.
      - {key: "1", say: "To pay, press {key}.", next: pay}
""",
    ),
    "remove a choice": (
        MoveChoice("menu", 2, 0),
        '      - {key: "2", say: "To hear it again, press {key}.", next: menu}\n',
        "",
    ),
    "change": (ChangeNode("bye", {"prompt": "Bye."}), "Good bye.", "Bye."),
    "take a field out": (ChangeNode("bye", {"prompt": None}), ", prompt: Good bye.", ""),
    "a new field stands where the language lists it": (
        ChangeNode("menu", {"timeout": "9s", "notes": "Busy"}),
        "    type: menu\n    prompt: What would you like?\n",
        "    type: menu\n    notes: Busy\n    prompt: What would you like?\n",
    ),
    "settings": (ChangeFlow({"title": "Bills"}), "title: Billing", "title: Bills"),
    "a variable keeps its long form": (
        ChangeFlow({"variables": {"balance": "money", "sure": "digits"}}),
        "boolean",
        "digits",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_operation_changes_its_own_lines_alone(root: Path, name: str) -> None:
    op, before, after = CASES[name]
    wanted = FLOW.replace(before, after)
    if name.startswith("a new field"):
        wanted = wanted.replace("next: menu}\n", "next: menu}\n    timeout: 9s\n")
    assert wanted != FLOW
    assert changed(root, op) == wanted


def test_a_node_is_added_after_an_exit_and_leads_on(root: Path) -> None:
    text = changed(root, Add("thanks", "play", {"prompt": "Thank you!"}, "menu", "choice/1/next"))
    assert text == FLOW.replace("next: pay}", "next: thanks}").replace(
        "\n  # Pays.", "\n  thanks:\n    type: play\n    prompt: Thank you!\n    next: pay\n\n  # Pays."
    )


def test_a_node_is_copied(root: Path) -> None:
    assert changed(root, Duplicate("bye")).endswith("  bye_2: {type: hangup, prompt: Good bye.}\n")


def test_a_node_is_removed_and_those_who_led_to_it_lead_on(root: Path) -> None:
    text = changed(root, RemoveNode("pay", "person"))
    removed = "  # Pays.\n  pay:\n    type: play\n    prompt: |\n      Thank you.\n    next: person\n\n"
    assert text == FLOW.replace("next: pay}", "next: person}").replace(removed, "")
    # No call can pass it any more.
    assert (root / "flows/bills.calls.yaml").read_text() == CALLS.replace(
        "[menu, pay, bills/pay, person]", "[menu, person]"
    )


def test_ways_that_are_not_needed_go_with_the_node(root: Path) -> None:
    text = changed(root, RemoveNode("bye"))
    assert "bye" not in text
    assert "next: {}" in text


def test_everything_follows_a_new_name(root: Path) -> None:
    text = changed(root, RenameNode("menu", "main_menu"))
    assert text == (
        FLOW.replace("start: menu", "start: main_menu")
        .replace("  menu:  #", "  main_menu:  #")
        .replace("next: menu}", "next: main_menu}")
        .replace("bills/menu/prompt", "bills/main_menu/prompt")
    )
    calls = (root / "flows/bills.calls.yaml").read_text()
    assert calls == CALLS.replace("[menu, ", "[main_menu, ")
    catalog = (root / "locales/es/LC_MESSAGES/flows.po").read_text()
    assert catalog == CATALOG.replace("bills/menu/", "bills/main_menu/")


def test_call_scripts_of_other_flows_follow_too(root: Path) -> None:
    shutil.copy(root / "flows/bills.calls.yaml", root / "flows/other.calls.yaml")
    shutil.copy(root / "flows/bills.yaml", root / "flows/other.yaml")
    changed(root, RenameNode("pay", "thanks"))
    assert "[menu, pay, bills/thanks, person]" in (root / "flows/other.calls.yaml").read_text()
    assert "[menu, thanks, bills/thanks, person]" in (root / "flows/bills.calls.yaml").read_text()


def test_translations_follow_a_text_to_its_new_place(root: Path) -> None:
    changed(root, ChangeNode("menu", {"prompt": ["Welcome to us.", "What would you like?"]}))
    assert 'msgctxt "bills/menu/prompt/2"' in (root / "locales/es/LC_MESSAGES/flows.po").read_text()


def test_translations_follow_a_choice_to_its_new_key(root: Path) -> None:
    choices = [
        {"key": "5", "say": "To pay, press {key}.", "next": "pay"},
        {"key": "2", "say": "To hear it again, press {key}.", "next": "menu"},
    ]
    assert changed(root, ChangeNode("menu", {"choices": choices})) == FLOW.replace('key: "1"', 'key: "5"')
    assert 'msgctxt "bills/menu/choice/5/say"' in (root / "locales/es/LC_MESSAGES/flows.po").read_text()


REFUSED: dict[str, tuple[Op, tuple[str | int, ...], str]] = {
    "no such node": (Connect("nothing", "next", "bye"), ("node",), "dangling-reference"),
    "no such exit": (Connect("menu", "choice/7/next", "bye"), ("exit",), "wrong-value"),
    "no such target": (Connect("pay", "next", "nothing"), ("to",), "dangling-reference"),
    "no such flow": (Connect("pay", "next", "flow:nothing"), ("nodes", "pay", "next"), "unknown-flow"),
    "a name that is taken": (RenameNode("menu", "bye"), ("to",), "duplicate-name"),
    "a name that can not be": (RenameNode("menu", "My menu"), ("to",), "wrong-name"),
    "no name": (Add("", "play", {}), ("id",), "wrong-name"),
    "no such type": (Add("x", "sing", {}), ("type",), "unknown-node-type"),
    "a field is missing": (Add("x", "play", {"next": "bye"}), ("nodes", "x", "prompt"), "missing-key"),
    "a value is wrong": (ChangeNode("menu", {"timeout": "soon"}), ("nodes", "menu", "timeout"), "wrong-value"),
    "a placeholder is unknown": (
        ChangeNode("pay", {"prompt": "You owe {balanc}."}),
        ("nodes", "pay", "prompt"),
        "placeholder-without-variable",
    ),
    "the way onward is needed": (RemoveNode("pay"), ("lead_to",), "missing-key"),
    "onward to itself": (RemoveNode("pay", "pay"), ("lead_to",), "wrong-value"),
    "no such choice": (MoveChoice("menu", 3, 1), ("choice",), "wrong-value"),
    "no words": (ChangeWords("bills/menu/prompt", " "), ("text",), "empty-value"),
    "words of nothing": (ChangeWords("bills/menu/confirm", "x"), ("address",), "file-missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_refused_at_its_place_and_nothing_saved(root: Path, name: str) -> None:
    op, place, rule = REFUSED[name]
    done = do(root, op)
    assert isinstance(done, RefusedEdit)
    assert (place, rule) in [(where, one.rule) for where, one in done.faults]
    assert (root / "flows/bills.yaml").read_text() == FLOW


def test_an_older_version_is_not_edited(root: Path) -> None:
    done = edit_flow(FileKeeper(root), load_workspace(root), "bills", Start("pay"), "0" * 16)
    assert isinstance(done, OutdatedEdit)
    assert done.theirs == FLOW


def test_what_says_so_already_is_not_saved(root: Path) -> None:
    done = do(root, Connect("pay", "next", "person"))
    assert isinstance(done, EditedFlow)
    assert not done.changed


def test_a_flow_that_can_not_be_read_is_mended_elsewhere(root: Path) -> None:
    (root / "flows/bills.yaml").write_text("title: [")
    done = do(root, Start("pay"))
    assert isinstance(done, RefusedEdit)
    assert "Source" in done.faults[0][1].hint


def test_errors_that_were_there_do_not_stop_an_edit(root: Path) -> None:
    (root / "flows/bills.yaml").write_text(FLOW.replace("{full: bye}", "{full: nowhere}"))
    assert isinstance(do(root, Connect("menu", "choice/1/next", "bye")), EditedFlow)


def test_what_leads_to_a_node_that_can_not_be_read_still_follows(root: Path) -> None:
    (root / "flows/bills.yaml").write_text(FLOW.replace("  bye: {type: hangup,", "  bye: {type: sing, next: menu,"))
    done = do(root, RenameNode("menu", "main"))
    assert isinstance(done, EditedFlow)
    assert "next: main, prompt: Good" in (root / "flows/bills.yaml").read_text()


def test_a_flow_is_begun(root: Path) -> None:
    workspace = load_workspace(root)
    assert isinstance(begin_flow(FileKeeper(root), workspace, "hours", "Our: hours", "We are open."), Begun)
    assert not [one for one in check_workspace(root, paths=["flows/hours.yaml"]).diagnostics if one.severity == "error"]
    for flow_id, title, prompt, field in (
        ("bills", "x", "y", "id"),
        ("new", "x", "y", "id"),
        ("Texts", "x", "y", "id"),
        ("fine", " ", "y", "title"),
        ("fine", "x", "", "prompt"),
    ):
        done = begin_flow(FileKeeper(root), workspace, flow_id, title, prompt)
        assert isinstance(done, NotBegun)
        assert done.faults[0][0] == field


def test_the_cases_are_right(root: Path) -> None:
    assert not [one for one in check_workspace(root).diagnostics if one.severity == "error"]
    assert Source("", FLOW).text.count("\n  pay:") == 1
