"""An address is good for one step: who repeats the request gets the same bytes, and whoever else comes gets none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import msgspec
import pytest

from ivr_author.call.world import Answer
from ivr_author.expression.model import Literal
from ivr_author.ir.ops import Ask, Hangup
from ivr_author.ir.program import Program
from ivr_author.targets.twiml import replays as module
from ivr_author.targets.twiml.answered import Answered, Told
from ivr_author.targets.twiml.machine import ASKING
from ivr_author.targets.twiml.replays import (
    REPEAT_SECONDS,
    STEP_SECONDS,
    MemoryReplays,
    Replayed,
    Replays,
    Step,
    StoredReplays,
)
from ivr_author.targets.twiml.store import StoreFault
from tests.targets.twiml.memory_store import MemoryStore
from tests.targets.twiml.programs import AT, Answering, Caller, build, call, environ, menu, send


class Time:
    """A clock that is turned by hand; who sleeps turns it."""

    now = 1_000.0

    def __call__(self) -> float:
        """Now."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def in_memory(time: Time) -> Replays:
    return MemoryReplays(time)


def in_store(time: Time) -> Replays:
    return StoredReplays(MemoryStore(ticks=time), time, time.sleep)


KINDS = pytest.mark.parametrize("kind", [in_memory, in_store])
Kind = Callable[[Time], Replays]
FIRST = Step("CA1.7", 1, "signature")
ANSWER = Answered(HTTPStatus.OK, "<é/>".encode(), (("X-Ivr-Trace", "node=a"),), Told("CA1"))


def never() -> Answered:
    raise AssertionError("the step was taken again")


@KINDS
def test_the_same_request_gets_the_same_bytes_and_tells_nothing(kind: Kind) -> None:
    time = Time()
    replays = kind(time)
    assert replays.once(FIRST, lambda: ANSWER) == ANSWER
    time.now += REPEAT_SECONDS - 1
    repeated = replays.once(FIRST, never)
    assert (repeated.status, repeated.body, repeated.headers) == (ANSWER.status, ANSWER.body, ANSWER.headers)
    assert repeated.told is None


@KINDS
def test_another_request_or_a_late_one_is_a_replay(kind: Kind) -> None:
    time = Time()
    replays = kind(time)
    replays.once(FIRST, lambda: ANSWER)
    with pytest.raises(Replayed):
        replays.once(msgspec.structs.replace(FIRST, request="other"), never)
    time.now += REPEAT_SECONDS + 1
    with pytest.raises(Replayed):
        replays.once(FIRST, never)
    assert replays.once(msgspec.structs.replace(FIRST, number=2), lambda: ANSWER) is ANSWER
    assert replays.once(msgspec.structs.replace(FIRST, run="CA1.8"), lambda: ANSWER) is ANSWER, "the call began anew"
    with pytest.raises(Replayed):
        replays.once(FIRST, never)


@KINDS
def test_of_two_at_once_the_second_waits_for_the_first(kind: Kind) -> None:
    replays = kind(Time()) if kind is in_memory else StoredReplays(MemoryStore())
    began, finish = threading.Event(), threading.Event()

    def take() -> Answered:
        began.set()
        assert finish.wait(10)
        return ANSWER

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(replays.once, FIRST, take)
        assert began.wait(10)
        second = pool.submit(replays.once, FIRST, never)
        finish.set()
        assert first.result(10).body == second.result(10).body == ANSWER.body


def test_who_waits_for_a_step_that_fails_hears_of_it_at_once() -> None:
    replays, begun, finish = MemoryReplays(), threading.Event(), threading.Event()

    def fail() -> Answered:
        begun.set()
        assert finish.wait(10)
        raise KeyError("a fault")

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(replays.once, FIRST, fail)
        assert begun.wait(10)
        others = [pool.submit(replays.once, FIRST, never) for _ in range(3)]
        finish.set()
        assert isinstance(first.exception(10), KeyError)
        # Far below the seconds that a step may take.
        assert [type(one.exception(5)) for one in others] == [Replayed] * 3


def test_step_of_a_process_that_died_is_taken_by_whoever_is_asked_again() -> None:
    time = Time()
    store = MemoryStore(ticks=time)
    with pytest.raises(KeyboardInterrupt):
        StoredReplays(store, time, time.sleep).once(FIRST, die)
    assert StoredReplays(store, time, time.sleep).once(FIRST, lambda: ANSWER) is ANSWER
    assert time.now > 1_000 + STEP_SECONDS


def die() -> Answered:
    raise KeyboardInterrupt


def test_answer_that_cant_be_kept_is_given_all_the_same() -> None:
    class Full(MemoryStore):
        def put(self, key: str, value: bytes, seconds: int) -> None:
            raise StoreFault("full")

    assert StoredReplays(Full()).once(FIRST, lambda: ANSWER) is ANSWER


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CALLS", 5)
    monkeypatch.setattr(module, "MOST_ANSWERS", 3)
    replays = MemoryReplays(Time())
    steps = [Step(f"CA{number}", 1, "r") for number in range(10)]
    for step in steps:
        replays.once(step, lambda: ANSWER)
    assert replays.once(steps[9], never).body == ANSWER.body
    with pytest.raises(Replayed):
        replays.once(steps[5], never)
    assert replays.once(steps[0], lambda: ANSWER) is ANSWER, "forgotten, as if it had never been"


