"""Erlang's C and A formulas: what theory says of one queue in a steady hour, to hold a rehearsal against.

Rates are per second, times in seconds. Both formulas know calls that wait in order, times that are exponential, and
nothing of redials, closing hours or an hour's beginning and end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

MOST_AGENTS = 100_000


@dataclass(frozen=True, slots=True)
class Steady:
    """A queue in balance. `within`: share of calls answered in the time asked for; None where it is not known."""

    waits: float
    gives_up: float
    mean_wait: float
    within: float | None = None


def erlang_b(agents: int, load: float) -> float:
    """The share of calls that find all agents busy where nobody waits; `load` in Erlang."""
    blocked = 1.0
    for count in range(1, agents + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(agents: int, rate: float, handling: float, within: float) -> Steady | None:
    """Callers wait for ever. None where there are too few agents: the queue only grows."""
    load = rate * handling
    if not load:
        return Steady(0.0, 0.0, 0.0, 1.0)
    if agents <= load:
        return None
    blocked = erlang_b(agents, load)
    waits = agents * blocked / (agents - load * (1 - blocked))
    return Steady(
        waits=waits,
        gives_up=0.0,
        mean_wait=waits * handling / (agents - load),
        within=1 - waits * math.exp(-(agents - load) * within / handling),
    )


def erlang_a(agents: int, rate: float, handling: float, patience: float) -> Steady:
    """Callers give up after an exponential time: the chain of calls in the system, to where nobody is left to count."""
    if not rate:
        return Steady(0.0, 0.0, 0.0)
    # Relative to the state in which all agents are busy and nobody waits.
    below, weight = 0.0, 1.0
    for busy in range(agents, 0, -1):
        weight *= busy / (rate * handling)
        below += weight
        if weight < 1e-15 * (1 + below):
            break
    at_or_above, waiting, weight, count = 1.0, 0.0, 1.0, 0
    while True:
        count += 1
        weight *= rate / (agents / handling + count / patience)
        at_or_above += weight
        waiting += count * weight
        if weight < 1e-14 * at_or_above and rate < agents / handling + count / patience:
            break
        if at_or_above > 1e200:
            at_or_above, waiting, weight, below = (one * 1e-200 for one in (at_or_above, waiting, weight, below))
    whole = below + at_or_above
    mean_waiting = waiting / whole
    return Steady(waits=at_or_above / whole, gives_up=mean_waiting / patience / rate, mean_wait=mean_waiting / rate)


def agents_for_answers(rate: float, handling: float, share: float, within: float) -> int:
    """The fewest agents with whom, by Erlang C, this share of callers is answered within so many seconds."""

    def is_enough(agents: int) -> bool:
        found = erlang_c(agents, rate, handling, within)
        return found is not None and found.within is not None and found.within >= share

    return _fewest(is_enough, math.floor(rate * handling)) if rate else 0


def agents_for_patience(rate: float, handling: float, patience: float, most: float) -> int:
    """The fewest agents with whom, by Erlang A, at most this share of callers gives up."""
    return _fewest(lambda agents: erlang_a(agents, rate, handling, patience).gives_up <= most, 0) if rate else 0


def _fewest(is_enough: Callable[[int], bool], start: int) -> int:
    """More agents are never worse: double what is too few, then halve the rest."""
    low, step = start, 1
    while not is_enough(low + step) and step < MOST_AGENTS:
        low, step = low + step, step * 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
