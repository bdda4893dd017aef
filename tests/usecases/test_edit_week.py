"""The ordinary weeks of a calendar: only the days that change, and every other line as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.calendar import WEEKDAYS
from ivr_author.usecases.edit_shared import NotThere
from ivr_author.usecases.edit_source import SavedSource, open_source
from ivr_author.usecases.edit_week import overlaps, set_week
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import load_workspace

PATH = "flows/calendars/office.yaml"
SETTINGS = "format: 1\norganisation: Test\nsource_locale: en\nlocales: []\ntime_zone: America/New_York\n"
OFFICE = """\
# When we answer.
weekly:
  mon: ["08:00-12:00", "13:00-18:00"]  # with a break
  tue:
    - "8:00-18:00"  # long
    - "19:00-20:00"
  sat: []
holidays: []
"""
DAY = (480, 1080)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one calendar."""
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(OFFICE)
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    return tmp_path


def put(root: Path, **week: list[tuple[int, int]]) -> str:
    keeper, seen = FileKeeper(root), open_source(root, PATH).revision
    done = set_week(keeper, load_workspace(root), "office", week, seen)
    assert isinstance(done, SavedSource), done
    return (root / PATH).read_text()


AS_IT_IS = {"mon": [(480, 720), (780, 1080)], "tue": [DAY, (1140, 1200)]}


def test_what_stays_keeps_its_form(root: Path) -> None:
    assert put(root, **AS_IT_IS) == OFFICE


def test_days_change_alone(root: Path) -> None:
    text = put(root, **{**AS_IT_IS, "tue": [DAY], "sun": [(600, 720)]})
    assert text == OFFICE.replace('    - "19:00-20:00"\n', "").replace(
        "  sat: []\n", '  sat: []\n  sun: ["10:00-12:00"]\n'
    )
    text = put(root, mon=[(480, 720)], sat=[(540, 720), (0, 60)], wed=[DAY])
    assert 'mon: ["08:00-12:00"]  # with a break' in text
    assert 'tue: []\n  wed: ["8:00-18:00"]\n  sat: ["0:00-1:00", "9:00-12:00"]' in text
    assert text.startswith("# When we answer.\n")


def test_a_file_without_weeks_is_left_alone(root: Path) -> None:
    (root / PATH).write_text("holidays: []\n")
    with pytest.raises(NotThere):
        put(root, mon=[DAY])


def test_hours_that_overlap_are_found() -> None:
    assert list(overlaps({"mon": [(480, 720), (600, 900)], "tue": [(480, 720), (720, 900)]})) == ["mon"]
    assert WEEKDAYS[0] == "mon"
