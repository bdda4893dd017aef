"""Loads a shelf: every module of a package, in name order, each with its one export. What it means is its owner's."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, Generic, TypeVar, overload

Item = TypeVar("Item")


@overload
def load_shelf(package: ModuleType, export_name: str) -> dict[str, object]: ...


@overload
def load_shelf(package: ModuleType, export_name: str, kind: type[Item]) -> dict[str, Item]: ...


def load_shelf(package: ModuleType, export_name: str, kind: type[Any] = object) -> dict[str, Any]:
    """Every module (or folder) of `package` by its name, with its export, which must be a `kind`.

    A module whose name begins with an underscore is a helper and stands outside the shelf.
    """
    return {name: _load_one(package, name, export_name, kind) for name in shelf_names(package)}


class ShelfOnDemand(Mapping[str, Item], Generic[Item]):
    """The same, but each module is loaded when its export is first taken from here: for what is heavy, and not always
    needed. The names load nothing.
    """

    def __init__(self, package: ModuleType, export_name: str, kind: type[Any] = object) -> None:
        self._package = package
        self._export_name = export_name
        self._kind = kind
        self._names = shelf_names(package)
        self._loaded: dict[str, Item] = {}

    def __getitem__(self, name: str) -> Item:
        if name not in self._loaded:
            if name not in self._names:
                raise KeyError(name)
            self._loaded[name] = _load_one(self._package, name, self._export_name, self._kind)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _load_one(package: ModuleType, name: str, export_name: str, kind: type[Any]) -> Any:
    module = importlib.import_module(f"{package.__name__}.{name}")
    if not hasattr(module, export_name):
        raise TypeError(f"{module.__name__} stands on a shelf but has no `{export_name}`")
    export = getattr(module, export_name)
    if not isinstance(export, kind):
        raise TypeError(
            f"{module.__name__}.{export_name} is a {type(export).__name__}; this shelf holds {kind.__name__}"
        )
    return export


def shelf_names(package: ModuleType) -> tuple[str, ...]:
    """The names on a shelf, without loading what stands there."""
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))
