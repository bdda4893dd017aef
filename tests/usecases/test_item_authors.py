"""Who wrote what changed: in files that others write in too, in words, translations, and what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.catalog.states import MarkKind, with_mark
from ivr_author.usecases.changed_items import changed_items
from ivr_author.usecases.item_authors import Authors, find_authors
from ivr_author.usecases.item_side import Side, side_of
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change
from tests.usecases.released import copy_of, git
from tests.usecases.reviewed import ES, FLOW, commit_as, rewrite

WELCOME = "flows:main/welcome/prompt"


@pytest.fixture(scope="module")
def before(reviewed: Path) -> Side:
    return side_of(load_workspace(reviewed))


@pytest.fixture
def root(reviewed: Path, tmp_path: Path) -> Path:
    return copy_of(reviewed, tmp_path / "office")


def authors(before: Side, root: Path, last: Authors | None = None) -> dict[tuple[str, str], str | None]:
    """The names by item."""
    now = side_of(load_workspace(root))
    found = find_authors(root, git(root, "rev-parse", "release/one^{commit}"), last)
    assert found.fault is None
    items = changed_items(before, now)
    found.load(items)
    names = {one.key: found.of(one, now) for one in items}
    return {key: None if given is None else " ".join(one.name for one in given) for key, given in names.items()}


def test_words_have_the_authors_of_their_lines(before: Side, root: Path) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    rewrite(root, "bo", FLOW, "title: Main line", "title: The main line")
    rewrite(root, "cy", FLOW, "Our office is closed now", "We are closed now")
    assert authors(before, root) == {
        (WELCOME, ""): "Ana",
        ("flows:main/closed/prompt", ""): "Cy",
        # What stands between words is nobody's line: all who changed the file.
        (FLOW, ""): "Cy Bo Ana",
    }
    rewrite(root, "ed", FLOW, "Thanks for calling the", "Thanks for calling our")
    assert authors(before, root)[WELCOME, ""] == "Ed Ana"


def test_what_is_gone_has_the_authors_of_its_file(before: Side, root: Path) -> None:
    rewrite(root, "ana", FLOW, "    prompt: Our office is closed now.\n", "    prompt: Closed.\n")
    change(root, FLOW, "  closed:\n    type: play\n    prompt: Closed.\n    next: message\n", "")
    rewrite(root, "bo", FLOW, "closed: closed", "closed: message")
    assert authors(before, root)["flows:main/closed/prompt", ""] == "Bo Ana"
    (root / "flows/calendars/office.yaml").unlink()
    commit_as(root, "cy")
    assert authors(before, root)["flows/calendars/office.yaml", ""] == "Cy"


def test_a_translation_is_by_who_wrote_it_not_by_who_signed_for_it(before: Side, root: Path) -> None:
    rewrite(root, "ana", ES, "Gracias por llamar a", "Gracias por su llamada a")
    (message,) = (one for one in load_workspace(root).catalogs["es"].entries if one.context == "main/welcome/prompt")
    mark = with_mark(message, MarkKind.REVIEWED, "Bo").translator_comments[0]
    rewrite(root, "bo", ES, '#: flows/main.yaml\nmsgctxt "main/welcome', f'# {mark}\nmsgctxt "main/welcome')
    assert authors(before, root) == {(WELCOME, "es"): "Ana"}
    rewrite(root, "cy", ES, 'msgctxt "main/welcome', '#, fuzzy\nmsgctxt "main/welcome')
    rewrite(root, "ed", ES, '#, fuzzy\nmsgctxt "main/welcome', 'msgctxt "main/welcome')
    # Who says that it need not be looked at any more has had a hand in it.
    assert authors(before, root) == {(WELCOME, "es"): "Ed Ana"}


def test_what_is_not_committed_is_nobodys_yet(before: Side, root: Path) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    change(root, FLOW, "Thanks for calling", "Thank you all for calling")
    rewritten = authors(before, root)
    assert rewritten == {(WELCOME, ""): None}


def test_nothing_is_asked_again_while_nothing_was_committed(before: Side, root: Path) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    commit = git(root, "rev-parse", "release/one^{commit}")
    first = find_authors(root, commit)
    assert find_authors(root, commit, first) is first
    assert find_authors(root, "", first) is not first
    change(root, FLOW, "Thanks for calling", "Thank you all for calling")
    assert find_authors(root, commit, first).uncommitted == {FLOW}
    commit_as(root, "bo")
    assert find_authors(root, commit, first) is not first


def test_outside_git_nobody_knows(before: Side, tmp_path: Path) -> None:
    found = find_authors(tmp_path, "")
    assert found.fault is not None
    assert found.of(changed_items(None, before)[0], before) is None
