"""How notices differ, channel by channel."""

from __future__ import annotations

from ivr_author.changes.model import ChangeKind, GroupKind
from tests.changes.pair import Pair

TEMPLATE = "notices/reminder/notice.md.j2"
NOTICE = "notices/reminder/notice.yaml"


def test_words_by_channel(pair: Pair) -> None:
    text = (pair.now / TEMPLATE).read_text()
    line = next(one for one in text.splitlines() if one and one[0].isalpha())
    pair.edit(TEMPLATE, line, f"Another beginning. {line}")
    told = pair.told(GroupKind.NOTICE)
    assert [kind for _, kind, _ in told] == ["words-changed"]
    (change,) = [one for group in pair.report().groups for one in group.changes]
    assert change.heard[0].now.startswith("Another beginning.")
    assert change.label == "email"


def test_a_paragraph_that_comes_and_goes(pair: Pair) -> None:
    text = (pair.now / TEMPLATE).read_text()
    pair.write(TEMPLATE, text.rstrip() + "\n\nOne paragraph more.\n")
    assert {kind for _, kind, _ in pair.told()} == {"words-added"}
    assert {kind for _, kind, _ in Pair(pair.now, pair.before).told()} == {"words-removed"}


def test_channels_and_subject(pair: Pair) -> None:
    text = (pair.now / NOTICE).read_text()
    channels = next(line for line in text.splitlines() if line.startswith("channels:"))
    pair.edit(NOTICE, channels, "channels: [letter]")
    told = pair.told(GroupKind.NOTICE)
    assert told[0][:2] == ("reminder channels", "fact-changed")
    assert told[0][2].endswith("and is now letter.")


def test_a_notice_that_is_new_or_gone(pair: Pair) -> None:
    for path in (TEMPLATE, NOTICE):
        (pair.now / path).unlink()
    assert pair.told() == [("reminder", "notice-removed", "This notice is gone.")]
    assert Pair(pair.now, pair.before).told() == [("reminder", "notice-added", "This notice is new.")]


def test_who_writes(pair: Pair) -> None:
    text = (pair.now / "notices/_letterhead.yaml").read_text()
    line = next(one for one in text.splitlines() if one.startswith("phone:"))
    pair.edit("notices/_letterhead.yaml", line, 'phone: "+18005550199"')
    ((place, kind, sentence),) = pair.told()
    assert (place, kind) == ("_letterhead phone", "fact-changed")
    assert sentence.endswith("and is now +18005550199.")


def test_a_notice_that_cannot_be_read_is_not_gone(pair: Pair) -> None:
    pair.write(NOTICE, "title: [")
    assert pair.told() == []
    assert pair.report().diagnostics


def test_when_words_are_written(pair: Pair) -> None:
    text = (pair.now / TEMPLATE).read_text()
    last = text.rstrip().splitlines()[-1]
    pair.write(TEMPLATE, f"{text.rstrip()}\n\n{{% if channel == 'letter' %}}\n\nOn paper.\n\n{{% endif %}}\n")
    kinds = {change.kind for group in pair.report().groups for change in group.changes}
    assert ChangeKind.FACT_ADDED in kinds or ChangeKind.FACT_CHANGED in kinds, last
