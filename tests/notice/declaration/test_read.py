"""Notices are read whole, or every fault of the file is told at its place with the way out."""

from __future__ import annotations

import pytest

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.rule import READING_RULES
from ivr_author.notice.declaration.read import RULES, read_notice
from ivr_author.notice.declaration.read_shared import read_members
from ivr_author.notice.declaration.samples import Members
from ivr_author.notice.model import Field, FieldType, Notice, Recipient

CHANNELS = ("email", "letter", "sms")
HEAD = "format: 1\ntitle: A bill\npurpose: Tells.\nowner: Billing\nchannels: [letter, sms]\n"
FULL = """\
format: 1
title: Premium bill
purpose: Tells a member what to pay.
owner: Billing team
subject: "Your premium of {amount_due} is due"
channels: [letter, sms]
legal: [45 CFR 155.230(a), 45 CFR 92.11]
readability: {grade_at_most: 6}
limits: {pages: 3, parts: 2}
recipient: {reference: account, date: notice_date}
fields:
  name: name
  address: {type: address}
  account: {type: digits, label: Account number}
  notice_date: date
  amount_due: money
  dental_end: {type: date, optional: true}
  charges: {type: list, fields: {label: text, amount: money, note: {type: text, optional: true}}}
  note: {type: text, longest: 40, optional: true}
sample:
  notice_date: "2026-12-01"
  amount_due: "$1,212.40"
  charges: [{label: Plan, amount: 200}, {label: Dental, amount: "12.40", note: new}]
samples:
  zoe: {dental_end: 2026-12-31, amount_due: 5, note: null}
"""
MEMBERS = """\
ana: {note: The usual one, values: {name: Ana Silva, address: [12 Main St, "Boston, MA"], account: 00123456, note: hi}}
zoe:
  locale: pt-br
  values: {name: Zoë, address: "1 Elm | Lynn", account: "9", note: hi, other: never declared}
bob: {bare: true, values: {name: Bob, address: "1 Elm", account: "9", note: hi, dental_end: 2026-01-01}}
"""


def members(text: str = MEMBERS) -> Members:
    source = Source("notices/_members.yaml", text)
    tree, faults = read_yaml(source)
    assert tree is not None
    found, more = read_members(source, tree)
    assert not [*faults, *more]
    return found


def read(text: str, people: str = MEMBERS, name: str = "bill") -> tuple[Notice | None, list[Diagnostic]]:
    source = Source(f"notices/{name}/notice.yaml", text)
    tree, faults = read_yaml(source)
    assert tree is not None, faults
    notice, more = read_notice(name, source, tree, members(people), CHANNELS)
    assert {one.rule for one in more} <= {*READING_RULES, *RULES}
    return notice, [*faults, *more]


def told(text: str, people: str = MEMBERS) -> list[str]:
    return [f"{one.span}: {one.rule}: {one.message}".removeprefix("notices/bill/") for one in read(text, people)[1]]


def test_everything_that_a_notice_declares() -> None:
    notice, faults = read(FULL)
    assert faults == []
    assert notice is not None
    assert (notice.title.value, notice.owner.value) == ("Premium bill", "Billing team")
    assert notice.subject is not None
    assert notice.channels == ("letter", "sms")
    assert (notice.limits.pages, notice.limits.parts, notice.limits.seconds) == (3, 2, 0)
    assert notice.grade_at_most == 6
    assert notice.recipient == Recipient("name", "address", "account", "notice_date")
    assert notice.language_assistance, "45 CFR 92.11 asks for it"
    assert notice.lives_under("45 CFR 155.230")
    assert [(one.name, one.type, one.optional) for one in notice.fields.values()][3:6] == [
        ("notice_date", FieldType.DATE, False),
        ("amount_due", FieldType.MONEY, False),
        ("dental_end", FieldType.DATE, True),
    ]
    assert notice.fields["account"].label == "Account number"
    assert notice.fields["note"].longest == 40
    assert isinstance(notice.fields["charges"].fields["amount"], Field)
    assert notice.fields["amount_due"].span.line == 16


