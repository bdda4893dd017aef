"""Brings a database from one revision to a later one, with Alembic. `database` says when, and loads this only then."""

from __future__ import annotations

import io
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from ivr_author.people.seal import Seal


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision that this version knows, the newest first."""
    return tuple(one.revision for one in ScriptDirectory.from_config(_migrations()).walk_revisions())


def upgrade(connection: Connection, seal: Seal, revision: str) -> None:
    """Run the migrations that are missing to a revision, in the transaction that is open there."""
    config = _migrations()
    config.attributes.update(connection=connection, seal=seal)
    command.upgrade(config, revision)


def _migrations() -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", "ivr_author.people:migrations")
    config.set_main_option("path_separator", "os")
    return config
