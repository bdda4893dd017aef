"""Letters of the sample notices are PDF/UA-1 in every locale; `make bench` judges every branch, this a few of each."""

from __future__ import annotations

from pathlib import Path

import page

from ivr_author.workspace.project import load_workspace
from tests.notice.letters import letters_of

ROOT = Path(__file__).resolve().parents[2]


def test_letters_can_be_read_by_a_screen_reader() -> None:
    faults = {letter.name: found for letter in letters_of(load_workspace(ROOT), most=2) if (found := letter.faults())}
    assert faults == {}


def test_judge_finds_a_letter_without_tags() -> None:
    letter = next(letters_of(load_workspace(ROOT), most=1))
    pdf = letter.renderer.render("letter", "en", letter.branch.values).parts["pdf"]
    assert page.validate_pdf_bytes(pdf, profile="ua1").is_compliant
    broken = pdf.replace(b"/StructTreeRoot", b"/StructTreeR00t")
    assert broken != pdf
    assert not page.validate_pdf_bytes(broken, profile="ua1").is_compliant
