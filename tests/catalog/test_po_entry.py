"""One entry replaced in a text, and a text read again after a change: the same as the whole writer and reader give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.po_entry import replace_entry, reread_catalog
from ivr_author.core.source import Source
from tests.catalog.strategies import catalogs

TEXT = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#   kept as it is
#, fuzzy
#| msgid "Old"
msgctxt "a/b/prompt"
msgid "New"
msgstr "Neu"

# a note far from its entry

msgctxt "a/c/prompt"
msgid "One"
msgid_plural "{count} of them"
msgstr[0] "Eins"
msgstr[1] ""
"{count} "
"davon"

msgctxt "a/d/prompt"
msgid "Last"
msgstr ""
"""


def read(text: str) -> tuple[Source, Catalog]:
    source = Source("x.po", text)
    return source, read_catalog(source, "es")[0]


def test_one_entry_is_written_and_nothing_else() -> None:
    _, catalog = read(TEXT)
    old = catalog.entries[0]
    new = replace(old, strings=("Anders",), flags=(), previous_msgid=None)
    written = replace_entry(TEXT, old, new)
    assert written == TEXT.replace('#, fuzzy\n#| msgid "Old"\n', "").replace("Neu", "Anders")


def test_lines_that_were_wrapped_elsewhere_stay_wrapped() -> None:
    _, catalog = read(TEXT)
    written = replace_entry(TEXT, catalog.entries[2], replace(catalog.entries[2], strings=("Letzte",)))
    assert written == TEXT.removesuffix('msgstr ""\n') + 'msgstr "Letzte"\n'


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('msgstr "Neu"\n\n', 'msgstr "Neu"\n'),  # no blank line between two
        TEXT.replace("\n", "\r\n"),
        TEXT.replace('msgid "New"\n', 'msgid "New"\n\n'),  # a blank line inside
    ],
)
def test_an_entry_that_can_not_be_cut_out_is_left_to_the_whole_writer(text: str) -> None:
    _, catalog = read(text)
    for old in catalog.entries:
        written = replace_entry(text, old, replace(old, strings=("X",) * len(old.strings)))
        if written is not None:
            again = read(written)[1]
            expected = [
                replace(one, strings=("X",) * len(one.strings)) if one is old else one for one in catalog.entries
            ]
            assert list(again.entries) == expected
    assert replace_entry(text, catalog.entries[0], replace(catalog.entries[0], strings=("X",))) is None


def test_a_message_that_stands_elsewhere_is_not_replaced() -> None:
    assert replace_entry(TEXT, Message("New", ("Neu",), "a/b/prompt", line=1), Message("New", ("X",))) is None
    assert replace_entry(TEXT, Message("New", ("Neu",), "a/b/prompt", line=0), Message("New", ("X",))) is None


def test_what_did_not_change_is_not_read_again() -> None:
    before, catalog = read(TEXT)
    after = Source("x.po", TEXT.replace("Neu", "Ganz neu"))
    again = reread_catalog(before, catalog, after)
    assert again is not None
    assert again[0] == read_catalog(after, "es")[0]
    assert [one is other for one, other in zip(again[0].entries, catalog.entries, strict=True)] == [False, True, True]


def test_the_faults_of_the_whole_are_told_again() -> None:
    before, catalog = read(TEXT)
    after = Source("x.po", TEXT.replace("Neu", "Ganz neu").replace('msgstr[1] ""\n"{count} "\n"davon"\n', ""))
    again = reread_catalog(before, catalog, after)
    assert again is not None
    assert again[1] == read_catalog(after, "es")[1]
    assert [one.rule for one in again[1]] == ["catalog-plural-forms"]


@given(catalogs(), st.data())
def test_reading_again_is_reading(catalog: Catalog, data: st.DataObject) -> None:
    """Whatever is cut out, put in or doubled, anywhere in a file."""
    text = write_catalog(catalog)
    before = Source("x.po", text)
    read_before, faults = read_catalog(before, "es")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(
        st.sampled_from(["", "\n", "\n\n", "x", '"', "#~ ", '\n\nmsgid "n"\nmsgstr "m"\n\n', text[:60], text[-60:]])
    )
    after = Source("x.po", text[:start] + put + text[end:])
    again = reread_catalog(before, read_before, after)
    if again is not None:
        whole, faults = read_catalog(after, "es")
        assert (again[0], again[1]) == (whole, faults)
        assert [one.line for one in again[0].entries] == [one.line for one in whole.entries]


def test_the_catalogs_of_the_workspace_are_edited_alike(repository: Path) -> None:
    path = repository / "locales/es/LC_MESSAGES/flows.po"
    text = path.read_text()
    source = Source("x.po", text)
    catalog, _ = read_catalog(source, "es")
    for old in catalog.entries[::20]:
        new = replace(old, strings=tuple(f"{one}!" for one in old.strings))
        written = replace_entry(text, old, new)
        assert written is not None
        whole = replace(catalog, entries=tuple(new if one is old else one for one in catalog.entries))
        again = reread_catalog(source, catalog, Source("x.po", written))
        assert again is None or again[0] == whole
