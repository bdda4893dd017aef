"""The same runner on a real Dask scheduler with two workers on loopback, one of which is killed midway."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivr_author.batch import cluster
from ivr_author.batch.cluster import ClusterPool
from ivr_author.batch.runner import CannotRun, Runner
from ivr_author.usecases.batch import BatchRequest, run_batch
from tests.batch.bills import make_bills, manifest_of, tree_of, write_members
from tests.batch.fake_work import double
from tests.batch.test_runner import chunks_of, results_of


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port))
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        self.workers = [self.start_worker() for _ in range(2)]

    def start_worker(self) -> subprocess.Popen[bytes]:
        """One more, without a nanny that would start it again."""
        local = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(self._folder))
        return self._start("dask_worker", self.address, *local)

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"]
        root = Path(__file__).resolve().parent.parent.parent
        environment = {**os.environ, "PYTHONPATH": str(root), "DASK_DISTRIBUTED__ADMIN__LOG_LENGTH": "0"}
        process = subprocess.Popen(
            command, cwd=self._folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


@pytest.fixture
def loopback(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with ExitStack() as stack:
        yield Cluster(tmp_path, stack)


def test_a_batch_on_a_cluster_is_the_same_as_one_at_home(loopback: Cluster, tmp_path: Path) -> None:
    bills = make_bills(tmp_path / "bills")
    data = write_members(tmp_path / "members.csv", 48, {7: {"Amount due": "lots"}})
    killed = []

    def kill_one(progress: Any) -> None:
        if progress.done > 10 and not killed:
            killed.append(loopback.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    request = BatchRequest("bill", "letter", data, tmp_path / "cluster", cluster=loopback.address)
    assert run_batch(bills, request, kill_one).diagnostics == ()
    assert killed
    assert [line["row"] for line in manifest_of(request.out)] == [row for row in range(2, 50) if row != 9]
    at_home = replace(request, out=tmp_path / "home", cluster="", processes=1)
    run_batch(bills, at_home, lambda _progress: None)
    assert tree_of(request.out) == tree_of(at_home.out)


def test_a_cluster_that_falls_apart_is_said(loopback: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "COUNT_SECONDS", 0.0)
    with ClusterPool(double, loopback.address) as pool:
        deadline = time.monotonic() + 30
        while pool.workers < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert pool.workers == 2, "workers that come later count, too"
        assert results_of(list(Runner(pool).run(chunks_of([1, 2, 3], 2)))) == [2, 4, 6]
        for worker in loopback.workers:
            worker.kill()
        with pytest.raises(CannotRun, match="has no workers; start some and run the same command again"):
            list(Runner(pool, stall_seconds=1).run(chunks_of([1, 2, 3], 2)))
        monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2.0)
        with pytest.raises(CannotRun, match="has no workers"):
            ClusterPool(double, loopback.address)
        killer = threading.Timer(0.3, loopback.scheduler.kill)
        killer.start()
        with pytest.raises(CannotRun, match="gone; run the same command again"):
            list(Runner(pool, stall_seconds=5).run(chunks_of([1, 2, 3], 1)))
        killer.join()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://10.0.0.5:8786", "is not encrypted, and members' data would be sent there; use tls://10.0.0.5:8786"),
        ("scheduler.example.org:8786", "is not encrypted"),
        ("nonsense", "is no address of a scheduler"),
        ("http://localhost:8786", "is no address of a scheduler"),
        ("tls://:8786", "is no address of a scheduler"),
        ("tcp://127.0.0.1:99999", "is no address of a scheduler"),
    ],
)
def test_addresses_that_members_data_is_not_sent_to(address: str, said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        ClusterPool(double, address)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(CannotRun, match="no Dask scheduler answers at"):
            ClusterPool(double, f"tcp://127.0.0.1:{free.getsockname()[1]}")


def test_the_extra_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotRun, match=r"pip install 'ivr-author\[cluster\]'"):
        ClusterPool(double, "tcp://127.0.0.1:8786")


def test_dask_is_loaded_only_for_a_cluster(repository: Path) -> None:
    code = "import sys, ivr_author.cli.commands.batch; print('distributed' in sys.modules, 'dask' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True)
    assert found.stdout == "False False\n"
