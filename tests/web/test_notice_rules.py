"""The grade of a notice that somebody else has changed meanwhile. The rest of the tab is in `test_notice_tabs.py`."""

from __future__ import annotations

from pathlib import Path

from tests.web.pages import Visitor

RULES = "/notices/premium_bill/rules"


def test_a_grade_for_an_older_file_is_a_conflict_and_kept_as_typed(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get(RULES).form("//section[@id='readability']//form")
    path = workspace / "notices/premium_bill/notice.yaml"
    theirs = path.read_bytes() + b"# theirs\n"
    path.write_bytes(theirs)
    page = visitor.post(RULES, form | {"grade": "5"}, 409)
    assert page.form("//section[@id='readability']//form")["grade"] == "5"
    assert path.read_bytes() == theirs
