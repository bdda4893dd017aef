"""What every command is given: the workspace's folder, the form of its output; and the exit codes that they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

CONTENT_FAULT = 1
"""Exit code of a fault in the content; 0 is clean, and click itself exits with 2 for a fault in the call."""

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Invocation:
    """The options that stand before the command."""

    root: Path
    format: str = "text"

    @property
    def is_json(self) -> bool:
        """Whether a program reads the output."""
        return self.format == "json"


def with_format(*more: str) -> Callable[[Command], Command]:
    """Lets `--format` also stand after the command, where people write it; `more` are forms that only it has."""

    def remember(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.ensure_object(Invocation).format = value

    return click.option(
        "--format",
        type=click.Choice(["text", "json", *more]),
        expose_value=False,
        callback=remember,
        help="How to write the result; text is for people.",
    )


pass_invocation = click.make_pass_decorator(Invocation)
