"""Fields: every type with good and bad values, unknown keys with the nearest right name, missing keys, null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.value_types import ValueType
from ivr_author.flow.field_types import Attempts, Count, Key, PhoneOrSip, Seconds, Terminator
from ivr_author.flow.fields import Reader, Skip, nearest, read_record, read_value, record_schema, value_schema
from ivr_author.flow.model import (
    BulletinName,
    ExpressionText,
    LocaleName,
    NodeRef,
    PhraseText,
    Prompt,
    ServiceName,
    Text,
    Variable,
)
from ivr_author.flow.node import Record
from tests.flow.content import diagnostics_of, tree_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Record):
    """A record of its own."""

    name: str
    many: tuple[Count, ...] = ()
    if_: bool = False
    inner: Inner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner(Record):
    """A record in a record."""

    places: Mapping[str, Seconds]


def read(kind: object, text: str) -> tuple[object, list[str]]:
    source, tree = tree_of(f"value: {text}\n")
    assert isinstance(tree, TreeMapping)
    ((_, value),) = tree
    reader = Reader(source)
    try:
        found = read_value(kind, value, reader)
    except Skip:
        found = None
    return found, diagnostics_of(reader.diagnostics)


GOOD = [
    (Text, "a title", "a title"),
    (str, "3", "3"),
    (bool, "true", True),
    (Seconds, "5s", 5.0),
    (Seconds, "500ms", 0.5),
    (Seconds, "1.5m", 90.0),
    (Count, "3600", 3600),
    (Attempts, "10", 10),
    (Key, '"1"', "1"),
    (Key, "1", "1"),
    (Key, '"#"', "#"),
    (Terminator, '"*"', "*"),
    (PhoneOrSip, "+18005550100", "+18005550100"),
    (PhoneOrSip, "sips:desk@example.org", "sips:desk@example.org"),
    (date, "2026-12-23", date(2026, 12, 23)),
    (date, '"2028-02-29"', date(2028, 2, 29)),
    (datetime, '"2026-12-23T18:30:00-05:00"', datetime.fromisoformat("2026-12-23T18:30:00-05:00")),
    (NodeRef, "flow:main", "flow:main"),
    (ValueType, "money", ValueType.MONEY),
    (ServiceName, "billing.balance", "billing.balance"),
    (LocaleName, "pt_BR", "pt_BR"),
    (LocaleName, "zh-Hans", "zh-Hans"),
    (BulletinName, "storm_2026", "storm_2026"),
    (tuple[Count, ...], "[1, 2]", (1, 2)),
    (Mapping[str, Count], "{a: 1}", {"a": 1}),
]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD, ids=str)
def test_good_values(kind: object, text: str, value: object) -> None:
    found, faults = read(kind, text)
    assert faults == []
    for name in ("value", "to"):
        found = getattr(found, name, found) if not isinstance(found, (ValueType, bool, int, float)) else found
    assert found == value


BAD = [
    (Text, "[a]", "wrong-shape 1:8 this text must be one value, not a list or map"),
    (Text, '" "', "empty-value 1:8 this text is empty"),
    (bool, "yes", "wrong-value 1:8 this must be true or false"),
    (bool, '"true"', "wrong-value 1:8 this must be true or false"),
    (Seconds, "5", "wrong-value 1:8 `5` is no duration"),
    (Seconds, "5 s", "wrong-value 1:8 `5 s` is no duration"),
    (Seconds, "-5s", "wrong-value 1:8 `-5s` is no duration"),
    (Count, "0", "wrong-value 1:8 this must be a whole number from 1 to 3600"),
    (Count, "3601", "wrong-value 1:8 this must be a whole number from 1 to 3600"),
    (Count, '"3"', "wrong-value 1:8 this must be a whole number from 1 to 3600"),
    (Count, "true", "wrong-value 1:8 this must be a whole number from 1 to 3600"),
    (Attempts, "11", "wrong-value 1:8 this must be a whole number from 1 to 10"),
    (Key, "12", "wrong-value 1:8 `12` is no telephone key"),
    (Key, "A", "wrong-value 1:8 `A` is no telephone key"),
    (Key, "٣", "wrong-value 1:8 `٣` is no telephone key"),
    (Terminator, '"1"', "wrong-value 1:8 `1` can't end an entry"),
    (PhoneOrSip, '"8005550100"', "wrong-value 1:8 `8005550100` is neither a phone number nor a SIP address"),
    (PhoneOrSip, "'sip:'", "wrong-value 1:8 `sip:` is neither a phone number nor a SIP address"),
    (PhoneOrSip, "+08005550100", "wrong-value 1:8 `+08005550100` is neither a phone number nor a SIP address"),
    (date, "2026-02-30", "wrong-value 1:8 `2026-02-30` is no date"),
    (date, "12/23/2026", "wrong-value 1:8 `12/23/2026` is no date"),
    (date, "20261223", "wrong-value 1:8 `20261223` is no date"),
    (datetime, '"2026-12-23T18:30:00"', "wrong-value 1:8 `2026-12-23T18:30:00` is no moment in time"),
    (datetime, "tomorrow", "wrong-value 1:8 `tomorrow` is no moment in time"),
    (NodeRef, "Main Menu", "wrong-value 1:8 `Main Menu` is no node"),
    (NodeRef, "'flow:'", "wrong-value 1:8 `flow:` is no node"),
    (NodeRef, "a" * 41, f"wrong-value 1:8 `{'a' * 41}` is no node"),
    (ValueType, "key", "wrong-value 1:8 there is no type `key`"),
    (ValueType, "int", "wrong-value 1:8 there is no type `int`"),
    (ServiceName, "Billing", "wrong-value 1:8 `Billing` can't be a name here"),
    (LocaleName, "spanish!", "wrong-value 1:8 `spanish!` can't be a name here"),
    (ExpressionText, "'a >'", "expression-syntax 1:8 the expression ends too early"),
    (PhraseText, "''", "empty-value 1:8 a phrase is empty"),
    (Prompt, "[]", "empty-value 1:8 this prompt is an empty list"),
    (Prompt, "[[a]]", "wrong-shape 1:9 a prompt must be one value, not a list or map"),
    (Prompt, "{txt: a}", "unknown-key 1:9 a prompt has no key `txt`"),
    (
        Prompt,
        "{text: a, max_seconds: 0}",
        "wrong-value 1:31 this must be a number of seconds, more than 0 and at most 600",
    ),
    (
        Prompt,
        '{text: a, max_seconds: "8"}',
        "wrong-value 1:31 this must be a number of seconds, more than 0 and at most 600",
    ),
    (
        Prompt,
        "{text: a, max_seconds: true}",
        "wrong-value 1:31 this must be a number of seconds, more than 0 and at most 600",
    ),
    (
        Prompt,
        "{text: a, max_seconds: 601}",
        "wrong-value 1:31 this must be a number of seconds, more than 0 and at most 600",
    ),
    (
        Prompt,
        "{text: a, max_seconds: .nan}",
        "wrong-value 1:31 this must be a number of seconds, more than 0 and at most 600",
    ),
    (Prompt, "{text: a, one: b}", "wrong-shape 1:8 a prompt is either a text or a plural"),
    (Prompt, "{text: a, other: b}", "wrong-shape 1:8 `count` and `other` belong to a plural"),
    (Prompt, "{one: a, other: b}", "missing-key 1:8 a plural prompt needs `count`"),
    (Variable, "{kind: text}", "unknown-key 1:9 a variable has no key `kind`"),
    (tuple[Count, ...], "3", "wrong-shape 1:8 this must be a list"),
    (Mapping[str, Count], "[3]", "wrong-shape 1:8 this must be a map of keys to values"),
]


@pytest.mark.parametrize(("kind", "text", "fault"), BAD, ids=str)
def test_bad_values(kind: object, text: str, fault: str) -> None:
    found, faults = read(kind, text)
    assert found is None
    assert faults[0] == fault


def test_every_fault_of_a_list_and_a_map_is_found() -> None:
    assert len(read(tuple[Count, ...], "[0, 1, x]")[1]) == 2
    assert len(read(Mapping[str, Count], "{a: 0, b: 1, c: x}")[1]) == 2


def sample(text: str) -> tuple[Sample | None, list[str], list[str]]:
    source, tree = tree_of(text)
    reader = Reader(source)
    try:
        found = read_record(Sample, tree, "a sample", reader)
    except Skip:
        found = None
    return found, diagnostics_of(reader.diagnostics), [one.hint for one in reader.diagnostics]


def test_a_record_with_defaults_and_null() -> None:
    assert sample("{name: a}")[0] == Sample(name="a")
    assert sample("{name: a, many: , inner: null, if: ~}")[0] == Sample(name="a")
    assert sample("{name: a, many: [1], if: true}")[0] == Sample(name="a", many=(Count(1),), if_=True)


def test_null_is_missing_where_a_key_is_needed() -> None:
    assert sample("{name: }")[1] == ["missing-key 1:2 a sample needs `name`"]
    assert sample('{name: ""}')[1] == ["empty-value 1:8 this text is empty"]


def test_unknown_keys_name_the_nearest_and_do_not_stop_the_reading() -> None:
    found, faults, hints = sample("{name: a, mny: [1]}")
    assert found == Sample(name="a")
    assert faults == ["unknown-key 1:11 a sample has no key `mny`"]
    assert hints == ["did you mean `many`?"]
    assert sample("{name: a, zzz: 1}")[2] == ["known: `if`, `inner`, `many`, `name`"]


def test_every_fault_of_a_record_is_found() -> None:
    found, faults, _ = sample("{many: [0], inner: {places: {a: 5, b: 5s}}, x: 1}")
    assert found is None
    assert [fault.split()[0] for fault in faults] == ["unknown-key", "missing-key", "wrong-value", "wrong-value"]


def test_a_record_that_is_no_map() -> None:
    assert sample("[a]")[1] == ["wrong-shape 1:1 a sample must be a map of keys to values"]


def test_the_nearest_of_many() -> None:
    assert nearest("x", []) == "there is none yet"
    assert nearest("quue", ["queue", "play"]) == "did you mean `queue`?"
    assert nearest("zzz", [f"n{number:02}" for number in range(20)]).endswith("`n11`, ...")


def test_an_unknown_type_is_our_own_fault() -> None:
    with pytest.raises(TypeError):
        read(complex, "1")
    with pytest.raises(TypeError):
        value_schema(complex, {})


def test_a_record_as_schema() -> None:
    definitions: dict[str, object] = {}
    schema = record_schema(Sample, definitions)
    assert schema["required"] == ["name"]
    assert list(schema["properties"]) == ["name", "many", "if", "inner"]
    assert schema["properties"]["inner"] == {"$ref": "#/$defs/Inner"}
    assert schema["additionalProperties"] is False
    assert list(definitions) == ["Inner"]
