"""The JSON Schemas: valid themselves, accept the samples, refuse what the reader refuses, and are as committed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node, Scalar
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read import NODE_TYPES
from ivr_author.flow.schema import FILES, build_schemas
from tests.flow.test_nodes import CASES, FOLDER, read_and_lower, read_case

SCHEMAS = {name: json.loads(text) for name, text in build_schemas().items()}
PLACES = {
    "workspace.schema.json": "ivr.yaml",
    "flow.schema.json": "flows/*.yaml",
    "calls.schema.json": "flows/*.calls.yaml",
    "calendar.schema.json": "flows/calendars/*.yaml",
    "bulletin.schema.json": "flows/bulletins/*.yaml",
}


def data_of(node: Node | None) -> Any:
    """A tree as an editor sees it."""
    match node:
        case None:
            return None
        case Scalar(text=text, data=data, quoted=quoted):
            return text if quoted else data
        case Mapping():
            return {key.text: data_of(value) for key, value in node}
        case _:
            return [data_of(item) for item in node.items]


def faults(schema: str, text: str) -> list[str]:
    found = Draft202012Validator(SCHEMAS[schema]).iter_errors(data_of(read_yaml(Source("a.yaml", text))[0]))
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in found]


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_valid_itself(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", FILES)
def test_the_samples_are_accepted(name: str, repository: Path) -> None:
    files = [path for path in repository.glob(PLACES[name]) if "calls" in name or ".calls." not in path.name]
    assert files
    for path in files:
        assert faults(name, path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize("name", FILES)
def test_the_committed_schema_is_the_one_that_is_built(name: str, repository: Path) -> None:
    assert (repository / "flows" / "schema" / name).read_text(encoding="utf-8") == build_schemas()[name]


def test_no_other_schema_is_committed(repository: Path) -> None:
    assert {path.name for path in (repository / "flows" / "schema").iterdir()} == set(FILES)


@pytest.mark.parametrize("name", CASES)
def test_good_nodes_are_accepted(name: str) -> None:
    text, wanted = read_case((FOLDER / name).read_text(encoding="utf-8"))
    if wanted == "listing":
        assert faults("flow.schema.json", text) == []


HEAD = "format: 1\ntitle: a\nstart: it\n"
BAD_FLOWS = [
    "title: a\nstart: it\nnodes: {it: {type: hangup}}\n",
    "format: 2\ntitle: a\nstart: it\nnodes: {it: {type: hangup}}\n",
    HEAD + "nodes: {}\n",
    HEAD + "nodes: {It: {type: hangup}}\n",
    HEAD + "nodes: {it: {type: hang_up}}\n",
    HEAD + "nodes: {it: {prompt: a}}\n",
    HEAD + "nodes: {it: {type: hangup, promt: a}}\n",
    HEAD + "nodes: {it: {type: play, next: it}}\n",
    HEAD + "nodes: {it: {type: play, prompt: [], next: it}}\n",
    HEAD + "nodes: {it: {type: play, prompt: {one: a}, next: it}}\n",
    HEAD + "nodes: {it: {type: play, prompt: {text: a, frm: b}, next: it}}\n",
    HEAD + "nodes: {it: {type: play, prompt: a, next: Not Here}}\n",
    HEAD + "nodes: {it: {type: menu, choices: [{key: '12', next: it}]}}\n",
    HEAD + "nodes: {it: {type: menu, choices: [{key: '1'}]}}\n",
    HEAD + "nodes: {it: {type: menu, choices: {key: '1', next: it}}}\n",
    HEAD + "nodes: {it: {type: menu, attempts: 11, choices: []}}\n",
    HEAD + "nodes: {it: {type: menu, timeout: 5, choices: []}}\n",
    HEAD + "nodes: {it: {type: collect, prompt: a, into: b, kind: words, next: it}}\n",
    HEAD + "nodes: {it: {type: collect, prompt: a, into: b, length: 0, next: it}}\n",
    HEAD + "nodes: {it: {type: collect, prompt: a, into: b, terminator: '1', next: it}}\n",
    HEAD + "nodes: {it: {type: send, notice: a, channel: fax, next: it}}\n",
    HEAD + "nodes: {it: {type: transfer, to: '555'}}\n",
    HEAD + "nodes: {it: {type: hours, calendar: a, next: it}}\n",
    HEAD + "variables: {a: int}\nnodes: {it: {type: hangup}}\n",
    HEAD + "variables: {a: {}}\nnodes: {it: {type: hangup}}\n",
]


@pytest.mark.parametrize("text", BAD_FLOWS)
def test_what_the_reader_refuses_the_schema_refuses(text: str) -> None:
    tree = read_yaml(Source("flows/main.yaml", text))[0]
    nodes = tree.get("nodes") if isinstance(tree, Mapping) else None
    assert nodes is not None
    assert read_and_lower(text)[2].strip(), "the reader takes it"
    assert faults("flow.schema.json", text), "the schema takes it"


def test_every_node_type_is_described() -> None:
    definitions = SCHEMAS["flow.schema.json"]["$defs"]
    for name, kind in NODE_TYPES.items():
        schema = definitions[f"{kind.__name__}Node"]
        assert schema["properties"]["type"] == {"const": name}
        assert schema["description"]
        assert "notes" in schema["properties"]


def test_the_same_types_give_the_same_bytes() -> None:
    assert build_schemas() == build_schemas()
