"""What the product loads as its processes begin, read from syntax trees; `tests/cli/test_start.py` looks at one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.test_architecture import MODULES, PACKAGE, ROOT, is_for_types

# Large packages, and the commands that load each before they know what they are to do. A process is begun for each
# command, and again for each worker of a service or a batch: what few of them need is loaded where it is needed.
LOADED_AT_START: Mapping[str, set[str]] = {
    "alembic": set(),
    "distributed": set(),
    "flask": {"serve"},
    "httpcore": set(),
    "httpx": set(),
    "matplotlib": set(),
    "numpy": {"recordings"},
    "openpyxl": set(),
    "prometheus_client": set(),
    "quickjs": set(),
    "redis": set(),
    "simpy": {"rehearse"},
    "sqlalchemy": {"audit", "people", "review", "serve"},
    "twilio": set(),
    "uvloop": {"answer"},
}

# What a process begins with, and what it must not load for it: the program, one that answers, one of a batch, one that
# checks beside the studio.
BEGINNINGS: Mapping[str, set[str]] = {
    "ivr_author.cli.main": {"jinja2", "lxml", "markdown_it", "yaml"},
    "ivr_author.answering.server": {"jinja2", "markdown_it", "yaml", "ivr_author.flow"},
    "ivr_author.batch.work": {"lxml", "yaml", "ivr_author.notice.channels.robocall"},
    "ivr_author.usecases.check_apart": {"lxml", "ivr_author.targets.twiml", "ivr_author.notice.rule"},
}


def imports_at_start(tree: ast.Module) -> Iterator[str]:
    """Every module that may be loaded with this one: named outside functions, or standing on a shelf (`x.*`)."""
    packages = {}
    waiting: list[ast.AST] = list(tree.body)
    for node in waiting:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                packages[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield f"{node.module}.{alias.name}"
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not is_for_types(node):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "load_shelf":
                yield f"{packages[getattr(node.args[0], 'id', '')]}.*"
            waiting += ast.iter_child_nodes(node)


@cache
def modules_by_name() -> Mapping[str, Path]:
    """The modules of the product by their dotted names."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


@cache
def read_imports(path: Path) -> Sequence[str]:
    """Those of a module, read once."""
    return tuple(imports_at_start(ast.parse(path.read_text())))


def loaded_with(*names: str) -> set[str]:
    """What is loaded with modules of ours: those of ours that they lead to, and packages of others by name."""
    known, found = modules_by_name(), set[str]()
    waiting = list(names)
    for name in waiting:
        shelf = name.removesuffix(".*")
        if shelf != name:
            waiting += [one for one in known if re.fullmatch(rf"{re.escape(shelf)}\.[a-z]\w*", one)]
        # The module, or the one that has such a name in it; and the packages around it.
        parts = shelf.split(".")
        for one in (".".join(parts[:many]) for many in range(1, len(parts) + 1)):
            if one in found:
                continue
            if one in known:
                found.add(one)
                waiting += read_imports(known[one])
            elif parts[0] != PACKAGE.name:
                found.add(one)
    return found


def test_a_large_package_is_loaded_by_the_commands_that_need_it() -> None:
    commands = {path.stem for path in (PACKAGE / "cli" / "commands").glob("[a-z]*.py")}
    loaded = {name: loaded_with(f"ivr_author.cli.commands.{name}") for name in commands}
    found = {package: {name for name in commands if package in loaded[name]} for package in LOADED_AT_START}
    assert found == LOADED_AT_START, "load it where it is needed, or say here who needs it"


@pytest.mark.parametrize("module", BEGINNINGS)
def test_a_process_begins_with_what_it_needs(module: str) -> None:
    assert loaded_with(module) & (BEGINNINGS[module] | LOADED_AT_START.keys()) <= {"uvloop"}


def test_imports_at_start_are_found() -> None:
    code = (
        "import a.b\nfrom c import d as e\nif TYPE_CHECKING:\n    import f\n"
        "try:\n    import g\nexcept ImportError:\n    h = 1\ndef i():\n    import j\n"
        "K = {one for one in load_shelf(e, 'ONE')}\nl = lambda: load_shelf(e, 'TWO')\n"
    )
    assert list(imports_at_start(ast.parse(code))) == ["a.b", "c.d", "g", "c.d.*"]


def test_what_is_loaded_with_a_module_is_found() -> None:
    assert {"yaml", "ivr_author", "ivr_author.core.yaml_source"} <= loaded_with("ivr_author.core.yaml_source")
    rules = loaded_with("ivr_author.flow.rule")
    assert {"ivr_author.flow.rules.dangling_reference", "ivr_author.core.shelf"} <= rules
    assert not {one for one in rules if one.startswith("ivr_author.cli")}
