"""Everything on a shelf has its cases, and no case lacks its thing. The shelves are read, never listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

# The package that is the shelf, and where the cases of the thing {name} lie, under tests/.
SHELVES = {
    "ivr_author.exchange.formats": "exchange/formats/{name}/test_*.py",
    "ivr_author.flow.nodes": "flow/nodes/{name}/*.yaml",
    "ivr_author.flow.rules": "flow/rules/{name}.md",
    "ivr_author.catalog.checks": "catalog/checks/{name}.md",
    "ivr_author.notice.channels": "notice/channels/{name}/test_*.py",
    "ivr_author.notice.rules": "notice/rules/{name}.md",
    "ivr_author.scoring.metrics": "scoring/metrics/{name}.md",
    "ivr_author.scoring.advice": "scoring/advice/{name}.md",
    "ivr_author.targets": "targets/{name}/test_*.py",
}


def things(shelf: str) -> list[str]:
    """The names of what stands on a shelf, in name order; an underscore marks a helper, as for core.shelf."""
    package = importlib.import_module(shelf)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.name[0] != "_")


ON_SHELVES = [(shelf, name) for shelf in SHELVES for name in things(shelf)]


@pytest.mark.parametrize(("shelf", "name"), ON_SHELVES, ids=lambda value: value.removeprefix("ivr_author."))
def test_thing_has_its_cases(shelf: str, name: str) -> None:
    pattern = SHELVES[shelf].format(name=name)
    cases = [path for path in TESTS.glob(pattern) if path.stat().st_size]
    assert cases, f"write cases for {name} as tests/{pattern}"


@pytest.mark.parametrize("shelf", SHELVES)
def test_no_case_lacks_its_thing(shelf: str) -> None:
    folder, _, rest = SHELVES[shelf].partition("{name}")
    found = (TESTS / folder).glob("*" + rest.partition("/")[0])
    named = {path.stem if path.is_file() else path.name for path in found if not path.name.startswith(("_", "."))}
    assert named - set(things(shelf)) == set()


@pytest.mark.parametrize(("shelf", "name"), ON_SHELVES, ids=lambda value: value.removeprefix("ivr_author."))
def test_thing_explains_itself(shelf: str, name: str) -> None:
    assert importlib.import_module(f"{shelf}.{name}").__doc__
