"""A folder for the tests of a file, which force things to the disk thousands of times: see `tests/conftest.py`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def fast_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """In memory where there is room; gone at the end."""
    folder = tmp_path_factory.mktemp("faults")
    yield folder
    shutil.rmtree(folder)
