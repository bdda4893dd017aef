"""Every kind of write that the product makes through `workspace/`, each as something that can be done to a workspace.

`test_disk.py` proves that no code that writes is missing here.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ivr_author.batch.journal import Journal
from ivr_author.usecases.init import init_workspace
from ivr_author.usecases.publish_release import publish_release
from ivr_author.workspace import exports, live, switches
from ivr_author.workspace.bundle_shelf import FOLDER, BundleShelf, Standing
from ivr_author.workspace.files import (
    WorkspaceError,
    remove_file,
    revision,
    save_file,
    save_files,
    write_file,
    write_files,
)
from ivr_author.workspace.git import Person, begin_repository, find_repository
from ivr_author.workspace.keeper import Changes, GitKeeper
from ivr_author.workspace.live import CallOff, Publication
from ivr_author.workspace.outbox import Outbox
from ivr_author.workspace.releases import ensure_tag, find_commit, list_releases, make_release, read_release
from ivr_author.workspace.secret import read_secrets
from ivr_author.workspace.state import database_url, state_folder
from ivr_author.workspace.switches import Switch
from ivr_author.workspace.tray import Tray
from ivr_author.workspace.voice_cache import VoiceCache
from ivr_author.workspace.worker_counts import CountsFolder
from tests.usecases.released import HOUR, NOON, make_released

DANA = Person("Dana Río", "dana@example.org")
LI = Person("Li Wei", "li@example.org")
FLOW, CALLS, NEW, OLD = "flows/main.yaml", "flows/main.calls.yaml", "notices/newer/notice.yaml", "notices/old/a.yaml"
MORE = b"# more\n"
State = object
"""What is found of a write; equal for equal meaning."""


@dataclass(frozen=True, slots=True)
class Write:
    """Something that is written: doing it, what is found of it, and whether it must outlast a power failure.

    `again`: how to go on where it was broken off, if not by doing it once more.
    """

    act: Callable[[Path], object]
    look: Callable[[Path], State]
    lasts: bool = True
    again: Callable[[Path], object] | None = None
    before: Callable[[Path], object] = lambda root: None
    """What somebody else does first."""
    is_told: bool = True
    """Whether a refusal of the disk is told to who asked for it: a cache has only its own loss."""
    in_parts: bool = False
    """Whether a kill may leave some files new and others old: whole ones in any case."""


def make_office(root: Path) -> Path:
    """A workspace with something of everything that can be changed or taken away."""
    make_released(root)
    publish_release(root, "one", now=NOON)
    live.publish(root, Publication(0, "two", NOON + HOUR, "Dana", "", NOON, is_scheduled=True))
    switches.add_switch(root, Switch(0, "storm", True, "Dana", NOON))
    for name in ("old", "one"):
        shelf_of(root).keep(name, b"PK")
    os.utime(root / FOLDER / "old.zip", (1, 1))
    shelf_of(root).show(Standing(("one",)))
    (root / OLD).parent.mkdir()
    (root / OLD).write_bytes(MORE)
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "More")
    with Outbox(root / "out") as outbox:
        Journal(outbox, {"batch": "this"}).take_up()
    for sample in (root / ".git/hooks").iterdir():
        sample.unlink()
    return root


def shelf_of(root: Path) -> BundleShelf:
    return BundleShelf(root / FOLDER)


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


# --- content ---


def _changes(root: Path) -> Changes:
    """A file changed, one new in a new folder, one taken away."""
    flow, old = (root / FLOW).read_bytes(), (root / OLD).read_bytes()
    return {
        FLOW: (flow + MORE, revision(flow)),
        NEW: (MORE, None),
        OLD: (None, revision(old)),
    }


def _content(root: Path) -> State:
    found = ((root / path).read_bytes() if (root / path).exists() else None for path in (FLOW, NEW, OLD))
    return tuple(None if raw is None else raw.endswith(MORE) for raw in found)


def _once(act: Callable[[Path], object]) -> Callable[[Path], object]:
    """Of a save that came to its end before it was known, there is nothing to be done again."""

    def again(root: Path) -> None:
        GitKeeper(root, DANA).recover()
        if (root / OLD).exists():
            act(root)

    return again


def _keep(root: Path) -> None:
    GitKeeper(root, DANA).save(_changes(root), "Change it")


def _kept(root: Path) -> State:
    """With git, what is found is what is found by the next who starts."""
    GitKeeper(root, DANA).recover()
    return _content(root)


def _restore(root: Path) -> None:
    GitKeeper(root, LI).restore(_git(root, "rev-parse", "HEAD").strip())


def _again_restored(root: Path) -> None:
    GitKeeper(root, DANA).recover()
    if (root / OLD).exists():
        _restore(root)


def _edit(root: Path) -> None:
    path = root / CALLS
    raw = path.read_bytes() + MORE
    path.unlink()
    path.write_bytes(raw)


def _commit(root: Path) -> None:
    fault = GitKeeper(root, DANA).commit([CALLS], "Commit it")
    if fault is not None:
        raise WorkspaceError(fault)


def _made(root: Path) -> None:
    write_files(root, {"locales/flows.pot": MORE, "build/deep/one.xml": MORE})
    write_file(root, "build/two.xml", MORE)
    remove_file(root, OLD)


# --- releases and what is live ---


def _release(root: Path) -> None:
    if any(one.name == "three" for one in list_releases(root)[0]):
        repository, person, _, _ = find_commit(root)
        ensure_tag(root, read_release(root, "three"), repository, person)
        return
    with make_release(root, "three") as draft:
        draft.write("a.txt", b"A" * 10)
        draft.write("deep/b.txt", b"B" * 10)
        repository, person, head, subject = find_commit(root)
        facts = {"commit": head, "subject": subject, "made": NOON.isoformat(), "by": person.name, "since": ""}
        release = draft.finish(facts)
        with suppress(WorkspaceError):  # as `create_release` does: who publishes it tries again
            ensure_tag(root, release, repository, person)


def _publications(root: Path) -> State:
    return [(one.release, one.has_begun, one.called_off is not None) for one in live.publications(root)]


def _publish(root: Path) -> None:
    if live.publications(root)[-1].release != "one":
        live.publish(root, Publication(0, "one", NOON, "Dana", "", NOON + HOUR, is_rollback=True))


def _switched(root: Path) -> State:
    return [(one.bulletin, one.on, one.seen_by) for one in switches.read_switches(root).all]


def _switch(root: Path) -> None:
    if len(switches.read_switches(root).all) == 1:
        switches.add_switch(root, Switch(0, "storm", False, "Dana", NOON))


# --- what is sent, delivered, kept ---


def _batch(root: Path) -> None:
    with Outbox(root / "out") as outbox:
        journal = Journal(outbox, {"batch": "this"})
        if journal.take_up():
            return
        for number in range(journal.totals.chunks, 2):
            path = f"sms/0000/{number}.txt"
            outbox.write(path, b"A text.")
            file = {"path": path, "bytes": 7, "sha256": ""}
            made = [{"key": str(number), "row": number, "locale": "en", "files": [file], "facts": {}}]
            rejected = [{"row": 9, "column": "", "reason": "no", "faults": [], "cells": []}] if number else []
            journal.add({"chunk": number, "made": made, "rejected": rejected})
        journal.finish(["key"], {})


def _sent(root: Path) -> State:
    """Finished or not; and if it is, that everything is as the summary says."""
    with Outbox(root / "out") as outbox:
        return Journal(outbox, {"batch": "this"}).take_up()


def _deliver(root: Path) -> None:
    tray = Tray(root)
    key = tray.put([("a.wav", io.BytesIO(b"RIFF" * 9)), ("b.wav", io.BytesIO(b"RIFF"))], {"by": "Dana"}, 1_000)
    held = tray.get(key)
    assert held is not None
    assert [one.read(100) for one in held.parcels] == [b"RIFF" * 9, b"RIFF"]
    tray.drop(key)


def _delivered(root: Path) -> State:
    """Nothing is left in any case: not of one that was taken, and not of one that was refused."""
    return None


def _speak(root: Path) -> None:
    for key, digit in (("one", b"1"), ("two", b"2")):
        VoiceCache(root, most_bytes=15).put(key, digit * 8)


def _spoken(root: Path) -> State:
    """Whole, or nothing."""
    return {VoiceCache(root).get("one"), VoiceCache(root).get("two")} <= {None, b"1" * 8, b"2" * 8}


def _begin(root: Path) -> None:
    begin_repository(root / "inner", LI)


def _begun(root: Path) -> State:
    person = find_repository(root / "inner").person() if (root / "inner/.git").exists() else None
    return person == LI


def _state(root: Path) -> None:
    state_folder(root / "flows")
    database_url(root / "flows")


def _export(root: Path) -> None:
    fault = exports.record_export(root, "twiml", _git(root, "rev-parse", "HEAD").strip(), "0" * 16, has_changes=False)
    if fault is not None:
        raise WorkspaceError(fault)


def _count(root: Path) -> None:
    counts = CountsFolder(root / FOLDER / "counts")
    counts.clear()
    counts.write("1", {"calls": 1})


SHELF = ".ivr/answer"


def _shelve(root: Path) -> None:
    shelf = BundleShelf(root / SHELF)
    shelf.keep("two", b"PK" * 9)
    shelf.show(Standing(("two",), {"18005550100": "two"}, {"main": "two"}))
    shelf.prune(["two"])


def _shelved(root: Path) -> State:
    """What new calls get; and whatever that is, it is there."""
    shelf = BundleShelf(root / SHELF)
    names = shelf.standing().bundles
    return [(name, (shelf.folder / f"{name}.zip").read_bytes()) for name in names]


def _old_shelf(root: Path) -> None:
    shelf = BundleShelf(root / SHELF)
    for name in ("one", "older"):
        shelf.keep(name, b"PK")
    os.utime(shelf.folder / "older.zip", (0, 0))
    shelf.show(Standing(("one",), {"18005550100": "one"}))


def _count(root: Path) -> None:
    counts = CountsFolder(root / ".ivr/counts")
    counts.clear()
    counts.write("12", {"calls": 1})


WRITES: dict[str, Write] = {
    "a bundle on the shelf": Write(_shelve, _shelved, before=_old_shelf),
    "what was counted": Write(_count, lambda root: None, lasts=False),
    "a file": Write(
        lambda root: save_file(root, NEW, MORE, None),
        _content,
        again=lambda root: save_file(root, NEW, MORE, revision(MORE) if (root / NEW).exists() else None),
    ),
    "several files": Write(
        lambda root: save_files(root, _changes(root)),
        _content,
        # What a kill breaks off between two files is put right where there is git, by the journal of saves.
        in_parts=True,
        again=lambda root: save_files(
            root,
            {
                path: (raw, revision((root / path).read_bytes()) if (root / path).exists() else None)
                for path, raw in ((FLOW, _new_flow(root)), (NEW, MORE), (OLD, None))
            },
        ),
    ),
    "files of our own making": Write(_made, _content, lasts=False),
    "a new workspace": Write(
        lambda root: init_workspace(root / "new"),
        lambda root: (root / "new/ivr.yaml").exists(),
        again=lambda root: None if (root / "new/ivr.yaml").exists() else init_workspace(root / "new"),
    ),
    "files and a commit": Write(_keep, _kept, again=_once(_keep)),
    "what is taken back": Write(_restore, _kept, again=_again_restored),
    "a commit of what others wrote": Write(
        _commit, lambda root: _git(root, "status", "--porcelain", CALLS) == "", before=_edit
    ),
    "a repository": Write(_begin, _begun, before=lambda root: (root / "inner").mkdir()),
    "an export": Write(_export, lambda root: len(exports.list_exports(root))),
    "a release": Write(_release, lambda root: {one.name for one in list_releases(root)[0]}),
    "a publication": Write(_publish, _publications),
    "a publication that has begun": Write(lambda root: live.mark_begun(root, 2), _publications),
    "a publication called off": Write(
        lambda root: live.call_off(root, 2, CallOff("Dana", "", NOON + timedelta(minutes=1))), _publications
    ),
    "a switch": Write(_switch, _switched),
    "a switch that was seen": Write(lambda root: switches.mark_seen(root, 1, "Li", NOON), _switched),
    "a bundle that callers hear": Write(
        lambda root: shelf_of(root).keep("two", b"PK" * 9),
        lambda root: [one.read_bytes() for one in (root / FOLDER).glob("two*.zip")],
    ),
    "what new callers hear": Write(
        lambda root: shelf_of(root).show(Standing(("one", "old"))), lambda root: shelf_of(root).standing()
    ),
    # What can't be taken away stays, and is tried again.
    "a bundle that nobody hears any more": Write(
        lambda root: shelf_of(root).prune(["one"]),
        lambda root: shelf_of(root).has("old"),
        lasts=False,
        is_told=False,
    ),
    "counts of calls": Write(_count, lambda root: CountsFolder(root / FOLDER / "counts").read(), lasts=False),
    "a batch": Write(_batch, _sent),
    "a delivery": Write(_deliver, _delivered, lasts=False),
    "spoken words": Write(_speak, _spoken, lasts=False, is_told=False),
    "a key": Write(
        lambda root: read_secrets(root / "flows", {}),
        lambda root: len((root / "flows/.ivr/key").read_bytes()) if (root / "flows/.ivr/key").exists() else 0,
    ),
    "the folder of people": Write(_state, lambda root: None, lasts=False),
}


def _new_flow(root: Path) -> bytes:
    raw = (root / FLOW).read_bytes()
    return raw if raw.endswith(MORE) else raw + MORE


def tree(root: Path) -> set[str]:
    """Every file and folder but git's own: nothing that was broken off is left about."""
    found = set()
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        base = Path(folder).relative_to(root)
        found |= {(base / name).as_posix() for name in (*names, *folders)}
    return found


def as_json(state: State) -> str:
    """To be compared across processes."""
    return json.dumps(state, default=lambda one: sorted(one) if isinstance(one, set) else str(one), sort_keys=True)
