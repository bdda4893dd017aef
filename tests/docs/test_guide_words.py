"""What guides name is there: files, links, words of the studio. And their own words are easy enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt

from ivr_author.rehearsal.platform_limits import OUTBOUND_RATE, load_platform
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.score import score_passages
from tests.docs.guide import SavedFile, read_guide

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = sorted(DOCS.glob("*.md"))
HARDEST_GRADE = 6.0


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_names_of_files_stand_above_them(path: Path) -> None:
    """A block shows no name: neither in the studio nor on a page of a repository."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for one in read_guide(path):
        if isinstance(one, SavedFile):
            above = next(line for line in reversed(lines[: one.line - 1]) if line.strip())
            assert f"`{one.path}`" in above or f"/{one.path}`" in above, (
                f"{path.name}:{one.line}: name {one.path} above"
            )


def test_index_lists_every_guide() -> None:
    listed = re.findall(r"\((\w+\.md)\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.name for path in GUIDES if path.stem != "README"]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        assert (DOCS / target).is_file(), f"{path.name}: {target}"


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_what_is_named_bold_is_in_the_studio(path: Path) -> None:
    """Rooms, buttons and labels are named as pages have them; a sentence or a symptom ends with a mark."""
    known = {str(one.id[0] if isinstance(one.id, tuple) else one.id) for one in _studio_words()}
    for label in re.findall(r"\*\*([^*\n]+)\*\*", _without_code(path.read_text(encoding="utf-8"))):
        if label[-1] not in '."\u201d':
            assert any(one == label or one.startswith(f"{label},") for one in known), f"{path.name}: {label}"


def test_calls_a_second_are_those_that_the_platform_declares() -> None:
    told = re.findall(r"may start (\d+) call", (DOCS / "operations.md").read_text(encoding="utf-8"))
    limit = load_platform("twilio").limit(OUTBOUND_RATE)
    assert limit is not None
    assert told == [f"{limit.value:g}"]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_words_are_as_easy_as_those_for_members(path: Path) -> None:
    """By our own score: whoever asks others for the sixth grade keeps it too."""
    score = score_passages([Passage(words, "en") for words in _paragraphs(path)], "en").primary
    assert score is not None
    assert score.value <= HARDEST_GRADE


def _paragraphs(path: Path) -> Iterator[str]:
    """What is read as running text; a name in code counts as a short word."""
    tokens = MarkdownIt("commonmark").parse(path.read_text(encoding="utf-8"))
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type != "heading_open":
            parts = token.children or []
            yield "".join("it" if one.type == "code_inline" else one.content or " " for one in parts)


def _studio_words() -> Catalog:
    with (DOCS.parent / "ivr_author/web/locales/studio.pot").open("rb") as stream:
        return read_po(stream)


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
