"""Runs the processes that answer the phone, with a board in each of them.

What new calls get is on the shelf; whoever keeps that is left to the face.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging.config
import multiprocessing
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import uvloop

from ivr_author.answering.application import Terms
from ivr_author.answering.board import Board, Shared
from ivr_author.answering.http import answer_http
from ivr_author.answering.http_request import HttpLimits
from ivr_author.answering.processes import keep_running
from ivr_author.answering.records import Records, logging_of
from ivr_author.workspace.bundle_shelf import BundleShelf
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.worker_counts import CountsFolder

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
"""How often a process looks at the shelf."""

COUNT_SECONDS = 1.0
"""How often a process writes down what it has counted."""

COLLECT_AFTER = 50_000
"""New objects after which the garbage collector looks at them."""

STOP_SECONDS = 20
"""Requests in flight are answered first; no step takes longer than 15 seconds."""

MOST_FILES = 8_192

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Of the environment, in processes that answer: they need no more, and no secret can be told by accident."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to serve: where, with how many processes and threads in each, and what each of them knows.

    `redis_url`: where the state of calls is kept, else it is in addresses. `counts`: where each process's counts lie.
    """

    shelf: BundleShelf
    counts: CountsFolder
    terms: Terms
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    threads: int = 64
    redis_url: str = field(default="", repr=False)
    log_steps: bool = False


class PortTaken(OSError):
    """The port can't be listened on."""


def reserve(host: str, port: int) -> socket.socket:
    """A bound socket, which holds the port while it is open; it never listens. Raises `PortTaken`.

    0 takes any free port. Whoever listens already, even one that shares its port, keeps it to himself.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        if port:
            with socket.socket(family) as alone:
                alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                alone.bind((host, port))
        held = socket.socket(family)
        try:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # So do the processes that listen on it.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            held.bind((host, port))
        except OSError:
            held.close()
            raise
    except OSError as failure:
        raise PortTaken((failure.strerror or str(failure)).lower()) from failure
    return held


def serve(plan: Plan, tell: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight are answered. `tell` is called once calls are answered.

    For the main thread of a process. A process that dies is replaced.
    """
    threading.Thread(target=_tell_when_open, args=(plan.host, plan.port, tell), daemon=True).start()
    keep_running(plan.workers, answer_calls, (plan,), STOP_SECONDS)


def answer_calls(plan: Plan) -> None:
    """What one of the processes does, until SIGTERM."""
    # A terminal tells all of its processes; whoever began this one says when it is to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.config.dictConfig(logging_of())
    for name in set(os.environ) - set(_KEPT):
        del os.environ[name]
    # Each connection is an open file, and so is each question to a back end.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    uvloop.run(_answer(plan))


async def _answer(plan: Plan) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = _store(plan.redis_url) if plan.redis_url else None
    board = Board(plan.shelf, plan.terms, store, Records(steps=plan.log_steps))
    _look(board)
    ended = threading.Event()
    follower = threading.Thread(target=_follow, args=(plan, board, ended), daemon=True)
    follower.start()
    await answer_http(board, _listener(plan.host, plan.port), stop, _limits(), plan.threads)
    ended.set()
    follower.join(COUNT_SECONDS)


def _limits() -> HttpLimits:
    """As ever, but no more connections than there are files for: beside as many that come at once, and back ends."""
    limits = HttpLimits()
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return replace(limits, connections=min(limits.connections, files // 4))


def _listener(host: str, port: int) -> socket.socket:
    """A socket of this process alone: the system hands each connection to one of those that share the port."""
    listener = socket.socket(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0])
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((host, port))
    return listener


def _look(board: Board) -> None:
    if board.look():
        # What was loaded stays: the garbage collector would walk through all of it while callers wait.
        gc.collect()
        gc.freeze()
        # What an answer makes holds no circles: to look for them after every 700 objects took a tenth of its time.
        gc.set_threshold(COLLECT_AFTER, 20, 100)


def _follow(plan: Plan, board: Board, ended: threading.Event) -> None:
    """Look at the shelf and write down counts, until it is `ended`, or the process that began this one is gone."""
    process = f"{os.getpid()}-{time.time_ns()}"
    parent = multiprocessing.parent_process()
    counted, fault, is_new = 0.0, "", False
    while parent is None or parent.is_alive():
        is_last = ended.wait(LOOK_SECONDS)
        try:
            _look(board)
            # A few at a time: thousands at once would keep callers waiting.
            is_new |= board.counts.settle()
            if is_new and (is_last or time.monotonic() - counted >= COUNT_SECONDS):
                counted = time.monotonic()
                plan.counts.write(process, board.counts.to_data())
                is_new = False
            fault = ""
        except Exception as failure:  # noqa: BLE001 - the outermost line of a thread: without it, nothing is followed
            told = str(failure) if isinstance(failure, WorkspaceError) else type(failure).__name__
            if told != fault:
                fault = told
                logger.error("bundles and counts can't be kept up: %s", told)
        if is_last:
            return
    # Killed: without it nobody would end this one, and the port would stay taken.
    main = threading.main_thread().ident
    assert main is not None, "it runs"
    signal.pthread_kill(main, signal.SIGTERM)


def _tell_when_open(host: str, port: int, tell: Callable[[], None]) -> None:
    while True:
        try:
            with socket.create_connection((host, port), timeout=1):
                break
        except OSError:
            time.sleep(0.02)
    tell()


def _store(url: str) -> Shared:
    # Its client is an extra, which not everybody has.
    store: Shared = importlib.import_module("ivr_author.answering.redis_store").RedisStore(url)
    return store
