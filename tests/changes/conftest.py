"""Pairs of workspaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.changes.pair import Pair, make_pair


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path)
