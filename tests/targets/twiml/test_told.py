"""What the service tells of its answers, for counting and logs; and that it tells nothing of a caller."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ivr_author.ir.ops import Ask, Hangup, Jump, Queue, SetLocale, Transfer
from ivr_author.targets.twiml.request import read_incoming
from ivr_author.targets.twiml.service import Told
from tests.targets.twiml.programs import Answering, Caller, build, call, menu, node, request


def line(end: Any) -> Caller:
    """A menu whose key 1 leads to an end."""
    return call(
        build(
            {
                "main/a": ([node("main/a"), "Welcome."], Jump("main/menu")),
                "main/menu": ([node("main/menu"), "Press one."], menu({"1": "main/end"}, "main/menu", "main/menu")),
                "main/end": ([node("main/end")], end),
                "main/bye": (["Goodbye."], Hangup("flow")),
            }
        )
    )


def tell(caller: Caller, path: str, **parameters: str) -> Told:
    form = {"CallSid": "CA1", "From": "+16175550123", **parameters}
    told = caller.service.go(read_incoming(request(path, form))).told
    assert told is not None
    assert "+16175550123" not in repr(told)
    return told


ENDS: list[tuple[Any, Told]] = [
    (Hangup("failure"), Told("CA1", "", "en", ("main/end",), "hangup failure", "", "main/end")),
    (Queue("billing", "main/bye", "main/bye"), Told("CA1", "", "en", ("main/end",), "queue billing", "", "main/end")),
    (
        Transfer("+18005550104", "main/bye", "main/bye", "main/bye"),
        Told("CA1", "", "en", ("main/end",), "transfer", "", "main/end"),
    ),
    (SetLocale("es", "main/bye"), Told("CA1", "", "es", ("main/end",), "hangup flow", "", "main/bye")),
]


@pytest.mark.parametrize(("end", "expected"), ENDS)
def test_flow_is_told_once_and_the_outcome_at_the_end(end: Any, expected: Told) -> None:
    caller = line(end)
    assert tell(caller, "/call/main") == Told("CA1", "main", "en", ("main/a", "main/menu"), "", "", "main/menu")
    onward = caller.begin().onward
    assert tell(caller, onward, Digits="1") == expected


def test_refusal_and_a_caller_who_is_gone_are_told() -> None:
    caller = line(Hangup("flow"))
    assert tell(caller, "/step?s=x") == Told("CA1", outcome="refused", fault="session not signed by us for this call")
    assert tell(caller, "/step?s=x", CallStatus="completed") == Told("CA1", outcome="hangup caller")


class Broken:
    """An outside that fails as no outside should."""

    def ask(self, *_: object) -> Any:
        """Fail."""
        raise RuntimeError("about +16175550123")


def test_failure_is_told_with_the_block_and_no_message() -> None:
    caller = line(Ask("lookup", "billing.balance", {}, {}, "main/bye", "main/bye", "main/bye"))
    caller.service = replace(caller.service, outside=Broken())
    caller.begin()
    caller.go_on(Digits="1")
    assert caller.last is not None
    told = tell(caller, caller.last.onward)
    assert (told.outcome, told.fault, told.block) == ("hangup failure", "RuntimeError", "main/end")


def test_recording_is_no_call() -> None:
    service = line(Hangup("flow")).service
    service = replace(service, bundle=replace(service.bundle, recordings={"audio/a.wav": b"sound"}))
    answered = service.go(read_incoming(request("/audio/a.wav", None, "GET")))
    assert (answered.body, answered.told) == (b"sound", None)
    assert service.go(read_incoming(request("/audio/a.wav", None, "HEAD"))).body == b""


def test_outside_is_told_the_call() -> None:
    outside = Answering()
    ask = Ask("lookup", "billing.balance", {}, {}, "main/a", "main/a", "main/bye")
    caller = call(build({"main/a": (["One moment."], ask), "main/bye": ([], Hangup("flow"))}), outside)
    caller.begin()
    caller.go_on()
    assert outside.calls == ["CA1"]
