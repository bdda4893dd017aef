"""A studio with accounts, and the people who visit it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyotp
from argon2 import PasswordHasher
from flask import Flask

from ivr_author.people import accounts, second_factor, sessions
from ivr_author.people.audit import Entry, entries
from ivr_author.people.database import Database, open_database
from ivr_author.people.passwords import Passwords
from ivr_author.people.roles import Grant, Person, Role
from ivr_author.web.app import create_app
from ivr_author.web.signed_in import EXTENSION, People
from tests.web.pages import Visitor

FAST = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD = "seven green umbrellas"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass
class Clock:
    """The time of the studio, to be set."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """Now."""
        return self.at


@dataclass
class House:
    """A studio with its people."""

    app: Flask
    database: Database
    path: Path
    clock: Clock
    tokens: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, *grants: Grant | Role, password: str = PASSWORD) -> Person:
        """An account with a password."""
        given = [Grant(one) if isinstance(one, Role) else one for one in grants]
        with self.database.writing() as session:
            person = accounts.add_person(session, self.clock(), "test", name.title(), f"{name}@example.org", given)
            if password:
                accounts.set_password(session, self.clock(), "test", person.id, FAST.hash(password))
        return person

    def enter(self, person: Person) -> Visitor:
        """Somebody who is signed in, with their second factor if they need one."""
        with self.database.writing() as session:
            token = sessions.begin(session, self.clock(), person.id, address="127.0.0.1", has_factor=True)
        visitor = Visitor(self.app)
        visitor.client.set_cookie("ivr_author_session", token, domain="127.0.0.1")
        self.tokens[person.email] = token
        return visitor

    def visitor(self) -> Visitor:
        """Somebody whom nobody knows."""
        return Visitor(self.app)

    def log(self, action: str = "") -> list[Entry]:
        """What stands in the audit log, the last first."""
        with self.database.reading() as session:
            return list(entries(session, action=action, limit=10_000))

    def enrol(self, person: Person) -> pyotp.TOTP:
        """Give somebody a second factor; what shows its codes."""
        with self.database.writing() as session:
            secret, _ = second_factor.begin_enrolment(session, person.id)
            totp = pyotp.TOTP(secret)
            # A code of the step before, so that the present one is still good.
            at = self.clock().timestamp() - second_factor.STEP_SECONDS
            assert second_factor.confirm_enrolment(session, self.clock(), person.id, totp.at(at))
        return totp

    def token_of(self, visitor: Visitor) -> str:
        """A form's token for them."""
        visitor.get("/sign-in", (200, 303))
        visitor.get("/help", (200, 303))
        return str(visitor.get("/token").text)


def open_house(workspace: Path, template: Path, folder: Path, public_url: str = "", url: str = "") -> House:
    """A studio on a workspace with an empty database of its own; `url` names another than SQLite's file."""
    path = folder / "people.db"
    if not url:
        shutil.copy(template, path)
    database = open_database(url or f"sqlite:///{path}", FAST)
    app = create_app(workspace, database, public_url)
    people, clock = app.extensions[EXTENSION], Clock()
    assert isinstance(people, People)
    people.clock = clock
    return House(app, database, path, clock)
