"""Faults of many kinds, seeded in right translations: how many are found, and what is said of the right ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.diagnostics import Severity
from ivr_author.workspace.project import load_workspace
from tests.catalog.seeded.seeds import RIGHT, Seed, found_by, read_seeds, said_of

LEAST_RECALL = 0.95
MOST_FALSE_ALARMS = 0.02


@pytest.fixture(scope="module")
def seeds() -> list[Seed]:
    return read_seeds()


@pytest.fixture(scope="module")
def said(seeds: list[Seed], repository: Path) -> tuple[dict, dict]:
    glossaries = load_workspace(repository).glossaries
    return said_of(seeds, False, glossaries), said_of(seeds, True, glossaries)


def test_there_are_enough(seeds: list[Seed]) -> None:
    assert len({seed.name for seed in seeds}) >= 100
    assert len({seed.kind for seed in seeds}) >= 20
    assert {"es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar"} <= {seed.pair.locale for seed in seeds}
    assert all(seed.fault != seed.pair.text for seed in seeds)


def test_faults_are_found(seeds: list[Seed], said: tuple[dict, dict]) -> None:
    found = found_by(*({line: {rule for rule, _ in one} for line, one in part.items()} for part in said), seeds)
    missed = [name for name, is_found in found.items() if not is_found]
    assert len(missed) <= (1 - LEAST_RECALL) * len(found), "\n".join(["missed", *missed])


def test_right_translations_pass(seeds: list[Seed], said: tuple[dict, dict]) -> None:
    alarms = alarms_of(said[0])
    assert len(alarms) <= MOST_FALSE_ALARMS * len(seeds), "\n".join(["false alarms", *alarms])


def test_right_translations_by_others_pass(repository: Path) -> None:
    rows = read_seeds(RIGHT)
    assert len(rows) >= 150
    alarms = alarms_of(said_of(rows, False, load_workspace(repository).glossaries))
    assert len(alarms) <= MOST_FALSE_ALARMS * len(rows), "\n".join(["false alarms", *alarms])


def alarms_of(said: dict[int, set[tuple[str, Severity]]]) -> list[str]:
    """The lines of which an error or a warning is said."""
    rules = {line: [rule for rule, severity in one if severity is not Severity.NOTE] for line, one in said.items()}
    return [f"line {line}: {', '.join(names)}" for line, names in rules.items() if names]
