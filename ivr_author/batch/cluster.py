"""Workers of a Dask cluster, through its executor. Dask is an extra and is loaded only when a cluster is asked for."""

from __future__ import annotations

import importlib
import ipaddress
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from ivr_author.batch.runner import CannotRun

Result = TypeVar("Result")

CONNECT_SECONDS = 15.0
"""How long a scheduler, and then its first worker, may take to show up."""

COUNT_SECONDS = 5.0
"""How often workers are counted: they come and go while a batch is made."""


class ClusterPool(Generic[Result]):
    """The workers behind a scheduler's address: `tcp://` on this machine, `tls://` beyond.

    Certificates come from Dask's own settings (`DASK_DISTRIBUTED__COMM__TLS__CA_FILE` and so on). `work` must be
    importable on the workers, and its arguments picklable. Raises CannotRun.
    """

    def __init__(self, work: Callable[[tuple[Any, ...]], Result], address: str) -> None:
        self._work = work
        self._address = _checked(address)
        distributed = _load_distributed()
        try:
            self._client = distributed.Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError, RuntimeError, TypeError) as failure:
            raise CannotRun(f"no Dask scheduler answers at {self._address}: {_first_line(failure)}") from None
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError) as failure:
            self._client.close()
            raise CannotRun(f"{self._nobody_works()}: {_first_line(failure)}") from None
        # Not pure: equal arguments must not be taken for a task that was done before.
        self._executor = self._client.get_executor(pure=False)
        self._threads = 1
        self._counted = time.monotonic() - COUNT_SECONDS

    def __enter__(self) -> ClusterPool[Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False)
        self._client.close(timeout=2)

    @property
    def workers(self) -> int:
        """Threads of all workers that there are just now."""
        now = time.monotonic()
        if now >= self._counted + COUNT_SECONDS and self._client.status == "running":
            with suppress(OSError, TimeoutError):
                self._threads = max(1, sum(self._client.nthreads().values()))
            self._counted = now
        return self._threads

    def submit(self, items: tuple[Any, ...]) -> Future[Result]:
        """Have some items done."""
        if self._client.status != "running":
            raise CannotRun(self._gone())
        future: Future[Result] = self._executor.submit(self._work, items)
        return future

    def unblock(self) -> None:
        """Say why nothing moves: what hangs on a cluster is not ours to end.

        Known of Dask: a task that kills every worker can leave a scheduler with work and nobody to do it.
        """
        if self._client.status != "running":
            raise CannotRun(self._gone())
        try:
            has_workers = bool(self._client.nthreads())
        except (OSError, TimeoutError):
            raise CannotRun(self._gone()) from None
        if not has_workers:
            raise CannotRun(f"{self._nobody_works()}; start some and run the same command again: it goes on")
        raise CannotRun(
            f"the workers at {self._address} have not finished anything for long; look at their logs, "
            "then run the same command again: it goes on where it stopped"
        )

    def _nobody_works(self) -> str:
        return f"the scheduler at {self._address} has no workers"

    def _gone(self) -> str:
        return f"the scheduler at {self._address} is gone; run the same command again, and it goes on where it stopped"


def _load_distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ModuleNotFoundError:
        raise CannotRun("--cluster needs Dask: pip install 'ivr-author[cluster]'") from None


def _checked(address: str) -> str:
    """An address that members' data may be sent to: a scheduler takes pickles, and plain TCP can be read on its way."""
    whole = address if "://" in address else f"tcp://{address}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port is None or parts.scheme not in ("tcp", "tls"):
        raise CannotRun(f"{address!r} is no address of a scheduler; write it as tls://HOST:8786")
    if parts.scheme == "tcp" and not _is_loopback(host):
        raise CannotRun(f"{whole} is not encrypted, and members' data would be sent there; use tls://{host}:{port}")
    return whole


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _first_line(failure: BaseException) -> str:
    return (str(failure).strip() or type(failure).__name__).splitlines()[0]
