"""Updating a catalog: nothing is lost, nothing is taken from another place unasked, nothing doubtful is used."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.addresses import AddressChoice, Refusal
from ivr_author.catalog.change import ChangeKind, UpdateReport
from ivr_author.catalog.compare import RunKind
from ivr_author.catalog.lookup import AddressIndex, State, Translations
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.states import MarkKind, lapsed_review, mark_of, with_mark
from ivr_author.catalog.update import update_catalog
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
    entry = update_one(catalog(single, locale="ru"), segment("a/x/prompt", "a bill", "bills"))
    assert (entry.strings, entry.is_fuzzy, entry.previous_plural) == (("рахунок",) * 3, True, None)


def test_plural_forms_that_no_longer_fit_are_kept_as_comments() -> None:
    old = message("a/x/prompt", "a bill", "una", "facturas", plural="bills")
    entry = update_one(catalog(old), segment("a/x/prompt", "a bill"))
    assert (entry.strings, entry.is_fuzzy, entry.previous_plural) == (("facturas",), True, "bills")
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


@pytest.mark.parametrize("kind", MarkKind)
def test_a_changed_text_that_comes_back_is_as_it_was_where_a_mark_knows_its_words(kind: MarkKind) -> None:
    old = catalog(with_mark(HELLO, kind, "Ana"))
    before, _ = update_catalog(old, [segment("main/welcome/prompt", "Hello.")])
    between, _ = update_catalog(before, [segment("main/welcome/prompt", "Good day.")])
    assert between.entries[0].is_fuzzy
    after, _ = update_catalog(between, [segment("main/welcome/prompt", "Hello.")])
    assert after.entries == before.entries
    edited = replace(between, entries=(replace(between.entries[0], strings=("Buenos días.",)),))
    assert update_one(edited, segment("main/welcome/prompt", "Hello.")).is_fuzzy


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


# --- what may not be offered ---

PRESS = message("main/menu/prompt", "For bills, press 2 or wait {time}.", "Facturas: oprima 2 o espere {time}.")


@pytest.mark.parametrize(
    ("text", "plural", "reason"),
    [
        ("For bills, press 3 or wait {time}.", "", "the numbers or keys differ: `2` became `3`"),
        ("For bills, press three or wait {time}.", "", "the numbers or keys differ: `2` became `3`"),
        ("For bills, press 2 or wait.", "", "the placeholders differ: `{time}` became nothing"),
        ("For bills, press 2 or wait {minutes}.", "", "the placeholders differ: `{time}` became `{minutes}`"),
        (PRESS.msgid, "{n} of them", "the placeholders of the plural differ: nothing became `{n}`"),
    ],
)
def test_a_translation_is_refused_where_what_it_must_say_differs(text: str, plural: str, reason: str) -> None:
    wanted = segment("main/menu/prompt", text, plural)
    updated, report = update_catalog(catalog(PRESS), [wanted])
    (entry,) = updated.entries
    assert (any(entry.strings), entry.is_fuzzy, entry.previous_msgid) == (False, False, None)
    assert entry.translator_comments == ("Earlier translation: Facturas: oprima 2 o espere {time}.",)
    assert [(change.kind, change.refused, change.is_fuzzy) for change in report.changes] == [("changed", reason, False)]
    again, report = update_catalog(updated, [wanted])
    assert (again, report.changes) == (updated, ())


@pytest.mark.parametrize("text", ["For a bill, press two or wait {time}.", "Wait {time}, or press 2 for bills."])
def test_a_translation_stays_as_fuzzy_where_it_says_the_same_values(text: str) -> None:
    updated, report = update_catalog(catalog(PRESS), [segment("main/menu/prompt", text)])
    assert updated.entries[0].is_fuzzy
    assert report.changes[0].refused == ""
    assert any(run.kind is RunKind.ADDED for run in report.changes[0].difference)


def test_a_text_that_was_refused_and_comes_back_has_its_translation_again() -> None:
    reviewed = with_mark(PRESS, MarkKind.REVIEWED, "Ana", "2026-11-22")
    changed, _ = update_catalog(catalog(reviewed), [segment("main/menu/prompt", "For bills, press 3 or wait {time}.")])
    assert changed.obsolete == (reviewed,)
    back, report = update_catalog(changed, [segment("main/menu/prompt", PRESS.msgid)])
    assert [(entry.strings, entry.is_fuzzy) for entry in back.entries] == [(PRESS.strings, False)]
    assert mark_of(back.entries[0]) is not None
    assert report.count(ChangeKind.REVIVED) == 1


def test_what_counts_is_the_text_that_the_translation_was_made_for() -> None:
    """Two changes, each of which leaves the values as they are in the entry, but not in the translation."""
    fuzzy = replace(PRESS, flags=("fuzzy",), previous_msgid="For bills, press 4 or wait {time}.")
    updated, report = update_catalog(
        catalog(fuzzy), [segment("main/menu/prompt", "For your bills, press 2 or wait {time}.")]
    )
    assert not any(updated.entries[0].strings)
    assert report.changes[0].refused == "the numbers or keys differ: `4` became `2`"
    assert report.changes[0].previous_text == "For bills, press 4 or wait {time}."


def test_a_fuzzy_one_without_an_earlier_text_gets_none() -> None:
    """As msgmerge does it: nobody knows what it was made for."""
    pretranslated = replace(HELLO, flags=("fuzzy",))
    entry = update_one(catalog(pretranslated), segment("main/welcome/prompt", "Hello there."))
    assert (entry.strings, entry.is_fuzzy, entry.previous_msgid) == (("Hola.",), True, None)


# --- choices that change their keys ---


def test_choices_that_get_other_keys_take_their_translations_along() -> None:
    def at(key: int) -> str:
        return f"main/menu/choice/{key}/say"

    texts = {"Dental": "Dental", "Bills": "Facturas", "Cards": "Tarjetas"}
    old = catalog(*(message(at(key), text, texts[text]) for key, text in enumerate(texts)))
    shifted = [segment(at(0), "News"), *(segment(at(key), text) for key, text in enumerate(texts, 1))]
    updated, report = update_catalog(old, shifted)
    assert [(entry.msgid, entry.strings[0], entry.is_fuzzy) for entry in updated.entries] == [
        ("News", "", False),
        *((text, words, False) for text, words in texts.items()),
    ]
    assert [change.kind for change in report.changes] == ["added", "moved", "moved", "moved"]
    assert updated.obsolete == ()
    swapped, _ = update_catalog(old, [segment(at(1), "Dental"), segment(at(0), "Bills"), segment(at(2), "Cards")])
    assert {entry.msgid: entry.strings[0] for entry in swapped.entries} == texts
    assert not any(entry.is_fuzzy for entry in swapped.entries)


def test_a_text_does_not_take_the_translation_of_another_node_whose_text_changed() -> None:
    updated, _ = update_catalog(
        catalog(HELLO), [segment("main/welcome/prompt", "Hello there."), segment("main/other/prompt", "Hello.")]
    )
    assert [(entry.msgid, entry.strings, entry.is_fuzzy) for entry in updated.entries] == [
        ("Hello there.", ("Hola.",), True),
        ("Hello.", ("",), False),
    ]


def test_an_obsolete_text_comes_back_under_a_new_address() -> None:
    updated, report = update_catalog(catalog(obsolete=(HELLO,)), [segment("main/greeting/prompt", "Hello.")])
    assert [(entry.context, entry.strings, entry.is_fuzzy) for entry in updated.entries] == [
        ("main/greeting/prompt", ("Hola.",), False)
    ]
    assert (updated.obsolete, kinds(report)) == ((), [("revived", "main/greeting/prompt")])


# --- marks ---


def test_a_mark_goes_with_a_moved_text_and_lapses_with_a_changed_one() -> None:
    reviewed = with_mark(HELLO, MarkKind.REVIEWED, "Ana", "2026-11-22")
    moved = update_one(catalog(reviewed), segment("main/greeting/prompt", "Hello."))
    assert mark_of(moved) is not None
    changed = update_one(catalog(reviewed), segment("main/welcome/prompt", "Hello there."))
    assert mark_of(replace(changed, flags=())) is None
    lapsed = lapsed_review(replace(changed, flags=()))
    assert lapsed is not None
    assert lapsed.by == "Ana"


def test_a_doubtful_move_leaves_its_marks_behind() -> None:
    old = catalog(
        with_mark(message("a/x/prompt", "Book", "Libro"), MarkKind.REVIEWED, "Ana"),
        message("b/x/prompt", "Book", "Reservar"),
    )
    entry = update_one(old, segment("a/y/prompt", "Book"))
    assert (entry.strings, entry.is_fuzzy, entry.translator_comments) == (("Libro",), True, ())


def test_the_mark_of_a_draft_goes_when_somebody_wrote_other_words() -> None:
    draft = with_mark(replace(HELLO, translator_comments=("ask Ana",)), MarkKind.DRAFT, "machine")
    mended = replace(draft, strings=("¡Hola!",))
    wanted = segment("main/welcome/prompt", "Hello.")
    assert update_one(catalog(mended), wanted).translator_comments == ("ask Ana",)
    assert update_one(catalog(draft), wanted).translator_comments == draft.translator_comments
    lapsed = replace(with_mark(HELLO, MarkKind.REVIEWED, "Ana"), strings=("¡Hola!",))
    assert update_one(catalog(lapsed), wanted).translator_comments == lapsed.translator_comments


# --- translations stay valid ---

VALID = AddressChoice(["main/*"])
TYPO = segment("main/welcome/prompt", "Hello!")


def confirm(old: Catalog, *segments: Segment, named: tuple[str, ...] = ("main/*",)) -> tuple[Message, UpdateReport]:
    updated, report = update_catalog(old, segments, AddressChoice(named))
    return updated.entries[0], report


@pytest.mark.parametrize("steps", [1, 2])
def test_an_author_may_say_that_a_translation_stays_valid(steps: int) -> None:
    """With the change itself, or after an update that made it fuzzy."""
    old = catalog(replace(HELLO, translator_comments=("ask Ana",), flags=("max-length:80",)))
    if steps == 2:
        old, _ = update_catalog(old, [TYPO])
    entry, report = confirm(old, TYPO)
    assert (entry.strings, entry.flags, entry.previous_msgid) == (("Hola.",), ("max-length:80",), None)
    assert (entry.msgid, entry.translator_comments) == ("Hello!", ("ask Ana",))
    assert [(one.kind, one.previous_text, one.is_fuzzy) for one in report.changes] == [("confirmed", "Hello.", False)]
    assert (report.kept, report.unconfirmed) == (0, ())


@pytest.mark.parametrize("steps", [1, 2])
def test_a_draft_stays_a_draft_and_a_review_lapses_when_a_translation_stays(steps: int) -> None:
    for kind, state in ((MarkKind.DRAFT, State.DRAFT), (MarkKind.REVIEWED, State.TRANSLATED)):
        old = catalog(with_mark(HELLO, kind, "Ana", "2026-11-22"))
        if steps == 2:
            old, _ = update_catalog(old, [TYPO])
        updated, report = update_catalog(old, [TYPO], VALID)
        assert AddressIndex(updated).find(TYPO.address, TYPO.text, "")[0] is state
        lapsed = "reviewed by Ana on 2026-11-22" if kind is MarkKind.REVIEWED else ""
        assert report.changes[0].lapsed == lapsed
        assert (lapsed_review(updated.entries[0]) is not None) == bool(lapsed)


def test_a_translation_cannot_stay_where_values_differ() -> None:
    changed = segment("main/menu/prompt", "For bills, press 3 or wait {time}.")
    entry, report = confirm(catalog(PRESS), changed)
    assert not any(entry.strings)
    assert report.changes[0].refused == "the numbers or keys differ: `2` became `3`"
    merged = replace(PRESS, msgid=changed.text, flags=("fuzzy",), previous_msgid=PRESS.msgid)
    entry, report = confirm(catalog(merged), changed)
    assert (entry.strings, entry.is_fuzzy) == (PRESS.strings, True)
    assert report.unconfirmed == (Refusal("main/menu/prompt", "the numbers or keys differ: `2` became `3`"),)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (replace(HELLO, strings=("",)), "it is not translated"),
        (replace(HELLO, flags=("fuzzy",)), "it was fuzzy before"),
        (replace(HELLO, msgid="Hello!", flags=("fuzzy",)), "fuzzy for another reason"),
        (
            replace(HELLO, msgid="Hello!", flags=("fuzzy",), previous_msgid="Hello!", previous_context="a/b/prompt"),
            "fuzzy for another reason",
        ),
        (message("main/welcome/prompt", "Hi", "Hola", "Holas", plural="His"), "no plural forms any more"),
        (message("main/x/prompt", "Goodbye", "Adiós"), "it is not translated"),
    ],
)
def test_only_what_a_change_of_text_made_fuzzy_can_be_confirmed(entry: Message, reason: str) -> None:
    updated, report = confirm(catalog(entry), TYPO, named=(TYPO.address,))
    assert [one.address for one in report.unconfirmed] == [TYPO.address]
    assert reason in report.unconfirmed[0].reason
    assert updated.is_fuzzy or not any(updated.strings)


def test_only_what_was_named_is_confirmed() -> None:
    old = catalog(HELLO, message("main/bye/prompt", "Bye.", "Adiós."))
    new = (segment("main/welcome/prompt", "Hello!"), segment("main/bye/prompt", "Bye!"))
    updated, report = update_catalog(old, new, AddressChoice(["main/bye/prompt"]))
    assert [entry.is_fuzzy for entry in updated.entries] == [True, False]
    assert [change.kind for change in report.changes] == ["changed", "confirmed"]
    unchanged, report = update_catalog(updated, new, AddressChoice(["main/bye/prompt"]))
    assert (unchanged, report.changes, report.unconfirmed) == (updated, (), ())


def test_a_text_that_was_renamed_and_corrected_may_stay_valid() -> None:
    old = catalog(message("main/x/prompt", SIMILAR, "Espere."))
    new = segment("main/y/prompt", SIMILAR.replace("Please hold", "Please wait"))
    entry, report = confirm(old, new)
    assert (entry.strings, entry.is_fuzzy, entry.previous_context) == (("Espere.",), False, None)
    assert kinds(report) == [("confirmed", "main/y/prompt")]


# --- as a whole ---

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
