"""Reads the files of one workspace and collects what is wrong with them; what they say is left to `project`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.source import Source
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.yaml_source import read_yaml
from ivr_author.workspace.files import list_files, read_source


@dataclass
class Loader:
    """One reading of a workspace. `unreadable` has the names of what is there but could not be read."""

    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def text(self, path: str, max_bytes: int = MAX_FILE_BYTES) -> Source | None:
        """A file's text, unless it has none."""
        source, faults = read_source(self.root, path, max_bytes)
        self.diagnostics.extend(faults)
        if source is not None:
            self.sources[path] = source
        return source

    def tree(self, path: str) -> tuple[Source, TreeNode] | None:
        """A file's tree, unless it can't be read."""
        source = self.text(path)
        if source is None:
            return None
        tree, faults = read_yaml(source)
        self.note(faults)
        return None if tree is None else (source, tree)

    def files(self, pattern: str) -> list[str]:
        """The files that match."""
        paths, faults = list_files(self.root, [pattern])
        self.diagnostics.extend(faults)
        return paths

    def note(self, faults: Iterable[Diagnostic]) -> None:
        """Keep faults, each once: one place can be read several times."""
        self.diagnostics.extend(fault for fault in dict.fromkeys(faults) if fault not in self.diagnostics)
