"""The option that the commands of `catalogs` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from ivr_author.usecases.catalogs import CATALOG_DOMAINS

ALL = "all"
CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def with_domain(command: CommandT) -> CommandT:
    """Give a command the option that names what the catalogs are of."""
    names = click.Choice([*CATALOG_DOMAINS, ALL])
    help_text = "The catalogs of flows, of notices, or all that the workspace has."
    return click.option("--domain", type=names, default=ALL, show_default=True, help=help_text)(command)


def domain_named(domain: str) -> str:
    """What the option says, as use cases take it: empty for all."""
    return "" if domain == ALL else domain
