"""What lies beside flows: ivr.yaml, hours and holidays, bulletins."""

from __future__ import annotations

import pytest

from ivr_author.changes.model import SENTENCES, ChangeKind, GroupKind
from tests.changes.pair import Pair

NUMBER = "number +18005550100, flow main"
CALENDAR = "flows/calendars/office.yaml"
BULLETIN = """
title: A storm
prompt: We are closed because of a storm.
on: {on}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "flow: main}",
            "flow: main, locale: es}",
            [
                (
                    "ivr.yaml number main",
                    "fact-changed",
                    f"number main was {NUMBER}, and is now {NUMBER}, locale es.",
                )
            ],
        ),
        (
            'agents: {number: "+18005550101"}',
            'agents: {number: "+18005550109"}',
            [
                (
                    "ivr.yaml queue agents",
                    "fact-changed",
                    "queue agents was number +18005550101, and is now number +18005550109.",
                )
            ],
        ),
        (
            "queues:",
            'services:\n  a.b: {url: "https://x.example", timeout: 4s}\nqueues:',
            [
                (
                    "ivr.yaml service a.b",
                    "fact-added",
                    "service a.b is new: url https://x.example, method GET, timeout 4 s.",
                )
            ],
        ),
        (
            "time_zone: America/New_York",
            "time_zone: America/Chicago",
            [("ivr.yaml time zone", "fact-changed", "time zone was America/New_York, and is now America/Chicago.")],
        ),
        (
            "queues:",
            "voices: {twiml: {es: Polly.Lupe}}\nqueues:",
            [
                (
                    "ivr.yaml voice of es on twiml",
                    "fact-added",
                    "voice of es on twiml is new: voice: Polly.Lupe, borrowed: no.",
                )
            ],
        ),
        (
            "locales: [es]",
            "locales: [es, vi]",
            [("ivr.yaml languages", "fact-changed", "languages was es, and is now es, vi.")],
        ),
        (
            "queues:",
            "texts: {goodbye: Bye.}\nqueues:",
            [("ivr.yaml texts goodbye", "words-changed", "The words changed.")],
        ),
    ],
)
def test_settings(pair: Pair, old: str, new: str, told: list[tuple[str, str, str]]) -> None:
    pair.edit("ivr.yaml", old, new)
    assert pair.told(GroupKind.SETTINGS) == told


def test_hours_and_holidays(pair: Pair) -> None:
    text = (pair.before / CALENDAR).read_text()
    pair.write(CALENDAR, text.replace("mon:", "# Monday\n  mon:"))
    assert pair.told() == []
    pair.write(CALENDAR, "weekly: {mon: ['8:00-12:30', '13:00-18:00']}\nholidays: [{date: '2026-12-25', name: Day}]\n")
    told = pair.told(GroupKind.CALENDAR)
    assert told[0][0] == "office Monday"
    assert told[0][2].endswith("and is now 8:00–12:30, 13:00–18:00.")
    assert ("office Tuesday", "fact-changed") in [one[:2] for one in told]
    assert any("2026-12-25" in place for place, _, _ in told)


def test_bulletins(pair: Pair) -> None:
    pair.write("flows/bulletins/storm.yaml", BULLETIN.format(on="false"))
    assert [one[:2] for one in pair.told()] == [("storm on", "fact-added"), ("storm prompt", "words-added")]
    (pair.before / "flows/bulletins").mkdir()
    (pair.before / "flows/bulletins/storm.yaml").write_text(BULLETIN.format(on="true"))
    assert pair.told() == [("storm on", "fact-changed", "on was yes, and is now no.")]


def test_bulletins_have_words_to_read_and_slots(pair: Pair) -> None:
    text = BULLETIN.format(on="false") + "text: Back at {at}.\nslots: {at: {type: time, example: '18:00'}}\n"
    pair.write("flows/bulletins/storm.yaml", text)
    told = [("storm on", "fact-added"), ("storm slot at", "fact-added"), ("storm prompt", "words-added")]
    assert [one[:2] for one in pair.told()] == [*told, ("storm text", "words-added")]
    (pair.before / "flows/bulletins").mkdir()
    (pair.before / "flows/bulletins/storm.yaml").write_text(text.replace("Back", "Here again"))
    assert [one[:2] for one in pair.told()] == [("storm text", "words-changed")]


def test_a_file_that_cannot_be_read_is_told_of_and_not_taken_for_gone(pair: Pair) -> None:
    pair.write(CALENDAR, "weekly: [\n")
    pair.write("flows/main.yaml", "nodes: [\n")
    report = pair.report()
    assert report.groups == ()
    assert report.diagnostics
    assert not report.is_silent


def test_another_revision_that_cannot_be_read_is_told_of(pair: Pair) -> None:
    (pair.before / "ivr.yaml").write_text("locales: {")
    report = pair.report()
    assert [one.rule for one in report.diagnostics] == ["revision-unreadable"]
    assert report.groups == ()


def test_every_kind_has_its_sentence() -> None:
    assert set(SENTENCES) == set(ChangeKind)
