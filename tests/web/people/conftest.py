"""A studio with accounts on a copy of the sample workspace: one for all tests of a module, or one for a test alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr_author.people.database import open_database
from tests.web.accounts import House, open_house
from tests.web.conftest import copy_workspace, give_history


@pytest.fixture(scope="session")
def people_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that is up to date, to be copied."""
    path = tmp_path_factory.mktemp("people_template") / "template.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="module")
def shared_house(
    repository: Path, sample_history: Path, people_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """For tests that leave the workspace as it is; the people are each test's own."""
    folder = tmp_path_factory.mktemp("house")
    root = give_history(copy_workspace(repository, tmp_path_factory.mktemp("workspace")), sample_history)
    house = open_house(root, people_template, folder)
    yield house
    house.database.close()


@pytest.fixture
def house(kept_workspace: Path, people_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """On this test's own `kept_workspace`, for tests that save."""
    house = open_house(kept_workspace, people_template, tmp_path_factory.mktemp("house"))
    yield house
    house.database.close()