def test_samples_are_complete_for_the_declared_fields() -> None:
    notice, _ = read(FULL)
    assert notice is not None
    ana, zoe, bob = (notice.samples[name] for name in ("ana", "zoe", "bob"))
    assert ana.values == {
        "name": "Ana Silva",
        "address": ("12 Main St", "Boston, MA"),
        "account": "00123456",
        "notice_date": "2026-12-01",
        "amount_due": 1212.4,
        "dental_end": None,
        "charges": (
            {"label": "Plan", "amount": 200.0, "note": None},
            {"label": "Dental", "amount": 12.4, "note": "new"},
        ),
        "note": "hi",
    }
    assert (zoe.values["amount_due"], zoe.values["dental_end"], zoe.values["note"]) == (5.0, "2026-12-31", None)
    assert (bob.values["dental_end"], bob.values["note"]) == (None, None)
    assert (ana.note, zoe.locale) == ("The usual one", "pt_BR")


def test_language_assistance_can_be_said_either_way() -> None:
    for line, wanted in (("", False), ("language_assistance: true\n", True), ("legal: [45 CFR 92.11(c)]\n", True)):
        notice, _ = read(HEAD + line)
        assert notice is not None
        assert notice.language_assistance is wanted
    notice, _ = read(HEAD + "language_assistance: false\nlegal: [45 CFR 92.11]\n")
    assert notice is not None
    assert not notice.language_assistance


def test_a_notice_without_fields_has_no_address_block() -> None:
    notice, faults = read(HEAD)
    assert faults == []
    assert notice is not None
    assert notice.recipient == Recipient("", "", "", "")
    assert set(notice.samples) == {"ana", "zoe", "bob"}


