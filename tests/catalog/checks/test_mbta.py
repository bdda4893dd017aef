"""False alarms: catalogs in use, translated whole and by people, must pass nearly all checks of translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.catalog.check import judge
from ivr_author.catalog.po import read_catalog
from ivr_author.catalog.rule import pairs_of
from ivr_author.core.diagnostics import Severity
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source, Span

CATALOGS = Path(__file__).resolve().parents[4] / "shared" / "data" / "mbta"
MOST = 0.02
"""The share of messages with an error or a warning."""


@pytest.mark.skipif(not CATALOGS.exists(), reason="the catalogs of mbta/dotcom are not here")
@pytest.mark.parametrize("locale", ["es", "ht", "vi"])
def test_translations_in_use_pass(locale: str) -> None:
    path = CATALOGS / f"dotcom.{locale}.po"
    catalog, _ = read_catalog(Source(path.name, path.read_text()), locale)
    flagged = []
    for message in catalog.entries:
        segment = Segment(
            message.context or message.msgid, message.msgid, Span("", 1, 1, 1, 1), message.msgid_plural or ""
        )
        found = [
            f"{rule} {one.message}"
            for pair in pairs_of(segment, message, locale, "en")
            for rule, severity, one in judge(pair)
            if severity is not Severity.NOTE
        ]
        if found:
            flagged.append("\n  ".join([f"{message.msgid!r} {message.strings!r}", *found]))
    assert len(catalog.entries) > 1_000
    assert len(flagged) <= MOST * len(catalog.entries), "\n".join([f"{len(flagged)} messages are flagged", *flagged])
