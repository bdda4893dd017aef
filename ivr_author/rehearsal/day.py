"""One day of calls, event by event (simpy): lines, queues in every language, agents, patience, callbacks, redials.

What happened is written into a `Record`; what to make of it is left to `figures`.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import simpy

from ivr_author.rehearsal.behaviour import Behaviour, Entrance
from ivr_author.rehearsal.hours import Opening
from ivr_author.rehearsal.walk import Stretch, Walks

Process = Generator[simpy.Event, object, None]

MOST_ATTEMPTS = 6
"""Times that one caller tries, the first among them."""

CALLBACK_RINGING_SECONDS = 15.0
"""Until a caller who is phoned back takes the call; everybody does."""

_SEEDS_APART = 1_000_003


@dataclass(frozen=True, slots=True)
class Handling:
    """Means of times in seconds, all exponential, and shares. `redial`: of those who gave up, who call again.

    `queue_size`: callers who may wait in one queue of one language; with `counts_callbacks` those of callbacks too.
    """

    talk: float = 360.0
    wrap_up: float = 60.0
    patience: float = 300.0
    redial: float = 0.3
    redial_after: float = 900.0
    queue_size: float = 1000.0
    counts_callbacks: bool = False


@dataclass(slots=True)
class Call:
    """A caller: when they first call, and how. The numbers of each are drawn from a stream of their own."""

    index: int
    at: float
    entrance: Entrance
    stretch: Stretch


@dataclass(slots=True)
class Contact:
    """Somebody who wants an agent: in line from `joined`; `answered` or `left`, whichever came. A callback has no line.

    `first`: it is a caller's first try. `due`: when an agent could first take it, which is `joined` but for callbacks
    that were asked for while the queue was closed; below 0: not on this day.
    """

    locale: str
    queue: str
    joined: float
    is_callback: bool = False
    first: bool = True
    due: float = -1.0
    answered: float = -1.0
    left: float = -1.0


@dataclass(slots=True)
class Record:
    """What happened in a day. `lines`: when calls began and ended on the platform. Times are seconds of the day."""

    attempts: list[tuple[float, bool]] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refused: list[tuple[float, str, str, str]] = field(default_factory=list)
    lines: list[tuple[float, int]] = field(default_factory=list)
    requests: list[tuple[float, float, int]] = field(default_factory=list)
    placed: list[float] = field(default_factory=list)
    busy: dict[str, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))


def draw_calls(walks: Walks, behaviour: Behaviour, arrivals: Sequence[float], seed: int) -> list[Call]:
    """The callers of a day, each walked to where agents are asked for, or to the end."""
    entrances = [one for one, _ in behaviour.entrances]
    weights = [share for _, share in behaviour.entrances]
    calls = []
    for index, at in enumerate(arrivals):
        stream = _stream(seed, index, 0)
        entrance = entrances[0] if len(entrances) == 1 else stream.choices(entrances, weights)[0]
        calls.append(Call(index, at, entrance, _walk(walks, entrance, at, stream)))
    return calls


def rehearse_day(
    walks: Walks,
    calls: Sequence[Call],
    agents: Mapping[str, int],
    openings: Mapping[str, Opening],
    handling: Handling,
    seed: int,
) -> Record:
    """Let the day happen. `agents` by locale; a queue without hours in `openings` is always open."""
    day = _Day(walks, agents, openings, handling, seed)
    day.environment.process(day.arrivals(calls))
    for moment in sorted({end for opening in openings.values() for _, end in opening.spans}):
        day.environment.process(day.closing(moment))
    day.environment.run()
    return day.record


class _Pool:
    """The agents of one language, and who waits for them, in one line."""

    def __init__(self, environment: simpy.Environment, agents: int) -> None:
        self.environment = environment
        self.free = agents
        self.line: deque[tuple[Contact, simpy.Event]] = deque()

    def take(self) -> bool:
        """An agent, if one is free."""
        if self.free <= 0:
            return False
        self.free -= 1
        return True

    def release(self) -> None:
        """An agent is free again: whoever has waited longest is next."""
        while self.line:
            contact, turn = self.line.popleft()
            if contact.left < 0:
                contact.answered = self.environment.now
                turn.succeed()
                return
        self.free += 1


class _Day:
    def __init__(
        self,
        walks: Walks,
        agents: Mapping[str, int],
        openings: Mapping[str, Opening],
        handling: Handling,
        seed: int,
    ) -> None:
        self.environment = simpy.Environment()
        self.record = Record()
        self.walks = walks
        self.openings = openings
        self.handling = handling
        self.seed = seed
        self.agents = agents
        self.pools: dict[str, _Pool] = {}
        self.waiting: Counter[tuple[str, str]] = Counter()

    # --- processes ---

    def arrivals(self, calls: Sequence[Call]) -> Process:
        """Every caller's first try, at its time."""
        for call in calls:
            delay = call.at - self.environment.now
            if delay > 0:
                yield self.environment.timeout(delay)
            self.environment.process(self.call(call, call.stretch, _stream(self.seed, call.index, 1), 1))

    def closing(self, moment: float) -> Process:
        """Callbacks that nobody has got to when their queue closes are left for another day."""
        yield self.environment.timeout(moment)
        for locale, pool in self.pools.items():
            for contact, _ in pool.line:
                if contact.is_callback and contact.left < 0 and self._is_over(contact.queue, moment):
                    contact.left = moment
                    self.waiting[contact.queue, locale] -= self.handling.counts_callbacks

    def _is_over(self, queue: str, moment: float) -> bool:
        opening = self.openings.get(queue)
        return opening is not None and opening.next_open(moment) is None

    def call(self, call: Call, stretch: Stretch, stream: random.Random, attempt: int) -> Process:
        """One try: through the flow, to agents if it comes to that, and perhaps another try."""
        now, record = self.environment.now, self.record
        record.attempts.append((now, attempt == 1))
        self._lines(+1)
        while True:
            record.requests.append((self.environment.now, stretch.seconds, stretch.requests))
            for seconds, queue in stretch.booked:
                self.environment.process(self.callback(queue, stretch.locale, stream, seconds))
            yield self.environment.timeout(stretch.seconds)
            state = stretch.state
            if state is None:
                if stretch.outcome == "transfer":
                    yield self.environment.timeout(stream.expovariate(1 / self.handling.talk))
                self._end(stretch.locale, "booked" if stretch.booked else stretch.outcome)
                return
            refusal = self._refusal(state.name, state.locale)
            if not refusal:
                break
            record.refused.append((self.environment.now, state.locale, state.name, refusal))
            leg = self.walks.decide(state, refusal)
            stretch = self.walks.walk(leg, stream, state.locale)
        now = self.environment.now
        contact = Contact(state.locale, state.name, now, first=attempt == 1, due=now)
        record.contacts.append(contact)
        yield from self._serve(contact, stream)
        if contact.left < 0:
            yield self.environment.timeout(stream.expovariate(1 / self.handling.talk))
            self._end(contact.locale, "answered")
            self._wrap_up(contact.locale, stream)
            return
        self._end(contact.locale, "gave up")
        if attempt < MOST_ATTEMPTS and stream.random() < self.handling.redial:
            yield self.environment.timeout(stream.expovariate(1 / self.handling.redial_after))
            again = _walk(self.walks, call.entrance, self.environment.now, stream)
            self.environment.process(self.call(call, again, stream, attempt + 1))

    def callback(self, queue: str, locale: str, stream: random.Random, after: float) -> Process:
        """Somebody keeps their place: they are phoned when it is their turn, and do not give up."""
        yield self.environment.timeout(after)
        contact = Contact(locale, queue, self.environment.now, is_callback=True)
        self.record.contacts.append(contact)
        opening = self.openings.get(queue)
        if opening is not None and not opening.is_open(contact.joined):
            opens = opening.next_open(contact.joined)
            if opens is None:
                contact.left = contact.joined
                return
            yield self.environment.timeout(opens - contact.joined)
        contact.due = self.environment.now
        own = random.Random(stream.random())  # noqa: S311 - a simulation, no secret
        yield from self._serve(contact, own)
        if contact.left >= 0:
            return
        self.record.placed.append(self.environment.now)
        self._lines(+1)
        yield self.environment.timeout(CALLBACK_RINGING_SECONDS + own.expovariate(1 / self.handling.talk))
        self._lines(-1)
        self._wrap_up(locale, own)

    # --- agents ---

    def _serve(self, contact: Contact, stream: random.Random) -> Iterator[simpy.Event]:
        """Wait for an agent, or until patience ends."""
        pool = self._pool(contact.locale)
        # Drawn in any case: what a caller does later must not depend on whether somebody was free now.
        patience = stream.expovariate(1 / self.handling.patience)
        if pool.take():
            contact.answered = self.environment.now
        else:
            counts = not contact.is_callback or self.handling.counts_callbacks
            self.waiting[contact.queue, contact.locale] += counts
            turn = self.environment.event()
            pool.line.append((contact, turn))
            if not contact.is_callback:
                timer = self.environment.timeout(patience)
                timer.callbacks.append(lambda _: self._give_up(contact, turn))
            yield turn
            self.waiting[contact.queue, contact.locale] -= counts
        if contact.left < 0:
            self.record.busy[contact.locale].append((self.environment.now, +1))

    def _give_up(self, contact: Contact, turn: simpy.Event) -> None:
        if not turn.triggered:
            contact.left = self.environment.now
            turn.succeed()

    def _wrap_up(self, locale: str, stream: random.Random) -> None:
        """The agent writes down what must be, then takes the next call."""
        seconds = stream.expovariate(1 / self.handling.wrap_up) if self.handling.wrap_up else 0.0
        timer = self.environment.timeout(seconds)
        timer.callbacks.append(lambda _: self._free(locale))

    def _free(self, locale: str) -> None:
        self.record.busy[locale].append((self.environment.now, -1))
        self._pool(locale).release()

    def _pool(self, locale: str) -> _Pool:
        pool = self.pools.get(locale)
        if pool is None:
            pool = self.pools[locale] = _Pool(self.environment, self.agents.get(locale, 0))
        return pool

    def _refusal(self, queue: str, locale: str) -> str:
        opening = self.openings.get(queue)
        if opening is not None and not opening.is_open(self.environment.now):
            return "closed"
        return "full" if self.waiting[queue, locale] >= self.handling.queue_size else ""

    # --- notes ---

    def _lines(self, change: int) -> None:
        self.record.lines.append((self.environment.now, change))

    def _end(self, locale: str, outcome: str) -> None:
        self._lines(-1)
        self.record.outcomes[locale][outcome] += 1


def _walk(walks: Walks, entrance: Entrance, at: float, stream: random.Random) -> Stretch:
    leg = walks.begin(walks.stretches.at(at), entrance)
    return walks.walk(leg, stream, entrance.locale or walks.source_locale)


def _stream(seed: int, index: int, purpose: int) -> random.Random:
    """A caller's own random numbers: another number of agents must not change who calls."""
    return random.Random((seed * _SEEDS_APART + index) * 2 + purpose)  # noqa: S311 - a simulation, no secret
