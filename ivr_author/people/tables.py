"""The tables of the database as SQLAlchemy models. They come into being through `migrations`; a test compares the two.

Tokens are never kept, only their SHA-256 in hex; passwords only as Argon2 hashes.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SHA256 = 64
"""Length of a SHA-256 in hex."""

MAX_ITEM = 400
"""Characters of an item's address."""

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that migrations can name what they change on every database."""


def fit_text(text: str) -> str:
    """Text that every database keeps: PostgreSQL refuses NUL, and no database takes half of a character."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps no zone, and PostgreSQL answers in the server's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a time without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy reads it so


class PersonRow(Base):
    """An account. `email` is in lower case. Nobody is ever deleted: what they did names them."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(Text)
    made: Mapped[datetime]
    disabled: Mapped[datetime | None]
    totp_sealed: Mapped[str | None] = mapped_column(Text)
    totp_confirmed: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)

    grants: Mapped[list[GrantRow]] = relationship(
        order_by="(GrantRow.role, GrantRow.locale)", cascade="all, delete-orphan", lazy="selectin"
    )


class GrantRow(Base):
    """A role of a person, in one language or, with `locale` empty, in all."""

    __tablename__ = "grants"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    locale: Mapped[str] = mapped_column(String(40), primary_key=True, default="")


class IdentityRow(Base):
    """Whom an OpenID Connect provider knows under a subject of its own."""

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(String(400), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class RecoveryCodeRow(Base):
    """A code that stands in for a lost second factor, once."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(SHA256), primary_key=True)


class SessionRow(Base):
    """A sign-in that lasts. `factor`: when its second factor was shown."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(SHA256), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    begun: Mapped[datetime]
    seen: Mapped[datetime]
    factor: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200))


class LinkRow(Base):
    """A link that can be used once. Without a person it makes the first administrator."""

    __tablename__ = "links"

    digest: Mapped[str] = mapped_column(String(SHA256), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    made: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(320))
    expires: Mapped[datetime]
    used: Mapped[datetime | None]
    withdrawn: Mapped[datetime | None]


class AttemptRow(Base):
    """A wrong try, or one that is still being judged. `key` names an account or an address."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """Something that somebody did; `audit` says how rows are chained. `detail` is canonical JSON."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(320), index=True)
    action: Mapped[str] = mapped_column(String(100), index=True)
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(SHA256))


class AuditHeadRow(Base):
    """The last row of the chain, kept apart: so a tail that was cut off is noticed. Always one row, with id 1."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(SHA256))


class VerdictRow(Base):
    """What somebody found of one content of an item. `name`: as they were called then."""

    __tablename__ = "verdicts"
    __table_args__ = (Index(None, "item", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(MAX_ITEM))
    locale: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(String(SHA256))
    approved: Mapped[bool]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text)


class CommentRow(Base):
    """A comment on an item; one with a `thread_id` answers another."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "item", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    item: Mapped[str] = mapped_column(String(MAX_ITEM))
    locale: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    resolved: Mapped[datetime | None]
    resolved_by: Mapped[str] = mapped_column(String(200), default="")
