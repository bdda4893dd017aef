"""Documents as HTML: elements, values in their isolates, and links that lead to addresses only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Divider,
    Emphasis,
    Foreign,
    Heading,
    Link,
    ListBlock,
    Run,
    Slot,
)
from ivr_author.notice.document import Strong as Bold
from ivr_author.notice.model import FieldType, Raw
from ivr_author.notice.values import Value
from ivr_author.notice.writing.holes import write_form
from ivr_author.notice.writing.markup import Look, write_html, write_title
from tests.notice.channel_cases import say, table, value, words

LOOK = Look({"td.end": ' class="end"', "th.end": ' class="end"'})


def html(*blocks: Block, locale: str = "en", values: Sequence[Value] = ()) -> str:
    return write_form(write_html(blocks, locale, LOOK)).fill(values)


def slot(kind: str) -> Slot:
    return Slot(0, FieldType(kind), "field")


def test_blocks() -> None:
    blocks = (
        Heading(2, words("A <b>")),
        say(Bold(words("B")), " & ", Emphasis(words("C")), Break(), "D"),
        Divider(),
        Box(("appeal", "callout"), (say("E"),)),
        Box(("contact",), (say("F"),)),
    )
    assert html(*blocks) == (
        "<h2>A &lt;b&gt;</h2>\n<p><strong>B</strong> &amp; <em>C</em><br>\nD</p>\n<hr>\n"
        '<div class="callout" role="note">\n<p>E</p>\n</div>\n<p>F</p>\n'
    )


def test_list_items_are_tight_until_they_hold_more() -> None:
    inner = ListBlock(True, ((say("b"),),))
    assert html(ListBlock(False, ((say("a"), inner), (say("c"), say("d"))))) == (
        "<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n<li>\n<p>c</p>\n<p>d</p>\n</li>\n</ul>\n"
    )


def test_table_names_its_columns() -> None:
    made = table(["Charge", ""], ["Dental", "x"], align=["start", "end"])
    assert html(made) == (
        '<table>\n<thead>\n<tr>\n<th scope="col">Charge</th>\n<td class="end"></td>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td>Dental</td>\n<td class="end">x</td>\n</tr>\n</tbody>\n</table>\n'
    )
    assert "<thead>" not in html(table(["", ""], ["Dental", "x"]))


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("name", "Zoë O’Connor-Núñez", "<bdi>Zoë O’Connor-Núñez</bdi>"),
        ("text", "<b>\"x\"</b> & 'y'", "<bdi>&lt;b&gt;&quot;x&quot;&lt;/b&gt; &amp; &#39;y&#39;</bdi>"),
        ("text", "a\r\nb\u0000", "<bdi>a b\ufffd</bdi>"),
        ("address", ("1 Main St\nX", "Boston"), "<bdi>1 Main St X, Boston</bdi>"),
        ("text", None, "<bdi></bdi>"),
        ("money", 212.4, '<bdi dir="ltr" class="together">$212.40</bdi>'),
        ("phone", "18775550100", '<bdi dir="ltr" class="together">1-877-555-0100</bdi>'),
        ("digits", "1" * 30, f'<bdi dir="ltr">{"1" * 30}</bdi>'),
        ("email", "a@example.org", '<bdi dir="ltr">a@example.org</bdi>'),
        ("date", "2026-12-23", '<bdi><time datetime="2026-12-23">December 23, 2026</time></bdi>'),
        # What a value opens, ends in it: a browser would take our closing tag for the end of its isolate.
        ("text", "a\u202eb", "<bdi>\u2068a\u202eb\u2069</bdi>"),
        ("text", "\u2069\u2066", "<bdi>\u2068\u2068\u2069\u2066\u2069\u2069</bdi>"),
    ],
)
def test_values(kind: str, raw: Raw, expected: str) -> None:
    assert html(say(slot(kind)), values=(value(kind, raw),)) == f"<p>{expected}</p>\n"


def test_time_is_marked_up_in_every_locale() -> None:
    for locale in ("en", "es", "ar"):
        shown = html(say(slot("time")), locale=locale, values=(value("time", "14:05"),))
        assert shown.startswith('<p><bdi><time datetime="14:05">')


def test_runs_keep_their_order_and_short_ones_their_line() -> None:
    assert html(say(Run("45 CFR 155.505"))) == '<p><bdi dir="ltr" class="together">45 CFR 155.505</bdi></p>\n'
    assert html(say(Run("www.example.org/a/b"))) == '<p><bdi dir="ltr">www.example.org/a/b</bdi></p>\n'


def test_words_in_another_locale_say_so() -> None:
    due = ("Due ", slot("date"))
    values = (value("date", "2026-12-23"),)
    inside = html(say("أ ", Foreign("en", words(*due))), locale="ar", values=values)
    assert '<span lang="en-US" dir="ltr">Due <bdi><time datetime="2026-12-23">December 23, 2026' in inside
    # A paragraph that is all in another locale is aligned as one.
    whole = html(say(Foreign("en", words(*due))), locale="ar", values=values)
    assert whole.startswith('<p lang="en-US" dir="ltr">Due <bdi>')


@pytest.mark.parametrize(
    "target", ["https://example.org/a?b=1&c=2", "http://example.org", "mailto:a@example.org", "tel:+1877"]
)
def test_links_lead_to_addresses(target: str) -> None:
    assert html(say(Link(target, words("x")))) == f'<p><a href="{target.replace("&", "&amp;")}">x</a></p>\n'


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "/pay",
        "//example.org",
        "ftp://example.org",
        "https://",
        "",
    ],
)
def test_links_lead_nowhere_else(target: str) -> None:
    with pytest.raises(CannotRender, match="a link leads to"):
        html(say(Link(target, words("x"))))


def test_link_to_a_value_needs_the_type() -> None:
    with pytest.raises(CannotRender, match="type: url"):
        html(say(Link(slot("text"), words("x"))))


def test_link_to_a_value() -> None:
    made = say(Link(slot("url"), words("pay")))
    shown = html(made, values=(value("url", "https://example.org/?a=1&b='x"),))
    assert shown == '<p><a href="https://example.org/?a=1&amp;b=&#39;x">pay</a></p>\n'


@pytest.mark.parametrize(
    "raw",
    [
        *("javascript:alert(1)", " https://example.org", "https:example.org", "mailto:a@example.org", "", None),
        *("https://example.org@evil.example", "https://exa\u202emple.org", 'https://x"onclick="y', "https://a\\@b"),
    ],
)
def test_link_to_a_value_that_is_no_address_is_refused(raw: str | None) -> None:
    with pytest.raises(CannotRender, match="`field` is the target of a link") as refused:
        html(say(Link(slot("url"), words("pay"))), values=(value("url", raw),))
    # A member's data does not travel in messages.
    assert not raw or raw not in str(refused.value)


def test_title_is_text() -> None:
    title = write_form(write_title(words("<b> ", slot("text")), "ar")).fill((value("text", "</title>"),))
    assert title == "\u200f&lt;b&gt; \u2068&lt;/title&gt;\u2069"
