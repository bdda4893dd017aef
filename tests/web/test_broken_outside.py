"""Files broken in an editor, by a merge or by a disk while the studio runs: every page answers, and says what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.conftest import copy_workspace, create_studio, put_under_git
from tests.web.examples import page_addresses
from tests.web.pages import Visitor

ANSWERS = {200, 302, 404, 409, 422}
SLOW = frozenset({"export_changes.show", "export.languages", "documents.show", "export.index", "export.show"})
"""Pages that compile or compare everything; `test_fuzz.py` and `test_export.py` have broken files for them."""

FLOW = "flows/billing.yaml"


def _replaced(path: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def broken(root: Path) -> None:
        place = root / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        make(place)

    return broken


def _text(text: bytes) -> Callable[[Path], object]:
    return lambda place: place.write_bytes(text)


def _several(*breaks: Callable[[Path], None]) -> Callable[[Path], None]:
    def broken(root: Path) -> None:
        for one in breaks:
            one(root)

    return broken


# One breakage of each kind of file at a time: they do not hide each other, and the pages are fetched once for all.
BREAKAGES: dict[str, Callable[[Path], None]] = {
    "texts": _several(
        _replaced(FLOW, _text(b"title: \xe9\0 [")),
        _replaced("locales/es/LC_MESSAGES/flows.po", _text(b"\xff\0")),
        _replaced("flows/canvas/menu.yaml", _text(b"nodes: {begin: [1e999, .nan]}")),
        _replaced("notices/premium_bill/notice.md.j2", _text(b"{% if a %}" * 3000)),
        _replaced(
            "flows/calendars/office.yaml",
            _text(b"format: 1\ntitle: x\ntime_zone: UTC\nhours: {}\nclosed:\n  - {date: 9999-12-31, name: x}\n"),
        ),
        _replaced(".git/HEAD", _text(b"garbage")),
    ),
    "no files": _several(
        _replaced(FLOW, os.mkfifo),
        _replaced("flows/menu.yaml", Path.mkdir),
        _replaced("flows/main.yaml", lambda place: place.symlink_to("/etc/passwd")),
        _replaced("locales/ar/LC_MESSAGES/flows.po", Path.mkdir),
        _replaced("notices/_members.yaml", Path.mkdir),
        _replaced("flows/canvas/billing.yaml", Path.mkdir),
        _replaced("notices/premium_bill/notice.yaml", lambda place: None),
        _replaced(".git", _text(b"gitdir: /nowhere\n")),
        _replaced(".ivr_author", _text(b"in the way")),
    ),
    "settings": _several(_replaced("ivr.yaml", _text(b"format: [\n")), _replaced(FLOW, _text(b"# x\n" * 800_000))),
}


# What pages must say of it, each at its place: that something is wrong is told, and what to mend.
TOLD: dict[str, dict[str, tuple[str, ...]]] = {
    "texts": {
        "/": ("billing: 1 error",),
        "/flows": ("See what is wrong", "billing"),
        "/flows/billing": ("This flow can't be read", "not-utf-8"),
        "/flows/billing/list": ("This flow can't be read", "not-utf-8"),
        "/calendars": ("flows/calendars/office.yaml can't be read",),
        "/problems": (
            "flows/billing.yaml",
            "not-utf-8",
            "flows/calendars/office.yaml",
            "locales/es/LC_MESSAGES/flows.po",
        ),
        "/history/": ("not-in-git",),
        "/notices/premium_bill": ("1 error",),
        "/source/": ("flows/billing.yaml 1 error",),
    },
    "no files": {
        "/flows": ("main +18005550100",),
        "/flows/billing": ("This flow can't be read", "special-file"),
        "/flows/billing/list": ("This flow can't be read", "special-file"),
        "/problems": ("flows/billing.yaml", "special-file"),
        "/notices/premium_bill": ("This notice can't be read", "file-missing"),
    },
    "settings": {
        "/": ("ivr.yaml can't be read",),
        "/flows": ("ivr.yaml can't be read",),
        "/flows/billing": ("This flow can't be read", "file-too-large"),
        "/problems": ("yaml-syntax", "file-too-large"),
        "/source/ivr.yaml": ("yaml-syntax", "format: ["),
    },
}
SOUND = "/flows/callback"
"""A flow that the breakages leave as it was: its page shows it still, unless the settings are gone."""


@pytest.mark.parametrize("name", BREAKAGES)
def test_every_page_answers_and_tells_what_is_wrong(repository: Path, tmp_path: Path, name: str) -> None:
    root = put_under_git(copy_workspace(repository, tmp_path))
    visitor = Visitor(create_studio(root))
    visitor.get("/flows/billing/list")
    BREAKAGES[name](root)
    shown = {}
    for page, address in {**page_addresses(visitor.client.application), "sound": SOUND}.items():
        if page.partition("-")[0] not in SLOW:
            shown[address] = visitor.get(address, ANSWERS)
    for address, told in TOLD[name].items():
        words = shown[address].texts("//main")[0]
        assert [one for one in told if one not in words] == [], f"{address}: {words}"
    assert bool(shown[SOUND].all("//*[@id='fc']")) == (name != "settings")
    # A pipe is not written to, it is replaced.
    shutil.copy2(repository / FLOW, root / "mended.yaml")
    (root / "mended.yaml").replace(root / FLOW)
    mended = visitor.get("/flows/billing/source").texts("//textarea")
    assert mended == [" ".join((repository / FLOW).read_text().split())]
    assert bool(visitor.get("/flows/billing").all("//*[@id='fc']")) == (name != "settings")
