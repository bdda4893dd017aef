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


@pytest.mark.parametrize("name", BREAKAGES)
def test_every_page_answers(repository: Path, tmp_path: Path, name: str) -> None:
    root = put_under_git(copy_workspace(repository, tmp_path))
    visitor = Visitor(create_studio(root))
    visitor.get("/flows/billing/list")
    BREAKAGES[name](root)
    for page, address in page_addresses(visitor.client.application).items():
        if page.partition("-")[0] not in SLOW:
            answer = visitor.client.get(address, base_url="http://127.0.0.1:8000", buffered=True)
            assert answer.status_code in ANSWERS, f"{address}: {answer.status_code}"
            visitor.get(address, status=answer.status_code)
