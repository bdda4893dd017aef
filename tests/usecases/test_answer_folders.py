"""`answer --bundle`: several at one address, and another one that is put in the place of one while calls go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer_folders import FolderSource
from ivr_author.usecases.build import compile_flows, write_artifact, zip_files
from ivr_author.workspace.files import WorkspaceError
from tests.harness.sample import change, make_workspace
from tests.usecases.answering import Desk
from tests.usecases.released import NOON
from tests.usecases.switching import Phone

GREETING = "Thank you for calling the"


def write(root: Path, greeting: str, number: str) -> Path:
    """A bundle with a greeting and a number, in a folder."""
    workspace = make_workspace(root / f"workspace of {number} {greeting[-5:]}")
    change(workspace, "flows/main.yaml", GREETING, greeting)
    change(workspace, "ivr.yaml", "+18005550100", number)
    artifact = compile_flows(workspace, "twiml").artifact
    assert artifact is not None
    write_artifact(artifact, root / "out")
    return (root / "out").rename(root / f"{number[-3:]}-{greeting[-5:].strip()}")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be written to: `100-first`, `100-other` with another greeting, and `199-third` with another number."""
    root = tmp_path_factory.mktemp("made")
    for greeting, number in (
        ("This is the first", "+18005550100"),
        ("This is the other", "+18005550100"),
        ("This is the third", "+18005550199"),
    ):
        write(root, greeting, number)
    return root


def put(made: Path, name: str, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return Path(shutil.copytree(made / name, place))


def phone_of(tmp_path: Path, *places: Path) -> Phone:
    return Phone(Desk(FolderSource(places), tmp_path / "shelf", clock=lambda: NOON))


def test_two_bundles_are_told_apart_by_the_number_called(made: Path, tmp_path: Path) -> None:
    files = {str(one.relative_to(made / "199-third")): one.read_bytes() for one in (made / "199-third").rglob("*.*")}
    packed = tmp_path / "third.zip"
    packed.write_bytes(zip_files(files))
    phone = phone_of(tmp_path, made / "100-first", packed)
    assert "This is the first" in phone.ask("/call")
    assert "This is the third" in phone.ask("/call", CallSid="CA2", To="+18005550199")
    assert phone.service.on == ("bundle", "bundle")


def test_two_that_answer_one_number_are_refused(made: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="both answer the number 18005550100") as told:
        phone_of(tmp_path, made / "100-first", made / "100-other")
    assert told.value.diagnostic.rule == "number-twice"


def test_another_bundle_in_its_place_is_picked_up_and_no_call_notices(made: Path, tmp_path: Path) -> None:
    place = put(made, "100-first", tmp_path / "live")
    phone = phone_of(tmp_path, place)
    first = phone.ask("/call/main")
    address = next(one for one in first.split('"') if "/step?" in one).replace("&amp;", "&")
    put(made, "100-other", place)
    assert "This is the other" in phone.ask("/call/main", CallSid="CA2")
    assert phone.ask(address, Digits="1")
    assert set(phone.statuses) == {"200 OK"}


def test_half_of_a_bundle_waits_until_it_is_whole(made: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = put(made, "100-first", tmp_path / "live")
    phone = phone_of(tmp_path, place)
    whole = made / "100-other"
    # The manifest first, as a copy by name may bring it.
    shutil.copy(whole / "manifest.json", place / "manifest.json")
    for number in range(3):
        assert "This is the first" in phone.ask("/call/main", CallSid=f"CA{number}")
    assert caplog.text.count("calls stay on the bundle that was in live before") == 1
    shutil.copytree(whole, place, dirs_exist_ok=True)
    assert "This is the other" in phone.ask("/call/main", CallSid="CA9")
    shutil.rmtree(place)
    assert "This is the other" in phone.ask("/call/main", CallSid="CA10")
    put(made, "100-first", place)
    assert "This is the first" in phone.ask("/call/main", CallSid="CA11")


def test_a_number_that_another_bundle_takes_over_stays_where_it_was(
    made: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = put(made, "100-first", tmp_path / "one"), put(made, "199-third", tmp_path / "other")
    phone = phone_of(tmp_path, one, other)
    put(made, "100-other", other)
    assert "This is the first" in phone.ask("/call")
    assert "This is the third" in phone.ask("/call", CallSid="CA2", To="+18005550199")
    assert "both answer the number" in caplog.text


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda place: shutil.rmtree(place), "manifest.json is missing|there is no such file"),
        (lambda place: (place / "table.json").write_text("{}"), r"table\.json was changed"),
        (lambda place: (place / "table.json").unlink(), r"table\.json is missing"),
        (lambda place: (place / "manifest.json").write_text("{"), "no bundle of ivr-author compile"),
        (
            lambda place: change(place, "manifest.json", '"format": 1', '"format": 99'),
            "the bundle has format 99, this version reads 1",
        ),
    ],
)
def test_what_is_no_whole_bundle_is_refused_at_the_start(made: Path, tmp_path: Path, spoil: object, said: str) -> None:
    place = put(made, "100-first", tmp_path / "live")
    spoil(place)  # type: ignore[operator]
    with pytest.raises((BundleFault, WorkspaceError), match=said):
        phone_of(tmp_path, place)


def test_a_zip_that_was_cut_short_is_refused_at_the_start(made: Path, tmp_path: Path) -> None:
    packed = tmp_path / "one.zip"
    packed.write_bytes(zip_files({"manifest.json": (made / "100-first/manifest.json").read_bytes()})[:-40])
    with pytest.raises((BundleFault, WorkspaceError), match=r"`one\.zip` is no whole zip file"):
        phone_of(tmp_path, packed)
