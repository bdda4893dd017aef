"""What callers do comes from scripts, unless weights say better; and a walk is the call that the reference plays."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from ivr_author.call.caller import HangUp, NeedAction, Press, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.call.transcript import outcome_of
from ivr_author.call.world import Answer, CallSetup
from ivr_author.core.source import Source
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.rehearsal.arrivals import local_day
from ivr_author.rehearsal.behaviour import CALLER, Behaviour, observe
from ivr_author.rehearsal.hours import openings_of, stretches_of
from ivr_author.rehearsal.walk import Decision, Walks
from ivr_author.rehearsal.weights import Weights, read_weights
from tests.harness.sample import load, make_workspace

DAY = date(2026, 11, 17)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, dict[str, CallScript]]:
    return load(make_workspace(tmp_path_factory.mktemp("office")))


@pytest.fixture(scope="module")
def sample(repository: Path) -> tuple[Program, dict[str, CallScript]]:
    return load(repository)


def behaviour_of(office: tuple[Program, dict[str, CallScript]], text: str = "") -> Behaviour:
    program, scripts = office
    weights: Weights | None = Weights()
    if text:
        weights, faults = read_weights(Source("weights.yaml", text), program, scripts.values())
        assert faults == []
    assert weights is not None
    return observe(program, "main", scripts.values(), weights, {})


def shares(behaviour: Behaviour, block: str) -> tuple[dict[str, float], str]:
    found, origin = behaviour.shares_at(behaviour.program.blocks[block])
    return dict(found), origin


def test_scripts_say_what_callers_do(office: tuple[Program, dict[str, CallScript]]) -> None:
    behaviour = behaviour_of(office)
    # "address" 1, "someone" 2 and one who says so; one who is silent twice and wrong once; one who presses 0.
    expected = {"0": 1.0, "1": 1.0, "2": 2.0, "silence": 2.0, "wrong": 1.0}
    assert shares(behaviour, "main/main_menu.offer") == (expected, "scripts")
    assert behaviour.scripts == 5
    assert [entrance.called for entrance, _ in behaviour.entrances] == ["+18005550100"]


def test_weighted_scripts_are_the_only_ones(office: tuple[Program, dict[str, CallScript]]) -> None:
    behaviour = behaviour_of(office, "scripts: {A caller says what they want: 9}")
    assert shares(behaviour, "main/main_menu.offer") == ({"2": 9.0}, "scripts")
    assert behaviour.scripts == 1


def test_given_shares_hold_at_their_node(office: tuple[Program, dict[str, CallScript]]) -> None:
    behaviour = behaviour_of(office, 'choices: {main/main_menu: {"1": 3, hang_up: 1}}')
    assert shares(behaviour, "main/main_menu.offer") == ({"1": 3.0, "hang_up": 1.0}, "weights")


def test_what_nobody_says_is_told(office: tuple[Program, dict[str, CallScript]]) -> None:
    program, _ = office
    behaviour = observe(program, "main", [], Weights(), {})
    assert shares(behaviour, "main/main_menu.offer") == ({"0": 1.0, "1": 1.0, "2": 1.0}, "guess")
    assert behaviour.guesses() == ("main/main_menu",)


@pytest.mark.parametrize(
    ("text", "rule", "place", "said"),
    [
        ("choices: {main/main_men: {'1': 1}}", "unknown-reference", "1:11", "did you mean `main/main_menu`?"),
        ("choices: {main/welcome: {'1': 1}}", "unknown-reference", "1:11", "`main/welcome` waits for nobody"),
        ("choices: {main/agent: {accepted: 1}}", "wrong-value", "1:11", "no shares decide"),
        ("choices: {main/main_menu: {'5': 1}}", "unknown-reference", "1:28", "way at `main/main_menu`"),
        ("choices: {main/main_menu: {'1': -1}}", "wrong-value", "1:33", "a share is a number"),
        ("choices: {main/main_menu: {'1': lots}}", "wrong-value", "1:33", "a share is a number"),
        ("choices: {main/main_menu: {'1': 0}}", "wrong-value", "1:27", "nothing here has a share"),
        ("scripts: {A caller: 1}", "unknown-reference", "1:11", "there is no call script `A caller`"),
        ("numbers: {fax: 1}", "unknown-reference", "1:11", "there is no number `fax`"),
        ("choice: {}", "unknown-key", "1:1", "did you mean `choices`?"),
        ("- 1", "wrong-shape", "1:1", "must be a map"),
        ("choices: &a {}", "anchor-or-alias", "1:10", "anchor"),
    ],
)
def test_bad_weights_are_told_with_their_place(
    office: tuple[Program, dict[str, CallScript]], text: str, rule: str, place: str, said: str
) -> None:
    program, scripts = office
    found, faults = read_weights(Source("weights.yaml", text), program, scripts.values())
    assert found is None or faults
    first = faults[0]
    assert first.span is not None
    assert (first.rule, f"{first.span.line}:{first.span.column}") == (rule, place), first
    assert said in f"{first.message} {first.hint}"


def test_the_weights_of_the_sample_can_be_read(repository: Path, sample: tuple[Program, dict[str, CallScript]]) -> None:
    program, scripts = sample
    text = (repository / "rehearsals/peak_day.yaml").read_text()
    found, faults = read_weights(Source("peak_day.yaml", text), program, scripts.values())
    assert faults == []
    assert found is not None
    assert found.choices


@dataclass
class Replayed:
    """A caller and a world that do what was decided."""

    decisions: list[Decision]
    queue_says: str = ""
    asked: list[str] = field(default_factory=list)

    def heard(self, text: str) -> bool:
        """Listens."""
        return False

    def left_over(self, keys: str) -> None:
        """Every key is taken."""
        assert not keys

    def act(self) -> Press | Speak | Silence | HangUp:
        """What was decided; a message is left."""
        if not self.decisions:
            raise NeedAction
        decision = self.decisions.pop(0)
        if decision == "ok":
            return Press("#")
        assert not isinstance(decision, (Answer, str))
        return decision

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """What was decided."""
        decision = self.decisions.pop(0)
        assert isinstance(decision, Answer)
        return decision

    def transfer(self, to: str) -> str:
        """What was decided."""
        return str(self.decisions.pop(0))

    def queue(self, name: str, locale: str) -> str:
        """Takes the call."""
        self.asked.append(f"{name} {locale}")
        return "accepted"

    def store_recording(self, mailbox: str) -> str:
        """Keeps it."""
        return "ok"


@pytest.mark.parametrize("seed", range(4))
def test_a_walk_is_the_call_that_the_reference_plays(sample: tuple[Program, dict[str, CallScript]], seed: int) -> None:
    program, scripts = sample
    behaviour = observe(program, "main", scripts.values(), Weights(), {})
    day = local_day(date(2026, 12, 23), program.time_zone)
    walks = Walks(program, "main", behaviour, stretches_of(program, day))
    stream, ends = random.Random(seed), Counter[str]()
    for _ in range(60):
        stretch = stream.randrange(len(walks.stretches.starts))
        entrance, _ = stream.choice(behaviour.entrances)
        found = walks.walk(walks.begin(stretch, entrance), stream, "en", with_decisions=True)
        replayed = Replayed(list(found.decisions))
        line = Line(replayed, replayed)
        setup = CallSetup("main", walks.stretches.moments[stretch], CALLER, entrance.called, entrance.locale)
        play(program, setup, line)
        assert replayed.decisions == []
        last = outcome_of(line.transcript().events[-1])
        if found.state is not None:
            assert replayed.asked == [f"{found.state.name} {found.state.locale}"]
            assert last == f"queue {found.state.name}"
        else:
            assert last.split()[0] == found.outcome.split()[0]
        ends[last.split()[0]] += 1
    assert ends["queue"] > 10
    assert ends["hangup"] > 10


def test_steps_are_played_once(sample: tuple[Program, dict[str, CallScript]]) -> None:
    program, scripts = sample
    behaviour = observe(program, "main", scripts.values(), Weights(), {})
    walks = Walks(program, "main", behaviour, stretches_of(program, local_day(DAY, program.time_zone)))
    entrance, _ = behaviour.entrances[0]
    leg = walks.begin(0, entrance)
    assert walks.begin(0, entrance) is leg
    assert leg.state is not None
    first = walks.decide(leg.state, Press("2"))
    assert walks.decide(leg.state, Press("2")) is first
    assert first.state is not None
    assert (leg.state.locale, first.state.locale) == ("en", "es")
    assert first.seconds > 10, "Spanish words take their time"


def test_the_day_is_cut_where_hours_change(sample: tuple[Program, dict[str, CallScript]]) -> None:
    program, _ = sample
    deadline, holiday = date(2026, 12, 23), date(2026, 12, 25)
    starts = [stretches_of(program, local_day(day, program.time_zone)).starts for day in (deadline, holiday)]
    assert [seconds / 3600 for seconds in starts[0]] == [0, 8, 20]
    assert starts[1] == (0.0,)
    openings = openings_of(program, {"billing": "office", "interpreter": None}, local_day(deadline, program.time_zone))
    assert openings["billing"].spans == ((8 * 3600.0, 20 * 3600.0),)
    assert openings["billing"].next_open(3600) == 8 * 3600
    assert openings["billing"].next_open(21 * 3600) is None
    assert openings["interpreter"].is_open(90_000.0), "as at the day's end"