def test_what_was_said_is_forgotten_when_nobody_can_ask_again() -> None:
    time = Time()
    replays = MemoryReplays(time)
    replays.once(FIRST, lambda: ANSWER)
    assert len(replays._taken) == 1
    time.now += REPEAT_SECONDS + 1
    replays.once(Step("CA2.1", 1, "r"), lambda: ANSWER)
    assert list(replays._taken) == ["CA2.1"]


# --- through the service ---


def asking() -> Program:
    """A menu, then two questions outside, one after the other."""

    def ask(then: str) -> Ask:
        return Ask("lookup", "billing.balance", {"case": Literal("7")}, {}, then, "main/bye", "main/bye")

    return build(
        {
            "main/menu": (["Press one."], menu({"1": "main/first"}, "main/menu", "main/menu")),
            "main/first": ([], ask("main/second")),
            "main/second": ([], ask("main/told")),
            "main/told": (["Done."], Hangup("flow")),
            "main/bye": (["Goodbye."], Hangup("flow")),
        },
        words={"es": {"Thank you for calling. Goodbye.": "Gracias. Adiós."}},
    )


def begun(store: MemoryStore | None = None) -> tuple[Caller, Answering, str]:
    outside = Answering([Answer("ok", {"balance": "1"}), Answer("ok", {"balance": "2"})])
    caller = call(asking(), outside, store=store)
    return caller, outside, caller.begin().onward


STORES = pytest.mark.parametrize("store", [None, MemoryStore()], ids=["address", "store"])


@STORES
def test_repeated_step_asks_nothing_outside_again(store: MemoryStore | None) -> None:
    caller, outside, _ = begun(store)
    onward = caller.go_on(Digits="1").onward
    assert onward.endswith(ASKING), "who serves it knows that it may take its time"
    assert outside.asked == []
    form = {"CallSid": "CA1"}
    first, second = (send(caller.service, environ(onward, form)) for _ in range(2))
    assert (first.body, first.trace) == (second.body, second.trace)
    assert first.verbs == ["Redirect"]
    assert len(outside.asked) == 1
    assert send(caller.service, environ(onward, {**form, "Digits": "2"})).status == 409
    assert send(caller.service, environ(onward, {**form, "Digits": "2"})).status == 409
    assert first.onward.endswith(ASKING)
    last = send(caller.service, environ(first.onward, {"CallSid": "CA1"}))
    assert last.said == ["Done."]
    assert len(outside.asked) == 2, "one question for each request"


def test_nothing_is_asked_at_an_address_that_was_not_given_out_for_it() -> None:
    caller, outside, _ = begun()
    onward = caller.go_on(Digits="1").onward
    answer = send(caller.service, environ(onward.removesuffix(ASKING), {"CallSid": "CA1"}))
    assert answer.onward.endswith(ASKING)
    assert outside.asked == []


def test_two_identical_steps_at_once_ask_once() -> None:
    caller, outside, _ = begun()
    onward, form = caller.go_on(Digits="1").onward, {"CallSid": "CA1"}
    with ThreadPoolExecutor(8) as pool:
        bodies = set(pool.map(lambda _: send(caller.service, environ(onward, form)).body, range(8)))
    assert len(bodies) == 1
    assert len(outside.asked) == 1


def test_call_that_begins_anew_under_its_id_goes_on() -> None:
    caller, _, onward = begun()
    send(caller.service, environ(onward, {"CallSid": "CA1", "Digits": "2"}))
    caller.begin()
    assert caller.go_on(Digits="2").said == ["Press one."]


def test_address_of_an_entry_is_good_for_half_an_hour() -> None:
    caller, _, onward = begun()
    form = {"CallSid": "CA1", "Digits": "1"}
    late = replace(caller.service, clock=lambda: AT + timedelta(minutes=31))
    assert send(late, environ(onward, form)).status == 410
    first = send(caller.service, environ(onward, form))
    assert send(late, environ(first.onward, {"CallSid": "CA1"})).status == 200, "a redirect is no entry"


def test_what_decides_must_not_come_twice() -> None:
    caller, _, onward = begun()
    assert send(caller.service, environ(onward, b"CallSid=CA1&Digits=1&Digits=2")).status == 400
    assert send(caller.service, environ(onward, b"CallSid=CA1&Digits=2&Memory=a&Memory=b")).status == 200


class Gone(MemoryStore):
    """A store that can be switched off."""

    is_down = False

    def get(self, key: str) -> bytes | None:
        """As the store does, while it is there."""
        if self.is_down:
            raise StoreFault("no answer")
        return super().get(key)

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """As the store does, while it is there."""
        if self.is_down:
            raise StoreFault("no answer")
        super().put(key, value, seconds)


def test_caller_hears_an_apology_in_their_language_when_the_store_is_gone() -> None:
    store = Gone()
    caller = call(asking(), store=store)
    onward = caller.begin("/call/main?locale=es").onward
    store.is_down = True
    response = send(caller.service, environ(onward, {"CallSid": "CA1"}))
    assert (response.status, response.headers["X-Ivr-Fault"]) == (200, "LostSession")
    assert response.verbs == ["Say", "Hangup"]
    assert response.said == ["Gracias. Adiós."]
    assert caller.begin().headers["X-Ivr-Fault"] == "StoreFault"
