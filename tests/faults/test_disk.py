"""A disk that is full, read-only or broken, a process that is killed, power that fails: at each call of each write.

Afterwards what was told to be saved is there, what was refused is not, and the same can be done again.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.releases import find_commit
from tests.faults.system import KILLS, How
from tests.faults.writes import WRITES, make_office
from tests.tally import IS_FULL, tally

PACKAGE = Path(__file__).resolve().parents[2] / "ivr_author/workspace"

# What a process that ends in the middle may leave about; the next save in the same folder takes the first away, an
# hour the second. Nobody takes the third: it is the owner's alone.
LEFT = re.compile(
    r"(.*/)?\.ivr_author-[0-9a-f]{16}\.tmp|\.ivr_author/deliveries/[0-9a-f]{32}(/.*)?|.*\.ivr/\.key-[0-9a-f]{16}"
)

# What is made again whenever it is needed.
MADE_AGAIN = re.compile(r"(.*/)?\.ivr_author/(\.gitignore|lock)")

STEP, SHARE = (1, 1.0) if IS_FULL else (3, 0.05)
PLAN = {how: dict.fromkeys(list(WRITES)[place % STEP :: STEP], SHARE) for place, how in enumerate(How)}
"""Which kinds of writes go wrong in which way, and at which share of their calls: every one in each, or in two of them.
What studios do all day is tried more often than that."""
PLAN[How.KILL]["files and a commit"] = max(SHARE, 0.5)

Told = dict[str, Any]


@pytest.fixture(scope="module")
def told(fast_folder: Path) -> list[Told]:
    """What `tests.faults.breaker` tells: of each kind of write a clean one, then those that went wrong."""
    office = make_office(fast_folder / "made")
    (fast_folder / "tried").mkdir()
    command = [sys.executable, "-m", "tests.faults.breaker", office, fast_folder / "tried", "7", json.dumps(PLAN)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=PACKAGE.parents[1])
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def wrong(one: dict[str, Any], clean: dict[str, Any]) -> str:
    """What is not as it should be; empty if nothing."""
    write, before, after = WRITES[one["name"]], clean["again"], clean["state"]
    how, found, outcome = How(one["how"]), one["state"], one["outcome"]
    # The power can fail after the last call, too.
    is_power = how in KILLS and how is not How.KILL
    allowed = {"killed": {before, after}, "done": {after}}.get(outcome, {before})
    if (is_power and not write.lasts) or not write.is_told:
        allowed = {before, after}
    is_mixture = write.in_parts and (how in KILLS or how is How.READ_ONLY)
    if not (outcome in ("done", "killed") or re.fullmatch("refused file-unwritable|refused out-unwritable", outcome)):
        return f"it failed otherwise: {outcome}"
    if is_mixture:
        parts = zip(json.loads(found), json.loads(before), json.loads(after), strict=True)
        if not all(now in (old, new) for now, old, new in parts):
            return f"a file is neither old nor new: {found}"
    elif found not in allowed:
        return f"{outcome}, but found {found}"
    if one["again"] != after:
        return f"done again, it came to {one['again']}"
    left = [path for path in one["left"] if not LEFT.fullmatch(path)]
    missing = [path for path in one["missing"] if not MADE_AGAIN.fullmatch(path)]
    return f"left {left}, missing {missing}" if left or missing else ""


@pytest.mark.parametrize("how", How)
def test_every_write_is_done_or_not_wherever_it_is_broken_off(how: How, told: list[Told]) -> None:
    clean = {one["name"]: one for one in told if one["how"] == how and one["at"] == -1}
    assert list(clean) == list(PLAN[how])
    assert {one["outcome"] for one in clean.values()} == {"done"}, clean
    tried = [one for one in told if one["how"] == how and one["at"] != -1]
    # What a repository is begun with is git's own writing, for example.
    assert {one["name"] for one in tried} == {name for name, one in clean.items() if one["calls"] or how in KILLS}
    faults = {f"{one['name']}, call {one['at']} {one['failed']}": wrong(one, clean[one["name"]]) for one in tried}
    assert {place: fault for place, fault in faults.items() if fault} == {}
    outcomes = Counter(one["outcome"].partition(" ")[0] for one in tried)
    tally(f"writes broken off: {how}", len(tried), **outcomes)
    assert outcomes["killed" if how in KILLS else "refused"] > len(tried) / 3, outcomes


def test_what_a_save_left_keeps_no_release_from_being_made(fast_folder: Path) -> None:
    root = make_office(fast_folder / "left")
    left = root / "flows/.ivr_author-0123456789abcdef.tmp"
    left.write_bytes(b"half")
    assert find_commit(root)[2], "git sees the file, and nobody minds"
    (root / "flows/new.yaml").write_bytes(b"")
    with pytest.raises(WorkspaceError, match=r"flows/new\.yaml"):
        find_commit(root)


# --- nothing that writes is missing ---

WRITING = {
    "os": {
        "replace",
        "rename",
        "mkdir",
        "unlink",
        "rmdir",
        "write",
        "link",
        "symlink",
        "ftruncate",
        "truncate",
        "fchmod",
    },
    "shutil": {"rmtree", "copytree", "copy", "copy2", "move"},
}
METHODS = {"mkdir", "unlink", "rename", "replace", "touch", "rmdir", "write_bytes", "write_text", "chmod", "symlink_to"}
# Of git, what changes something.
GIT = {"change"}
ELSEWHERE = {
    "git.py:free_locks": "tests/workspace/test_git.py: it takes away what a git that was killed left",
    "revision.py:extract": "a folder that is thrown away; what is in the archive is tests/attack's",
}


def writing_functions() -> set[str]:
    """Each function of workspace/ in which something is written."""
    found = set()
    for path in sorted(PACKAGE.glob("*.py")):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: ast.unparse(one.value)
            for one in tree.body
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(one, ast.Call) and writes(one, constants) for one in ast.walk(function)
            ):
                found.add(f"{path.name}:{function.name}")
    return found


def writes(call: ast.Call, constants: dict[str, str]) -> bool:
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    owner = ast.unparse(function.value)
    if owner == "os" and function.attr == "open":
        told = ast.unparse(call.args[1])
        told = constants.get(told, told)
        return "O_RDONLY" not in told
    if function.attr == "replace" and len(call.args) != 1:
        return owner == "os"  # else a text's
    return function.attr in WRITING.get(owner, ()) or (owner not in WRITING and function.attr in (METHODS | GIT))


def test_no_code_that_writes_is_left_out(told: list[Told]) -> None:
    """A function that writes, and that no write of the table comes by, is a kind of write that nobody breaks off."""
    passed = {name for one in told for name in one["passed"]}
    known = writing_functions()
    assert len(known) > 30
    assert sorted(known - passed - ELSEWHERE.keys()) == [], "add what they do to WRITES in tests/faults/writes.py"
    tally("functions of workspace/ that write", len(known), left_out=len(known - passed - ELSEWHERE.keys()))
