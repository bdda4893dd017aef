"""Seconds of speech: figures one by one, names in Latin letters as words, whatever the script around them."""

from __future__ import annotations

import pytest

from ivr_author.speech.pace import seconds_of


@pytest.mark.parametrize(
    ("text", "locale", "seconds"),
    [
        ("one two three", "en", 1.2),
        ("Call 711", "en", 1.6),
        ("$12.50", "en", 2.4),
        ("", "en", 0.0),
        ("!?", "zh_Hans", 0.0),
        ("保险到期日", "zh_Hans", 1.5),
        ("Health Connector", "zh_Hans", 0.8),
        ("Zoë O’Connor-Núñez", "zh_Hans", 0.8),
        ("12", "zh_Hans", 0.6),
    ],
)
def test_seconds(text: str, locale: str, seconds: float) -> None:
    assert seconds_of(text, locale) == pytest.approx(seconds)
