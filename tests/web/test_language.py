"""The studio's own words: all of them marked, extracted and translated; pages in the reader's language."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask

from ivr_author.catalog.pseudo import MIRRORED
from ivr_author.core.locale import find_locale
from ivr_author.web import language
from ivr_author.web.language import LANGUAGES, PSEUDO_FLAG, ngettext, number
from ivr_author.web.reader import COOKIE, Reader
from tests.web.conftest import create_studio
from tests.web.examples import page_addresses
from tests.web.pages import BASE, Visitor

ROOT = Path(__file__).parents[2]
WEB = ROOT / "ivr_author/web"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|\$|`[^`]+`")


def read(path: Path, locale: str | None = None) -> Catalog:
    return read_po(BytesIO(path.read_bytes()), locale=locale)


def entries(locale: str) -> list[Message]:
    return [entry for entry in read(WEB / f"locales/{locale}/LC_MESSAGES/studio.po", locale) if entry.id]


def forms(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_message_is_in_the_catalogs() -> None:
    tool = runpy.run_path(str(ROOT / "tools/studio_words.py"))
    used = {forms(entry.id)[0] for entry in tool["extract"]() if entry.id}
    known = {forms(entry.id)[0] for entry in read(WEB / "locales/studio.pot") if entry.id}
    assert used - known == set(), "run `make words`, and translate what it names"
    assert known - used == set(), "run `make words`: these are no longer said"


@pytest.mark.parametrize("locale", sorted(set(LANGUAGES) - {"en"}))
def test_every_message_is_translated(locale: str) -> None:
    faults = []
    for entry in entries(locale):
        given, said = forms(entry.id), forms(entry.string)
        if entry.fuzzy or not all(said):
            faults.append(f"not translated: {given[0]!r}")
        elif any(set(PLACEHOLDER.findall(one)) != set(PLACEHOLDER.findall(given[-1])) for one in said[-1:]):
            faults.append(f"other placeholders: {given[-1]!r} | {said[-1]!r}")
        elif given[0][-1] in ".:…?" and given[0][-1] != said[0][-1]:
            faults.append(f"ends otherwise: {given[0]!r} | {said[0]!r}")
        elif given[0][0].isspace() != said[0][0].isspace():
            faults.append(f"spaces: {given[0]!r}")
    assert not faults, "\n".join(faults)


def test_catalog_says_that_nobody_reviewed_it() -> None:
    assert "not yet reviewed by a qualified translator" in (WEB / "locales/es/LC_MESSAGES/studio.po").read_text()


# What a macro puts into a tag that another one opened.
ATTRIBUTES = re.compile(r"[a-z-]+=\"[^\"]*\"")


def bare_words(template: str) -> Iterator[str]:
    """What a template says without asking for a translation."""
    template = re.sub(r"\{% block page_class %\}.*?\{% endblock %\}", "", template)
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    yield from re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{2}[^"]*)"', text)
    text = re.sub(r"<(script|style|code|kbd|svg)\b.*?</\1>|<!--.*?-->|<[^<>]*>|&\w+;", "\n", text, flags=re.DOTALL)
    yield from (line.strip() for line in text.split("\n") if re.search(r"[A-Za-z]{2}", ATTRIBUTES.sub("", line)))


# Names, and marks of formats, which are the same in every language.
NO_WORDS = re.compile(
    r"ivr_author|SMS|PDF|PNG|SVG|XML|SSML|MP3|WAV|CSV|TTY|kB|Ctrl|Esc|Enter|Alt|Shift|Tab|Home|End|Del"
)


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.name)
def test_template_says_nothing_untranslated(path: Path) -> None:
    bare = [words for words in bare_words(path.read_text()) if re.search(r"[A-Za-z]{2}", NO_WORDS.sub("", words))]
    assert not bare


def test_bare_words_are_found() -> None:
    page = '<p>{{ _("Hello") }} there</p><a title="Go on">{# no #}{% if x %}1{% endif %}</a><code>x.yaml</code>'
    assert sorted(bare_words(page)) == ["Go on", "there"]


@pytest.fixture(scope="module")
def studio() -> Flask:
    application = create_studio(ROOT)
    assert isinstance(application, Flask)
    return application


def test_spanish_pages_have_no_english(studio: Flask) -> None:
    """No message of ours, of two words or more, is shown in English where Spanish was asked for."""
    english = {
        one
        for entry in entries("es")
        for one in forms(entry.id)
        if " " in one and not PLACEHOLDER.search(one) and one not in forms(entry.string)
    }
    faults = set()
    for address in page_addresses(studio).values():
        page = studio.test_client().get(address, base_url=BASE, headers={"Accept-Language": "es-MX,es;q=0.9"})
        text = page.text
        assert '<html lang="es" dir="ltr"' in text, address
        # What says that it is English, such as guides, may name the rooms of the English studio.
        text = re.sub(r'<div class="prose" lang="en".*?</main>', "", text, flags=re.DOTALL)
        shown = {" ".join(one.split()) for one in re.findall(r">([^<>]+)<", text)}
        faults |= {f"{address}: {one}" for one in shown & english}
    assert not faults, "\n".join(sorted(faults))


def ask(studio: Flask, cookie: str = "", accepted: str = "en") -> str:
    client = studio.test_client()
    if cookie:
        client.set_cookie(COOKIE, cookie, domain="127.0.0.1")
    return client.get("/help", base_url=BASE, headers={"Accept-Language": accepted}).text


def test_reader_chooses_and_else_the_browser_says(studio: Flask) -> None:
    assert '<html lang="en"' in ask(studio)
    assert '<html lang="es"' in ask(studio, accepted="es")
    assert '<html lang="en"' in ask(studio, accepted="tlh, fr;q=0.5")
    assert '<html lang="es"' in ask(studio, "language=es")
    assert '<html lang="en"' in ask(studio, "language=en", accepted="es")
    assert '<html lang="en"' in ask(studio, "language=../../etc&theme=%00")
    assert 'data-theme="dark"' in ask(studio, "theme=dark")
    assert 'data-keys="off"' in ask(studio, "keys=off")


def test_pseudo_language_is_for_tests_alone(repository: Path) -> None:
    studio = create_studio(repository)
    assert 'dir="ltr"' in ask(studio, f"language={MIRRORED}")
    studio.config[PSEUDO_FLAG] = True
    assert '<html lang="ar" dir="rtl"' in ask(studio, f"language={MIRRORED}")


def test_counts_and_numbers(studio: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with studio.test_request_context(headers={"Accept-Language": "es"}):
        assert [ngettext("%(num)s error", "%(num)s errors", count) for count in (0, 1, 2)] == [
            "%(num)s errores",
            "%(num)s error",
            "%(num)s errores",
        ]
        assert number(1234567) == "1,234,567", "as Spanish is written in the United States"
        assert language.day("2026-12-24") == "24 dic 2026"
        assert language.day("Christmas") == "Christmas"
        assert language.named(find_locale("zh_Hans")).startswith("chino")
        assert language.month_names()[0] == "enero"
    assert number(1234) == "1,234"


def test_words_are_never_markup(studio: Flask) -> None:
    with studio.test_request_context():
        shown = studio.jinja_env.from_string("{{ _(words) }}|{{ _('%(name)s', name=words) }}").render(
            words='<b onclick="x">100 % sure</b>'
        )
    assert "<b" not in shown
    assert "100 % sure" in shown


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("theme=dark&language=es", Reader("es", "dark")),
        ("theme=purple&keys=off&role=quality", Reader(role="quality", keys=False)),
        ("role=king", Reader()),
        ("&" * 600, Reader()),
        ("", Reader()),
    ],
)
def test_cookie(given: str, kept: Reader) -> None:
    assert Reader.of_cookie(given) == kept


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/problems?severity=error", "/problems?severity=error"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/reader", "/"),
        ("/nothing", "/"),
        ("", "/"),
        ("/flows\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_choices_lead_back_to_the_page(shared_visitor: Visitor, asked: str, leads_to: str) -> None:
    form = shared_visitor.get("/help").form("//form[@action='/reader']")
    answer = shared_visitor.post("/reader", {**form, "theme": "dark", "next": asked})
    assert answer.headers["Location"] == leads_to
    assert 'data-theme="dark"' in shared_visitor.get("/help").text
    shared_visitor.post("/reader", {**form, "theme": "", "next": "/"})
