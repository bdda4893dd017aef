"""Secrets of second factors are sealed: a copy of the database alone makes no codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from ivr_author.people.seal import Seal

revision = "0003"
down_revision = "0002"

_PEOPLE = sa.table("people", sa.column("id"), sa.column("totp_secret"), sa.column("totp_sealed"))


def upgrade() -> None:
    """A column in place of another; those who have a second factor go on with it."""
    seal = context.config.attributes["seal"]
    assert isinstance(seal, Seal), "`bring_up_to_date` puts it there"
    op.add_column("people", sa.Column("totp_sealed", sa.Text))
    connection = op.get_bind()
    known = _PEOPLE.select().where(_PEOPLE.c.totp_secret.is_not(None))
    for row in connection.execute(known).all():
        sealed = seal.seal(row.id, row.totp_secret)
        # The old words are written over where they stand, not only forgotten.
        values = {"totp_sealed": sealed, "totp_secret": None}
        connection.execute(_PEOPLE.update().where(_PEOPLE.c.id == row.id).values(**values))
    op.drop_column("people", "totp_secret")
