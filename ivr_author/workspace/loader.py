"""Reads the files of one workspace and collects what is wrong with them; what they say is left to `project`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.memo import Memo
from ivr_author.core.source import Source
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.yaml_source import read_yaml
from ivr_author.workspace.files import Listing, read_source

Made = TypeVar("Made")
Signature = tuple[int, ...]

MOST_MADE = 10_000
"""What was made of files and is kept for other readings, of this workspace or of another version of it."""

_made: Memo[Any] = Memo(MOST_MADE)


@dataclass
class KeptFiles:
    """What earlier readings of a workspace came to, so that the next one reads only the files that have changed.

    `signatures` tell the version of each file that is on the disk now; a file without one is read anew.
    """

    signatures: Mapping[str, Signature] = field(default_factory=dict)
    texts: dict[str, tuple[Signature, Source]] = field(default_factory=dict)
    made: dict[tuple[str, str], tuple[tuple[object, ...], Any]] = field(default_factory=dict)


@dataclass
class Loader:
    """One reading of a workspace. `unreadable` has the names of what is there but could not be read."""

    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    kept: KeptFiles = field(default_factory=KeptFiles)
    _listing: Listing = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what stands there now."""
        self._listing = Listing(self.root)

    def text(self, path: str, max_bytes: int = MAX_FILE_BYTES) -> Source | None:
        """A file's text, unless it has none."""
        signature = self.kept.signatures.get(path)
        known = self.kept.texts.get(path)
        if signature and known is not None and known[0] == signature:
            self.sources[path] = known[1]
            return known[1]
        source, faults = read_source(self.root, path, max_bytes)
        self.diagnostics.extend(faults)
        if source is None:
            return None
        if known is not None and known[1] == source:
            # The same words again: whatever was made of them stays.
            source = known[1]
        self.sources[path] = source
        if not faults:
            self.kept.texts[path] = signature or (), source
        return source

    def tree(self, path: str) -> tuple[Source, TreeNode] | None:
        """A file's tree, unless it can't be read."""
        source = self.text(path)
        if source is None:
            return None
        tree, faults = self.once("tree", path, (source,), lambda: read_yaml(source))
        self.note(faults)
        return None if tree is None else (source, tree)

    def once(self, kind: str, path: str, given: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What was made of a file before, by this reading or another, of all that it is `given` now; else made now."""
        known = self.kept.made.get((kind, path))
        made: Made
        # First by what is the same, then by what is equal: that takes a look at every letter.
        if known is not None and len(known[0]) == len(given) and all(map(_is, known[0], given)):
            made = known[1]
        else:
            made = _made.get(f"{kind} {path}", given, make)
            self.kept.made[kind, path] = given, made
        return made

    def files(self, pattern: str) -> list[str]:
        """The files that match."""
        paths, faults = self._listing.files([pattern])
        self.diagnostics.extend(faults)
        return paths

    def note(self, faults: Iterable[Diagnostic]) -> None:
        """Keep faults, each once: one place can be read several times."""
        new = dict.fromkeys(faults)
        if new:
            present = set(self.diagnostics)
            self.diagnostics.extend(fault for fault in new if fault not in present)


def _is(one: object, other: object) -> bool:
    return one is other
