"""How flows differ: each kind of change by itself, and what is no change."""

from __future__ import annotations

import pytest

from ivr_author.changes.model import ChangeKind, GroupKind
from tests.changes.pair import MAIN, SPANISH, WELCOME, Pair


def test_equal_workspaces_have_nothing_new(pair: Pair) -> None:
    report = pair.report()
    assert report.is_silent
    assert not report.groups
    assert not report.languages
    assert report.calls.played == 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Main line", "title: Another title"),
        ("# Who calls in office hours", "# Whoever calls"),
        ("    next: office\n", "    notes: For colleagues.\n    next: office\n"),
        ("prompt: How can we help you today?", 'prompt: "How can we help you today?"'),
        ("prompt: Our office is closed now.", "prompt: {text: Our office is closed now., context: Night}"),
    ],
)
def test_what_nobody_hears_is_nothing_new(pair: Pair, old: str, new: str) -> None:
    pair.edit(MAIN, old, new)
    assert pair.told() == []
    assert pair.report().is_silent


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "next: address}",
            "next: closed}",
            [("main/main_menu key 1", "exit-moved", "key 1 led to address, and now leads to closed.")],
        ),
        (
            "next: {open: main_menu, closed: closed}",
            "next: {open: main_menu, closed: closed, holiday: message}",
            [("main/office holiday", "exit-added", "holiday is new, and leads to message.")],
        ),
        (
            "next: {full: message, closed: message}",
            "next: {full: message}\n    on_failure: closed",
            [
                ("main/agent on_failure", "exit-added", "on_failure is new, and leads to closed."),
                ("main/agent closed", "exit-removed", "closed is gone. It led to message."),
            ],
        ),
        (
            "start: welcome",
            "start: office",
            [("main", "start-moved", "Calls began at welcome, and now begin at office.")],
        ),
        ("timeout: 5s", "timeout: 8s", [("main timeout", "fact-changed", "timeout was 5 s, and is now 8 s.")]),
        ("attempts: 3", "attempts: 2", [("main attempts", "fact-changed", "attempts was 3, and is now 2.")]),
        (
            "on_failure: agent",
            "on_failure: message",
            [("main on_failure", "exit-moved", "on_failure led to agent, and now leads to message.")],
        ),
        (
            'keys: {"0": agent, "9": repeat}',
            'keys: {"0": message, "*": back}',
            [
                ("main key 0", "exit-moved", "key 0 led to agent, and now leads to message."),
                ("main key *", "exit-added", "key * is new, and leads to back."),
                ("main key 9", "exit-removed", "key 9 is gone. It led to repeat."),
            ],
        ),
        (
            "    type: menu\n",
            "    type: menu\n    timeout: 9s\n",
            [("main/main_menu timeout", "fact-added", "timeout is new: 9 s.")],
        ),
        (
            "mailbox: office",
            "mailbox: night",
            [("main/message mailbox", "fact-changed", "mailbox was office, and is now night.")],
        ),
        (
            "    type: play\n    prompt: Our office is closed now.\n    next: message",
            "    type: hangup\n    prompt: Our office is closed now.",
            [
                ("main/closed", "node-type-changed", "This was a play node, and is now a hangup node."),
                ("main/closed next", "exit-removed", "next is gone. It led to message."),
            ],
        ),
        (
            "prompt: Our office is closed now.",
            "prompt: {text: Our office is closed now., until: 2026-12-24}",
            [("main/closed days of prompt", "fact-added", "days of prompt is new: … – 2026-12-24.")],
        ),
    ],
)
def test_one_change_is_told_as_one(pair: Pair, old: str, new: str, told: list[tuple[str, str, str]]) -> None:
    pair.edit(MAIN, old, new)
    assert pair.told() == told
    assert not pair.report().is_silent


def test_words_are_told_in_each_language(pair: Pair) -> None:
    pair.edit(MAIN, WELCOME, "Welcome to the Example Office.")
    one = pair.one(ChangeKind.WORDS_CHANGED)
    assert [(heard.locale, heard.before, heard.now, heard.is_lost) for heard in one.heard] == [
        ("en", WELCOME, "Welcome to the Example Office.", False),
        ("es", SPANISH, "Welcome to the Example Office.", True),
    ]


