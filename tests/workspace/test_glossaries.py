"""Loading glossaries: each with its places, faults beside it, and its schema saying what the reader says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ivr_author.core.source import Source
from ivr_author.workspace.glossaries import build_glossary_schema, read_glossary
from ivr_author.workspace.layout import FileKind, kind_of
from ivr_author.workspace.project import load_workspace
from tests.flow.content import SETTINGS

GLOSSARY = """\
format: 1
terms:
  - source: premium
    preferred: [prima]
    forbidden: [premio]
  - {source: Health Connector, keep: true}
"""


def told(text: str) -> list[str]:
    return [f"{one.span}: {one.rule}" for one in read_glossary(Source("g.yaml", text), "es")[1]]


def test_a_workspace_has_the_glossaries_of_its_locales(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "locales/es").mkdir(parents=True)
    (tmp_path / "locales/es/glossary.yaml").write_text(GLOSSARY)
    workspace = load_workspace(tmp_path)
    assert list(workspace.glossaries) == ["es"]
    premium, connector = workspace.glossaries["es"].terms
    assert (premium.preferred, premium.forbidden, premium.keep) == (("prima",), ("premio",), False)
    assert (premium.span.line, premium.span.path) == (3, "locales/es/glossary.yaml")
    assert connector.keep
    assert kind_of("locales/es/glossary.yaml") is FileKind.GLOSSARY
    assert "locales/es/glossary.yaml" in workspace.sources


def test_a_glossary_is_read_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "locales/es").mkdir(parents=True)
    path = tmp_path / "locales/es/glossary.yaml"
    path.write_text(GLOSSARY)
    first = load_workspace(tmp_path).glossaries["es"]
    path.write_text(GLOSSARY.replace("premio", "galardón"))
    assert load_workspace(tmp_path).glossaries["es"] != first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GLOSSARY, []),
        (GLOSSARY.replace("preferred", "prefered"), ["g.yaml:4:5: unknown-key"]),
        (GLOSSARY.replace("[prima]", "prima"), ["g.yaml:4:16: wrong-shape"]),
        (GLOSSARY.replace("keep: true", "keep: maybe"), ["g.yaml:6:38: wrong-value"]),
        (GLOSSARY.replace("format: 1", "format: 7"), ["g.yaml:1:9: unknown-format"]),
        (GLOSSARY.replace("premio", "Prima"), ["g.yaml:3:5: glossary-conflict"]),
        (GLOSSARY + "  - {source: PREMIUM, preferred: [cuota]}\n", ["g.yaml:7:5: glossary-conflict"]),
        ("format: 1\nterms: {premium: prima}\n", ["g.yaml:2:8: wrong-shape"]),
        ("format: 1\nterms: [{preferred: [prima]}]\n", ["g.yaml:2:10: missing-key"]),
        ("", ["g.yaml:1:1: empty-file"]),
        ("terms: &a [*a]\n", ["g.yaml:1:12: anchor-or-alias"]),
    ],
)
def test_what_is_wrong_with_a_glossary(text: str, expected: list[str]) -> None:
    assert sorted(told(text))[: len(expected)] == expected
    assert bool(told(text)) == bool(expected)


def test_the_sample_glossaries_are_sound_and_fit_the_schema(repository: Path) -> None:
    assert (repository / "locales/schema/glossary.schema.json").read_bytes().decode() == build_glossary_schema()
    Draft202012Validator.check_schema(json.loads(build_glossary_schema()))
    for path in sorted((repository / "locales").glob("*/glossary.yaml")):
        glossary, faults = read_glossary(Source(path.name, path.read_text(encoding="utf-8")), path.parent.name)
        assert faults == ()
        assert glossary is not None
        assert glossary.terms
