"""What two may do at the same moment, and what must come of it: each race as a beginning, two acts and a judgement."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ivr_author.batch.journal import Journal
from ivr_author.people import accounts, audit, sessions
from ivr_author.people.accounts import AccountFault
from ivr_author.people.database import open_database
from ivr_author.people.roles import Grant, Role
from ivr_author.usecases.edit_flow import EditedFlow, OutdatedEdit, edit_flow
from ivr_author.usecases.flow_ops import ChangeWords
from ivr_author.usecases.init import NotEmpty, init_workspace
from ivr_author.workspace import live, switches
from ivr_author.workspace.files import Conflict, WorkspaceError, read_file, revision
from ivr_author.workspace.git import Person
from ivr_author.workspace.keeper import FileKeeper, GitKeeper
from ivr_author.workspace.live import Publication
from ivr_author.workspace.outbox import Outbox
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.releases import find_commit, list_releases, make_release, verify_release
from ivr_author.workspace.secret import read_secrets
from ivr_author.workspace.switches import Switch
from ivr_author.workspace.tray import Tray
from tests.faults.writes import CALLS, FLOW
from tests.people.moments import NOW as DAY
from tests.usecases.released import NOON

LOST = (Conflict, WorkspaceError, AccountFault, NotEmpty)
"""Ways to be told that somebody else was first."""


@dataclass(frozen=True, slots=True)
class Race:
    """`act` gets the workspace, 0 or 1, and what `begin` gave; it tells what it did, or raises one of `LOST`.

    `judge` gets what the two told (None: lost), and gives what is wrong.
    """

    act: Callable[[Path, int, str], str]
    judge: Callable[[Path, list[str | None]], list[str]]
    begin: Callable[[Path], str] = lambda root: ""


def git(root: Path, *arguments: str) -> str:
    """What a command of git prints."""
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def sound(root: Path) -> list[str]:
    """What is wrong with the repository."""
    git(root, "fsck", "--no-progress")
    status = git(root, "status", "--porcelain", "flows", "notices", "locales")
    return [f"not committed: {status}"] if status else []


def one_won(told: list[str | None]) -> list[str]:
    """Exactly one may have."""
    return [] if sum(one is not None for one in told) == 1 else [f"not one won: {told}"]


def as_told(found: list[str], told: list[str | None]) -> list[str]:
    """What is found must be what was told to be saved."""
    return [] if found == [one for one in told if one] else [f"found {found}, told {told}"]


# --- content ---


def _person(who: int) -> Person:
    return Person(f"Person {who}", f"p{who}@example.org")


def _save_both(root: Path, who: int, based: str) -> str:
    """Two files, from the same version."""
    files = {
        path: (read_first(root, path) + f"# {who}\n".encode(), based_on) for path, based_on in json.loads(based).items()
    }
    kept = GitKeeper(root, _person(who)).save(files, f"Save {who}")
    assert kept.commit, kept.fault
    return kept.commit


def read_first(root: Path, path: str) -> bytes:
    """A file as it was committed first."""
    return git(root, "show", f"HEAD:{path}").encode()


def _revisions(root: Path) -> str:
    return json.dumps({path: revision((root / path).read_bytes()) for path in (FLOW, CALLS)})


def _judge_both(root: Path, told: list[str | None]) -> list[str]:
    last = {(root / path).read_text().splitlines()[-1] for path in (FLOW, CALLS)}
    winner = next((f"# {who}" for who, one in enumerate(told) if one), "")
    return one_won(told) + ([] if last == {winner} else [f"{last} of {winner}"]) + sound(root)


def _save_plain(root: Path, who: int, based: str) -> str:
    """Without git."""
    FileKeeper(root).save({FLOW: (f"{who}\n".encode(), json.loads(based)[FLOW])}, "")
    return str(who)


def _judge_plain(root: Path, told: list[str | None]) -> list[str]:
    winner = next((one for one in told if one), "")
    return one_won(told) + ([] if (root / FLOW).read_text() == f"{winner}\n" else ["another stands there"])


WORDS = (("main/closed/prompt", "We are closed."), ("main/goodbye/prompt", "Good bye."))


def _words(same: bool) -> Callable[[Path, int, str], str]:
    def edit(root: Path, who: int, based: str) -> str:
        address, text = WORDS[0 if same else who]
        text = f"{text} {who}"
        keeper, workspace = GitKeeper(root, _person(who)), load_workspace(root)
        done = edit_flow(keeper, workspace, "main", ChangeWords(address, text), json.loads(based)[FLOW])
        if isinstance(done, OutdatedEdit):
            raise Conflict(FLOW, b"", b"")
        assert isinstance(done, EditedFlow), done
        assert done.kept.commit, done.kept.fault
        return text

    return edit


def _judge_words(root: Path, told: list[str | None]) -> list[str]:
    text = (root / FLOW).read_text()
    count = len(git(root, "log", "--format=%H", "HEAD", "--", FLOW).split())
    lost = [one for one in told if one and one not in text]
    return (
        [f"lost: {one}" for one in lost]
        + ([] if count == 2 + sum(map(bool, told)) else [f"{count} commits"])
        + sound(root)
    )


def _judge_other_words(root: Path, told: list[str | None]) -> list[str]:
    return _judge_words(root, told) + ([] if all(told) else ["they did not touch the same"])


def _restore(root: Path, who: int, commit: str) -> str:
    kept = GitKeeper(root, _person(who)).restore(commit)
    assert kept.commit, kept.fault
    return kept.commit


def _something_to_restore(root: Path) -> str:
    raw = (root / FLOW).read_bytes()
    return GitKeeper(root, _person(2)).save({FLOW: (raw + b"# more\n", revision(raw))}, "More").commit or ""


def _judge_restored(root: Path, told: list[str | None]) -> list[str]:
    stands = read_file(root, FLOW).endswith(b"# more\n")
    return one_won(told) + (["it still stands"] if stands else []) + sound(root)


def _init(root: Path, who: int, _begun: str) -> str:
    return str(len(init_workspace(root / "new")))


def _judge_init(root: Path, told: list[str | None]) -> list[str]:
    faults = [one.message for one in load_workspace(root / "new").diagnostics]
    return one_won(told) + faults


# --- what is live ---


def _publish(root: Path, who: int, _begun: str) -> str:
    wanted = Publication(0, ("one", "two")[who], NOON, f"Person {who}", "", NOON)
    return live.publish(root, wanted, after=2).by


def _judge_published(root: Path, told: list[str | None]) -> list[str]:
    journal = live.read_journal(root)
    by = [one.by for one in journal.publications[2:]]
    return (
        one_won(told)
        + ([] if by == [one for one in told if one] else [f"{by}"])
        + [one.message for one in journal.faults]
    )


def _begin_twice(root: Path, who: int, _begun: str) -> str:
    live.mark_begun(root, 2)
    return "begun"


def _judge_begun(root: Path, told: list[str | None]) -> list[str]:
    lines = (root / ".ivr/live/publications.jsonl").read_text().splitlines()
    return [] if len(lines) == 3 else [f"{len(lines)} lines"]


def _switch(root: Path, who: int, _begun: str) -> str:
    return switches.add_switch(root, Switch(0, "storm", bool(who), f"Person {who}", NOON), after=1).by


def _judge_switched(root: Path, told: list[str | None]) -> list[str]:
    found = switches.read_switches(root)
    by = [one.by for one in found.all[1:]]
    return (
        one_won(told)
        + ([] if by == [one for one in told if one] else [f"{by}"])
        + [one.message for one in found.faults]
    )


def _switch_others(root: Path, who: int, _begun: str) -> str:
    return switches.add_switch(root, Switch(0, f"storm {who}", True, f"Person {who}", NOON), after=1).by


def _judge_others(root: Path, told: list[str | None]) -> list[str]:
    found = switches.read_switches(root)
    numbers = [one.number for one in found.all]
    return ([] if all(told) and numbers == [1, 2, 3] else [f"{told} {numbers}"]) + [one.message for one in found.faults]


def _release(root: Path, who: int, _begun: str) -> str:
    with make_release(root, "three") as draft:
        for number in range(5):
            draft.write(f"{number}.txt", f"{who}".encode() * 100)
        _, _, head, subject = find_commit(root)
        facts = {"commit": head, "subject": subject, "made": NOON.isoformat(), "by": f"Person {who}", "since": ""}
        return draft.finish(facts).by


def _judge_release(root: Path, told: list[str | None]) -> list[str]:
    found = [one for one in list_releases(root)[0] if one.name == "three"]
    faults = [fault.message for one in found for fault in verify_release(root, one)]
    by = [one.by for one in found]
    return one_won(told) + as_told(by, told) + faults


# --- what is kept beside ---


def _key(root: Path, who: int, _begun: str) -> str:
    (key,) = read_secrets(root / "flows", {})
    return key.decode()


def _same(root: Path, told: list[str | None]) -> list[str]:
    return [] if told[0] and told[0] == told[1] else [f"two keys: {told}"]


def _batch(root: Path, who: int, _begun: str) -> str:
    with Outbox(root / "out") as outbox:
        journal = Journal(outbox, {"batch": "this"})
        if journal.take_up():
            return "found it finished"
        for number in range(5):
            outbox.write(f"sms/{number}.txt", b"A text.")
            file = {"path": f"sms/{number}.txt", "bytes": 7, "sha256": ""}
            made = [{"key": str(number), "row": number, "locale": "en", "files": [file], "facts": {}}]
            journal.add({"chunk": number, "made": made, "rejected": []})
        journal.finish(["key"], {})
        return "made it"


def _judge_batch(root: Path, told: list[str | None]) -> list[str]:
    lines = (root / "out/manifest.jsonl").read_text().splitlines()
    keys = [json.loads(one)["key"] for one in lines]
    return ([] if keys == list("01234") else [f"{keys}"]) + ([] if told.count("made it") == 1 else [f"{told}"])


def _deliver(root: Path, who: int, _begun: str) -> str:
    raw = f"{who}".encode() * 400
    tray = Tray(root, most_bytes=10_000)
    key = tray.put([("a.wav", io.BytesIO(raw))], {"by": str(who)}, 1_000)
    held = tray.get(key)
    assert held is not None, "it is gone again"
    assert held.parcels[0].read(1_000) == raw
    return key


def _both(root: Path, told: list[str | None]) -> list[str]:
    return [] if all(told) else [f"{told}"]


# --- people ---


def _url(root: Path) -> str:
    return f"sqlite:///{root / 'studio.db'}"


def _administrators(root: Path) -> str:
    database = open_database(_url(root))
    with database.writing() as session:
        for who in range(2):
            made = accounts.add_person(
                session, DAY, "test", f"A {who}", f"a{who}@example.org", [Grant(Role.ADMINISTRATOR)]
            )
            assert made.id == who + 1
    database.close()
    return ""


def _revoke_other(root: Path, who: int, _begun: str) -> str:
    database = open_database(_url(root))
    try:
        with database.writing() as session:
            accounts.revoke(session, DAY, f"a{who}", 2 - who, Grant(Role.ADMINISTRATOR))
    finally:
        database.close()
    return "revoked"


def _judge_people(root: Path, told: list[str | None]) -> list[str]:
    database = open_database(_url(root))
    with database.reading() as session:
        faults = [one.message for one in audit.verify(session)]
        faults += [] if accounts.has_administrator(session) else ["nobody is left who may"]
    database.close()
    with sqlite3.connect(root / "studio.db") as plain:
        faults += [] if plain.execute("PRAGMA integrity_check").fetchone() == ("ok",) else ["damaged"]
    plain.close()
    return faults + one_won(told)


def _add_same(root: Path, who: int, _begun: str) -> str:
    database = open_database(_url(root))
    try:
        with database.writing() as session:
            return accounts.add_person(session, DAY, "test", f"Same {who}", "same@example.org").name
    finally:
        database.close()


def _disable_or_sign_in(root: Path, who: int, _begun: str) -> str:
    database = open_database(_url(root))
    try:
        with database.writing() as session:
            if who:
                accounts.disable(session, DAY, "test", 2)
                return "disabled"
            return sessions.begin(session, DAY, 2)
    finally:
        database.close()


def _judge_disabled(root: Path, told: list[str | None]) -> list[str]:
    database = open_database(_url(root))
    with database.reading() as session:
        is_in = told[0] is not None and sessions.look_up(session, DAY, told[0]) is not None
        faults = [one.message for one in audit.verify(session)]
    database.close()
    return faults + (["who is disabled is signed in"] if told[1] and is_in else [])


def _open_first(root: Path, who: int, _begun: str) -> str:
    open_database(f"sqlite:///{root / 'first.db'}").close()
    return "opened"


RACES: dict[str, Race] = {
    "two files of one version": Race(_save_both, _judge_both, _revisions),
    "a file without git": Race(_save_plain, _judge_plain, _revisions),
    "different words of a flow": Race(_words(False), _judge_other_words, _revisions),
    "the same words of a flow": Race(_words(True), _judge_words, _revisions),
    "the same taken back": Race(_restore, _judge_restored, _something_to_restore),
    "a new workspace": Race(_init, _judge_init),
    "a publication": Race(_publish, _judge_published),
    "a publication that begins": Race(_begin_twice, _judge_begun),
    "the same bulletin": Race(_switch, _judge_switched),
    "two bulletins": Race(_switch_others, _judge_others),
    "a release of one name": Race(_release, _judge_release),
    "the first key": Race(_key, _same),
    "a batch": Race(_batch, _judge_batch),
    "two deliveries": Race(_deliver, _both),
    "the last two administrators": Race(_revoke_other, _judge_people, _administrators),
    "one address": Race(_add_same, lambda root, told: _judge_people(root, told), _administrators),
    "to disable and to sign in": Race(_disable_or_sign_in, _judge_disabled, _administrators),
    "the first opening of a database": Race(_open_first, _both),
}


def act(race: Race, root: Path, who: int, begun: str) -> str | None:
    """What one of the two does; None where somebody else was first."""
    with suppress(*LOST):
        return race.act(root, who, begun)
    return None
