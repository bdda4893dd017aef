"""Who wrote lines of files since a commit: every commit that touched them, followed back from what is checked out.

Lines that were taken out count as well as those that were put in, which `git blame` does not tell. A merge counts for
all who wrote on its other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivr_author.workspace.git import Person, Repository

_FORMAT = "%x00%x00%H%x00%P%x00%aN%x00%aE%x00"
_WALK = ("log", "--first-parent", "-m", "--root", "--no-renames", "--relative", f"--format={_FORMAT}")
_PATCH = ("-p", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/")
_MERGED = ("log", "-z", "--name-only", "--no-renames", "--relative", f"--format={_FORMAT}")
_COMMIT = re.compile(rb"\0\0(?=[0-9a-f]{40,64}\0)")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that took the place of others: `old_count` from `old` on, and `count` from `new` on.

    Where there are none of one kind, its number is that of the line before.
    """

    old: int
    old_count: int
    new: int
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit did to a file, and who wrote it. No hunks: nobody knows which lines, as with sounds."""

    commit: str
    authors: tuple[Person, ...]
    hunks: tuple[Hunk, ...]


@dataclass
class LineHistory:
    """The commits after `before` ("": all) up to `head`. Each file is asked for once."""

    repository: Repository
    before: str
    head: str
    _steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)

    def load(self, paths: Iterable[str]) -> None:
        """Read what was done to some files, in one go. Raises GitError."""
        wanted = [path for path in dict.fromkeys(paths) if path not in self._steps]
        if not wanted:
            return
        found: dict[str, list[Step]] = {path: [] for path in wanted}
        span = f"{self.before}..{self.head}" if self.before else self.head
        told = self.repository.ask(*_WALK, *_PATCH, span, "--", *wanted)
        for commit, parents, author, patch in _commits(told):
            merged = self._merged(commit, parents, wanted) if len(parents) > 1 else {}
            for path, hunks in _files(patch):
                authors = dict.fromkeys((author, *merged.get(path, ())))
                found.setdefault(path, []).append(Step(commit, tuple(authors), hunks))
        self._steps.update((path, tuple(steps)) for path, steps in found.items())

    def steps(self, path: str) -> tuple[Step, ...]:
        """What was done to a file, newest first. Raises GitError."""
        self.load([path])
        return self._steps[path]

    def authors(self, path: str) -> tuple[Person, ...]:
        """Everybody who changed a file."""
        return tuple(dict.fromkeys(one for step in self.steps(path) for one in step.authors))

    def authors_of(self, path: str, first: int, last: int, *, with_line_before: bool = False) -> tuple[Person, ...]:
        """Everybody who changed these lines (1-based, of the file as `head` has it), the last one first.

        `with_line_before`: also who took out what stood just before them.
        """
        found: dict[Person, None] = {}
        for step in self.steps(path):
            if not step.hunks or any(_touches(one, first, last, with_line_before) for one in step.hunks):
                found.update(dict.fromkeys(step.authors))
            first, last = _earlier(step.hunks, first, is_last=False), _earlier(step.hunks, last, is_last=True)
            if first > last:
                break
        return tuple(found)

    def everybody(self) -> tuple[Person, ...]:
        """Whoever committed anything since."""
        span = f"{self.before}..{self.head}" if self.before else self.head
        told = self.repository.ask("log", f"--format={_FORMAT}", span)
        return tuple(dict.fromkeys(author for _, _, author, _ in _commits(told)))

    def _merged(self, commit: str, parents: Sequence[str], paths: Sequence[str]) -> Mapping[str, list[Person]]:
        """Who wrote on the other sides of a merge, by file."""
        told = self.repository.ask(*_MERGED, f"{parents[0]}..{commit}", "--", *paths)
        found: dict[str, list[Person]] = {}
        for _, _, author, names in _commits(told):
            for path in re.split(r"[\0\n]", names.decode(errors="surrogateescape")):
                if path:
                    found.setdefault(path, []).append(author)
        return found


def _touches(hunk: Hunk, first: int, last: int, with_line_before: bool) -> bool:
    if hunk.count:
        return hunk.new <= last and first < hunk.new + hunk.count
    return first - with_line_before <= hunk.new < last


def _earlier(hunks: Sequence[Hunk], line: int, *, is_last: bool) -> int:
    """Where a line stood before; for one that was put in, the first or the last of those that it came in place of."""
    shift = 0
    for one in hunks:
        if one.count and one.new <= line < one.new + one.count:
            if is_last:
                return one.old + max(one.old_count - 1, 0)
            return one.old if one.old_count else one.old + 1
        if line < one.new + max(one.count, 1):
            break
        shift += one.old_count - one.count
    return line + shift


def _commits(told: bytes) -> Iterator[tuple[str, list[str], Person, bytes]]:
    for entry in _COMMIT.split(told)[1:]:
        commit, parents, name, email, rest = entry.split(b"\0", 4)
        shown = [one.decode(errors="replace") for one in (name, email)]
        yield commit.decode(), parents.decode().split(), Person(shown[0], shown[1].strip().lower()), rest


def _files(patch: bytes) -> Iterator[tuple[str, tuple[Hunk, ...]]]:
    """The files of a patch with what changed in them. Lines of content are passed over, whatever they say."""
    path = ""
    hunks: list[Hunk] = []
    lines = iter(patch.split(b"\n"))
    for line in lines:
        if line.startswith(b"diff --git "):
            if path:
                yield path, tuple(hunks)
            path, hunks = _name(line), []
        elif found := _HUNK.match(line):
            old, old_count, new, count = (1 if one is None else int(one) for one in found.groups())
            hunks.append(Hunk(old, old_count, new, count))
            for _ in range(old_count + count):
                next(lines, None)
    if path:
        yield path, tuple(hunks)


def _name(line: bytes) -> str:
    """The file of `diff --git a/PATH b/PATH`: without renames, both are the same."""
    rest = line.removeprefix(b"diff --git ")
    half = rest[: len(rest) // 2]
    return half.removeprefix(b'"').removeprefix(b"a/").removesuffix(b'"').decode(errors="surrogateescape")
