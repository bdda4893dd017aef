"""Updating a catalog: nothing is lost, nothing is taken from another place unasked, nothing doubtful is used."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.lookup import State, Translations
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.update import ChangeKind, UpdateReport, update_catalog
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source
from tests.catalog.builders import catalog, message, segment
from tests.catalog.strategies import messages


def kinds(report: UpdateReport) -> list[tuple[str, str]]:
    return [(change.kind, change.address) for change in report.changes]


def update_one(old: Catalog, *segments: Segment) -> Message:
    updated, _ = update_catalog(old, segments)
    return updated.entries[0]


HELLO = message("main/welcome/prompt", "Hello.", "Hola.")


def test_the_same_text_is_kept_and_its_comments_are_refreshed() -> None:
    old = replace(
        HELLO,
        translator_comments=("by Ana",),
        extracted_comments=("old",),
        references=("x:1",),
        flags=("max-length:80",),
    )
    updated, report = update_catalog(
        catalog(old), [segment("main/welcome/prompt", "Hello.", line=7, comments="node\n welcome")]
    )
    assert updated.entries == (replace(old, extracted_comments=("node welcome",), references=("flows/main.yaml",)),)
    assert updated.header == catalog().header
    assert (report.kept, report.changes) == (1, ())


def test_a_changed_text_keeps_its_translation_as_fuzzy_and_shows_what_it_was_made_for() -> None:
    updated, report = update_catalog(catalog(HELLO), [segment("main/welcome/prompt", "Good day.")])
    (entry,) = updated.entries
    assert (entry.strings, entry.is_fuzzy, entry.previous_msgid, entry.previous_context) == (
        ("Hola.",),
        True,
        "Hello.",
        None,
    )
    assert kinds(report) == [("changed", "main/welcome/prompt")]
    assert report.changes[0].is_fuzzy
    again = update_one(updated, segment("main/welcome/prompt", "Good evening."))
    assert (again.strings, again.previous_msgid) == (("Hola.",), "Hello.")


def test_a_changed_text_without_translation_is_just_missing() -> None:
    entry = update_one(catalog(message("main/welcome/prompt", "Hello.")), segment("main/welcome/prompt", "Good day."))
    assert (entry.strings, entry.flags, entry.previous_msgid) == (("",), (), None)


def test_one_text_in_two_places_keeps_two_translations() -> None:
    """Babel gives both the second one."""
    old = catalog(message("a/book/prompt", "Book", "Libro"), message("b/book/prompt", "Book", "Reservar"))
    updated, _ = update_catalog(old, [segment("a/book/prompt", "The book"), segment("b/book/prompt", "To book")])
    assert [entry.strings for entry in updated.entries] == [("Libro",), ("Reservar",)]
    swapped, _ = update_catalog(old, [segment("b/book/prompt", "Book"), segment("a/book/prompt", "Book")])
    assert [(entry.context, entry.strings[0]) for entry in swapped.entries] == [
        ("a/book/prompt", "Libro"),
        ("b/book/prompt", "Reservar"),
    ]


def test_a_moved_text_takes_its_translation_along() -> None:
    updated, report = update_catalog(catalog(HELLO), [segment("main/greeting/prompt", "Hello.")])
    assert [(entry.context, entry.strings, entry.is_fuzzy) for entry in updated.entries] == [
        ("main/greeting/prompt", ("Hola.",), False)
    ]
    assert updated.obsolete == ()
    assert [(change.kind, change.previous_address) for change in report.changes] == [("moved", "main/welcome/prompt")]


def test_a_text_is_not_copied_from_a_place_that_still_has_it() -> None:
    updated, report = update_catalog(
        catalog(HELLO), [segment("main/welcome/prompt", "Hello."), segment("main/z/prompt", "Hello.")]
    )
    assert [entry.strings for entry in updated.entries] == [("Hola.",), ("",)]
    assert kinds(report) == [("added", "main/z/prompt")]


def test_a_moved_text_with_two_translations_is_doubtful_and_the_nearest_is_taken() -> None:
    old = catalog(message("a/x/prompt", "Book", "Libro"), message("b/x/prompt", "Book", "Reservar"))
    updated, _ = update_catalog(old, [segment("b/y/prompt", "Book")])
    (entry,) = updated.entries
    assert (entry.strings, entry.is_fuzzy, entry.previous_context) == (("Reservar",), True, "b/x/prompt")
    assert [gone.strings for gone in updated.obsolete] == [("Libro",)]


SIMILAR = "Please hold while we look for the next person who can help you."


@pytest.mark.parametrize(
    ("old", "new", "is_offered"),
    [
        (SIMILAR, SIMILAR.replace("Please hold", "Please wait"), True),
        (f"{SIMILAR} {{name}}", f"{SIMILAR} {{nickname}}", False),
        (f"{SIMILAR} {{name}}", f"{SIMILAR}", False),
        (f"{SIMILAR} It takes 5 minutes.", f"{SIMILAR} It takes 6 minutes.", False),
        (f"{SIMILAR} Press two.", f"{SIMILAR} Press three.", False),
        (f"{SIMILAR} Press star.", f"{SIMILAR} Press pound.", False),
        ("For dental, press {key}.", "For billing, press {key}.", False),
        ("…", "?", False),
    ],
)
def test_a_similar_text_is_offered_unless_numbers_keys_or_placeholders_differ(
    old: str, new: str, is_offered: bool
) -> None:
    updated, report = update_catalog(catalog(message("a/x/prompt", old, "Espere.")), [segment("b/y/prompt", new)])
    (entry,) = updated.entries
    if is_offered:
        assert (entry.strings, entry.is_fuzzy) == (("Espere.",), True)
        assert (entry.previous_context, entry.previous_msgid) == ("a/x/prompt", old)
        assert (updated.obsolete, kinds(report)) == ((), [("carried", "b/y/prompt")])
    else:
        assert (entry.strings, entry.is_fuzzy) == (("",), False)
        assert [gone.strings for gone in updated.obsolete] == [("Espere.",)]
        assert kinds(report) == [("added", "b/y/prompt"), ("removed", "a/x/prompt")]


def test_an_old_entry_is_used_once_and_by_the_text_that_is_nearest() -> None:
    far, near = SIMILAR.replace("Please hold", "Now wait"), SIMILAR.replace("Please hold", "Please wait")
    updated, _ = update_catalog(
        catalog(message("a/x/prompt", SIMILAR, "Espere.")), [segment("b/a/prompt", far), segment("b/b/prompt", near)]
    )
    assert [entry.strings for entry in updated.entries] == [("",), ("Espere.",)]


def test_when_all_is_rewritten_only_texts_of_one_flow_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    old = catalog(message("a/x/prompt", SIMILAR, "Espere."))
    same_flow, other_flow = (segment(f"{flow}/y/prompt", SIMILAR.replace("hold", "wait")) for flow in "ab")
    assert update_one(old, other_flow).is_fuzzy
    monkeypatch.setattr("ivr_author.catalog.update.MOST_COMPARISONS", 0)
    assert not update_one(old, other_flow).is_fuzzy
    assert update_one(old, same_flow).is_fuzzy


def test_what_is_gone_becomes_obsolete_and_comes_back() -> None:
    gone, report = update_catalog(catalog(replace(HELLO, references=("x",), extracted_comments=("y",))), [])
    assert (gone.entries, gone.obsolete) == ((), (HELLO,))
    assert kinds(report) == [("removed", "main/welcome/prompt")]
    still, report = update_catalog(gone, [])
    assert (still, report.changes) == (gone, ())
    back, report = update_catalog(gone, [segment("main/welcome/prompt", "Hello.")])
    assert [(entry.strings, entry.is_fuzzy) for entry in back.entries] == [(("Hola.",), False)]
    assert back.obsolete == ()
    assert kinds(report) == [("revived", "main/welcome/prompt")]
    other, report = update_catalog(gone, [segment("main/welcome/prompt", "Hello again.")])
    assert [(entry.strings, entry.is_fuzzy, entry.previous_msgid) for entry in other.entries] == [
        (("Hola.",), True, "Hello.")
    ]


def test_an_entry_that_nobody_touched_is_not_kept_as_obsolete() -> None:
    untouched, noted = (
        message("a/x/prompt", "One"),
        replace(message("a/y/prompt", "Two"), translator_comments=("ask Ana",)),
    )
    updated, report = update_catalog(catalog(untouched, noted), [])
    assert updated.obsolete == (noted,)
    assert report.count(ChangeKind.REMOVED) == 2


def test_plural_forms_follow_the_header() -> None:
    assert update_one(catalog(locale="ar"), segment("a/x/prompt", "a bill", "bills")).strings == ("",) * 6
    single = message("a/x/prompt", "a bill", "рахунок")
    entry = update_one(catalog(single, locale="ru"), segment("a/x/prompt", "a bill", "{n} bills"))
    assert (entry.strings, entry.is_fuzzy, entry.previous_plural) == (("рахунок",) * 3, True, None)


def test_plural_forms_that_no_longer_fit_are_kept_as_comments() -> None:
    old = message("a/x/prompt", "a bill", "una", "{n} facturas", plural="{n} bills")
    entry = update_one(catalog(old), segment("a/x/prompt", "a bill"))
    assert (entry.strings, entry.is_fuzzy, entry.previous_plural) == (("{n} facturas",), True, "{n} bills")
    assert entry.translator_comments == ("Earlier translation: una",)


def test_two_entries_that_gettext_would_refuse_become_one() -> None:
    old = catalog(HELLO, replace(HELLO, strings=("Buenas.",)), obsolete=(replace(HELLO, strings=("Qué tal.",)),))
    updated, _ = update_catalog(old, [segment("main/welcome/prompt", "Hello.")])
    assert updated.obsolete == ()
    (entry,) = updated.entries
    assert entry.strings == ("Hola.",)
    assert set(entry.translator_comments) == {"Earlier translation: Buenas.", "Earlier translation: Qué tal."}


def test_of_two_obsolete_entries_the_newer_stays_unless_it_is_empty() -> None:
    before = replace(HELLO, strings=("Buenas.",))
    updated, _ = update_catalog(catalog(HELLO, obsolete=(before,)), [])
    assert updated.obsolete == (replace(HELLO, translator_comments=("Earlier translation: Buenas.",)),)
    empty = replace(HELLO, strings=("",), translator_comments=("ask Ana",))
    updated, _ = update_catalog(catalog(empty, obsolete=(before,)), [])
    assert updated.obsolete == (replace(before, translator_comments=("ask Ana",)),)


def test_a_text_that_comes_back_takes_its_own_translation_not_that_of_the_text_between() -> None:
    old = catalog(message("main/welcome/prompt", "Good day.", "Buen día."), obsolete=(HELLO,))
    updated, report = update_catalog(old, [segment("main/welcome/prompt", "Hello.")])
    assert [(entry.strings, entry.is_fuzzy) for entry in updated.entries] == [(("Hola.",), False)]
    assert [entry.strings for entry in updated.obsolete] == [("Buen día.",)]
    assert report.count(ChangeKind.REVIVED) == 1


def test_an_empty_entry_does_not_hide_an_obsolete_translation_of_the_same_text() -> None:
    updated, _ = update_catalog(
        catalog(replace(HELLO, strings=("",)), obsolete=(HELLO,)), [segment("main/welcome/prompt", "Hello.")]
    )
    assert ([entry.strings for entry in updated.entries], updated.obsolete) == ([("Hola.",)], ())


def test_a_flow_with_faults_may_say_one_thing_twice() -> None:
    updated, _ = update_catalog(
        catalog(HELLO),
        [segment("main/welcome/prompt", "Hello.", line=1), segment("main/welcome/prompt", "Hello.", line=2)],
    )
    assert len(updated.entries) == 1


def test_a_catalog_with_faults_is_not_updated() -> None:
    faulty, _ = read_catalog(Source("x.po", "rubbish"), "es")
    with pytest.raises(ValueError, match="would lose them"):
        update_catalog(faulty, [])


def test_flags_that_tools_read() -> None:
    old = message("a/x/prompt", "Save 5% {now}", "Ahorre 5 % {now}", flags="python-format max-length:80")
    assert update_one(catalog(old), segment("a/x/prompt", "Save 5% {now}")).flags == (
        "python-brace-format",
        "max-length:80",
    )


entries = st.lists(messages(), max_size=6, unique_by=lambda entry: (entry.context, entry.msgid))
segments = st.lists(
    st.builds(
        segment,
        st.sampled_from(["a/x/prompt", "a/y/prompt", "b/x/prompt", "b/y/choice/1/say"]),
        st.sampled_from(["Hello.", "Hello there.", "Press 1.", "Press {key}.", "Book"]),
        st.sampled_from(["", "", "Hellos."]),
    ),
    max_size=6,
)


@given(entries, entries, segments, segments)
def test_no_word_of_a_translator_is_ever_lost(
    living: list[Message], obsolete: list[Message], first: list[Segment], second: list[Segment]
) -> None:
    start = catalog(*living, obsolete=tuple(entry for entry in obsolete))
    filled = replace(
        start, entries=(*start.entries, *(message(s.address, s.text, f"T{n}") for n, s in enumerate(first)))
    )
    once, _ = update_catalog(filled, first)
    twice, _ = update_catalog(once, second)
    text = " ".join(write_catalog(twice).replace("\\n", " ").split())
    for entry in (*filled.entries, *filled.obsolete):
        for string in filter(str.strip, entry.strings):
            kept = any(string in other.strings for other in (*twice.entries, *twice.obsolete))
            assert kept or f"Earlier translation: {' '.join(string.split())}".strip() in text
    keys = [(entry.context, entry.msgid) for entry in (*twice.entries, *twice.obsolete)]
    assert len(keys) == len(set(keys))
    again, report = update_catalog(twice, second)
    assert (again, report.changes) == (twice, ())


@given(segments, segments)
def test_an_update_never_makes_a_doubtful_translation_speak(first: list[Segment], second: list[Segment]) -> None:
    """After any update, what is spoken was translated for the very same text."""
    start = catalog(
        *(
            message(s.address, s.text, f"made for {s.text}")
            for s in {(s.address, s.text): s for s in first}.values()
            if not s.plural
        )
    )
    updated, _ = update_catalog(start, second)
    words = Translations({"es": updated}, "en")
    for wanted in second:
        found = words.translate(wanted.address, wanted.text, wanted.plural, "es")
        if found.state is State.TRANSLATED:
            assert found.forms == (f"made for {wanted.text}",)


def test_gettext_accepts_an_updated_catalog(tmp_path: Path) -> None:
    tool = shutil.which("msgfmt")
    if tool is None:
        pytest.skip("msgfmt is not installed")
    old = catalog(
        HELLO,
        message("a/x/prompt", "Save 5% in {month}", "Ahorre 5 % en {month}"),
        message(
            "a/p/prompt",
            "You have {n} bill {caller.number}",
            "Tiene {n} {caller.number}",
            "Tiene {n} {caller.number}",
            plural="You have {n} bills {caller.number}",
        ),
        message("a/z/prompt", "Gone", "Ido"),
        obsolete=(message("a/z/prompt", "Gone", "Ido ya"),),
    )
    updated, _ = update_catalog(
        old,
        [
            segment("main/welcome/prompt", "Hello again."),
            segment("a/x/prompt", "Save 5% in {month}"),
            segment("a/p/prompt", "You have {n} bill {caller.number}", "You have {n} bills {caller.number}"),
        ],
    )
    path = tmp_path / "es.po"
    path.write_text(write_catalog(updated), encoding="utf-8")
    run = subprocess.run(
        [tool, "-c", "-o", str(tmp_path / "es.mo"), str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
