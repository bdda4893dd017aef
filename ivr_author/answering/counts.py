"""What is counted of calls in a process that answers. No label holds anything of a caller.

How the sum over all processes is told to Prometheus is left to `metrics`; where counts lie between, to the workspace.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Mapping
from threading import Lock
from typing import Any

from ivr_author.targets.twiml.answered import Told

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

Alike = tuple[int, str, tuple[str, ...], str, str, str]
"""Status, and of what was told: flow, nodes, fault, outcome, locale."""

_ANSWER_BOUNDS = HISTOGRAMS["ivr_request_seconds"][2]


class Counts:
    """The counts of one process. What is alike among the answers of a second is counted together as they go out, and
    told apart only once a second.
    """

    def __init__(self) -> None:
        self._answers: dict[Alike, int] = {}
        self._has_changed = False
        self._seconds: dict[int, list[float]] = {}
        self._lock = Lock()
        self._asked: deque[tuple[str, str, str, str, float]] = deque()
        self._totals: dict[Key, float] = {}
        self._sums: dict[Key, list[float]] = {}
        self._series: dict[str, int] = {}

    def note(self, status: int, told: Told | None, seconds: float) -> None:
        """An answer went out."""
        with self._lock:
            values = self._seconds.get(status)
            if values is None:
                values = self._seconds[status] = self._values("ivr_request_seconds", str(status))
            values[bisect_left(_ANSWER_BOUNDS, seconds)] += 1
            values[-1] += seconds
            self._has_changed = True
            if told is not None:
                alike = (status, told.flow, told.nodes, told.fault, told.outcome, told.locale)
                self._answers[alike] = self._answers.get(alike, 0) + 1

    def note_asked(self, kind: str, name: str, result: str, fault: str, seconds: float) -> None:
        """A back end was asked: what came of it, and the seconds of it."""
        self._asked.append((kind, name, result, fault, seconds))

    def settle(self) -> bool:
        """Add up what was noted; False where nothing was. For one thread at a time."""
        with self._lock:
            answers, self._answers = self._answers, {}
            changed = self._has_changed or bool(self._asked)
            self._has_changed = False
        for alike, many in answers.items():
            self._add_answers(many, *alike)
        while self._asked:
            kind, name, result, fault, seconds = self._asked.popleft()
            self._count(1, "ivr_lookups", kind, name, result, fault)
            values = self._values("ivr_lookup_seconds", kind, name)
            values[bisect_left(HISTOGRAMS["ivr_lookup_seconds"][2], seconds)] += 1
            values[-1] += seconds
        return changed

    def to_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "totals": [[list(key), value] for key, value in self._totals.items()],
            "sums": [[list(key), values] for key, values in list(self._sums.items())],
        }

    def _add_answers(
        self, many: int, status: int, flow: str, nodes: tuple[str, ...], fault: str, outcome: str, locale: str
    ) -> None:
        if outcome == "refused":
            self._count(many, "ivr_refusals", str(status))
            return
        if flow:
            self._count(many, "ivr_calls", flow)
        for node in nodes:
            self._count(many, "ivr_nodes", node)
        if fault:
            self._count(many, "ivr_failures", fault)
        if outcome:
            way, _, queue = outcome.partition(" ")
            if way == "queue":
                self._count(many, "ivr_outcomes", way, queue)
            else:
                self._count(many, "ivr_outcomes", outcome, "")
            if locale:
                self._count(many, "ivr_languages", locale)

    def _count(self, many: int, *key: str) -> None:
        key = self._known(key, self._totals)
        self._totals[key] = self._totals.get(key, 0) + many

    def _values(self, name: str, *labels: str) -> list[float]:
        """The counts of a histogram; one more for what is longer than all bounds, and the sum of all."""
        key = self._known((name, *labels), self._sums)
        return self._sums.setdefault(key, [0.0] * (len(HISTOGRAMS[name][2]) + 2))

    def _known(self, key: Key, found: Mapping[Key, object]) -> Key:
        if key in found:
            return key
        many = self._series.get(key[0], 0)
        if many >= MOST_SERIES:
            return (key[0], *(OTHER for _ in key[1:]))
        self._series[key[0]] = many + 1
        return key
