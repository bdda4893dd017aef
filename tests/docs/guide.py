"""Reads a guide as a person does who follows it: what to type, what must be seen, which files to save.

In a guide, a block of `console` has commands after `$ `, and what they print. `...` stands for what differs from run to
run: within a line, or, alone on a line, for any lines. `console service` goes on
running until the guide ends, or starts another program at its port.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

_EXIT = re.compile(r"\s+# .*exit code (\d+)\s*$")
_PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed, at which line of the guide; what is seen then, and the exit code that it ends with."""

    typed: str
    seen: tuple[str, ...]
    code: int
    line: int
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that the reader is told to save."""

    path: str
    text: str
    line: int


Step = Command | SavedFile


def read_guide(path: Path) -> tuple[Step, ...]:
    """What a guide tells to do, in its order."""
    return tuple(_steps(path.read_text(encoding="utf-8")))


def _steps(text: str) -> Iterator[Step]:
    for token in MarkdownIt("commonmark").parse(text):
        line = (token.map or [0])[0] + 1
        if token.type == "fence":
            kind, _, rest = token.info.strip().partition(" ")
            if kind == "console":
                yield from _commands(token.content, line, is_service=rest == "service")
            elif rest:
                yield SavedFile(rest, token.content, line)


def _commands(content: str, line: int, *, is_service: bool) -> Iterator[Command]:
    typed, begins, seen = "", 0, list[str]()
    for number, text in enumerate([*content.splitlines(), _PROMPT], line + 1):
        if typed.endswith("\\"):
            typed = typed[:-1] + text.lstrip()
        elif text.startswith(_PROMPT):
            if typed:
                yield _command(typed, seen, begins, is_service=is_service)
            typed, begins, seen = text.removeprefix(_PROMPT), number, []
        else:
            assert typed, f"line {number}: nothing was typed that could print this"
            seen.append(text)


def _command(typed: str, seen: list[str], line: int, *, is_service: bool) -> Command:
    code = _EXIT.search(typed)
    return Command(_EXIT.sub("", typed), tuple(seen), int(code[1]) if code else 0, line, is_service)


def is_seen(wanted: tuple[str, ...], printed: str, *, is_beginning: bool = False) -> bool:
    """Whether a program printed what the guide shows; `is_beginning`: it may print more after that."""
    lines = [_line(one) for one in wanted]
    pattern = "".join(r"(?:[^\n]*\n)*?" if one is None else one + r"[ \t]*\n" for one in lines)
    more = r"(?:[^\n]*\n)*" if is_beginning else r"\n*"
    return (
        re.fullmatch(pattern + more, printed if printed.endswith("\n") or not printed else printed + "\n") is not None
    )


def _line(text: str) -> str | None:
    if text.strip() == "...":
        return None
    return r"[^\n]*?".join(re.escape(one) for one in text.rstrip().split("..."))
