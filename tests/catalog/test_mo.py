"""Compiled catalogs, read by Python's own gettext."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO

from hypothesis import given

from ivr_author.catalog.mo import write_mo
from ivr_author.catalog.model import Catalog
from tests.catalog.builders import catalog, message
from tests.catalog.strategies import catalogs


def compiled(of: Catalog) -> GNUTranslations:
    return GNUTranslations(BytesIO(write_mo(of)))


def test_contexts_and_plurals() -> None:
    russian = compiled(
        catalog(
            message("a/book/prompt", "Book", "Книга"),
            message("b/book/prompt", "Book", "Заказать"),
            message(None, "Book", "Без контекста"),
            message("a/n/prompt", "{n} bill", "{n} счёт", "{n} счёта", "{n} счетов", plural="{n} bills"),
            locale="ru",
        )
    )
    assert russian.pgettext("a/book/prompt", "Book") == "Книга"
    assert russian.pgettext("b/book/prompt", "Book") == "Заказать"
    assert russian.gettext("Book") == "Без контекста"
    forms = [russian.npgettext("a/n/prompt", "{n} bill", "{n} bills", count) for count in (1, 2, 5, 21)]
    assert forms == ["{n} счёт", "{n} счёта", "{n} счетов", "{n} счёт"]
    assert russian.info()["language"] == "ru"


def test_only_what_is_translated_and_sure_is_compiled() -> None:
    spanish = compiled(
        catalog(
            message("a/x/prompt", "Fuzzy", "Borroso", flags="fuzzy"),
            message("a/y/prompt", "Empty"),
            message("a/n/prompt", "Half", "Medio", "", plural="Halves"),
            obsolete=(message("a/z/prompt", "Gone", "Ido"),),
        )
    )
    assert spanish.pgettext("a/x/prompt", "Fuzzy") == "Fuzzy"
    assert spanish.pgettext("a/y/prompt", "Empty") == "Empty"
    assert spanish.npgettext("a/n/prompt", "Half", "Halves", 1) == "Half"
    assert spanish.pgettext("a/z/prompt", "Gone") == "Gone"


def test_a_header_without_charset_is_no_ascii_file() -> None:
    bare = Catalog("es", entries=(message(None, "Tomorrow", "Mañana"),))
    assert compiled(bare).gettext("Tomorrow") == "Mañana"


@given(catalogs())
def test_gettext_finds_every_usable_message(made: Catalog) -> None:
    found = compiled(made)._catalog  # type: ignore[attr-defined]
    for entry in made.entries:
        if entry.is_fuzzy or not entry.is_complete:
            continue
        key = entry.msgid if entry.context is None else f"{entry.context}\x04{entry.msgid}"
        if entry.msgid_plural is None:
            assert found[key] == entry.strings[0]
        else:
            assert tuple(found[key, index] for index in range(len(entry.strings))) == entry.strings
