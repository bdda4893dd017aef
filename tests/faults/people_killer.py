"""Kills who writes to the database of people, over and over, and tells after each what is found (lines of JSON).

A program of its own (`python -m tests.faults.people_killer URL KILLS SEED`), for to fork is safe only without threads.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

from sqlalchemy import select

from ivr_author.people import accounts, audit
from ivr_author.people.database import open_database
from ivr_author.people.roles import Grant, Role
from ivr_author.people.tables import AuditRow, PersonRow
from tests.people.moments import NOW

PIECE = 8
LONGEST = 0.03


def write(url: str, begin: int, told: int) -> None:
    """One person after the other: the account, its roles, and three entries of the log in one transaction."""
    database = open_database(url)
    os.write(told, f"{begin - 1:{PIECE}}".encode())
    for number in range(begin, begin + 10_000):
        with database.writing() as session:
            person = accounts.add_person(session, NOW, "test", f"Person {number}", f"p{number}@example.org")
            accounts.grant(session, NOW, "test", person.id, Grant(Role.EDITOR))
            accounts.rename(session, NOW, "test", person.id, f"Renamed {number}")
        os.write(told, f"{number:{PIECE}}".encode())


def main(url: str, kills: str, seed: str) -> None:
    chance = random.Random(seed)
    open_database(url).close()
    for kill in range(int(kills)):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            write(url, 1 + kill * 100_000, writing)
        os.close(writing)
        # Every eighth while it opens it; the others after some transactions, in the next.
        first = b"".join(os.read(reading, PIECE) for _ in range(chance.randrange(2, 5) if kill % 8 else 0))
        time.sleep(chance.random() * LONGEST)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as stream:
            told = first + stream.read()
        numbers = [int(told[at : at + PIECE]) for at in range(0, len(told) - PIECE + 1, PIECE)][1:]
        faults = look(url, numbers, kill)
        sys.stdout.write(json.dumps({"kill": kill, "acknowledged": len(numbers), "faults": faults}) + "\n")
        sys.stdout.flush()


def look(url: str, numbers: list[int], kill: int) -> list[str]:
    """What is wrong, for who opens it next."""
    faults = []
    database = open_database(url)
    with database.writing() as session:
        audit.append(session, NOW, "test", "looked", str(kill))
    with database.reading() as session:
        faults += [f"{one.rule}: {one.message}" for one in audit.verify(session)]
        emails = set(session.scalars(select(PersonRow.email)))
        faults += [f"person {one} is lost" for one in numbers if f"p{one}@example.org" not in emails]
        half = session.scalars(select(PersonRow.name).where(PersonRow.name.startswith("Person")))
        faults += [f"{name} is half done" for name in half]
        logged = session.scalars(select(AuditRow.subject).where(AuditRow.subject.startswith("p"))).all()
        faults += [f"{one} has no entries" for one in emails if logged.count(one) != 3]
    database.close()
    if url.startswith("sqlite"):
        with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as plain:
            (sound,) = plain.execute("PRAGMA integrity_check").fetchone()
        plain.close()
        faults += [] if sound == "ok" else [sound]
    return faults


if __name__ == "__main__":
    main(*sys.argv[1:])
