"""Verdicts and comments of those who review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables more; nothing that was there changes."""
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item", sa.String(400), nullable=False),
        sa.Column("locale", sa.String(40), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("approved", sa.Boolean, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_verdicts_person_id"),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("thread_id", sa.Integer),
        sa.Column("item", sa.String(400), nullable=False),
        sa.Column("locale", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("resolved", _TIME),
        sa.Column("resolved_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(["thread_id"], ["comments.id"], name="fk_comments_thread_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_comments_person_id"),
    )
    op.create_index("ix_verdicts_item_locale", "verdicts", ["item", "locale"])
    op.create_index("ix_comments_item_locale", "comments", ["item", "locale"])
    op.create_index("ix_comments_thread_id", "comments", ["thread_id"])
