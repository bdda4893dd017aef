"""A report as Markdown and as data."""

from __future__ import annotations

import json

from ivr_author.changes.model import Heard
from ivr_author.changes.write import NOTHING, marked, to_data, to_markdown
from tests.changes.pair import MAIN, WELCOME, Pair

TOLD = """# What callers hear differently since v1

## Flow main: Main line

- timeout was 5 s, and is now 8 s.

### welcome

- prompt: The words changed.
  - en: ~~Thank you for calling~~**Welcome to** the Example Office.
  - callers in es hear English until this is translated

### main_menu

- key 1 led to address, and now leads to closed.

## Languages

- es (Spanish)
  - translations out of date now: 1 (main/welcome/prompt)

## Calls

5 of 5 scripted calls go differently.
"""


def test_markdown(pair: Pair) -> None:
    pair.edit(MAIN, WELCOME, "Welcome to the Example Office.")
    pair.edit(MAIN, "timeout: 5s", "timeout: 8s")
    pair.edit(MAIN, "next: address}", "next: closed}")
    text = to_markdown(pair.report(), "v1")
    assert text.startswith(TOLD)
    assert "These calls take another path:" in text
    assert "These calls hear other words:" in text
    assert text == to_markdown(pair.report(), "v1")


def test_nothing_new(pair: Pair) -> None:
    report = pair.report()
    assert to_markdown(report, "v1") == f"# What callers hear differently since v1\n\n{NOTHING}\n"
    assert to_data(report, "v1")["nothing_new"] is True


def test_data_is_json(pair: Pair) -> None:
    pair.edit(MAIN, WELCOME, "Welcome.")
    data = json.loads(json.dumps(to_data(pair.report(), "v1")))
    (group,) = data["groups"]
    assert (group["kind"], group["id"], group["is_gone"]) == ("flow", "main", False)
    (change,) = group["changes"]
    assert (change["node"], change["kind"], change["heard"][1]["spoken_now"]) == ("welcome", "words-changed", "en")
    assert data["languages"][0]["stale"] == ["main/welcome/prompt"]
    assert len(data["calls"]["changed"]) == 5


def test_marks_touch_words() -> None:
    assert marked(Heard("en", "Press two now.", "Press now.", "en", "en")) == "Press ~~two~~ now."
    assert marked(Heard("en", "", "New.", "", "en")) == "New."
    assert marked(Heard("ar", "اضغط 1 الآن", "اضغط 2 الآن", "ar", "ar")) == "اضغط ~~1~~**2** الآن"
