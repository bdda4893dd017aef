"""What a caller hears, and why."""

from __future__ import annotations

import pytest

from ivr_author.catalog.lookup import Found, State, Translations
from ivr_author.catalog.model import Catalog, Message
from ivr_author.ir.localise import Lookup
from tests.catalog.builders import catalog, message

ADDRESS = "main/welcome/prompt"
PORTUGUESE = catalog(message(ADDRESS, "Hello.", "Olá de Portugal."), locale="pt")


def translate(*catalogs: Catalog, locale: str = "es", text: str = "Hello.", plural: str = "") -> Found:
    words: Lookup = Translations({each.locale: each for each in catalogs}, "en")
    found = words.translate(ADDRESS, text, plural, locale)
    assert isinstance(found, Found)
    return found


def test_the_source_locale_speaks_as_the_author_wrote() -> None:
    assert translate(locale="en") == Found("en", ("Hello.",), State.TRANSLATED)
    assert translate(locale="en", plural="Hellos.") == Found("en", ("Hello.", "Hellos."), State.TRANSLATED)


def test_a_translation_is_spoken_in_its_locale() -> None:
    assert translate(catalog(message(ADDRESS, "Hello.", "Hola."))) == Found("es", ("Hola.",), State.TRANSLATED)


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (message(ADDRESS, "Hello.", "Hola.", flags="fuzzy"), State.FUZZY),
        (message(ADDRESS, "Hello!", "Hola."), State.STALE),
        (message(ADDRESS, "Hello!", "Hola.", flags="fuzzy"), State.STALE),
        (message(ADDRESS, "Hello.", "Hola.", "Holas.", plural="Hellos."), State.STALE),
        (message(ADDRESS, "Hello!"), State.MISSING),
        (message(ADDRESS, "Hello."), State.MISSING),
        (message("main/other/prompt", "Hello.", "Hola."), State.MISSING),
        (message(None, "Hello.", "Hola."), State.MISSING),
    ],
)
def test_what_is_not_surely_right_is_not_spoken(entry: Message, state: State) -> None:
    assert translate(catalog(entry)) == Found("en", ("Hello.",), state)


def test_the_entry_of_this_text_is_found_beside_another_at_the_address() -> None:
    both = catalog(message(ADDRESS, "Hello!", "¡Hola!"), message(ADDRESS, "Hello.", "Hola."))
    assert translate(both).forms == ("Hola.",)


def test_a_locale_falls_back_along_its_chain_and_the_state_says_why() -> None:
    brazil = catalog(message(ADDRESS, "Hello.", "Olá.", flags="fuzzy"), locale="pt_BR")
    assert translate(brazil, PORTUGUESE, locale="pt_BR") == Found("pt", ("Olá de Portugal.",), State.FUZZY)
    assert translate(PORTUGUESE, locale="pt_BR") == Found("pt", ("Olá de Portugal.",), State.MISSING)
    assert translate(brazil, locale="pt_BR") == Found("en", ("Hello.",), State.FUZZY)


def test_a_chain_of_ones_own() -> None:
    words = Translations({"pt": PORTUGUESE}, "en", chain=lambda locale: ("gl", "pt"))
    assert words.translate(ADDRESS, "Hello.", "", "es").locale == "pt"


@pytest.mark.parametrize(
    ("strings", "state"),
    [
        (("одна", "две", "пять"), State.TRANSLATED),
        (("одна", "две"), State.MISSING),
        (("одна", "", "пять"), State.MISSING),
    ],
)
def test_plural_forms_must_be_as_many_as_the_locale_has(strings: tuple[str, ...], state: State) -> None:
    russian = catalog(message(ADDRESS, "Hello.", *strings, plural="Hellos."), locale="ru")
    found = translate(russian, locale="ru", plural="Hellos.")
    assert found == Found(*(("ru", strings) if state is State.TRANSLATED else ("en", ("Hello.", "Hellos."))), state)


def test_forms_that_were_written_for_another_rule_are_not_spoken() -> None:
    entry = message(ADDRESS, "Hello.", "una", "muchas", plural="Hellos.")
    wrong = catalog(entry).with_header_field("Plural-Forms", "nplurals=3; plural=(n>2?2:n);")
    assert translate(wrong, plural="Hellos.").state is State.MISSING
    assert translate(catalog(entry), plural="Hellos.").state is State.TRANSLATED
