"""What other processes do in these tests. They come from one that has loaded the database already, and begin fast."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event

from ivr_author.people import accounts, audit, links
from ivr_author.people.database import open_database
from tests.people.moments import NOW

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["ivr_author.people.database", "ivr_author.people.links"])


def write_and_wait(url: str, is_half_done: Event) -> None:
    """Half of a change, in a process that never comes to its end."""
    with open_database(url).writing() as session:
        accounts.add_person(session, NOW, "test", "Half", "half@example.org")
        session.flush()
        is_half_done.set()
        time.sleep(600)


def append_many(url: str, name: str, times: int) -> None:
    """One of several writers."""
    database = open_database(url)
    for number in range(times):
        with database.writing() as session:
            audit.append(session, NOW, name, "write", str(number))
    database.close()


def use_link(url: str, token: str, together: Barrier, outcomes: Queue[str]) -> None:
    """One of two who have the same link."""
    database = open_database(url)
    together.wait(60)
    try:
        with database.writing() as session:
            links.use_link(session, NOW, token)
        outcomes.put("used")
    except links.LinkRefused as refused:
        outcomes.put(f"refused: {refused.reason}")
    database.close()
