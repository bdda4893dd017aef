"""What the house promises about itself and ruff and import-linter can't see: one owner of files, sizes, no traces."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ivr_author"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = [*sorted((ROOT / "tools").glob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]

LINES_AT_MOST = 600

# Modules outside workspace/ that may touch files, each with its reason. Package data needs no entry: read it as
# `files("ivr_author.x").joinpath("name").read_text()`, in one expression or through a name bound to `files(...)`.
FILE_ACCESS_ALLOWED: dict[str, str] = {
    "ivr_author/core/zip_input.py": "it opens the parts of a zip that is in memory, or in a stream, already",
}

# Modules that may catch everything: the outermost line of a face, where a fault of ours becomes a message.
BROAD_EXCEPT_ALLOWED: dict[str, str] = {
    "ivr_author/answering/board.py": "a caller is on the line, and the platform needs an answer",
    "ivr_author/answering/server.py": "a thread ends here: without it, a process would never hear of anything new",
    "ivr_author/cli/commands/answer.py": "a thread ends here: without it, nothing new would ever be heard",
    "ivr_author/cli/main.py": "a fault of ours is told apart from a fault in the content",
    "ivr_author/targets/twiml/service.py": "a caller is on the line, and hears an apology in their own language",
    "ivr_author/web/jobs.py": "a thread ends here: a page would wait for ever for what a fault of ours has ended",
}

FILE_METHODS = {
    *("open", "read_text", "read_bytes", "write_text", "write_bytes", "exists", "is_file", "is_dir", "is_symlink"),
    *("stat", "lstat", "touch", "mkdir", "rmdir", "unlink", "rename", "iterdir", "glob", "rglob"),
    *("symlink_to", "hardlink_to", "readlink", "chmod", "samefile"),
}
FILE_MODULES = {"shutil", "tempfile", "glob", "fileinput", "fcntl", "mmap"}
# What `os` offers besides files.
OS_ALLOWED = {"environ", "getenv", "getpid", "urandom", "cpu_count", "PathLike", "fspath", "linesep", "sep"}

# Composed, so that this file is not found by its own search.
TRACES = {
    "a path of one machine": re.compile("(?<![\\w.])/(?:" + "|".join(["wo" + "rk", "ho" + "me", "Us" + "ers"]) + ")/"),
    "the host of a package registry": re.compile(
        "|".join(["registry" + r"\.npmjs", "files" + r"\.pythonhosted", r"\bpypi" + r"\.org", r"\bnpmjs" + r"\.com"])
    ),
}
NOT_OURS = {"node_modules", "dist", "build", "__pycache__", "test-results"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Findings:
    """What a module is asked about. Trees are not kept: together they take more than a gigabyte."""

    lines: int
    docstring: str
    file_access: Sequence[str]
    broad_excepts: Sequence[str]
    late_imports: Sequence[str]
    imports_for_types: Sequence[str]


@cache
def findings_of(path: Path) -> Findings:
    """Parsed and walked through once for all tests."""
    text = path.read_text()
    tree = ast.parse(text, filename=str(path))
    nodes = all_nodes(tree)
    return Findings(
        len(text.splitlines()),
        ast.get_docstring(tree) or "",
        tuple(file_access(nodes)),
        tuple(broad_excepts(nodes)),
        tuple(late_imports(nodes)),
        tuple(imports_for_types(nodes)),
    )


def all_nodes(tree: ast.AST) -> list[ast.AST]:
    """What `ast.walk` gives, in the same order and half the time: there are more than a million in all modules."""
    found = [tree]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def nodes_of(code: str) -> list[ast.AST]:
    return all_nodes(ast.parse(code))


def innermost(expression: ast.expr) -> ast.expr:
    """Where a chain such as files("x").joinpath("y").read_text() begins: the call of `files`, or a plain name."""
    while True:
        if isinstance(expression, ast.Call) and not is_package_data(expression):
            expression = expression.func
        elif isinstance(expression, ast.Attribute):
            expression = expression.value
        elif isinstance(expression, ast.BinOp):
            expression = expression.left
        else:
            return expression


def is_package_data(expression: ast.expr) -> bool:
    """Whether this is importlib.resources' `files(...)`."""
    if not isinstance(expression, ast.Call):
        return False
    called = expression.func
    return called.attr == "files" if isinstance(called, ast.Attribute) else getattr(called, "id", "") == "files"