FIELDS = HEAD + "fields:\n"
BAD = {
    "missing and unknown keys": ("format: 1\ntitel: x\n", [
        "notice.yaml:2:1: unknown-key: a notice has no key `titel`",
        "notice.yaml:1:1: missing-key: a notice needs `title`",
        "notice.yaml:1:1: missing-key: a notice needs `purpose`",
        "notice.yaml:1:1: missing-key: a notice needs `owner`",
        "notice.yaml:1:1: missing-key: a notice needs `channels`",
    ]),
    "a channel that does not exist": (HEAD.replace("sms", "smss"), [
        "notice.yaml:5:20: unknown-channel: there is no channel `smss`",
    ]),
    "a channel twice": (HEAD.replace("sms", "letter"), [
        "notice.yaml:5:20: duplicate-value: this channel is given twice; first on line 5",
    ]),
    "no channel": (HEAD.replace("letter, sms", ""), [
        "notice.yaml:5:11: empty-value: this notice has no channel",
    ]),
    "a rule twice": (HEAD + "legal: [45 CFR 92.11, 45 CFR 92.11]\n", [
        "notice.yaml:6:23: duplicate-value: this rule is given twice; first on line 6",
    ]),
    "an unknown type": (FIELDS + "  a: mony\n", [
        "notice.yaml:7:6: wrong-value: `mony` is not a type of field",
    ]),
    "names that can't be used": (FIELDS + "  Name: text\n  letterhead: text\n  due_date: date\n  duedate: date\n"
                                 "sample: {due_date: 2026-12-01}\n", [
        "notice.yaml:7:3: wrong-name: a field can't be called `Name`",
        "notice.yaml:8:3: wrong-name: a field can't be called `letterhead`",
        "notice.yaml:10:3: wrong-name: `duedate` and `due_date` are the same name for a column of a table",
    ]),
    "lists and columns": (FIELDS + "  a: list\n  b: {type: text, fields: {c: text}}\n  d: {type: list, fields: {}}\n"
                                   "  e: {type: list, fields: {f: {type: list, fields: {g: text}}}}\n"
                                   "sample: {a: [], b: x, d: [], e: []}\n", [
        "notice.yaml:7:6: missing-key: the list `a` has no columns",
        "notice.yaml:8:6: unknown-key: `b` has columns but is no list",
        "notice.yaml:9:6: empty-value: the list `d` has no columns",
        "notice.yaml:10:28: wrong-value: a column can't be a list",
    ]),
    "longest": (FIELDS + "  a: {type: money, longest: 5}\n  b: {type: name, longest: 301}\n"
                         "  c: {type: text, longest: 0}\n", [
        "notice.yaml:9:28: wrong-value: this must be a whole number from 1 to 2,000",
    ]),
    "longest that no value has": (FIELDS + "  a: {type: money, longest: 5}\n  b: {type: name, longest: 301}\n"
                                           "sample: {a: 1, b: c}\n", [
        "notice.yaml:7:6: wrong-value: `longest` is not for type money",
        "notice.yaml:8:6: wrong-value: `longest` is 300 at most for type name",
    ]),
    "a recipient's fields": (HEAD + "recipient: {name: nme, date: name}\nfields: {name: name}\n", [
        "notice.yaml:6:19: undeclared-field: no field `nme` is declared",
        "notice.yaml:6:30: wrong-value: `name` is a name, and can't be the date",
    ]),
    "values that don't fit": (FIELDS + "  due: date\n  paid: money\n  name: name\n"
                            "sample: {due: 12/23/2026, paid: [1], name: {a: b}, naem: x}\n", [
        "notice.yaml:10:52: undeclared-field: no field `naem` is declared",
        "notice.yaml:10:15: wrong-value: `due`: `12/23/2026` is no date",
        "notice.yaml:10:33: wrong-shape: `paid` must be one value",
        "notice.yaml:10:44: wrong-shape: `name` must be one value",
    ]),
    "values that are left out": (FIELDS + "  due: date\n  paid: money\n  end: date\nsample: {paid: null, end: ''}\n", [
        "notice.yaml:10:16: missing-sample: `paid` can't be left out",
        "notice.yaml:10:27: empty-value: `end`: there is no value",
        "notice.yaml:7:3: missing-sample: `due` has no value for ana, zoe, bob",
    ]),
    "rows of a list": (FIELDS + "  rows: {type: list, fields: {a: text, b: money}}\n"
                                "sample: {rows: [{a: x, b: y}, {a: x, c: 1}]}\n", [
        "notice.yaml:8:27: wrong-value: `b`: `y` is no amount of money",
        "notice.yaml:8:38: undeclared-field: `rows` has no column `c`",
        "notice.yaml:8:31: missing-sample: this row of `rows` has no `b`",
    ]),
    "members": (FIELDS + "  a: {type: text, optional: true}\nsamples: {zoee: {a: x}, bob: {a: x}}\n", [
        "notice.yaml:8:11: unknown-member: there is no member `zoee`",
        "notice.yaml:8:34: wrong-value: `bob` has none of the optional fields",
    ]),
    "a sample longer than the longest": (FIELDS + "  a: {type: text, longest: 3}\nsample: {a: four}\n", [
        "notice.yaml:8:13: wrong-value: `a` has 4 characters; its `longest` is 3",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_each_fault_is_told_at_its_place(case: str) -> None:
    text, wanted = BAD[case]
    assert told(text) == wanted


@pytest.mark.parametrize("name", ["texts", "schema", "Bill", "a-b", "constructor", "x" * 41])
def test_names_that_a_notice_can_t_have(name: str) -> None:
    assert [one.rule for one in read(HEAD, name=name)[1]] == ["wrong-name"]


def test_a_fault_in_a_member_is_told_once_at_the_member() -> None:
    fields = HEAD + "fields: {name: name, account: digits}\n"
    people = "ana: {values: {name: Ana, account: A-1}}\nzoe: {values: {name: Zoe, account: 1}}\n"
    notice, faults = read(fields, people)
    assert [f"{one.span}: {one.message}" for one in faults] == [
        "notices/_members.yaml:1:36: `account`: `A-1` is not made of figures"
    ]
    assert notice is not None
    assert set(notice.samples) == {"zoe"}, "what is no member of this notice can't be rendered"


def test_a_notice_with_very_many_fields_is_cut_off() -> None:
    lines = "".join(f"  f{number}: text\n" for number in range(250))
    notice, faults = read(FIELDS + lines, "{}")
    assert notice is not None
    assert len(notice.fields) == 200
    assert [one.rule for one in faults] == ["wrong-value"]
