"""A workspace that changes under the studio's feet: what somebody typed is never lost, and nothing else is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
