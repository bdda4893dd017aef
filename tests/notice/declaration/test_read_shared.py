"""The letterhead, the members and the lines of language assistance, and what can be wrong with them."""

from __future__ import annotations

import pytest

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.tree import Node
from ivr_author.core.yaml_source import read_yaml
from ivr_author.notice.declaration.read_shared import read_assistance, read_letterhead, read_members

LETTERHEAD = """\
organisation: Bay State Health Exchange
address: [PO Box 100, "Boston, MA 02101"]
phone: 1-800-555-0100
tty: 711
website: https://www.example.org
email: help@example.org
hours: Monday to Friday, 8 a.m. to 6 p.m.
"""


def parse(text: str) -> tuple[Source, Node]:
    source = Source("notices/a.yaml", text)
    tree, faults = read_yaml(source)
    assert tree is not None
    assert not faults
    return source, tree


def told(faults: list[Diagnostic]) -> list[str]:
    return [f"{one.span}: {one.rule}: {one.message}".removeprefix("notices/a.yaml:") for one in faults]


def test_who_writes() -> None:
    letterhead, faults = read_letterhead(*parse(LETTERHEAD))
    assert faults == []
    assert letterhead is not None
    assert letterhead.address == ("PO Box 100", "Boston, MA 02101")
    assert (letterhead.phone, letterhead.tty) == ("+18005550100", "711")
    assert letterhead.values()["hours"][1] == "Monday to Friday, 8 a.m. to 6 p.m."


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("phone: 1-800-555-0100", "phone: call us", "3:8: wrong-value: `call us` is no phone number"),
        ("phone: 1-800-555-0100\n", "", "1:1: missing-key: the letterhead needs `phone`"),
        ("tty: 711", "tty: none", "4:6: wrong-value: `none` is not made of figures"),
        ("https://www", "javascript:www", "5:10: wrong-value: `javascript:www.example.org` is no web address"),
        ("help@", "help at ", "6:8: wrong-value: `help at example.org` is no email address"),
        ('[PO Box 100, "Boston, MA 02101"]', "[a, b, c, d, e, f, g, h]", "2:10: wrong-value: an address of 8 lines"),
        ('[PO Box 100, "Boston, MA 02101"]', "{a: b}", "2:10: wrong-value: there is no value"),
        ("hours:", "hour:", "7:1: unknown-key: the letterhead has no key `hour`"),
    ],
)
def test_a_letterhead_with_a_fault(old: str, new: str, wanted: str) -> None:
    assert old in LETTERHEAD
    _, faults = read_letterhead(*parse(LETTERHEAD.replace(old, new)))
    assert told(faults) == [wanted]


def test_members_by_id() -> None:
    members, faults = read_members(*parse("ana: {note: One, locale: zh-hant, values: {a: 1}}\nbob: {bare: true}\n"))
    assert faults == []
    assert (members["ana"].note, members["ana"].locale, members["ana"].bare) == ("One", "zh_Hant", False)
    assert members["ana"].values is not None
    assert members["bob"].bare


def test_members_with_faults_do_not_stop_the_others() -> None:
    text = "Ana: {}\nbob: {bare: maybe}\neve: {locale: '!'}\nzoe: {vals: {}}\nmax: 3\nuwe: {values: [1]}\n"
    members, faults = read_members(*parse(text))
    assert told(faults) == [
        "1:1: wrong-name: a member can't be called `Ana`",
        "2:13: wrong-value: this must be true or false",
        "3:15: unknown-locale: `!` is no language tag",
        "4:7: unknown-key: member `zoe` has no key `vals`",
        "5:6: wrong-shape: member `max` must be a map of keys to values",
        "6:15: wrong-shape: a sample must be a map of keys to values",
    ]
    assert set(members) == {"Ana", "zoe"}
    assert told(read_members(*parse("[a]"))[1]) == ["1:1: wrong-shape: the members must be a map of keys to values"]


def test_lines_of_language_assistance_in_their_order() -> None:
    text = (
        "languages:\n- {locale: es, text: 'Llame al {phone} (TTY: {tty}).'}\n- {locale: pt-BR, text: '{tty}{phone}'}\n"
    )
    lines, faults = read_assistance(*parse(text))
    assert faults == []
    assert [(one.locale, one.text) for one in lines] == [
        ("es", "Llame al {phone} (TTY: {tty})."),
        ("pt_BR", "{tty}{phone}"),
    ]


def test_lines_of_language_assistance_with_faults() -> None:
    text = """\
languages:
- {locale: es, text: "{phone} {tty}"}
- {locale: ht, text: "{phon} {tty}"}
- {locale: "1", text: "{phone} {tty}"}
"""
    assert told(read_assistance(*parse(text))[1]) == ["4:12: unknown-locale: `1` is no language tag"]
    text = """\
languages:
- {locale: es, text: "{phone} {tty}"}
- {locale: ht, text: "{phon} {tty} {"}
- {locale: ES, text: "{phone} {tty}"}
"""
    assert told(read_assistance(*parse(text))[1]) == [
        "3:22: placeholder-syntax: a single `{`; write `{{` for a brace that is spoken text",
        "3:22: undeclared-field: {phon} is not known here",
        "3:22: missing-key: the text in `ht` lacks {phone}",
        "4:22: duplicate-value: `es` is given twice; first on line 2",
    ]
