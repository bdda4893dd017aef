"""What a form does not keep of a file is put back: line ends one by one, the mark, the missing end of the last line."""

from __future__ import annotations

import pytest

from ivr_author.core.typed_text import file_text, form_text


def sent(text: str) -> str:
    """What a browser makes of a text on its way back."""
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "held",
    [
        "",
        "a",
        "a\n",
        "a\nb\n\n",
        "a\r\nb\r\n",
        "a\r\nb",
        "\ufeffa\r\nb\n",
        "a\rb\n",
        "a\r\nb\nc\r\nb\nd",
        "\n\n",
        "a\0b\r\nc\n",
    ],
)
def test_what_nobody_touched_is_what_it_was(held: str) -> None:
    shown = form_text(held).replace("\0", "\ufffd")
    assert file_text(held, sent(shown)) == held.replace("\0", "\ufffd")


@pytest.mark.parametrize(
    ("held", "typed", "written"),
    [
        ("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"),
        ("a\nb\r\nc\r\n", "a\nnew\nb\nc\n", "a\nnew\r\nb\r\nc\r\n"),
        ("a\r\nb\n", "b\n", "b\n"),
        ("\ufeffa\n", "b\n", "\ufeffb\n"),
        ("a\r\nb\n", "", ""),
        ("", "a\nb", "a\nb"),
    ],
)
def test_only_what_was_touched_changes(held: str, typed: str, written: str) -> None:
    assert file_text(held, sent(typed)) == written


def test_many_lines_that_are_alike_take_no_time() -> None:
    held = "x: 1\r\n" * 20_000 + "y: 2\n"
    assert file_text(held, "z: 0\n" + form_text(held)) == "z: 0\r\n" + held
