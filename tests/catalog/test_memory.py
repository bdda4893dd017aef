"""Translation memory: what is suggested, in which order, and what is filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr_author.catalog.lookup import State
from ivr_author.catalog.memory import Memory, Suggestion, fill_missing
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.states import MarkKind, with_mark
from tests.catalog.builders import catalog, message, segment

HOLD = "Please hold while we look for your application."
ES_HOLD = "Espere mientras buscamos su solicitud."


def texts(found: tuple[Suggestion, ...]) -> list[str]:
    return [one.text for one in found]


def suggest(text: str, *entries: Message, obsolete: tuple[Message, ...] = ()) -> tuple[Suggestion, ...]:
    return Memory([catalog(*entries, obsolete=obsolete)]).suggest(text, "es")


def test_the_same_text_counts_hundred_and_a_similar_one_less() -> None:
    entries = message("main/x/prompt", HOLD, ES_HOLD), message("main/y/prompt", HOLD.replace("your", "the"), "Otro.")
    same, similar = suggest(HOLD, *entries)
    assert same == Suggestion(ES_HOLD, HOLD, 100.0, "main/x/prompt", State.TRANSLATED)
    assert (similar.text, similar.differs, 80 < similar.score < 99) == ("Otro.", "", True)


@pytest.mark.parametrize(
    "text", ["PLEASE HOLD, while we look for your application!", "please hold while we look for your application"]
)
def test_only_the_very_same_text_counts_hundred(text: str) -> None:
    (found,) = suggest(text, message("main/x/prompt", HOLD, ES_HOLD))
    assert found.score == 99


def test_nothing_is_suggested_for_what_is_nothing_like_it() -> None:
    entry = message("main/x/prompt", HOLD, ES_HOLD)
    assert suggest("Goodbye.", entry) == ()
    assert suggest("…", entry) == ()
    assert suggest("", entry) == ()
    assert Memory([]).suggest(HOLD, "es") == ()


def test_what_says_the_same_values_comes_first_whatever_is_likest() -> None:
    found = suggest(
        "To pay a bill by card, press 2.",
        message("a/x/prompt", "To pay a bill by card, press 3.", "Con tarjeta, oprima 3."),
        message("a/y/prompt", "To pay by card or check, press 2.", "Con tarjeta o cheque, oprima 2."),
        message("a/z/prompt", "To pay a bill by card, press {key}.", "Con tarjeta, oprima {key}."),
    )
    assert texts(found) == [
        "Con tarjeta o cheque, oprima 2.",
        "Con tarjeta, oprima 3.",
        "Con tarjeta, oprima {key}.",
    ]
    assert found[0].score < found[1].score
    assert [one.differs for one in found] == [
        "",
        "the numbers or keys differ: `3` became `2`",
        "the placeholders differ: `{key}` became nothing; the numbers or keys differ: nothing became `2`",
    ]


def test_many_likest_with_other_numbers_do_not_hide_the_one_with_the_same() -> None:
    others = [message(f"a/n{n}/prompt", f"You have {n} bills to pay by mail.", f"Tiene {n}.") for n in range(100, 300)]
    right = message("a/x/prompt", "You have 7 bills, pay them by mail.", "Tiene 7.")
    assert texts(suggest("You have 7 bills to pay by mail.", *others, right))[0] == "Tiene 7."


def test_of_equal_texts_the_surest_translation_comes_first() -> None:
    def at(place: str, translation: str, **changes: object) -> Message:
        return replace(message(f"a/{place}/prompt", HOLD, translation), **changes)  # type: ignore[arg-type]

    found = suggest(
        HOLD,
        at("fuzzy", "borroso", flags=("fuzzy",)),
        with_mark(at("draft", "borrador"), MarkKind.DRAFT, "machine"),
        at("translated", "traducido"),
        with_mark(at("reviewed", "revisado"), MarkKind.REVIEWED, "Ana"),
        at("missing", ""),
        obsolete=(at("gone", "obsoleto"),),
    )
    assert texts(found) == ["revisado", "traducido", "borrador", "obsoleto", "borroso"]
    assert [one.state for one in found] == ["reviewed", "translated", "draft", "translated", "fuzzy"]
    assert [one.is_obsolete for one in found] == [False, False, False, True, False]


def test_one_translation_in_many_places_is_suggested_once_as_the_surest() -> None:
    entries = [message(f"a/n{n}/prompt", HOLD, ES_HOLD) for n in range(20)]
    reviewed = with_mark(message("a/r/prompt", HOLD, ES_HOLD), MarkKind.REVIEWED, "Ana")
    (found,) = suggest(HOLD, *entries, reviewed)
    assert (found.address, found.state) == ("a/r/prompt", State.REVIEWED)


def test_all_catalogs_of_the_locale_are_asked_and_none_of_another() -> None:
    flows = catalog(message("a/x/prompt", HOLD, "flujo"))
    notices = catalog(message("notice/1", HOLD, "aviso"))
    brazil = catalog(message("a/x/prompt", HOLD, "Brasil"), locale="pt_BR")
    portugal = catalog(message("a/x/prompt", HOLD, "Portugal"), locale="pt")
    memory = Memory([flows, notices, brazil, portugal])
    assert sorted(texts(memory.suggest(HOLD, "es"))) == ["aviso", "flujo"]
    assert texts(memory.suggest(HOLD, "pt_BR")) == ["Brasil"]
    assert memory.suggest(HOLD, "fr") == ()


def test_memories_of_others_rank_below_ones_own() -> None:
    own = catalog(with_mark(message("a/x/prompt", HOLD, "propio"), MarkKind.DRAFT, "machine"))
    memory = Memory([own], {"es": [(HOLD, "ajeno"), (HOLD, "")]})
    found = memory.suggest(HOLD, "es")
    assert texts(found) == ["propio", "ajeno"]
    assert [one.address for one in found] == ["a/x/prompt", ""]


def test_plural_forms_are_suggested_for_the_text_that_they_stand_for() -> None:
    bills = message("a/x/prompt", "one bill", "un счёт", "{n} счёта", "{n} счетов", plural="{n} bills")
    memory = Memory([catalog(bills, locale="ru")])
    assert texts(memory.suggest("one bill", "ru")) == ["un счёт"]
    assert texts(memory.suggest("{n} bills", "ru")) == ["{n} счетов"]


def test_a_text_in_a_script_without_spaces_is_compared_by_its_letters() -> None:
    memory = Memory([catalog(message("a/x/prompt", "请稍候,我们正在查找您的申请。", "Please hold."), locale="en")])
    assert texts(memory.suggest("请稍候,我们正在查找您的账单。", "en")) == ["Please hold."]


def test_no_more_are_suggested_than_asked_for() -> None:
    entries = [message(f"a/n{n}/prompt", HOLD, f"T{n}") for n in range(9)]
    assert len(Memory([catalog(*entries)]).suggest(HOLD, "es", 3)) == 3


# --- filling in ---

MISSING = message("main/y/prompt", HOLD)
HERE = segment("main/y/prompt", HOLD)


def fill(*entries: Message, others: tuple[Catalog, ...] = ()) -> tuple[Message, tuple[tuple[str, str], ...]]:
    filled, told = fill_missing(catalog(replace(MISSING, translator_comments=("ask Ana",)), *entries), [HERE], others)
    return filled.entries[0], told


def test_what_is_missing_is_filled_from_the_same_text_and_is_fuzzy() -> None:
    entry, told = fill(with_mark(message("main/x/prompt", HOLD, ES_HOLD), MarkKind.REVIEWED, "Ana"))
    assert (entry.strings, entry.is_fuzzy, entry.translator_comments) == ((ES_HOLD,), True, ("ask Ana",))
    assert (entry.previous_context, entry.previous_msgid) == ("main/x/prompt", HOLD)
    assert told == (("main/y/prompt", "main/x/prompt"),)


def test_the_other_domain_and_obsolete_entries_are_looked_at_too() -> None:
    notices = catalog(message("notice/1", HOLD, "aviso"))
    assert fill(others=(notices,))[0].strings == ("aviso",)
    gone = Catalog("es", obsolete=(message("main/z/prompt", HOLD, "obsoleto"),))
    assert fill(others=(gone,))[0].strings == ("obsoleto",)
    assert fill(others=(gone, notices))[0].strings == ("aviso",)


@pytest.mark.parametrize(
    "other",
    [
        message("main/x/prompt", HOLD, ES_HOLD, flags="fuzzy"),
        message("main/x/prompt", HOLD),
        message("main/x/prompt", f"{HOLD} ", ES_HOLD),
        message("main/x/prompt", HOLD, "Espere.", "Esperen.", plural="Please hold."),
        message("main/x/prompt", HOLD, "Espere.", "", plural="Please hold."),
    ],
)
def test_nothing_else_is_filled_in(other: Message) -> None:
    entry, told = fill(other)
    assert (entry, told) == (replace(MISSING, translator_comments=("ask Ana",)), ())


def test_what_is_there_stays() -> None:
    there = catalog(replace(MISSING, strings=("mío",), flags=("fuzzy",)), message("main/x/prompt", HOLD, ES_HOLD))
    assert fill_missing(there, [HERE], []) == (there, ())


def test_of_several_translations_the_surest_is_taken_then_the_nearest() -> None:
    far, near = message("other/x/prompt", HOLD, "lejos"), message("main/x/prompt", HOLD, "cerca")
    assert fill(far, near)[0].strings == ("cerca",)
    assert fill(with_mark(far, MarkKind.REVIEWED, "Ana"), near)[0].strings == ("lejos",)


def test_plural_forms_are_filled_together() -> None:
    missing = message("main/y/prompt", "a bill", "", "", plural="{n} bills")
    there = message("main/x/prompt", "a bill", "una", "{n} facturas", plural="{n} bills")
    filled, _ = fill_missing(catalog(missing, there), [segment("main/y/prompt", "a bill", "{n} bills")], [])
    assert (filled.entries[0].strings, filled.entries[0].previous_plural) == (("una", "{n} facturas"), "{n} bills")
