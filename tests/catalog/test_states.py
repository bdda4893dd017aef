"""Marks of drafts and reviews: they hold for the very words, and outlast every tool that translators use."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.lookup import AddressIndex, State
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.states import (
    MACHINE,
    Mark,
    MarkKind,
    UnreadableMark,
    digest_of,
    lapsed_review,
    mark_of,
    marks_in,
    with_mark,
    without_mark,
)
from ivr_author.core.source import Source
from tests.catalog.builders import catalog, message
from tests.catalog.strategies import messages

ADDRESS = "main/welcome/prompt"
HELLO = message(ADDRESS, "Hello.", "Hola.")
BILLS = message("main/bills/prompt", "{count} bill", "{count} factura", "{count} facturas", plural="{count} bills")
DRAFT = with_mark(HELLO, MarkKind.DRAFT, MACHINE)
REVIEWED = with_mark(HELLO, MarkKind.REVIEWED, "Ana Sample", "2026-11-22")


def state_of(entry: Message) -> State:
    return AddressIndex(catalog(entry)).find(entry.context or "", entry.msgid, entry.msgid_plural or "")[0]


def test_a_mark_is_a_comment_that_people_can_read() -> None:
    assert DRAFT.translator_comments == (f"Draft by machine, {digest_of(HELLO)}",)
    assert REVIEWED.translator_comments == (f"Reviewed by Ana Sample on 2026-11-22, {digest_of(HELLO)}",)
    assert mark_of(DRAFT) == Mark(MarkKind.DRAFT, "machine", "", digest_of(HELLO))
    assert mark_of(REVIEWED) == Mark(MarkKind.REVIEWED, "Ana Sample", "2026-11-22", digest_of(HELLO))


def test_the_state_of_a_translation_is_that_of_its_mark() -> None:
    assert [state_of(one) for one in (HELLO, DRAFT, REVIEWED)] == [State.TRANSLATED, State.DRAFT, State.REVIEWED]
    assert all(state_of(one).is_used for one in (HELLO, DRAFT, REVIEWED))
    assert state_of(replace(REVIEWED, flags=("fuzzy",))) is State.FUZZY
    assert state_of(with_mark(replace(HELLO, strings=("",)), MarkKind.REVIEWED, "Ana")) is State.MISSING


@pytest.mark.parametrize(
    "change",
    [
        {"strings": ("Hola!",)},
        {"msgid": "Hello!"},
        {"msgid_plural": "Hellos."},
        {"strings": ("Hola.", "")},
    ],
)
def test_a_mark_lapses_with_any_change_of_words(change: dict[str, object]) -> None:
    for marked in (DRAFT, REVIEWED):
        changed = replace(marked, **change)  # type: ignore[arg-type]
        assert mark_of(changed) is None
    lapsed = lapsed_review(replace(REVIEWED, **change))  # type: ignore[arg-type]
    assert lapsed is not None
    assert (lapsed.by, lapsed.on) == ("Ana Sample", "2026-11-22")
    assert lapsed_review(replace(DRAFT, **change)) is None  # type: ignore[arg-type]


def test_words_that_are_changed_back_are_as_they_were() -> None:
    assert mark_of(replace(replace(REVIEWED, strings=("Hola!",)), strings=("Hola.",))) is not None
    assert lapsed_review(REVIEWED) is None


def test_a_new_mark_takes_the_place_of_those_before_and_other_comments_stay() -> None:
    noted = replace(HELLO, translator_comments=("ask Ana",))
    twice = with_mark(with_mark(noted, MarkKind.DRAFT, MACHINE), MarkKind.REVIEWED, "Ana", "2026-11-22")
    assert twice.translator_comments == (f"Reviewed by Ana on 2026-11-22, {digest_of(HELLO)}", "ask Ana")
    assert without_mark(twice) == noted
    assert without_mark(noted) == noted


def test_a_review_counts_before_a_draft_whatever_stands_first() -> None:
    both = replace(HELLO, translator_comments=(*DRAFT.translator_comments, *REVIEWED.translator_comments))
    assert state_of(both) is State.REVIEWED
    other_way = replace(both, translator_comments=both.translator_comments[::-1])
    assert state_of(other_way) is State.REVIEWED


@pytest.mark.parametrize(
    "comment",
    [
        "Reviewed by Ana Sample on 2026-11-22",
        "Reviewed by Ana Sample on 2026-11-22, xyz",
        "Please say: Reviewed by Ana on 2026-11-22, {digest}",
        "Reviewed by , {digest}",
        "Draft by machine {digest}",
        "reviewed by Ana on 2026-11-22, {digest}",
        "Reviewed by Ana on 2026-11-22, {digest}0",
    ],
)
def test_what_only_looks_like_a_mark_is_none(comment: str) -> None:
    entry = replace(HELLO, translator_comments=(comment.format(digest=digest_of(HELLO)),))
    assert marks_in(entry) == ()
    assert state_of(entry) is State.TRANSLATED


@pytest.mark.parametrize("by", ["", " ", "Ana\nSample", " Ana", "Ana on 2026-11-22"])
def test_a_name_that_cannot_be_read_back_is_refused(by: str) -> None:
    with pytest.raises(UnreadableMark, match="can't be read back"):
        with_mark(HELLO, MarkKind.REVIEWED, by)


def test_a_day_that_cannot_be_read_back_is_refused() -> None:
    with pytest.raises(UnreadableMark, match="can't be read back"):
        with_mark(HELLO, MarkKind.REVIEWED, "Ana", "22 November")


@given(messages(), st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=90))
def test_every_mark_is_read_back_from_a_file(entry: Message, name: str) -> None:
    try:
        marked = with_mark(entry, MarkKind.REVIEWED, name, "2026-11-22")
    except UnreadableMark:
        return
    again, _ = read_catalog(Source("", write_catalog(Catalog("es", entries=(marked,)))), "es")
    mark = mark_of(again.entries[0])
    assert mark is not None
    assert (mark.by, mark.on) == (name, "2026-11-22")


# --- other tools ---

LONG = "María de los Ángeles Fernández-Villanueva y Rodríguez de la Fuente, Certified Healthcare Interpreter (CHI)"


def through_polib(text: str, tmp_path: Path) -> str:
    return str(polib.pofile(text))


def through_babel(text: str, tmp_path: Path) -> str:
    written = io.BytesIO()
    write_po(written, read_po(io.BytesIO(text.encode()), locale="es"))
    return written.getvalue().decode()


def through_msgattrib(text: str, tmp_path: Path) -> str:
    return _gettext(text, tmp_path, "msgattrib", "--translated", "in.po")


def through_msgmerge(text: str, tmp_path: Path) -> str:
    template = read_catalog(Source("", text), "es")[0]
    bare = [replace(one, strings=("",) * len(one.strings), translator_comments=()) for one in template.entries]
    (tmp_path / "new.pot").write_text(write_catalog(replace(template, entries=tuple(bare))), encoding="utf-8")
    return _gettext(text, tmp_path, "msgmerge", "--quiet", "in.po", "new.pot")


def _gettext(text: str, tmp_path: Path, tool: str, *arguments: str) -> str:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    (tmp_path / "in.po").write_text(text, encoding="utf-8")
    done = subprocess.run([tool, *arguments], cwd=tmp_path, check=True, capture_output=True, timeout=30)
    return done.stdout.decode()


@pytest.mark.parametrize("tool", [through_polib, through_babel, through_msgattrib, through_msgmerge])
def test_marks_outlast_tools(tool: Callable[[str, Path], str], tmp_path: Path) -> None:
    entries = (
        DRAFT,
        with_mark(replace(BILLS, translator_comments=("ask Ana", "", "twice")), MarkKind.REVIEWED, LONG, "2026-11-22"),
        with_mark(message("main/x/prompt", "One\ntwo", "Uno\ndos"), MarkKind.REVIEWED, "李 明", "2026-11-22"),
    )
    text = write_catalog(catalog(*entries))
    again, faults = read_catalog(Source("", tool(text, tmp_path)), "es")
    assert not faults
    assert {one.context: mark_of(one) for one in again.entries} == {one.context: mark_of(one) for one in entries}
    assert all(mark_of(one) for one in entries)


def test_a_mark_lapses_when_msgmerge_gives_the_translation_to_another_text(tmp_path: Path) -> None:
    if shutil.which("msgmerge") is None:
        pytest.skip("msgmerge is not installed")
    long = "Please hold while we look for the next person who can help you."
    old = with_mark(message(ADDRESS, long, "Espere, por favor."), MarkKind.REVIEWED, "Ana", "2026-11-22")
    (tmp_path / "in.po").write_text(write_catalog(catalog(old)), encoding="utf-8")
    new = catalog(message(ADDRESS, long.replace("next", "first")))
    (tmp_path / "new.pot").write_text(write_catalog(new), encoding="utf-8")
    merged = _gettext(write_catalog(catalog(old)), tmp_path, "msgmerge", "--quiet", "in.po", "new.pot")
    (entry,) = read_catalog(Source("", merged), "es")[0].entries
    assert entry.is_fuzzy
    confirmed = replace(entry, flags=())
    assert (mark_of(confirmed), state_of(confirmed)) == (None, State.TRANSLATED)
    assert lapsed_review(confirmed) is not None
