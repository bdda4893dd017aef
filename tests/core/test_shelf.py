"""A shelf is loaded whole or thing by thing, in name order, or refused with the module's name."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from ivr_author.core.shelf import ShelfOnDemand, load_shelf

MakeShelf = Callable[[dict[str, str]], ModuleType]


@pytest.fixture
def make_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeShelf]:
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(modules: dict[str, str]) -> ModuleType:
        folder = tmp_path / "a_shelf"
        folder.mkdir()
        (folder / "__init__.py").write_text("", encoding="utf-8")
        for name, text in modules.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return importlib.import_module("a_shelf")

    yield make
    for name in [name for name in sys.modules if name.split(".")[0] == "a_shelf"]:
        del sys.modules[name]


def test_modules_and_folders_come_in_name_order(make_shelf: MakeShelf) -> None:
    package = make_shelf({"zebra.py": "RULE = 26", "ant.py": "RULE = 1", "folder/__init__.py": "RULE = 6"})
    assert list(load_shelf(package, "RULE", int).items()) == [("ant", 1), ("folder", 6), ("zebra", 26)]


def test_helpers_stand_outside(make_shelf: MakeShelf) -> None:
    assert load_shelf(make_shelf({"_helper.py": "", "ant.py": "RULE = 1"}), "RULE") == {"ant": 1}


def test_a_module_without_its_export_is_named(make_shelf: MakeShelf) -> None:
    with pytest.raises(TypeError, match=r"a_shelf\.zebra stands on a shelf but has no `RULE`"):
        load_shelf(make_shelf({"ant.py": "RULE = 1", "zebra.py": "ROLE = 1"}), "RULE")


def test_an_export_of_another_kind_is_named(make_shelf: MakeShelf) -> None:
    with pytest.raises(TypeError, match=r"a_shelf\.ant\.RULE is a str; this shelf holds int"):
        load_shelf(make_shelf({"ant.py": "RULE = 'one'"}), "RULE", int)


def test_a_fault_inside_a_module_is_not_hidden(make_shelf: MakeShelf) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        load_shelf(make_shelf({"ant.py": "import no_such_module"}), "RULE")


def test_on_demand_a_module_is_loaded_when_it_is_taken(make_shelf: MakeShelf) -> None:
    package = make_shelf({"zebra.py": "RULE = 26", "ant.py": "RULE = 1", "_helper.py": ""})
    shelf = ShelfOnDemand[int](package, "RULE")
    assert list(shelf) == ["ant", "zebra"]
    assert len(shelf) == 2
    assert "a_shelf.ant" not in sys.modules
    assert shelf["zebra"] == 26
    assert "a_shelf.ant" not in sys.modules
    assert dict(shelf) == {"ant": 1, "zebra": 26}


def test_on_demand_there_is_no_more_than_stands_there(make_shelf: MakeShelf) -> None:
    package = make_shelf({"_helper.py": "RULE = 1", "ant.py": "ROLE = 1", "bear.py": "RULE = 'one'"})
    shelf = ShelfOnDemand[int](package, "RULE", int)
    for name in ("_helper", "bee", "ant.ROLE"):
        assert shelf.get(name) is None
    with pytest.raises(TypeError, match=r"a_shelf\.ant stands on a shelf but has no `RULE`"):
        shelf["ant"]
    with pytest.raises(TypeError, match=r"a_shelf\.bear\.RULE is a str; this shelf holds int"):
        shelf["bear"]
