"""Operations meant for an older version: done where nobody touched the same, else refused with what was changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr_author.usecases.edit_flow import EditedFlow, OutdatedEdit, RefusedEdit, edit_flow, open_flow_file
from ivr_author.usecases.flow_ops import (
    Add,
    ChangeFlow,
    ChangeNode,
    ChangeWords,
    Connect,
    ConnectExits,
    Duplicate,
    MoveChoice,
    Op,
    RemoveNode,
    RenameNode,
    Start,
)
from ivr_author.workspace.git import Person
from ivr_author.workspace.keeper import GitKeeper
from ivr_author.workspace.project import load_workspace

FLOW = """\
format: 1
title: Billing
start: menu
on_failure: person
nodes:
  menu:
    type: menu
    prompt: What would you like?
    choices:
      - {key: "1", say: "To pay, press {key}.", next: pay}
      - {key: "2", say: "To hear it again, press {key}.", next: menu}
  pay: {type: play, prompt: Thank you., next: person}
  person: {type: hangup, prompt: Hold.}
  bye: {type: hangup, prompt: Good bye.}
"""
SETTINGS = "format: 1\norganisation: Test\nsource_locale: en\nlocales: []\ntime_zone: America/New_York\n"
PATH = "flows/bills.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flow under git; each test begins from the text that it had at first."""
    root = tmp_path_factory.mktemp("rebase")
    (root / "flows").mkdir()
    (root / "ivr.yaml").write_text(SETTINGS)
    (root / PATH).write_text(FLOW)
    for command in (("init", "-q"), ("add", "-A"), ("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "x")):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)
    return root


@pytest.fixture
def root(repository: Path) -> Path:
    (repository / PATH).write_text(FLOW)
    return repository


def do(root: Path, op: Op, seen: str, who: str = "Mine") -> EditedFlow | RefusedEdit | OutdatedEdit:
    keeper = GitKeeper(root, Person(who, f"{who.lower()}@example.org"))
    return edit_flow(keeper, load_workspace(root), "bills", op, seen)


def after(root: Path, theirs: Op, mine: Op) -> EditedFlow | RefusedEdit | OutdatedEdit:
    """What mine comes to, meant for the flow before somebody else did theirs."""
    seen = open_flow_file(load_workspace(root), "bills").revision
    assert isinstance(do(root, theirs, seen, "Theirs"), EditedFlow)
    return do(root, mine, seen)


KEPT: dict[str, tuple[Op, Op, tuple[str, ...]]] = {
    "two exits of a menu": (
        Connect("menu", "choice/1/next", "bye"),
        Connect("menu", "choice/2/next", "pay"),
        ("next: bye}", "next: pay}"),
    ),
    "a form that sends all its fields": (
        ChangeNode("menu", {"prompt": "Well?"}),
        ChangeNode("menu", {"prompt": "What would you like?", "timeout": "5s"}),
        ("prompt: Well?", "timeout: 5s"),
    ),
    "an exit of a node that was renamed to": (
        RenameNode("pay", "paid"),
        Connect("menu", "choice/2/next", "bye"),
        ("next: paid}", "next: bye}"),
    ),
    "a list that sends all exits": (
        Connect("pay", "next", "bye"),
        ConnectExits((Connect("pay", "next", "person"), Connect("menu", "choice/2/next", "pay"))),
        ("Thank you., next: bye}", 'again, press {key}.", next: pay}'),
    ),
    "words beside words": (
        ChangeWords("bills/pay/prompt", "Thanks."),
        ChangeWords("bills/menu/prompt", "Yes?"),
        ("prompt: Thanks.", "prompt: Yes?"),
    ),
    "a new node": (
        Connect("pay", "next", "bye"),
        Add("hi", "play", {"prompt": "Hi."}, "menu", "choice/1/next"),
        ("next: hi}", "Thank you., next: bye}"),
    ),
    "another name": (Connect("pay", "next", "bye"), RenameNode("person", "agent"), ("on_failure: agent", "next: bye}")),
    "the start": (ChangeFlow({"title": "Bills"}), Start("pay"), ("title: Bills", "start: pay")),
    "settings": (Start("pay"), ChangeFlow({"title": "Bills", "start": "menu"}), ("title: Bills", "start: pay")),
    "the same": (Connect("pay", "next", "bye"), Connect("pay", "next", "bye"), ("Thank you., next: bye}",)),
    "choices in another order": (
        ChangeWords("bills/menu/choice/1/say", "Press {key}."),
        MoveChoice("menu", 2, 1),
        ('say: "To hear it again, press {key}.", next: menu}\n      - {key: "1", say: "Press {key}."',),
    ),
    "a choice less": (
        ChangeWords("bills/menu/choice/1/say", "Press {key}."),
        MoveChoice("menu", 2, 0),
        ('say: "Press {key}.", next: pay}\n  pay:',),
    ),
    "a copy": (ChangeWords("bills/menu/prompt", "Yes?"), Duplicate("bye"), ("prompt: Yes?", "  bye_2: {type: hangup")),
    "a choice that both moved": (MoveChoice("menu", 1, 2), MoveChoice("menu", 2, 1), ()),
    "a node that both renamed": (RenameNode("bye", "end"), RenameNode("bye", "end"), ("  end: {type",)),
    "a node that both took out": (RemoveNode("pay", "bye"), RemoveNode("pay", "bye"), ("next: bye}",)),
    "a node that both added": (
        Add("hi", "play", {"prompt": "Hi.", "next": "bye"}),
        Add("hi", "play", {"prompt": "Hi.", "next": "bye"}),
        ("  hi:",),
    ),
    "the start for both": (Start("pay"), Start("pay"), ("start: pay",)),
    "a field that both changed alike": (
        ChangeNode("menu", {"prompt": "Well?"}),
        ChangeNode("menu", {"prompt": "Well?", "timeout": "5s"}),
        ("prompt: Well?", "timeout: 5s"),
    ),
    "a node less": (ChangeWords("bills/menu/prompt", "Yes?"), RemoveNode("bye"), ("prompt: Yes?",)),
}


@pytest.mark.parametrize("case", KEPT)
def test_both_stand_where_they_do_not_touch(root: Path, case: str) -> None:
    theirs, mine, wanted = KEPT[case]
    done = after(root, theirs, mine)
    assert isinstance(done, EditedFlow), done
    text = (root / PATH).read_text()
    assert [one for one in wanted if one not in text] == []
    assert done.beside is not None
    assert done.beside.version is not None
    assert done.beside.version.who == "Theirs"


CLASHES: dict[str, tuple[Op, Op, str]] = {
    "the same exit": (
        Connect("pay", "next", "bye"),
        Connect("pay", "next", "menu"),
        "nodes/pay/next",
    ),
    "an exit whose number is another one's": (
        MoveChoice("menu", 1, 2),
        Connect("menu", "choice/2/next", "pay"),
        "nodes/menu/choices/1/next nodes/menu/choices/1/key",
    ),
    "the same field": (
        ChangeNode("menu", {"prompt": "Well?"}),
        ChangeNode("menu", {"prompt": "Yes?", "timeout": "5s"}),
        "nodes/menu/prompt",
    ),
    "a node that is gone": (RemoveNode("bye"), RenameNode("bye", "end"), "nodes/bye"),
    "a node that somebody leads to": (Connect("pay", "next", "bye"), RemoveNode("bye"), "nodes/pay/next"),
    "a node that was changed": (ChangeWords("bills/bye/prompt", "Bye."), Duplicate("bye"), "nodes/bye"),
    "the same words": (
        ChangeWords("bills/bye/prompt", "Bye."),
        ChangeWords("bills/bye/prompt", "Ciao."),
        "nodes/bye/prompt",
    ),
    "the start": (Start("pay"), Start("person"), "start"),
    "choices that were moved": (MoveChoice("menu", 1, 2), MoveChoice("menu", 1, 0), "nodes/menu/choices"),
    "a choice with other words": (
        ChangeWords("bills/menu/choice/1/say", "Press {key}."),
        MoveChoice("menu", 1, 0),
        "nodes/menu/choices",
    ),
    "a name that is taken by now": (
        Add("hi", "play", {"prompt": "Hi.", "next": "bye"}),
        Add("hi", "play", {"prompt": "Hello.", "next": "bye"}),
        "nodes/hi",
    ),
    "a new name that is taken by now": (RenameNode("bye", "end"), RenameNode("person", "end"), "nodes/end"),
    "a copy's name that is taken by now": (RenameNode("bye", "end"), Duplicate("person", "end"), "nodes/end"),
    "an exit that a new node was put after": (
        Connect("pay", "next", "bye"),
        Add("hi", "play", {"prompt": "Hi."}, "pay", "next"),
        "nodes/pay/next",
    ),
    "a node that both took out, and led on elsewhere": (
        RemoveNode("pay", "bye"),
        RemoveNode("pay", "person"),
        "nodes/pay nodes/menu/choices/0/next",
    ),
    "settings": (ChangeFlow({"title": "Bills"}), ChangeFlow({"title": "Invoices"}), "title"),
    "one exit of many": (
        Connect("pay", "next", "bye"),
        ConnectExits((Connect("pay", "next", "menu"), Connect("menu", "choice/2/next", "pay"))),
        "nodes/pay/next",
    ),
}


@pytest.mark.parametrize("case", CLASHES)
def test_what_both_touched_is_told_and_stays(root: Path, case: str) -> None:
    theirs, mine, wanted = CLASHES[case]
    done = after(root, theirs, mine)
    assert isinstance(done, OutdatedEdit), done
    assert " ".join("/".join(map(str, one.path)) for one in done.clashes) == wanted
    assert done.meant is not None
    assert done.wanted
    assert done.by is not None
    assert (root / PATH).read_text() == done.theirs
    assert done.revision == open_flow_file(load_workspace(root), "bills").revision


def test_both_versions_of_what_was_touched_are_told(root: Path) -> None:
    done = after(root, ChangeWords("bills/bye/prompt", "Bye."), ChangeNode("bye", {"prompt": "Ciao."}))
    assert isinstance(done, OutdatedEdit)
    assert [(one.before, one.now, one.mine) for one in done.clashes] == [("Good bye.", "Bye.", "Ciao.")]
    assert done.wanted == "Change bills/bye: prompt"
    assert done.is_possible


def test_what_can_not_be_done_any_more_is_told_as_such(root: Path) -> None:
    done = after(root, RemoveNode("bye"), ChangeNode("bye", {"prompt": "Ciao."}))
    assert isinstance(done, OutdatedEdit)
    assert not done.is_possible
    (clash,) = done.clashes
    assert (clash.now, clash.mine) == (None, {"type": "hangup", "prompt": "Ciao."})


def test_what_was_meant_for_a_version_that_nobody_knows_is_not_done(root: Path) -> None:
    done = do(root, Start("pay"), "0" * 16)
    assert isinstance(done, OutdatedEdit)
    assert done.meant is None


def test_a_target_that_was_removed_is_named(root: Path) -> None:
    done = after(root, RemoveNode("bye"), Connect("pay", "next", "bye"))
    assert isinstance(done, RefusedEdit)
    assert done.faults[0][1].rule == "dangling-reference"
