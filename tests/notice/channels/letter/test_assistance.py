"""The page of language assistance: on one page, each line in its own language, with our numbers."""

from __future__ import annotations

import dataclasses
import re

import pytest

from ivr_author.notice.channel import CannotRender, Setting
from ivr_author.notice.channels.letter.letter import fill, prepare
from ivr_author.notice.model import AssistanceLine
from ivr_author.notice.texts import NOTICE_TEXTS
from tests.notice.channel_cases import SPAN
from tests.notice.channels.letter.letter_cases import LINES, bill, member, plain, prepared, setting
from tests.notice.channels.letter.pdf_reading import elements_of, faults_of, languages_of, letters_of, text_of


def with_lines(lines: dict[str, str], **more: bool) -> Setting:
    made = setting("en", assistance=True, **more)
    head = dataclasses.replace(
        made.letterhead, assistance=tuple(AssistanceLine(locale, text, SPAN) for locale, text in lines.items())
    )
    return dataclasses.replace(made, letterhead=head)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_page_stands_alone_at_the_end_with_every_language(locale: str) -> None:
    data = fill(prepared(locale, assistance=True), member()).parts["pdf"]
    texts = text_of(data)
    assert len(texts) == 2
    assert NOTICE_TEXTS["attention"].split()[0] in texts[1]
    assert texts[1].count("1-877-555-0100") == len(LINES)
    for name in ("Español", "Português", "Kreyòl ayisyen", "Русский", "简体中文", "繁體中文", "한국어"):
        assert name in texts[1] or locale == "ar", "PDFium turns every line round where most are Arabic"
    wanted = {"es-US", "pt-BR", "zh-CN", "zh-TW", "ht", "vi", "ru", "km", "fr", "it", "ko", "el", "pl", "hi", "gu"}
    assert wanted <= languages_of(data)
    assert locale == "ar" or "ar" in languages_of(data)


def test_page_is_only_there_when_it_is_wanted() -> None:
    assert fill(prepared("en"), member()).facts["pages"] == 1
    none = prepare(bill("en"), with_lines({}))
    assert fill(none, member()).facts["pages"] == 1


def test_letters_of_the_page_are_as_large_as_one_page_allows() -> None:
    def height(lines: dict[str, str]) -> float:
        data = fill(prepare(plain("."), with_lines(lines)), member()).parts["pdf"]
        pages = letters_of(data)
        assert len(pages) == 2
        return (
            max(one.bottom - one.top for one in pages[1] if one.character == "l" and 1.5 < one.top < 9.9) * 72 / 0.766
        )

    few = {"es": LINES["es"], "fr": LINES["fr"]}
    assert height(few) == pytest.approx(12, abs=0.2)
    assert 8 <= height(LINES) < 12


def test_more_than_a_page_goes_on_at_a_legible_size() -> None:
    long = {locale: text * 3 for locale, text in LINES.items()}
    rendering = fill(prepare(plain("."), with_lines(long)), member())
    assert rendering.facts["pages"] > 2
    assert faults_of(rendering.parts["pdf"]) == []


def test_large_print_of_the_page_is_large_too() -> None:
    data = fill(prepare(plain("."), with_lines({"es": LINES["es"]}, large_print=True)), member()).parts["pdf"]
    sizes = [one.bottom - one.top for one in letters_of(data)[1] if one.character == "l" and one.top > 1.8]
    assert max(sizes) * 72 / 0.766 == pytest.approx(18, abs=0.2)


def test_numbers_on_the_page_read_left_to_right_in_arabic() -> None:
    data = fill(prepare(plain("."), with_lines({"ar": LINES["ar"]})), member()).parts["pdf"]
    found = [one for one in letters_of(data)[1] if one.top < 9.9]
    row = next(one.bottom for one in found if one.character == "8")
    line = sorted((one for one in found if abs(one.bottom - row) < 0.1), key=lambda one: one.left)
    assert "1-877-555-0100" in re.sub(r"[^0-9-]", "", "".join(one.character for one in line))


@pytest.mark.parametrize("text", ['"} #panic("x") {"', "{who} {phone} {{x}} \\"])
def test_text_of_a_line_is_never_parsed(text: str) -> None:
    data = fill(prepare(plain("."), with_lines({"es": text})), member()).parts["pdf"]
    wanted = text.replace("{phone}", "1-877-555-0100").replace("{{x}}", "{x}")
    assert wanted in text_of(data)[1]
    assert elements_of(data).count("P lang=es-US") == 1


def test_missing_glyph_on_the_page_is_named() -> None:
    with pytest.raises(CannotRender, match=r"U\+1F600 .*page of language assistance"):
        prepare(plain("."), with_lines({"es": "Hola \U0001f600"}))
