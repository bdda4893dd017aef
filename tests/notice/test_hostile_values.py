"""Values come out as typed, in every channel on the shelf: they make no markup, and turn nothing round but themselves.

A document has slots of many types in every place where words may stand. It is filled with a harmless value and with a
hostile one; both outputs are read back by readers that are not ours. The elements must be the same, the words around
the values must be the same, the value must stand between them, and after it no direction may be left open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core.locale import find_locale
from ivr_author.core.spoken import fold_text
from ivr_author.notice.channel import CannotRender, Member
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.document import Box, Document, Emphasis, Foreign, Heading, Inlines, Link, ListBlock, Slot, Strong
from ivr_author.notice.model import FieldType
from ivr_author.notice.values import Value, printed, spoken
from tests.notice.bidi import states_at
from tests.notice.channel_cases import document, say, setting, table, words
from tests.notice.readers import ReadBack, reader_for

KINDS = (
    FieldType.TEXT,
    FieldType.ADDRESS,
    FieldType.LIST,
    FieldType.URL,
    FieldType.PHONE,
)
HARMLESS = "Ann"
MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# The words before and after slot 7 are `qa7q` and `qz7q`; nothing hostile has such words.
EDGES = re.compile(r"q([az])(\d+)q")

# A page is set for the eye: what has no glyph is not there, and a letter takes its time.
PAGE_CHANNELS = [name for name, channel in CHANNELS.items() if ".pdf" in channel.suffixes.values()]
TEXT_CHANNELS = [name for name in CHANNELS if name not in PAGE_CHANNELS]

FIXED = [
    "Zoë O’Connor-Núñez",
    "[click](https://evil.example.org)",
    "# heading",
    "<b>x</b>",
    "#set text(red)",
    "{{ 7*7 }}",
    "{name}",
    "<say-as>",
    "</bdi></p><h1>x</h1>",
    "</title><script>x</script>",
    "<!-- x",
    "]]>",
    "&amp;&#x202e;&lt;",
    "\u202eevil",
    "\u2069\u202e",
    "\u2066" * 130 + "x",
    "\u2069" * 130 + "\u2067x",
    "\u202c\u202c\u202bx",
    "one\r\ntwo\u2028three\u2029four\u0085five",
    "a\u0000b\u001bc\ufffed",
    "\ue0000\ue001",
    "* item\n1. item\n| a | b |",
    "\\ \" ' ` $ % ~ _ ^",
    "محمد علي",
]
FRAGMENTS = [
    *("# ", "\n", "\r\n", "\n\n", "* ", "1. ", "|", "**", "_", "`", "[a](https://e.example)", "<", ">", "</p>", "<b>"),
    *('"', "'", "&", "&lt;", "&#39;", "\\", "\\n", "{", "}", "{{ x }}", "{% if x %}", "{name}", "#set text(red)", "$"),
    *("@label", "<say-as>", "<break/>", "]]>", "<![CDATA[", "--", "\u200f", "\u061c", "\ue000", "\ue001", "\ufeff"),
    *(
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "א",
        "م",
        "5",
        " ",
        "a",
    ),
]
VALUES = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8
).map("".join)


class Writer:
    """Hands out slots one after the other, each between its words."""

    def __init__(self, kinds: tuple[FieldType, ...]) -> None:
        self.kinds = kinds
        self.count = 0

    def slot(self) -> Inlines:
        """One slot."""
        index = self.count
        self.count += 1
        return words(f"qa{index}q ", Slot(index, self.kinds[index % len(self.kinds)], f"f{index}"), f" qz{index}q. ")

    def slots(self) -> Inlines:
        """One of each type."""
        return tuple(inline for _ in self.kinds for inline in self.slot())


@cache
def everywhere(locale: str, foreign: str, kinds: tuple[FieldType, ...]) -> Document:
    """A document with values of every kind in every place, also among words in another locale."""
    new = Writer(kinds)
    subject = new.slots()
    blocks = (
        Heading(2, new.slots()),
        say(*new.slots()),
        say(Strong(new.slots()), Emphasis(new.slots())),
        say(Link("https://www.example.org/a", new.slots())),
        say(Foreign(foreign, new.slots())),
        say("Words ", Foreign(foreign, new.slots()), " more words."),
        ListBlock(False, ((say(*new.slots()), ListBlock(True, ((say(*new.slots()),),))),)),
        table(["A", "B"], [Strong(new.slots()), Strong(new.slots())]),
        Box(("callout", "contact"), (say(*new.slots()),)),
    )
    return document(*blocks, locale=locale, subject=subject)


@cache
def document_for(channel: str, locale: str) -> Document:
    if channel in PAGE_CHANNELS:
        # A page is read back as it is seen, which can be compared in one direction only, and without a page break.
        return everywhere(locale, "es", (FieldType.TEXT,))
    return everywhere(locale, "en" if locale == "ar" else "ar", KINDS)


@cache
def prepared(channel: str, locale: str) -> Any:
    return CHANNELS[channel].prepare(document_for(channel, locale), setting(locale))


def values_of(text: str, made: Document) -> tuple[Value, ...]:
    """The text as a value of each kind, as a reader of data would keep it."""
    many = (FieldType.ADDRESS, FieldType.LIST)
    return tuple(Value(kind, (text, text) if kind in many else text) for kind in made.slots)


def read_back(channel: str, locale: str, text: str) -> dict[str, ReadBack]:
    values = values_of(text, document_for(channel, locale))
    recipient = {
        "name": Value(FieldType.NAME, text),
        "address": Value(FieldType.ADDRESS, (text, text)),
        "reference": Value(FieldType.DIGITS, text),
    }
    rendering = CHANNELS[channel].fill(prepared(channel, locale), Member(values, recipient, "m1"))
    found = {}
    for name, data in rendering.parts.items():
        reader = reader_for(CHANNELS[channel].suffixes[name])
        assert reader is not None
        found[name] = reader(data)
    return found


@cache
def harmless(channel: str, locale: str) -> dict[str, ReadBack]:
    return read_back(channel, locale, HARMLESS)


def is_spoken(channel: str) -> bool:
    """A voice says a value as a locale speaks it, where the others print it."""
    return ".ssml" in CHANNELS[channel].suffixes.values()


def between(text: str) -> dict[str, list[str]]:
    """What stands between the words around each slot, for each time that the slot is there."""
    found: dict[str, list[str]] = {}
    for match in re.finditer(r"qa(\d+)q(.*?)qz\1q", text, re.DOTALL):
        found.setdefault(match[1], []).append(match[2])
    return found


def around(text: str) -> str:
    """Everything else, without marks of direction."""
    return MARKS.sub("", re.sub(r"(qa\d+q).*?(qz\d+q)", r"\1\2", text, flags=re.DOTALL))


def check(channel: str, locale: str, text: str) -> None:
    hostile, plain = read_back(channel, locale, text), harmless(channel, locale)
    values = values_of(text, document_for(channel, locale))
    for name, read in hostile.items():
        assert read.structure == plain[name].structure, name
        assert EDGES.findall(read.text) == EDGES.findall(plain[name].text), name
        if name != "html" and not is_spoken(channel):
            assert around(read.text) == around(plain[name].text), name
        for index, found in between(read.text).items():
            one = values[int(index)]
            for inside in found:
                check_value(channel, one, inside, locale)
        if not is_spoken(channel):
            check_direction(read.text, plain[name].text, find_locale(locale).direction == "rtl")


def check_value(channel: str, value: Value, inside: str, locale: str) -> None:
    if is_spoken(channel):
        said = {spoken(value, one) for one in (locale, "en", "ar")}
        assert any(fold_text(one) in fold_text(inside) for one in said), (value, inside)
        return
    shown = next(
        (one for one in (printed(value, locale), printed(value, "en"), printed(value, "ar")) if one in inside), None
    )
    assert shown is not None, (value, inside)
    # Around it there is nothing of ours but space and marks of direction.
    before, _, after = inside.partition(shown)
    assert MARKS.sub("", before + after).strip(" ") in ("", ":"), (value, inside)


def check_direction(text: str, plain: str, rtl: bool) -> None:
    """Before and after every value the same is open as with a harmless value in its place."""
    assert states_at(EDGES, text, rtl) == states_at(EDGES, plain, rtl)


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("channel", TEXT_CHANNELS)
@pytest.mark.parametrize("text", FIXED, ids=range(len(FIXED)))
def test_known_trouble_comes_out_as_typed(channel: str, locale: str, text: str) -> None:
    check(channel, locale, text)


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("channel", TEXT_CHANNELS)
@settings(max_examples=40)
@given(text=VALUES)
def test_any_value_comes_out_as_typed(channel: str, locale: str, text: str) -> None:
    check(channel, locale, text)


@pytest.mark.parametrize("channel", PAGE_CHANNELS)
@pytest.mark.parametrize("text", FIXED, ids=range(len(FIXED)))
def test_known_trouble_is_set_as_typed(channel: str, text: str) -> None:
    if re.search("[\ue000\ue001]", printed(Value(FieldType.TEXT, text), "en")):
        # A glyph that no font has is an error, not a box.
        with pytest.raises(CannotRender):
            read_back(channel, "en", text)
        return
    plain = harmless(channel, "en")
    for name, read in read_back(channel, "en", text).items():
        assert read.structure == plain[name].structure, name
        # What runs from right to left is read back as it is seen, and lines with it in an order of the reader's own.
        if any(unicodedata.bidirectional(letter) in ("AL", "RLO", "RLE", "RLI") for letter in text):
            assert Counter(squeeze(text)) <= Counter(squeeze(read.text))
            continue
        seen = squeeze(read.text)
        assert EDGES.findall(seen) == EDGES.findall(squeeze(plain[name].text)), name
        shown = squeeze(printed(Value(FieldType.TEXT, text), "en"))
        for index, found in between(seen).items():
            assert all(shown in inside for inside in found), (index, found)


def squeeze(text: str) -> str:
    """What is seen of a text, however its lines break."""
    return re.sub(r"\s", "", MARKS.sub("", text))


def test_slots_stand_in_every_channel() -> None:
    for channel in TEXT_CHANNELS:
        counts = [len(EDGES.findall(read.text)) for read in harmless(channel, "en").values()]
        assert max(counts) >= 2 * len(KINDS) * 4, (channel, counts)
