"""Flows, bulletins, settings, calendars and call scripts: what is read, and every fault in one run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ivr_author.call.caller import HangUp, Hear, Press, Silence, Speak
from ivr_author.call.script import CallScript
from ivr_author.call.world import Answer
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.value_types import ValueType
from ivr_author.flow.content import CalendarFile
from ivr_author.flow.fields import ID_HINT
from ivr_author.flow.read import NODE_TYPES, is_id, read_bulletin
from ivr_author.flow.read_script import DEFAULT_AT, read_scripts
from ivr_author.flow.read_settings import read_calendar, read_settings
from ivr_author.flow.settings import APPROVED, BUILT_IN_TEXTS, FALLBACK, RECORDED, REQUIRED, ReleasePolicy, Settings
from tests.flow.content import SETTINGS, diagnostics_of, read_flow_text, settings_of, tree_of

FLOW = """\
format: 1
title: Main
start: it
defaults: {timeout: 4s, attempts: 2}
on_failure: it
keys: {"0": it, "9": repeat, "*": "flow:other"}
variables: {a: text, b: {type: money}}
returns: [done]
nodes:
  it: {type: play, prompt: Hello., next: bye}
  bye: {type: hangup}
"""


def faults_of_flow(text: str, name: str = "main") -> list[str]:
    return diagnostics_of(read_flow_text(text, name)[1])


def test_a_flow() -> None:
    flow, faults = read_flow_text(FLOW)
    assert faults == []
    assert flow is not None
    assert (flow.id, flow.title.value, flow.start.to, flow.timeout, flow.attempts) == ("main", "Main", "it", 4.0, 2)
    assert [(key, action.built_in, action.to.flow) for key, action in flow.keys.items()] == [
        ("0", None, None),
        ("9", "repeat", None),
        ("*", None, "other"),
    ]
    assert {name: str(variable.type) for name, variable in flow.variables.items()} == {"a": "text", "b": "money"}
    assert [name.value for name in flow.returns] == ["done"]
    assert list(flow.nodes) == ["it", "bye"]


def test_there_are_seventeen_node_types() -> None:
    assert len(NODE_TYPES) == 17


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format: 1", "format: 2", "unknown-format 1:9 this format is not known here"),
        ("format: 1\n", "", "missing-key 1:1 a flow needs `format`"),
        ("start: it", "strat: it", "unknown-key 3:1 a flow has no key `strat`"),
        ("attempts: 2", "attempts: 0", "wrong-value 4:35 this must be a whole number from 1 to 10"),
        ('"0": it', '"10": it', "wrong-name 6:8 `10` is no telephone key"),
        ("a: text", "A: text", "wrong-name 7:13 `A` is no name"),
        ("a: text", "not: text", "wrong-name 7:13 `not` is no name"),
        ("a: text", "locale: text", "wrong-name 7:13 `locale` is no name"),
        ("a: text", "constructor: text", "wrong-name 7:13 `constructor` is no name"),
        ("{type: money}", "{}", "missing-key 7:25 a variable needs `type`"),
        ("returns: [done]", "returns: done", "wrong-shape 8:10 this must be a list"),
        ("  bye:", "  Bye:", "wrong-name 11:3 a node can't be called `Bye`"),
        ("type: hangup", "type: [hangup]", "wrong-shape 11:15 a node type must be one value"),
        ("it: {type", "it: {typ", "missing-key 10:7 node `it` needs `type`"),
    ],
)
def test_faults_of_a_flow(old: str, new: str, fault: str) -> None:
    assert old in FLOW
    found = faults_of_flow(FLOW.replace(old, new, 1))
    assert any(one.startswith(fault) for one in found), found


def test_a_node_that_can_not_be_read_does_not_stop_the_others() -> None:
    flow, faults = read_flow_text(FLOW.replace("prompt: Hello.", "prompt: []"))
    assert flow is not None
    assert list(flow.nodes) == ["bye"]
    assert flow.broken == {"it"}
    assert flow.has_node("it")
    assert not flow.has_node("that")
    assert len(faults) == 1


def test_a_flow_without_a_head_still_has_its_nodes_checked() -> None:
    flow, faults = read_flow_text(FLOW.replace("start: it\n", "").replace("type: hangup", "type: hang"))
    assert flow is None
    assert [one.rule for one in faults] == ["missing-key", "unknown-node-type"]


def test_a_flow_without_nodes() -> None:
    assert faults_of_flow("format: 1\ntitle: a\nstart: b\nnodes: {}\n") == ["empty-value 4:8 this flow has no nodes"]
    assert faults_of_flow("[a]\n") == ["wrong-shape 1:1 a flow must be a map of keys to values"]


@pytest.mark.parametrize("name", ["texts", "bulletins", "Main", "main-line", "1st", "constructor", "a" * 41])
def test_names_that_a_flow_can_not_have(name: str) -> None:
    assert faults_of_flow(FLOW, name)[0] == f"wrong-name 1:1 a flow can't be called `{name}`"


@pytest.mark.parametrize(
    ("name", "good"), [("a", True), ("a1_", True), ("_a", False), ("constructor", False), ("é", False)]
)
def test_ids(name: str, good: bool) -> None:
    assert is_id(name) is good


def test_a_bulletin() -> None:
    text = 'title: Storm\nprompt: Closed.\non: true\nfrom: "2026-12-01T00:00:00Z"\nflows: [main]\n'
    bulletin, faults = read_bulletin("storm", *tree_of(text, "flows/bulletins/storm.yaml"))
    assert faults == []
    assert bulletin is not None
    assert bulletin.start == datetime(2026, 12, 1, tzinfo=UTC)
    assert [name.value for name in bulletin.flows] == ["main"]


def test_a_bulletin_with_slots_and_words_to_read() -> None:
    text = """\
