"""Each node type by its cases in nodes/<type>/: a flow, and the operations it is lowered to or what is wrong with it.

A case is a YAML file: `flow` is the text of flows/main.yaml; last come `listing` (as ir.listing writes it) or `faults`,
one a line: rule, line and column in the flow, message and hint.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Scalar
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.flow.lower import lower
from ivr_author.flow.read import NODE_TYPES, read_flow
from ivr_author.ir.listing import list_program
from ivr_author.ir.program import faults_of
from tests.flow.content import content_with

FOLDER = Path(__file__).resolve().parent
CASES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("nodes/*/*.yaml"))
RESULTS = ("listing", "faults")


@pytest.mark.parametrize("name", CASES)
def test_nodes_do_what_their_cases_say(name: str, golden: Callable[[str, str], None]) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    flow, wanted = read_case(text)
    found, listing, faults = read_and_lower(flow)
    assert Path(name).parent.name.rstrip("_") in found
    actual = faults if wanted == "faults" else listing
    block = "".join(f"  {line}\n" if line else "\n" for line in actual.rstrip("\n").split("\n"))
    golden(name, f"{text[: text.index(f'{wanted}: |')]}{wanted}: |\n{block}")


def read_case(text: str) -> tuple[str, str]:
    tree, faults = read_yaml(Source("case.yaml", text))
    assert faults == []
    assert isinstance(tree, Mapping)
    flow = tree.get("flow")
    assert isinstance(flow, Scalar)
    (wanted,) = [key.text for key, _ in tree if key.text in RESULTS]
    return flow.text, wanted


def read_and_lower(flow_text: str) -> tuple[set[str], str, str]:
    """The types of the flow's nodes, the operations of its first node, and its faults."""
    source = Source("flows/main.yaml", flow_text)
    tree, faults = read_yaml(source)
    assert isinstance(tree, Mapping)
    flow, more = read_flow("main", source, tree)
    faults = [*faults, *more]
    lines = [
        f"{one.rule} {one.span.line if one.span else 0}:{one.span.column if one.span else 0} {one.message}"
        + (f" -- {one.hint}" if one.hint else "")
        for one in faults
    ]
    nodes = tree.get("nodes")
    assert isinstance(nodes, Mapping)
    kinds = [node.get("type") for _, node in nodes if isinstance(node, Mapping)]
    types = {kind.text for kind in kinds if isinstance(kind, Scalar)}
    listing = ""
    if flow is not None:
        content: Content = content_with(flow)
        program = lower(content)
        assert faults_of(program) == []
        listing = list_program(program, "main")
    return types, listing, "\n".join(lines) + "\n"


def test_every_node_type_has_both_kinds_of_case() -> None:
    for name in NODE_TYPES:
        folder = FOLDER / "nodes" / (f"{name}_" if name == "return" else name)
        kinds = {read_case(path.read_text(encoding="utf-8"))[1] for path in folder.glob("*.yaml")}
        assert kinds == set(RESULTS), name
