"""A release of the sample workspace: every notice in every language, every bundle, every catalog; and that it answers.

With the call scripts of one flow and three of its seven letters: other tests play and print all of them.
"""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from ivr_author.harness.targets import target_names
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.usecases.answer import unpack_bundle
from ivr_author.usecases.gate import GateState
from ivr_author.usecases.publish_release import publish_release, roll_back
from ivr_author.usecases.release import Creation, create_release
from ivr_author.usecases.show_releases import list_all, show_release
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.releases import RELEASES, find_commit, make_release, read_release_file
from tests.harness.sample import change
from tests.usecases.released import HOUR, NOON, put_under_git

PLAYED = "voicemail"
LEFT_OUT = ("enrollment_confirmation", "identity_request", "renewal", "termination")


@pytest.fixture(scope="module")
def root(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    for name in ("flows", "notices", "locales"):
        shutil.copytree(repository / name, root / name)
    shutil.copyfile(repository / "ivr.yaml", root / "ivr.yaml")
    for calls in (root / "flows").glob("*.calls.yaml"):
        if calls.name != f"{PLAYED}.calls.yaml":
            calls.unlink()
    for notice in LEFT_OUT:
        shutil.rmtree(root / "notices" / notice)
    change(root, "ivr.yaml", "  coverage: 90\n", "")
    put_under_git(root)
    return root


@pytest.fixture(scope="module")
def creation(root: Path) -> Creation:
    return create_release(root, "winter", now=NOON)


def test_its_gates_are_open(creation: Creation) -> None:
    states = {gate.id: gate.state for gate in creation.gates}
    assert {name for name, state in states.items() if state is GateState.BLOCKED} == set(), creation.gates
    assert states["freeze"] is GateState.PASSED
    note = next(gate.note for gate in creation.gates if gate.id == "freeze")
    assert "from 2026-12-18 00:00 to 2026-12-19 00:00 (America/New_York): Peak day before the payment deadline" in note


def test_every_notice_is_there_in_every_language_by_every_channel(root: Path, creation: Creation) -> None:
    assert creation.release is not None
    workspace = load_workspace(root)
    assert workspace.content is not None
    letters = {
        path.split("/", 1)[1].rpartition(".")[0].split(".")[0] for path in creation.release.files if "letters/" in path
    }
    for notice_id, file in workspace.notices.notices.items():
        for locale in workspace.content.settings.all_locales():
            for channel in file.notice.channels:
                assert f"{notice_id}/{locale}/{channel}" in letters
    for locale in workspace.content.settings.locales:
        assert {f"catalogs/{locale}/flows.po", f"catalogs/{locale}/notices.po"} <= creation.release.files.keys()


def test_every_bundle_is_that_of_the_commit(root: Path, creation: Creation) -> None:
    assert creation.release is not None
    for target in target_names():
        raw = (root / RELEASES / f"winter/bundles/{target}.zip").read_bytes()
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            assert json.loads(packed.read("release.json"))["commit"] == creation.release.commit
    bundle = load_bundle(unpack_bundle((root / RELEASES / "winter/bundles/twiml.zip").read_bytes(), "twiml.zip").files)
    assert len(bundle.locales) == 8


def test_it_goes_out_and_back_in_seconds(root: Path, creation: Creation) -> None:
    assert creation.release is not None
    with make_release(root, "spring") as draft:
        for path in creation.release.files:
            draft.write(path, read_release_file(root, creation.release, path))
        _, _, commit, subject = find_commit(root)
        made = (NOON + HOUR).isoformat()
        draft.finish({"commit": commit, "subject": subject, "made": made, "by": "", "since": ""})
    begun = time.perf_counter()
    publish_release(root, "winter", now=NOON)
    publish_release(root, "spring", now=NOON + HOUR)
    roll_back(root, now=NOON + 2 * HOUR)
    assert time.perf_counter() - begun < 10
    live = list_all(root, NOON + 2 * HOUR).live
    assert live is not None
    assert live.release == "winter"
    assert not show_release(root, "winter").faults
