"""A workspace that changes under the studio's feet: what somebody typed is never lost, and nothing else is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivr_author.workspace.files import revision
from ivr_author.workspace.journal import Entry, read_journal, write_journal
from ivr_author.workspace.keeper import GitKeeper
from tests.web.pages import Visitor

WORDS = "Words that took <b>an hour</b> to find."


@pytest.mark.parametrize(
    ("address", "gone", "field"),
    [
        ("/words/billing/due/prompt/1", "flows/billing.yaml", "text"),
        ("/source/notices/outage/notice.yaml", "notices/outage", "text"),
        ("/notices/outage", "notices/outage", "text"),
        ("/flows/billing/settings", "flows/billing.yaml", "title"),
        ("/flows/billing/nodes/due", "flows/billing.yaml", "prompt.0.text"),
    ],
)
def test_words_for_a_file_that_is_gone_are_given_back(
    visitor: Visitor, workspace: Path, address: str, gone: str, field: str
) -> None:
    [form] = [one for one in forms(visitor, address) if field in one]
    path = workspace / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    page = visitor.post(address, {**form, field: WORDS}, status=404)
    assert WORDS in page.all("//textarea/text()")
    assert "<b>an hour" not in page.text
    assert not path.exists()


def forms(visitor: Visitor, address: str) -> list[dict[str, str]]:
    found = visitor.get(address).tree.xpath("//main//form[@method='post']")
    return [{name: (value or "").removeprefix("\n") for name, value in one.form_values()} for one in found]


@pytest.mark.parametrize("path", ["flows/menu.yaml", "../elsewhere.yaml"])
def test_what_an_older_save_left_keeps_nobody_from_saving(kept_workspace: Path, path: str) -> None:
    (kept_workspace / "flows/menu.yaml").unlink()
    (kept_workspace / "flows/menu.yaml").mkdir()
    left = Entry("Change the menu", files={path: ("0123456789abcdef", "123456789abcdef0")})
    write_journal(kept_workspace, [left])
    keeper = GitKeeper(kept_workspace)
    raw = (kept_workspace / "flows/billing.yaml").read_bytes()
    kept = keeper.save({"flows/billing.yaml": (raw + b"# more\n", revision(raw))}, "Say more")
    assert kept.commit
    assert read_journal(kept_workspace) == []
