"""What is counted, over all processes, as Prometheus reads it; and that no label grows without end."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ivr_author.answering.counts import HISTOGRAMS, MOST_SERIES, OTHER, Counts
from ivr_author.answering.metrics import Teller
from ivr_author.targets.twiml.answered import Told


def counted(*told: Told, status: int = 200) -> Counts:
    counts = Counts()
    for one in told:
        counts.note(status, one, 0.002)
    counts.settle()
    return counts


def samples(*counts: Counts) -> dict[tuple[str, ...], float]:
    """As Prometheus gets them over HTTP: by name, and the values of labels in the order of their names."""
    teller = Teller(lambda: [one.to_data() for one in counts], lambda: ["one~0123"], "1.0")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    close = teller.listen("127.0.0.1", port)
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
    finally:
        close()
    families = text_string_to_metric_families(text)
    return {
        (one.name, *(one.labels[label] for label in sorted(one.labels))): one.value
        for family in families
        for one in family.samples
    }


CALL = Told("CA1", "main", "en", ("main/hello", "main/menu"))


def test_nothing_is_lost_where_threads_answer_and_one_adds_up() -> None:
    counts = Counts()

    def answer(_: int) -> None:
        for _ in range(500):
            counts.note(200, CALL, 0.002)

    with ThreadPoolExecutor(5) as pool:
        done = pool.map(answer, range(8))
        while counts.settle():
            counts.to_data()
        list(done)
    counts.settle()
    assert not counts.settle(), "nothing was noted since"
    found = samples(counts)
    assert found["ivr_calls_total", "main"] == found["ivr_nodes_total", "main/menu"] == 4_000
    assert found["ivr_request_seconds_count", "200"] == 4_000
    assert found["ivr_request_seconds_sum", "200"] == pytest.approx(8.0)


def test_the_sum_over_all_processes() -> None:
    first = counted(
        CALL, Told("CA1", "", "es", (), "queue es"), Told("CA2", "", "ht", (), "hangup failure", "StoreFault")
    )
    first.note_asked("lookup", "billing.balance", "failed", "time", 1.7)
    first.settle()
    second = counted(CALL, Told("CA3", outcome="hangup caller"), Told("CA4", "", "es", (), "transfer"))
    found = samples(first, second, counted(Told("", outcome="refused", fault="no form"), status=415))
    assert found["ivr_calls_total", "main"] == 2
    assert found["ivr_nodes_total", "main/menu"] == 2
    assert found["ivr_outcomes_total", "queue", "es"] == 1
    assert found["ivr_outcomes_total", "transfer", ""] == 1
    assert found["ivr_outcomes_total", "hangup caller", ""] == 1
    assert found["ivr_languages_total", "es"] == 2
    assert found["ivr_failures_total", "StoreFault"] == 1
    assert found["ivr_refusals_total", "415"] == 1
    assert found["ivr_lookups_total", "time", "lookup", "billing.balance", "failed"] == 1
    assert found["ivr_lookup_seconds_sum", "lookup", "billing.balance"] == pytest.approx(1.7)
    assert found["ivr_request_seconds_count", "200"] == 6
    assert found["ivr_bundle_info", "one~0123", "1.0"] == 1


def test_seconds_are_in_the_buckets_that_they_belong_to() -> None:
    counts = Counts()
    bounds = HISTOGRAMS["ivr_request_seconds"][2]
    for seconds in (0.0, bounds[0], bounds[3] + 1e-9, 99.0):
        counts.note(200, None, seconds)
    counts.settle()
    found = samples(counts)
    passed = [found["ivr_request_seconds_bucket", str(bound), "200"] for bound in bounds]
    assert passed[:5] == [2, 2, 2, 2, 3]
    assert passed[-1] == 3
    assert found["ivr_request_seconds_bucket", "+Inf", "200"] == 4


def test_a_label_does_not_grow_with_what_is_asked() -> None:
    counts = counted(*(Told("CA1", f"flow{number}") for number in range(MOST_SERIES + 50)))
    totals = {tuple(key): value for key, value in counts.to_data()["totals"]}
    assert totals["ivr_calls", OTHER] == 50
    assert len([key for key in totals if key[0] == "ivr_calls"]) == MOST_SERIES + 1