def test_a_translation_alone(pair: Pair) -> None:
    pair.edit("locales/es/LC_MESSAGES/flows.po", SPANISH, "Bienvenidos.")
    one = pair.one(ChangeKind.TRANSLATION_CHANGED)
    assert [(heard.locale, heard.before, heard.now, heard.is_lost) for heard in one.heard] == [
        ("es", SPANISH, "Bienvenidos.", False)
    ]


def test_choices_in_another_order(pair: Pair) -> None:
    text = (pair.now / MAIN).read_text()
    first, second = [line for line in text.splitlines(keepends=True) if line.lstrip().startswith("- {key:")]
    (pair.now / MAIN).write_text(text.replace(first + second, second + first))
    assert pair.told() == [
        ("main/main_menu", "order-changed", "Choices were offered in the order 1, 2, and now in the order 2, 1.")
    ]


def test_phrases(pair: Pair) -> None:
    pair.edit(MAIN, "speech: [address, hours]", "speech: [hours, place]")
    assert [(place, kind) for place, kind, _ in pair.told()] == [
        ("main/main_menu key 1 speech", "phrase-added"),
        ("main/main_menu key 1 speech", "phrase-removed"),
    ]
    assert pair.one(ChangeKind.PHRASE_ADDED).heard[0].now == "place"
    assert pair.one(ChangeKind.PHRASE_REMOVED).heard[0].before == "address"


def test_a_new_node_and_one_that_is_gone(pair: Pair) -> None:
    new = "    next: map\n  map:\n    type: play\n    prompt: Take bus 7.\n    next: main_menu\n  agent:"
    pair.edit(MAIN, "    next: main_menu\n  agent:", new)
    assert [(place, kind) for place, kind, _ in pair.told()] == [
        ("main/address next", "exit-moved"),
        ("main/map play", "node-added"),
        ("main/map prompt", "words-added"),
        ("main/map next", "exit-added"),
    ]
    turned = Pair(pair.now, pair.before)
    assert [(place, kind) for place, kind, _ in turned.told()] == [
        ("main/address next", "exit-moved"),
        ("main/map play", "node-removed"),
        ("main/map prompt", "words-removed"),
    ]


def test_a_node_by_another_name_is_the_same_node(pair: Pair) -> None:
    text = (pair.now / MAIN).read_text()
    (pair.now / MAIN).write_text(text.replace("goodbye", "farewell"))
    assert pair.told() == [
        ("main/farewell", "node-renamed", "This node was called goodbye. Callers hear no difference.")
    ]
    assert pair.report().is_silent


def test_a_node_by_another_name_that_loses_its_translation_is_heard(pair: Pair) -> None:
    text = (pair.now / MAIN).read_text()
    (pair.now / MAIN).write_text(text.replace("welcome", "greeting"))
    assert [(place, kind) for place, kind, _ in pair.told()] == [
        ("main/greeting", "node-renamed"),
        ("main/greeting prompt", "translation-changed"),
    ]


def test_flows_come_and_go_and_change_their_names(pair: Pair) -> None:
    text = (pair.before / MAIN).read_text()
    other = text.replace("title: Main line", "title: Other").replace("Main Street", "Side Street")
    pair.write("flows/other.yaml", other)
    assert pair.told() == [("other", "flow-added", "This flow is new, with 8 nodes.")]
    assert Pair(pair.now, pair.before).told() == [("other", "flow-removed", "This flow is gone. It had 8 nodes.")]
    (pair.before / "flows/another.yaml").write_text(other)
    assert pair.told() == [("other", "flow-renamed", "This flow was called another. Callers hear no difference.")]


def test_changes_stand_in_the_order_in_which_callers_meet_them(pair: Pair) -> None:
    for old, new in (
        ("prompt: Thank you. We will call you back.", "prompt: Thanks."),
        ("prompt: How can we help you today?", "prompt: What can we do?"),
        (f"prompt: {WELCOME}", "prompt: Welcome."),
    ):
        pair.edit(MAIN, old, new)
    assert [place for place, _, _ in pair.told(GroupKind.FLOW)] == [
        "main/welcome prompt",
        "main/main_menu prompt",
        "main/goodbye prompt",
    ]
    # The same two workspaces give the same report.
    assert pair.report() == pair.report()
