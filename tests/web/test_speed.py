"""What an edit of one flow costs the pages after it: counted, since seconds depend on what else a machine does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ivr_author.core.memo import Memo
from ivr_author.usecases import search
from ivr_author.web import checking, studio, texts
from ivr_author.workspace import loader
from tests.web.pages import Visitor

PAGES = (
    "/",
    "/flows",
    "/flows/billing",
    "/flows/billing/graph.json?coverage=1",
    "/flows/billing/list",
    "/flows/billing/coverage",
    "/export/",
    "/export/voicexml/",
    "/documents/voicexml/",
    "/notices",
    "/notices/premium_bill",
    "/problems",
    "/find?q=bill",
)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each costly thing is done."""
    counts: Counter[str] = Counter()

    def count(module: Any, name: str) -> None:
        done = getattr(module, name)

        def counting(*given: Any, **named: Any) -> Any:
            counts[name] += 1
            return done(*given, **named)

        monkeypatch.setattr(module, name, counting)

    read: Any = vars(loader)["read_source"]

    def counting_read(root: Path, path: str, *more: Any) -> Any:
        counts[f"read {path}"] += 1
        return read(root, path, *more)

    monkeypatch.setattr(loader, "read_source", counting_read)
    # Other tests had the same flows; what was kept of those must not hide what is made here.
    monkeypatch.setattr(texts, "_segments", Memo(1_000))
    monkeypatch.setattr(texts, "_counts", Memo(1_000))
    monkeypatch.setattr(search, "_parts", Memo(1_000))
    count(texts, "segments_of_flow")
    count(texts, "count_catalog")
    count(search, "_part")
    count(studio, "_read_node_lines")
    count(studio, "NoticeDesk")
    count(checking, "program_of")
    return counts


def test_after_an_edit_only_what_was_edited_is_read_again(
    visitor: Visitor, workspace: Path, counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in PAGES:
        visitor.client.get(path, base_url="http://127.0.0.1:8000")
    assert all(counted[name] for name in ("read ivr.yaml", "segments_of_flow", "count_catalog", "_part", "NoticeDesk"))
    file = workspace / "flows/billing.yaml"
    file.write_text(file.read_text().replace("title: ", "title: My ", 1))
    # The check that an edit begins is not the pages': here it never ends.
    monkeypatch.setattr(checking.Checker, "wait", lambda *_: None)
    counted.clear()
    for path in PAGES:
        answer = visitor.client.get(path, base_url="http://127.0.0.1:8000")
        assert answer.status_code == 200, path
    # Its clock has not ticked yet when the next page comes: then it is read again, but nothing is made of it.
    assert [name for name in counted if name.startswith("read ")] == ["read flows/billing.yaml"]
    assert counted["segments_of_flow"] <= 1
    content = studio_of(visitor).snapshot().content
    assert content is not None
    assert counted["count_catalog"] <= len(content.settings.locales), "of one flow, in each language"
    assert counted["_read_node_lines"] <= 1
    assert counted["NoticeDesk"] == 0
    # Things, files and rules; the flow, its texts.
    assert counted["_part"] <= 4
    assert counted["program_of"] == 0, "only the check makes a program of everything"


def studio_of(visitor: Visitor) -> studio.Studio:
    found = visitor.client.application.extensions["ivr_studio"]
    assert isinstance(found, studio.Studio)
    return found
