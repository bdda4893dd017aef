"""Erlang's formulas against published values, and the simulated day against the formulas."""

from __future__ import annotations

import pytest

from ivr_author.rehearsal.day import Handling
from ivr_author.rehearsal.erlang import agents_for_answers, agents_for_patience, erlang_a, erlang_b, erlang_c
from tests.rehearsal.days import happen, steady_calls


def test_erlang_b_is_as_in_the_tables() -> None:
    # Tables of Erlang B give 5 lines for 2 Erlang at 3.67 %, and 20 lines for 13.18 Erlang at 2 %.
    assert erlang_b(5, 2.0) == pytest.approx(0.0367, abs=5e-5)
    assert erlang_b(20, 13.18) == pytest.approx(0.02, abs=5e-5)


def test_erlang_c_of_one_agent_is_the_textbook_queue() -> None:
    # M/M/1: who comes waits with probability rho, on average rho / (1 - rho) services.
    found = erlang_c(1, 0.6 / 100, 100, 20)
    assert found is not None
    assert found.waits == pytest.approx(0.6)
    assert found.mean_wait == pytest.approx(150)


def test_too_few_agents_only_grow_a_queue() -> None:
    assert erlang_c(10, 10 / 100, 100, 20) is None
    assert erlang_a(10, 20 / 100, 100, 60).gives_up == pytest.approx(0.5, abs=0.02), "half of twice too many"


def test_endless_patience_is_erlang_c() -> None:
    patient, plain = erlang_a(12, 0.1, 100, 1e9), erlang_c(12, 0.1, 100, 20)
    assert plain is not None
    assert patient.waits == pytest.approx(plain.waits, rel=1e-4)
    assert patient.gives_up < 1e-6


def test_the_agents_of_the_peak_hour() -> None:
    # 5,114 calls in an hour of 7 minutes each: 597 Erlang; 80 % within 20 seconds takes 613.
    assert agents_for_answers(5114 / 3600, 420, 0.8, 20) == 613
    enough = agents_for_patience(5114 / 3600, 420, 300, 0.05)
    assert erlang_a(enough, 5114 / 3600, 420, 300).gives_up <= 0.05
    assert erlang_a(enough - 1, 5114 / 3600, 420, 300).gives_up > 0.05
    assert agents_for_answers(0, 420, 0.8, 20) == agents_for_patience(0, 420, 300, 0.05) == 0


@pytest.mark.parametrize(
    ("agents", "rate", "patience", "hours"), [(10, 0.09, 300.0, 60), (30, 0.3, 120.0, 20), (20, 0.3, 60.0, 20)]
)
def test_a_simulated_queue_is_as_erlang_a_says(agents: int, rate: float, patience: float, hours: int) -> None:
    handling = Handling(talk=100.0, wrap_up=0.0, patience=patience, redial=0.0, queue_size=1e9)
    record = happen(steady_calls(rate, hours, seed=5), agents, handling)
    calls = record.contacts[len(record.contacts) // 20 :]
    theory = erlang_a(agents, rate, 100.0, patience)
    waits = [(one.answered if one.left < 0 else one.left) - one.joined for one in calls]
    assert sum(wait > 0 for wait in waits) / len(calls) == pytest.approx(theory.waits, abs=0.02)
    assert sum(one.left >= 0 for one in calls) / len(calls) == pytest.approx(theory.gives_up, abs=0.01)
    assert sum(waits) / len(calls) == pytest.approx(theory.mean_wait, rel=0.08, abs=1.0)


def test_a_simulated_queue_is_as_erlang_c_says() -> None:
    handling = Handling(talk=100.0, wrap_up=0.0, patience=1e9, redial=0.0, queue_size=1e9)
    record = happen(steady_calls(0.1, 96, seed=3), 12, handling)
    theory = erlang_c(12, 0.1, 100.0, 20.0)
    assert theory is not None
    in_time = sum(one.answered - one.joined <= 20 for one in record.contacts) / len(record.contacts)
    assert in_time == pytest.approx(theory.within, abs=0.03)
