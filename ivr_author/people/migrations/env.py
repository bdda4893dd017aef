"""Run by Alembic: brings the database behind a given connection up to date, in the transaction that is open there."""

from __future__ import annotations

from alembic import context

from ivr_author.people.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