def file_access(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every place where a module touches the disk, as line and reason."""
    data_names = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and is_package_data(innermost(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            whole = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (f"line {node.lineno}: imports {name}" for name in whole if name.split(".")[0] in FILE_MODULES)
            if isinstance(node, ast.ImportFrom) and node.module == "os":
                taken = {alias.name for alias in node.names} - OS_ALLOWED
                yield from (f"line {node.lineno}: imports os.{name}" for name in sorted(taken))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            if node.attr not in OS_ALLOWED:
                yield f"line {node.lineno}: os.{node.attr}"
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "open":
                yield f"line {node.lineno}: open()"
            elif isinstance(node.func, ast.Attribute) and node.func.attr in FILE_METHODS:
                start = innermost(node.func.value)
                if not is_package_data(start) and getattr(start, "id", "") not in data_names:
                    yield f"line {node.lineno}: .{node.func.attr}()"


def broad_excepts(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every handler that catches everything and does not raise it again in the end."""
    for node in nodes:
        if isinstance(node, ast.ExceptHandler) and not (isinstance(node.body[-1], ast.Raise) and not node.body[-1].exc):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in caught:
                if kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"}:
                    yield f"line {node.lineno}"


def late_imports(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every import inside a function."""
    # What stands in a function never begins a line: most modules need no second walk.
    if not any(isinstance(node, ast.Import | ast.ImportFrom) and node.col_offset for node in nodes):
        return
    for function in nodes:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"line {node.lineno}, in {function.name}"


def is_for_types(node: ast.AST) -> bool:
    """Whether this is `if TYPE_CHECKING`."""
    return isinstance(node, ast.If) and getattr(node.test, "id", getattr(node.test, "attr", "")) == "TYPE_CHECKING"


def imports_for_types(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every module that is imported under `if TYPE_CHECKING`, which import-linter leaves out."""
    for node in nodes:
        if is_for_types(node):
            for statement in ast.walk(node):
                if isinstance(statement, ast.Import):
                    yield from (alias.name for alias in statement.names)
                elif isinstance(statement, ast.ImportFrom):
                    yield statement.module or ""


def text_files() -> Iterator[Path]:
    """Every text that belongs to the project, built and borrowed folders left out."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name == ".ci" or (name not in NOT_OURS and name[0] != "."))
        yield from (Path(folder, name) for name in sorted(names) if not name.endswith((".pyc", ".mo", ".png", ".wav")))


# A test for each rule, not one for each file under each rule: of those there were six thousand, a third of the suite,
# and to name and report them took longer than to run them.
def test_files_are_touched_in_workspace_alone() -> None:
    judged = [path for path in MODULES if "workspace" not in path.parts and name_of(path) not in FILE_ACCESS_ALLOWED]
    assert {name_of(path): found for path in judged if (found := findings_of(path).file_access)} == {}


def test_module_opens_with_a_docstring() -> None:
    """One that says in one to three lines what the module is for, and what it leaves to whom."""
    docstrings = {path: findings_of(path).docstring for path in [*MODULES, *SCRIPTS]}
    assert [name_of(path) for path, docstring in docstrings.items() if not docstring] == []
    heads = {path: docstring.split("\n\n")[0].splitlines() for path, docstring in docstrings.items()}
    assert [name_of(path) for path, head in heads.items() if path.parent.name != "nodes" and len(head) > 3] == []


def test_module_is_small_enough_to_read() -> None:
    lines = {name_of(path): findings_of(path).lines for path in [*MODULES, *SCRIPTS]}
    assert {name: many for name, many in lines.items() if many > LINES_AT_MOST} == {}, "split them"


def test_nothing_is_imported_inside_a_function() -> None:
    late = {name_of(path): findings_of(path).late_imports for path in [*MODULES, *SCRIPTS]}
    assert {name: found for name, found in late.items() if found} == {}


def test_imports_for_types_stay_in_their_package() -> None:
    strange = {}
    for path in MODULES:
        own = ".".join(path.relative_to(ROOT).parts[:2]).removesuffix(".py")
        found = [name for name in findings_of(path).imports_for_types if name.startswith("ivr_author")]
        if others := [name for name in found if name != own and not name.startswith(f"{own}.")]:
            strange[name_of(path)] = others
    assert strange == {}


def test_nothing_is_swallowed() -> None:
    judged = [path for path in MODULES if name_of(path) not in BROAD_EXCEPT_ALLOWED]
    assert {name_of(path): found for path in judged if (found := findings_of(path).broad_excepts)} == {}


def test_no_drawer_for_everything() -> None:
    assert [
        name_of(path) for path in [*MODULES, *SCRIPTS] if re.fullmatch(r"_?(utils?|helpers?|misc)", path.stem)
    ] == []


def test_exceptions_are_still_needed() -> None:
    for allowed, found in ((FILE_ACCESS_ALLOWED, "file_access"), (BROAD_EXCEPT_ALLOWED, "broad_excepts")):
        unused = [
            name for name in allowed if not (ROOT / name).exists() or not getattr(findings_of(ROOT / name), found)
        ]
        assert unused == []


def test_no_trace_of_one_machine() -> None:
    found = []
    for path in text_files():
        text = path.read_bytes().decode(errors="replace")
        found += [
            f"{name_of(path)}: {what}: {match}" for what, trace in TRACES.items() for match in trace.findall(text)
        ]
    assert found == []


def test_lock_file_names_no_host() -> None:
    assert '"resolved"' not in (ROOT / "static/package-lock.json").read_text()


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("open('x')", 1),
        ("from pathlib import Path\nPath('x').read_text()", 1),
        ("import os\nos.replace('a', 'b')", 1),
        ("from os import replace", 1),
        ("import tempfile", 1),
        ("(root / 'x').exists()", 1),
        ("from importlib.resources import files\nfiles('a').joinpath('b').read_text()", 0),
        ("from importlib import resources\nx = resources.files('a') / 'b'\nx.read_bytes()", 0),
        ("import os\nos.environ['X']", 0),
        ("'a'.replace('a', 'b')", 0),
    ],
)
def test_file_access_is_found(code: str, faults: int) -> None:
    assert len(list(file_access(nodes_of(code)))) == faults


@pytest.mark.parametrize(
    ("handler", "faults"),
    [
        ("except: pass", 1),
        ("except Exception: pass", 1),
        ("except (ValueError, BaseException): pass", 1),
        ("except BaseException: raise", 0),
        ("except ValueError: pass", 0),
    ],
)
def test_broad_excepts_are_found(handler: str, faults: int) -> None:
    assert len(list(broad_excepts(nodes_of(f"try:\n    pass\n{handler}")))) == faults


def test_imports_for_types_are_found() -> None:
    assert list(imports_for_types(nodes_of("if TYPE_CHECKING:\n    from a.b import c\n    import d"))) == ["a.b", "d"]


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("def f():\n    if True:\n        import os\n", ["line 3, in f"]),
        ("async def f(): from a import b\n", ["line 1, in f"]),
        ("def f(): pass; import os\n", ["line 1, in f"]),
        ("try:\n    import os\nexcept ImportError: pass\ndef f(): pass\n", []),
        ("import os\n", []),
    ],
)
def test_late_imports_are_found(code: str, places: Sequence[str]) -> None:
    assert list(late_imports(nodes_of(code))) == places


def test_all_nodes_are_looked_at() -> None:
    tree = ast.parse(Path(__file__).read_text())
    assert all_nodes(tree) == list(ast.walk(tree))
