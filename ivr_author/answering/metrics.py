"""What is counted of calls, and how it is told to Prometheus. No label holds anything of a caller.

A process that answers counts for itself (`Counts`); one listener tells the sum over all of them (`Teller`). Where the
counts lie between the two is left to the workspace.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from ivr_author.targets.twiml.answered import Told

logger = logging.getLogger(__name__)

MOST_SERIES = 2_000
"""Of one metric. What comes after that is counted under `other`: a label must not grow with what is asked."""

OTHER = "other"

COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ivr_calls": ("Calls that began, by flow", ("flow",)),
    "ivr_outcomes": ("How calls ended, by way, and by queue where they went to one", ("outcome", "queue")),
    "ivr_languages": ("Calls that ended, by the language that they were in", ("locale",)),
    "ivr_nodes": ("Nodes that calls came to", ("node",)),
    "ivr_failures": ("Faults of the service that callers heard an apology for, by kind", ("kind",)),
    "ivr_refusals": ("Requests that were refused, by status", ("status",)),
    "ivr_lookups": ("Questions to back ends, by what came of them", ("kind", "name", "result", "fault")),
}

HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "ivr_request_seconds": (
        "How long answers took",
        ("status",),
        (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0),
    ),
    "ivr_lookup_seconds": ("How long back ends took", ("kind", "name"), (0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0)),
}

Key = tuple[str, ...]


class Counts:
    """The counts of one process. Answers are only noted as they go out, and added up once a second."""

    def __init__(self) -> None:
        self._answers: deque[tuple[int, Told | None, float]] = deque()
        self._asked: deque[tuple[str, str, str, str, float]] = deque()
        self._totals: dict[Key, float] = {}
        self._sums: dict[Key, list[float]] = {}
        self._series: dict[str, int] = {}

    def note(self, status: int, told: Told | None, seconds: float) -> None:
        """An answer went out."""
        self._answers.append((status, told, seconds))

    def note_asked(self, kind: str, name: str, result: str, fault: str, seconds: float) -> None:
        """A back end was asked: what came of it, and the seconds of it."""
        self._asked.append((kind, name, result, fault, seconds))

    def settle(self) -> bool:
        """Add up what was noted; False where nothing was. For one thread at a time."""
        changed = bool(self._answers or self._asked)
        while self._answers:
            self._add_answer(*self._answers.popleft())
        while self._asked:
            kind, name, result, fault, seconds = self._asked.popleft()
            self._count("ivr_lookups", kind, name, result, fault)
            self._observe("ivr_lookup_seconds", seconds, kind, name)
        return changed

    def to_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "totals": [[list(key), value] for key, value in self._totals.items()],
            "sums": [[list(key), values] for key, values in self._sums.items()],
        }

    def _add_answer(self, status: int, told: Told | None, seconds: float) -> None:
        self._observe("ivr_request_seconds", seconds, str(status))
        if told is None:
            return
        if told.outcome == "refused":
            self._count("ivr_refusals", str(status))
            return
        if told.flow:
            self._count("ivr_calls", told.flow)
        for node in told.nodes:
            self._count("ivr_nodes", node)
        if told.fault:
            self._count("ivr_failures", told.fault)
        if told.outcome:
            way, _, queue = told.outcome.partition(" ")
            if way == "queue":
                self._count("ivr_outcomes", way, queue)
            else:
                self._count("ivr_outcomes", told.outcome, "")
            if told.locale:
                self._count("ivr_languages", told.locale)

    def _count(self, *key: str) -> None:
        key = self._known(key, self._totals)
        self._totals[key] = self._totals.get(key, 0) + 1

    def _observe(self, name: str, seconds: float, *labels: str) -> None:
        bounds = HISTOGRAMS[name][2]
        key = self._known((name, *labels), self._sums)
        values = self._sums.get(key)
        if values is None:
            # One more for what is longer than all bounds, and the sum of all.
            values = self._sums[key] = [0.0] * (len(bounds) + 2)
        values[bisect_left(bounds, seconds)] += 1
        values[-1] += seconds

    def _known(self, key: Key, found: Mapping[Key, object]) -> Key:
        if key in found:
            return key
        many = self._series.get(key[0], 0)
        if many >= MOST_SERIES:
            return (key[0], *(OTHER for _ in key[1:]))
        self._series[key[0]] = many + 1
        return key


class Teller:
    """What Prometheus collects: the sum of what all processes counted, and which bundles new calls get."""

    def __init__(self, read: Callable[[], Iterable[Any]], bundles: Callable[[], Sequence[str]], version: str) -> None:
        self._read = read
        self._bundles = bundles
        self._version = version

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        totals: dict[Key, float] = {}
        sums: dict[Key, list[float]] = {}
        for counts in self._read():
            for key, value in counts["totals"]:
                totals[tuple(key)] = totals.get(tuple(key), 0) + value
            for key, values in counts["sums"]:
                before = sums.get(tuple(key))
                sums[tuple(key)] = values if before is None else [a + b for a, b in zip(before, values, strict=True)]
        for name, (told, labels) in COUNTERS.items():
            counter = CounterMetricFamily(name, told, labels=labels)
            for key, value in sorted(totals.items()):
                if key[0] == name:
                    counter.add_metric(list(key[1:]), value)
            yield counter
        for name, (told, labels, bounds) in HISTOGRAMS.items():
            histogram = HistogramMetricFamily(name, told, labels=labels)
            for key, values in sorted(sums.items()):
                if key[0] == name:
                    histogram.add_metric(list(key[1:]), list(_buckets(bounds, values)), values[-1])
            yield histogram
        info = GaugeMetricFamily("ivr_bundle_info", "Bundles that new calls get", labels=("bundle", "version"))
        for bundle in self._bundles():
            info.add_metric([bundle, self._version], 1)
        yield info

    def listen(self, host: str, port: int) -> Callable[[], None]:
        """Answer to Prometheus in a thread; what is returned ends that. Raises OSError where the port can't be used."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        server, thread = start_http_server(port, host, registry)

        def close() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return close


def _buckets(bounds: Sequence[float], values: Sequence[float]) -> Iterator[tuple[str, float]]:
    passed = 0.0
    for bound, many in zip((*map(str, bounds), "+Inf"), values, strict=False):
        passed += many
        yield bound, passed
