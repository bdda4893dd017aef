"""What `ivr-author answer` runs, in one process: a source, the shelf, a board; and clocks that a test turns."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr_author.answering.application import Terms
from ivr_author.answering.board import Board, Shared
from ivr_author.answering.records import Records
from ivr_author.targets.twiml.outside import Outside
from ivr_author.usecases.answer_follow import Follower, Source
from ivr_author.workspace.bundle_shelf import BundleShelf


class Desk:
    """The WSGI callable: follows its source, and its shelf, before every answer. `log` is what the board writes."""

    def __init__(
        self,
        source: Source,
        folder: Path,
        *,
        terms: Terms | None = None,
        clock: Callable[[], datetime] | None = None,
        ticks: Callable[[], float] | None = None,
        store: Shared | None = None,
        outside: Outside | None = None,
        log_steps: bool = False,
    ) -> None:
        self.log = io.StringIO()
        self.source = source
        self.shelf = BundleShelf(folder)
        self.follower = Follower(source, self.shelf)
        if ticks is not None:
            self.ticks = ticks
        self.follower.begin()
        self.board = Board(
            self.shelf,
            terms or Terms("secret"),
            store,
            Records(self.log, steps=log_steps),
            outside=outside,
            clock=clock,
        )
        self.board.look()

    @property
    def ticks(self) -> Callable[[], float]:
        """The clock by which sources are looked at."""
        return self.follower.ticks

    @ticks.setter
    def ticks(self, ticks: Callable[[], float]) -> None:
        self.follower.ticks = ticks
        if hasattr(self.source, "ticks"):
            self.source.ticks = ticks

    @property
    def on(self) -> tuple[str, ...]:
        """The words in the names of the bundles that new calls get."""
        return tuple(name.partition("~")[0] for name in self.board.bundles)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        self.follower.follow()
        self.board.look()
        return self.board(environ, start_response)
