"""Sentences and words, as readers and callers take them."""

from __future__ import annotations

import time

import pytest

from ivr_author.scoring.sentences import sentences_of, words_of

SENTENCES = [
    ("en", "To hear this again, press 9.| Press 1.| Press 2.| Thank you.| Please hold."),
    ("en", "Call Dr. Smith at 9 a.m. or visit www.example.gov.| The U.S. limit is 1.5 percent."),
    ("en", "You owe $1,234.50.| Pay it by 5 p.m.| We are open from 9 a.m. Monday to Friday."),
    ("en", "John Q. Public has Medicare Part B.| Call us."),
    ("en", "Is it yes or no?| Press 1 for no.| Your case is No. 5 of 7."),
    ("en", "Mail it to Main St. in Springfield.| Wait!| “Why?” she said.| Really?!"),
    ("en", "You live in the U.S.| You can apply.| The U.S. Department of Health... will write."),
    ("en", "1. Call us.| Then wait."),
    ("en", "A line ends it|\nand so does\tthe next.|\r\n\nA third"),
    ("en", "Write to a.b@example.org, or go to https://www.example.org/?q=a.b!c.| It is free"),
    ("en", "Version 2.0.1 costs .50 now.| (It did not.)| [Yes.]"),
    ("es", "Llame al Sr. Pérez de 9 a. m. a 5 p. m.| Llame hoy.| ¿Sí?| ¡No!| Bien."),
    ("es", "Vive en EE. UU. desde 2020.| Pague $1,234.50 p. ej. hoy, etc.| Llame a la Dra. Ruiz."),
    ("zh_Hans", "请按1。|请按2！|谢谢"),
    ("zh_Hant", "請按 1.|請按 2.|謝謝"),
    ("ar", "هل تريد المتابعة؟| اضغط 1.| شكرا"),
    ("hi", "कृपया 1 दबाएँ।| धन्यवाद।"),
    ("km", "សូមចុច ១។| អរគុណ។ល។"),
    ("am", "አንድ ይጫኑ።| እናመሰግናለን።"),
    ("my", "၁ ကို နှိပ်ပါ။| ကျေးဇူးတင်ပါသည်။"),
]


@pytest.mark.parametrize(("locale", "marked"), SENTENCES)
def test_sentences_end_where_readers_end_them(locale: str, marked: str) -> None:
    found = sentences_of(marked.replace("|", ""), locale)
    assert [sentence.text for sentence in found] == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize(("locale", "marked"), SENTENCES)
def test_places_are_those_in_the_text(locale: str, marked: str) -> None:
    text = marked.replace("|", "")
    for sentence in sentences_of(text, locale):
        assert text[sentence.start : sentence.end] == sentence.text
        for word in sentence.words:
            assert text[word.start : word.end] == word.text
            assert sentence.start <= word.start < word.end <= sentence.end
    assert [word for sentence in sentences_of(text, locale) for word in sentence.words] == list(words_of(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't wait: $1,234.50 is due.", "Don't wait $1,234.50 is due"),
        ("Part-time and/or 50% — 9:30, 1-800-555-0100.", "Part-time and or 50% 9:30 1-800-555-0100"),
        ("https://x.org/a?b=1. Or mass.gov/help, or a.b@c.org.", "https://x.org/a?b=1 Or mass.gov/help or a.b@c.org"),
        ("Sign here: ______ (date)", "Sign here date"),
        ("请按1 now", "请 按 1 now"),
        ("कृपया दबाएँ", "कृपया दबाएँ"),
        ("សូម\u200bចុច", "សូម ចុច"),
        ("... --- !!!", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(word.text for word in words_of(text)) == words


def test_more_marks_may_end_a_sentence() -> None:
    text = "Bring these: a card; at 12:30 a form."
    assert len(sentences_of(text, "en")) == 1
    found = sentences_of(text, "en", ";:")
    assert [sentence.text for sentence in found] == ["Bring these:", "a card;", "at 12:30 a form."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "?!", "____", "\ud800", "\u202e"])
def test_without_a_word_there_is_no_sentence(text: str) -> None:
    assert sentences_of(text, "en") == ()


@pytest.mark.parametrize("piece", ["a", "a.", ". ", "A. ", "\n", " ", "a@", "www.", "-a.gov", "漢", "1,", "(", "' "])
def test_time_grows_with_the_text_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        sentences_of(text, "en")
        return time.process_time() - start

    # The least of several: other work on the machine only ever adds.
    assert min(seconds(40_000) for _ in range(3)) < 0.3 + 15 * min(seconds(4_000) for _ in range(3))
