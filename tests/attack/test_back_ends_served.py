"""The running service and a back end that hangs: who asks it is told so in time, and all others never notice."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from ivr_author.answering.breaker import FAILURES_IN_A_ROW
from tests.answering.serving import answering, onward
from tests.answering.test_server import LOOKUP, SERVICES
from tests.attack.hostile import back_end, hangs
from tests.harness.sample import make_workspace
from tests.tally import tally, times

SECONDS = 1.0


def test_other_callers_never_notice(tmp_path: Path) -> None:
    """More callers than the process has threads ask at once; menus go on meanwhile, and nobody waits twice."""
    root = make_workspace(tmp_path / "office", {"flows/slow.yaml": LOOKUP})
    callers = times(80, 300)
    with back_end(hangs) as hanging:
        with (root / "ivr.yaml").open("a") as settings:
            settings.write(SERVICES.replace("https://slow.example.org/one", hanging.url).replace("5s", f"{SECONDS}s"))
        with answering(root, "--private-host", "127.0.0.1", workers=1) as service:
            begun = [onward(service.ask("/call/slow", CallSid=f"CA{number}")[1]) for number in range(callers)]
            waits: list[float] = []
            heard: list[str] = []

            def ask(number: int) -> None:
                started = time.monotonic()
                heard.append(service.ask(begun[number], CallSid=f"CA{number}")[1])
                waits.append(time.monotonic() - started)

            threads = [threading.Thread(target=ask, args=(number,)) for number in range(callers)]
            for thread in threads:
                thread.start()
            menus: list[float] = []
            while any(thread.is_alive() for thread in threads):
                started = time.monotonic()
                assert service.ask("/call/main", CallSid=f"CM{len(menus)}")[0] == 200
                menus.append(time.monotonic() - started)
            for thread in threads:
                thread.join()
            assert len(heard) == callers
            assert all("We did not find it." in document for document in heard)
            # The machine is shared with other tests; alone, no menu takes a fifth of that.
            assert max(waits) < SECONDS + 2
            assert max(menus) < 0.7 * SECONDS
            late = onward(service.ask("/call/slow", CallSid="CZ")[1])
            started = time.monotonic()
            assert "We did not find it." in service.ask(late, CallSid="CZ")[1]
            assert time.monotonic() - started < SECONDS / 2
            faults = [lookup["fault"] for lookup in service.events("lookup")]
    assert faults[-1] == "open"
    assert faults.count("timeout") >= FAILURES_IN_A_ROW
    assert set(faults) <= {"timeout", "busy", "open"}
    slowest = {"menus": len(menus), "slowest_menu": round(max(menus), 3), "slowest_lookup": round(max(waits), 3)}
    tally("callers at once before a back end that hangs", callers, **slowest)


def test_host_that_is_not_allowed_is_told_at_the_start_and_not_asked(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "office", {"flows/slow.yaml": LOOKUP})
    with back_end(hangs) as inside:
        with (root / "ivr.yaml").open("a") as settings:
            settings.write(SERVICES.replace("https://slow.example.org/one", inside.url))
        with answering(root, "--allow-host", "billing.example.org", workers=1) as service:
            assert "We did not find it." in service.ask(onward(service.ask("/call/slow")[1]))[1]
            assert [lookup["fault"] for lookup in service.events("lookup")] == ["address"]
            assert [event["names"] for event in service.events("never asked")] == [["lookup slow.one"]]
        assert inside.met == []
