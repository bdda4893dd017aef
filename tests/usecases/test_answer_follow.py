"""Carrying bundles onto the shelf: what can't be written is tried again, and what nobody is on any more goes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ivr_author.core.diagnostics import error
from ivr_author.usecases.answer import Bundle, name_of_bundle
from ivr_author.usecases.answer_follow import LOOK_SECONDS, TIDY_SECONDS, Follower, Offer, standing_of
from ivr_author.workspace.bundle_shelf import KEPT_SECONDS, BundleShelf, Standing
from ivr_author.workspace.files import WorkspaceError


def offer(name: str, *numbers: str) -> Offer:
    return Offer(name, b"PK", numbers, ("main",))


@dataclass
class Given:
    """A source that has what a test gives it."""

    now: tuple[Offer, ...] = (offer("one", "1"),)
    more: tuple[Offer, ...] = ()
    news: list[tuple[Offer, ...]] = field(default_factory=list)

    def begin(self) -> tuple[Offer, ...]:
        """What there is."""
        return self.now

    def earlier(self) -> Iterable[Offer]:
        """And was."""
        return self.more

    def look(self) -> tuple[Offer, ...] | None:
        """The next news."""
        return self.news.pop(0) if self.news else None


@pytest.fixture
def shelf(tmp_path: Path) -> BundleShelf:
    return BundleShelf(tmp_path / "shelf")


def test_what_there_is_and_was_is_on_the_shelf(shelf: BundleShelf) -> None:
    shelf.keep("zero", b"PK")
    os.utime(shelf.folder / "zero.zip", (1, 1))
    follower = Follower(Given(more=(offer("zero"), offer("first"))), shelf)
    assert follower.begin() == Standing(("one",), {"1": "one"}, {"main": "one"}) == shelf.standing()
    assert shelf.has("zero")
    assert shelf.has("first")


def test_news_are_shown_and_looked_for_now_and_then(shelf: BundleShelf) -> None:
    seconds = 0.0
    source = Given(news=[(offer("two"),), (offer("three"),)])
    follower = Follower(source, shelf, lambda: seconds)
    follower.begin()
    follower.follow()
    follower.follow()
    assert shelf.standing().bundles == ("two",)
    seconds += LOOK_SECONDS
    follower.follow()
    assert shelf.standing().bundles == ("three",)


def test_what_cannot_be_written_is_told_once_and_tried_again(
    shelf: BundleShelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = 0.0
    follower = Follower(Given(news=[(offer("two"),)]), shelf, lambda: seconds)
    follower.begin()

    def refuse(*_: object) -> None:
        raise WorkspaceError(error("file-unwritable", "no space left on device"))

    with monkeypatch.context() as full:
        full.setattr(BundleShelf, "keep", refuse)
        for _ in range(3):
            follower.follow()
            seconds += LOOK_SECONDS
    assert shelf.standing().bundles == follower.standing.bundles == ("one",)
    assert caplog.text.count("calls stay as they are: no space left") == 1
    follower.follow()
    assert shelf.standing().bundles == follower.standing.bundles == ("two",)


def test_what_nobody_is_on_any_more_goes(shelf: BundleShelf) -> None:
    seconds = 0.0
    follower = Follower(Given(), shelf, lambda: seconds)
    follower.begin()
    shelf.keep("old", b"PK")
    long_ago = (shelf.folder / "old.zip").stat().st_mtime - KEPT_SECONDS - 60
    for name in ("old", "one"):
        os.utime(shelf.folder / f"{name}.zip", (long_ago, long_ago))
    seconds = TIDY_SECONDS + 1
    follower.follow()
    assert not shelf.has("old")
    assert shelf.has("one")


def test_several_bundles() -> None:
    standing = standing_of([offer("one", "1", "2"), offer("two", "3"), offer("two", "3")])
    assert standing.bundles == ("one", "two")
    assert standing.numbers == {"1": "one", "2": "one", "3": "two"}
    assert standing.flows == {"main": "one"}
    with pytest.raises(WorkspaceError, match="`one` and `two` both answer the number 1"):
        standing_of([offer("one", "1"), offer("two", "1")])


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("one", "one"),
        ("2026-12-01", "2026-12-01"),
        ("Álé Ñ", "l"),
        ("../..", "bundle"),
        ("", "bundle"),
        ("x" * 99, "x" * 60),
    ],
)
def test_names(label: str, word: str) -> None:
    one, other = (name_of_bundle(label, Bundle({"manifest.json": raw})) for raw in (b"1", b"2"))
    assert one != other
    assert one == name_of_bundle(label, Bundle({"manifest.json": b"1", "other": b""}))
    assert one.rpartition("~")[0] == word