title: Down
on: false
prompt: Back at {until}.
text: Wait for {until}.
email: {subject: Down, body: "Back at {until}."}
slots: {until: {type: time, example: "18:00", value: 17:30}}
"""
    bulletin, faults = read_bulletin("down", *tree_of(text, "flows/bulletins/down.yaml"))
    assert faults == []
    assert bulletin is not None
    slot = bulletin.slots["until"]
    assert (slot.type, slot.example and slot.example.value, slot.value and slot.value.value) == (
        ValueType.TIME, "18:00", "17:30",
    )  # fmt: skip
    assert [(place, item.text.text) for place, item in bulletin.written()] == [
        ("text", "Wait for {until}."), ("email/subject", "Down"), ("email/body", "Back at {until}."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title: a\nprompt: b\non: false\nslots: {key: {type: time}, If: {type: time}}\n",
         f"wrong-name 4:28 `If` is no name that can be used; {ID_HINT}"),
        ("title: a\nprompt: b\non: false\nslots: {at: {example: b}}\n", "missing-key 4:14 a slot needs `type`"),
        ("title: a\nprompt: b\non: false\nslots: {at: {type: hour}}\n",
         "wrong-value 4:20 there is no type `hour`"),
        ("title: a\nprompt: b\non: false\nemail: {body: b}\n", "missing-key 4:9 an email needs `subject`"),
        ("title: a\nprompt: b\n", "missing-key 1:1 a bulletin needs `on`"),
        ("title: a\nprompt: b\non: yes\n", "wrong-value 3:5 this must be true or false"),
        ('title: a\nprompt: b\non: true\nfrom: "2026-12-02T00:00:00Z"\nuntil: "2026-12-01T00:00:00Z"\n',
         "wrong-value 1:1 this bulletin ends before it begins"),
        ('title: a\nprompt: b\non: true\nfrom: "2026-12-02"\n', "wrong-value 4:7 `2026-12-02` is no moment in time"),
    ],
)  # fmt: skip
def test_faults_of_a_bulletin(text: str, fault: str) -> None:
    assert diagnostics_of(read_bulletin("a", *tree_of(text))[1]) == [fault]


# --- ivr.yaml --------------------------------------------------------------------------------------------------------


def read_settings_text(text: str) -> tuple[Settings | None, list[Diagnostic]]:
    return read_settings(*tree_of(text, "ivr.yaml"))


def test_settings() -> None:
    extra = "locales: [es, en, es, pt_BR]\nlimits: {steps_to_person: 3}\nreadability: {grade_at_most: 6}\n"
    settings = settings_of(SETTINGS.replace("locales: [es]\n", extra))
    assert settings.locales == ("es", "pt_BR")
    assert settings.all_locales() == ("en", "es", "pt_BR")
    assert (settings.steps_to_person, settings.grade_at_most) == (3, 6.0)
    assert settings.services["billing.balance"].method == "GET"
    assert settings.services["billing.balance"].timeout == 5.0


@pytest.mark.parametrize(
    ("extra", "fault"),
    [
        ("texts: {goodby: a}", "unknown-key 11:9 there is no built-in sentence `goodby`"),
        ("texts: {goodbye: [a, b]}", "wrong-shape 11:18 this must be one text"),
        ("texts: {goodbye: {count: n, one: a, other: b}}", "wrong-shape 11:18 this must be one text"),
        ('gateways: {sms: {url: "https://a.example.org"}}', "unknown-key 11:12 there is no gateway `sms`"),
        ("gateways: {send: {url: ftp://a}}", "wrong-value 11:24 `send` has no usable address"),
        ("gateways: {send: {timeout: 5s}}", "missing-key 11:19 a gateway needs `url`"),
        ("limits: {steps_to_person: 0}", "wrong-value 11:27 this must be a whole number"),
        ("readability: {grade_at_most: six}", "wrong-value 11:30 this must be a number"),
        ("voices: {twiml: {en: []}}", "wrong-shape 11:22 a voice must be a map"),
        ("voice: {}", "unknown-key 11:1 ivr.yaml has no key `voice`"),
        ("releases: {coverage: 0}", "wrong-value 11:22 this must be a whole number from 1 to 100"),
        ("releases: {coverage: 90%}", "wrong-value 11:22 this must be a whole number from 1 to 100"),
        ("releases: {coverage: true}", "wrong-value 11:22 this must be a whole number from 1 to 100"),
        ("releases: {languages: {es: maybe}}", "wrong-value 11:28 `maybe` is not what a release needs of a language"),
        ("releases: {languages: {fr: required}}", "unknown-locale 11:24 there is no locale `fr`"),
        ("releases: {approvals: some}", "wrong-value 11:23 `some` is not what a release needs of approvals"),
        ("releases: {freeze: office}", "wrong-shape 11:20 this must be a list"),
    ],
)
def test_faults_of_settings(extra: str, fault: str) -> None:
    found = diagnostics_of(read_settings_text(SETTINGS + extra + "\n")[1])
    line = SETTINGS.count("\n") + 1
    assert any(one.startswith(fault.replace("11:", f"{line}:")) for one in found), found


def test_what_releases_need() -> None:
    assert settings_of(SETTINGS).releases == ReleasePolicy()
    policy = "{coverage: 90, languages: {es: fallback, en: recorded}, approvals: required, freeze: [a, b]}"
    releases = settings_of(f"{SETTINGS}releases: {policy}\n").releases
    assert (releases.coverage, releases.approvals) == (90, APPROVED)
    assert [releases.duty(locale) for locale in ("es", "en", "ht")] == [FALLBACK, RECORDED, REQUIRED]
    assert [name.value for name in releases.freeze] == ["a", "b"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("America/New_York", "America/NewYork", "unknown-time-zone 5:12 there is no time zone `America/NewYork`"),
        ("source_locale: en", "source_locale: english", "unknown-locale 3:16 `english` is no language tag"),
        ("[es]", "[es, ../x]", "unknown-locale 4:15 `../x` is no language tag"),
        ("{case: digits}", "{case: figures}", "there is no type `figures`"),
        ("{case: digits}", "{case-number: digits}", "an argument can't be called `case-number`"),
        ("https://billing", "billing", "`billing.balance` has no usable address"),
        ('"+18005550100"', '"555"', "`555` is neither a phone number nor a SIP address"),
        ("organisation: Health Connector\n", "", "missing-key 1:1 ivr.yaml needs `organisation`"),
    ],
)
def test_wrong_values_in_settings(old: str, new: str, fault: str) -> None:
    assert old in SETTINGS
    found = diagnostics_of(read_settings_text(SETTINGS.replace(old, new, 1))[1])
    assert any(fault in one for one in found), found


def test_every_built_in_sentence_can_be_said_otherwise() -> None:
    words = "".join(f"  {name}: In other words.\n" for name in BUILT_IN_TEXTS)
    settings = settings_of(SETTINGS + "texts:\n" + words)
    assert set(settings.texts) == set(BUILT_IN_TEXTS)


# --- calendars -------------------------------------------------------------------------------------------------------


def calendar_of(text: str) -> tuple[CalendarFile | None, list[str]]:
    found, faults = read_calendar("office", *tree_of(text, "flows/calendars/office.yaml"), "America/New_York")
    return found, diagnostics_of(faults)


def test_a_calendar() -> None:
    found, faults = calendar_of(
        'weekly: {mon: ["13:00-18:00", "8:00-12:00"]}\nholidays: [{date: 2026-12-25, name: Christmas}]\n'
        "exceptions: [{date: 2026-12-24, hours: []}]\ntime_zone: America/Chicago\n"
    )
    assert faults == []
    assert found is not None
    assert found.calendar.weekly[0] == ((480, 720), (780, 1080))
    assert found.calendar.weekly[6] == ()
    assert found.calendar.holidays[0].date == "2026-12-25"
    assert found.calendar.exceptions[0].hours == ()
    assert found.calendar.time_zone == "America/Chicago"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("weekly: {monday: []}\n", "unknown-key 1:10 there is no weekday `monday`"),
        ('weekly: {mon: ["18:00-8:00"]}\n', "wrong-value 1:16 `18:00-8:00` ends before it begins"),
        ('weekly: {mon: ["8-18"]}\n', "wrong-value 1:16 `8-18` is no stretch of hours"),
        ('weekly: {mon: "8:00-18:00"}\n', "wrong-shape 1:15 hours are a list"),
        ("weekly: {}\nexceptions: [{date: 2026-12-24}]\n", "missing-key 2:15 an exception needs `hours`"),
        ("weekly: {}\nholidays: [2026-12-24]\n", "wrong-shape 2:12 a holiday must be a map"),
        ("holidays: []\n", "missing-key 1:1 a calendar needs `weekly`"),
    ],
)
def test_faults_of_a_calendar(text: str, fault: str) -> None:
    found = calendar_of(text)[1]
    assert found[0].startswith(fault), found


# --- call scripts ----------------------------------------------------------------------------------------------------


def scripts_of(text: str, called: str = "", **locales: str) -> tuple[list[CallScript], list[str]]:
    found, faults = read_scripts("main", *tree_of(text, "flows/main.calls.yaml"), called, locales)
    return found, diagnostics_of(faults)


def test_a_call_script() -> None:
    (script,), faults = scripts_of(
        'calls:\n  - name: One\n    at: "2026-12-23T18:30:00-05:00"\n    caller: "+16175550142"\n    locale: es\n'
        "    lookups: {a.b: [{ok: {x: 1}}, not_found]}\n    queues: {billing: full}\n"
        '    transfers: {"+18005550101": busy}\n    sends: {letter: failed}\n    callbacks: failed\n'
        '    recordings: failed\n    script: [hear: Hi, press: "1#", say: Hello, silence, hang_up]\n'
        "    expect: {locale: es, outcome: hangup caller, passes: [a, main/b]}\n"
    )
    assert faults == []
    assert [one.step for one in script.steps] == [Hear("Hi"), Press("1#"), Speak("Hello"), Silence(), HangUp()]
    assert script.lookups == {"a.b": (Answer("ok", {"x": "1"}), Answer("not_found"))}
    assert (script.queues, script.transfers, script.sends) == (
        {"billing": "full"},
        {"+18005550101": "busy"},
        {"letter": "failed"},
    )
    assert (script.callbacks, script.recordings, script.setup.locale) == ("failed", "failed", "es")
    assert script.expect.passes == ("a", "main/b")
    assert script.setup.at.isoformat() == "2026-12-23T18:30:00-05:00"


def test_a_call_without_much() -> None:
    (script,), faults = scripts_of("calls: [{name: One, script: []}]\n", "+18005550199")
    assert faults == []
    assert (script.setup.at, script.setup.called, script.setup.locale) == (DEFAULT_AT, "+18005550199", None)
    assert (script.callbacks, script.recordings) == ("ok", "ok")


def test_the_number_called_gives_the_locale() -> None:
    (script,), _ = scripts_of('calls: [{name: One, called: "+18005550110", script: []}]\n', **{"+18005550110": "es"})
    assert script.setup.locale == "es"


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("{name: a, script: [shout]}", "wrong-value 1:28 `shout` is no step of a call"),
        ("{name: a, script: [presss: 1]}", "unknown-key 1:28 a call has no step `presss`"),
        ("{name: a, script: [press: 1, press: 1a]}", "wrong-value 1:45 `1a` has a key that no telephone has"),
        ('{name: a, script: [{hear: a, press: "1"}]}', "wrong-shape 1:28 a step is one thing"),
        ("{name: a, at: 2026-12-23, script: []}", "wrong-value 1:23 `2026-12-23` is no moment in time"),
        ("{name: a, queues: {b: busy}, script: []}", "wrong-value 1:31 `busy` is not what a queue does"),
        ("{name: a, lookups: {b: maybe}, script: []}", "wrong-value 1:32 `maybe` is no answer of a service"),
        ("{name: a, lookups: {b: {ok: 1}}, script: []}", "wrong-shape 1:32 this is no answer of a service"),
        ("{name: a, expect: {outcome: hangup}, script: []}", "wrong-value 1:37 no call ends as `hangup`"),
        ("{name: a}", "missing-key 1:10 a call needs `script`"),
        ("{name: a, script: []}, {name: a, script: []}", "duplicate-name 1:32 two calls are named `a`"),
    ],
)
def test_faults_of_a_call_script(call: str, fault: str) -> None:
    found = scripts_of(f"calls: [{call}]\n")[1]
    assert [one for one in found if one.startswith(fault)], found


def test_a_call_that_can_not_be_read_does_not_stop_the_others() -> None:
    found, faults = scripts_of("calls: [{name: a}, {name: b, script: []}]\n")
    assert [script.name for script in found] == ["b"]
    assert len(faults) == 1
