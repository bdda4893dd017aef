"""Headers and plural rules of a catalog."""

from __future__ import annotations

import pytest

from ivr_author.catalog.model import DRAFT_NOTE, Catalog, PluralRule, new_catalog, parse_plural_forms
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.core.locale import registry_locales
from ivr_author.core.source import Source


def test_a_header_is_changed_in_its_place_and_all_others_stay() -> None:
    catalog = new_catalog("es", "Health Connector").with_header_field("X-Generator", "Poedit 3.4")
    changed = catalog.with_header_field("language", "es_US")
    assert changed.header_field("Language") == "es_US"
    assert changed.header_field("X-Generator") == "Poedit 3.4"
    assert changed.header.strings[0].count("\n") == catalog.header.strings[0].count("\n")


def test_a_header_can_be_added_where_there_is_none() -> None:
    catalog = Catalog("es").with_header_field("Language", "es")
    assert catalog.header.strings == ("Language: es\n",)
    assert catalog.header_field("X-Missing") == ""


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("nplurals=2; plural=(n != 1);", PluralRule(2, "(n != 1)")),
        ("nplurals=1; plural=0", PluralRule(1, "0")),
        (" nplurals = 2 ; plural = n>1 ; ", PluralRule(2, "n>1")),
        ("", None),
        ("nplurals=INTEGER; plural=EXPRESSION;", None),
        ("nplurals=2; plural=n +;", None),
        ("nplurals=2; plural=__import__('os');", None),
        ("nplurals=0; plural=0;", None),
        ("nplurals=2; plural=n%0;", None),
        ("nplurals=2; plural=n%n;", None),
        ("nplurals=2; plural=n % 10 == 1;", PluralRule(2, "n % 10 == 1")),
    ],
)
def test_a_plural_rule_is_read_or_refused(value: str, rule: PluralRule | None) -> None:
    assert parse_plural_forms(value) == rule


@pytest.mark.parametrize("locale", [locale.id for locale in registry_locales()])
def test_a_new_catalog_is_a_draft_without_faults(locale: str) -> None:
    catalog = new_catalog(locale, "Health Connector")
    text = write_catalog(catalog)
    assert text.startswith(f"# {DRAFT_NOTE}\n")
    assert read_catalog(Source("", text), locale) == (catalog, [])
    assert catalog.plural_rule is not None
