"""The JSON Schemas of notices: valid themselves, accept the samples, refuse what the reader refuses, as committed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.notice.declaration.read import read_notice
from ivr_author.notice.declaration.read_shared import read_assistance, read_letterhead, read_members
from ivr_author.notice.declaration.schema import build_notice_schemas
from ivr_author.workspace.notices import CHANNEL_NAMES
from tests.flow.test_schema import data_of

TEXTS = build_notice_schemas(CHANNEL_NAMES)
SCHEMAS = {name: json.loads(text) for name, text in TEXTS.items()}
PLACES = {
    "notice.schema.json": "notices/*/notice.yaml",
    "letterhead.schema.json": "notices/_letterhead.yaml",
    "members.schema.json": "notices/_members.yaml",
    "language_assistance.schema.json": "notices/_language_assistance.yaml",
}


def faults(schema: str, text: str) -> list[str]:
    found = Draft202012Validator(SCHEMAS[schema]).iter_errors(data_of(read_yaml(Source("a.yaml", text))[0]))
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in found]


@pytest.mark.parametrize("name", PLACES)
def test_a_schema_is_valid_itself(name: str) -> None:
    assert set(TEXTS) == set(PLACES)
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", PLACES)
def test_the_samples_are_accepted_and_name_their_schema(name: str, repository: Path) -> None:
    files = list(repository.glob(PLACES[name]))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert faults(name, text) == [], path
        named = text.splitlines()[0].partition("$schema=")[2]
        assert (path.parent / named).resolve() == repository / "notices/schema" / name


@pytest.mark.parametrize("name", PLACES)
def test_the_committed_schema_is_the_one_that_is_built(name: str, repository: Path) -> None:
    assert (repository / "notices/schema" / name).read_text(encoding="utf-8") == TEXTS[name], "run `ivr-author schema`"


def test_no_other_schema_is_committed(repository: Path) -> None:
    assert {path.name for path in (repository / "notices/schema").iterdir()} == set(PLACES)


HEAD = "format: 1\ntitle: a\npurpose: b\nowner: c\nchannels: [sms]\n"
LETTERHEAD = "organisation: a\naddress: [b]\nphone: 800-555-0100\n"
GOOD = [
    ("notice.schema.json", HEAD + "fields: {a: money, b: {type: list, fields: {c: {type: text, optional: true}}}}\n"),
    ("notice.schema.json", HEAD + "sample: {a: 1, b: [{c: x}], d: null, e: [x, y]}\nsamples: {zoe: {a: x}}\n"),
    ("notice.schema.json", HEAD + "limits: {pages: 2}\nrecipient: {date: d}\nreadability: {grade_at_most: 6}\n"),
    ("letterhead.schema.json", LETTERHEAD + "tty: 711\nwebsite: https://example.org\nemail: a@example.org\nhours: b\n"),
    ("letterhead.schema.json", LETTERHEAD.replace("[b]", "b | c")),
    ("members.schema.json", "ana: {note: a, locale: es, values: {a: [x, y]}}\nbob: {bare: true}\n"),
]
BAD = [
    ("notice.schema.json", HEAD.replace("owner: c\n", "")),
    ("notice.schema.json", HEAD.replace("sms", "fax")),
    ("notice.schema.json", HEAD.replace("sms", "sms, sms")),
    ("notice.schema.json", HEAD.replace("sms", "")),
    ("notice.schema.json", HEAD.replace("format: 1", "format: 2")),
    ("notice.schema.json", HEAD + "ownr: c\n"),
    ("notice.schema.json", HEAD + "fields: {A: text}\n"),
    ("notice.schema.json", HEAD + "fields: {a: txt}\n"),
    ("notice.schema.json", HEAD + "fields: {a: list}\n"),
    ("notice.schema.json", HEAD + "fields: {a: {type: list}}\n"),
    ("notice.schema.json", HEAD + "fields: {a: {type: list, fields: {}}}\n"),
    ("notice.schema.json", HEAD + "fields: {a: {type: text, fields: {b: text}}}\n"),
    ("notice.schema.json", HEAD + "fields: {a: {type: text, longest: 0}}\n"),
    ("notice.schema.json", HEAD + "fields: {a: {optional: true}}\n"),
    ("notice.schema.json", HEAD + "legal: [a, a]\n"),
    ("notice.schema.json", HEAD + "limits: {pages: 0}\n"),
    ("notice.schema.json", HEAD + "recipient: {name: Not a name}\n"),
    ("notice.schema.json", HEAD + "sample: [a]\n"),
    ("letterhead.schema.json", LETTERHEAD.replace("phone: 800-555-0100\n", "")),
    ("letterhead.schema.json", LETTERHEAD.replace("800-555-0100", "call us")),
    ("letterhead.schema.json", LETTERHEAD.replace("[b]", "[a, b, c, d, e, f, g, h]")),
    ("letterhead.schema.json", LETTERHEAD + "website: example.org\n"),
    ("letterhead.schema.json", LETTERHEAD + "tty: none\n"),
    ("members.schema.json", "Ana: {}\n"),
    ("members.schema.json", "ana: {vals: {}}\n"),
    ("members.schema.json", "ana: {bare: maybe}\n"),
    ("language_assistance.schema.json", "languages: [{locale: es}]\n"),
    ("language_assistance.schema.json", "languages: {es: a}\n"),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_what_is_right_is_accepted(name: str, text: str) -> None:
    assert faults(name, text) == []


@pytest.mark.parametrize(("name", "text"), BAD)
def test_what_the_reader_refuses_the_schema_refuses(name: str, text: str) -> None:
    assert read(name, text), "the reader takes it"
    assert faults(name, text), "the schema takes it"


@pytest.mark.parametrize(("name", "text"), [one for one in GOOD if "zoe" not in one[1] and "date: d" not in one[1]])
def test_what_the_schema_accepts_the_reader_accepts(name: str, text: str) -> None:
    assert [one.message for one in read(name, text)] == []


def read(name: str, text: str) -> list[Diagnostic]:
    source = Source("a.yaml", text)
    tree, found = read_yaml(source)
    assert tree is not None
    if name == "notice.schema.json":
        return [*found, *read_notice("a", source, tree, {}, CHANNEL_NAMES)[1]]
    reader = {"letterhead": read_letterhead, "members": read_members, "language_assistance": read_assistance}
    return [*found, *reader[name.partition(".")[0]](source, tree)[1]]


def test_the_same_types_give_the_same_bytes() -> None:
    assert build_notice_schemas(CHANNEL_NAMES) == TEXTS
