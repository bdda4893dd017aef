"""Loads a shelf: every module of a package, in name order, each with its one export. What it means is its owner's."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any, TypeVar, overload

Item = TypeVar("Item")


@overload
def load_shelf(package: ModuleType, export_name: str) -> dict[str, object]: ...


@overload
def load_shelf(package: ModuleType, export_name: str, kind: type[Item]) -> dict[str, Item]: ...


def load_shelf(package: ModuleType, export_name: str, kind: type[Any] = object) -> dict[str, Any]:
    """Every module (or folder) of `package` by its name, with its export, which must be a `kind`.

    A module whose name begins with an underscore is a helper and stands outside the shelf.
    """
    shelf: dict[str, Any] = {}
    for name in shelf_names(package):
        module = importlib.import_module(f"{package.__name__}.{name}")
        if not hasattr(module, export_name):
            raise TypeError(f"{module.__name__} stands on a shelf but has no `{export_name}`")
        export = getattr(module, export_name)
        if not isinstance(export, kind):
            raise TypeError(
                f"{module.__name__}.{export_name} is a {type(export).__name__}; this shelf holds {kind.__name__}"
            )
        shelf[name] = export
    return shelf


def shelf_names(package: ModuleType) -> tuple[str, ...]:
    """The names on a shelf, without loading what stands there."""
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))
