"""Tells Prometheus what was counted of calls: one listener tells the sum over all processes that answer.

What they count is `counts`; where it lies between the two is left to the workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from ivr_author.answering.counts import COUNTERS, HISTOGRAMS, Key


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
