"""A small workspace for tests: the one that `init` writes, and what can be made of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from ivr_author.call.script import CallScript
from ivr_author.compiler import compile_program
from ivr_author.ir.ops import Input, Say
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, Target
from ivr_author.usecases.init import init_workspace
from ivr_author.workspace.project import load_workspace

CALLS = "flows/main.calls.yaml"


def make_workspace(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """A new workspace, with some files in place of its own."""
    given = {path: text.encode() for path, text in (files or {}).items()}
    for path, raw in {**_begun(), **given}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return folder


@cache
def _begun() -> Mapping[str, bytes]:
    """What `init` writes, asked for once: hundreds of tests begin with it."""
    with tempfile.TemporaryDirectory() as parent:
        root = Path(parent) / "begun"
        return {path: (root / path).read_bytes() for path in init_workspace(root)}


def change(folder: Path, path: str, old: str, new: str) -> None:
    """Replace words of a file; they must be there."""
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text, f"{path} does not say {old!r}"
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def load(folder: Path) -> tuple[Program, dict[str, CallScript]]:
    """The program and the calls by name."""
    workspace = load_workspace(folder)
    assert workspace.content is not None
    program = compile_program(workspace.content, workspace.translations())
    return program, {script.name: script for scripts in workspace.scripts.values() for script in scripts}


def without_say(program: Program, address: str) -> Program:
    """What an emitter makes of a program if it forgets one prompt."""
    blocks = {
        block.id: replace(block, steps=tuple(step for step in block.steps if not _says(step, address)))
        for block in program.blocks.values()
    }
    assert blocks != program.blocks, f"nothing says {address}"
    return replace(program, blocks=blocks)


def with_swapped_keys(program: Program, node: str, one: str, other: str) -> Program:
    """What an emitter makes of a program if it writes one key of a menu for another."""
    blocks = dict(program.blocks)
    for block in program.blocks.values():
        if block.node == node and isinstance(block.end, Input):
            keys = block.end.keys
            swapped = {**keys, one: keys[other], other: keys[one]}
            blocks[block.id] = replace(block, end=replace(block.end, keys=swapped))
    assert blocks != program.blocks, f"{node} is no menu"
    return replace(program, blocks=blocks)


def plant(target: Target, spoil: Callable[[Program], Program]) -> Target:
    """The target with a fault in its emitter: it emits what `spoil` makes of the program."""
    return cast(Target, Planted(target, spoil))


class Planted:
    """A target in all but its emitter."""

    def __init__(self, target: Target, spoil: Callable[[Program], Program]) -> None:
        self._target = target
        self._spoil = spoil

    def __getattr__(self, name: str) -> object:
        return getattr(self._target, name)

    def emit(self, program: Program) -> Artifact:
        """Of the spoilt program."""
        return self._target.emit(self._spoil(program))


def _says(step: object, address: str) -> bool:
    return isinstance(step, Say) and step.address == address
