"""An entry point as `usecases.extract` will be, over a toy format: `address|text|plural|comment` on each line."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from ivr_author.catalog.template import BabelMessage, babel_messages
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span


def read_segments(path: str, text: str) -> list[Segment]:
    segments = []
    for line, written in enumerate(text.splitlines(), 1):
        address, words, plural, comment = written.split("|")
        segments.append(Segment(address, words, Span(path, line, 1, line, 1), plural, (comment,) if comment else ()))
    return segments


def extract(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: dict[str, str]
) -> Iterator[BabelMessage]:
    return babel_messages(read_segments(Path(file.name).name, file.read().decode()))
