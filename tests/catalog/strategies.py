"""Catalogs as Hypothesis makes them: every text that PO can hold, in any script, with anything that needs escaping."""

from __future__ import annotations

from hypothesis import strategies as st

from ivr_author.catalog.model import Catalog, Message

# NUL separates plural forms in a compiled catalog; a surrogate alone is no text.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        '"',
        "\\",
        "\\n",
        "a\n",
        "\n",
        "a\nb",
        "\n\na",
        "tab\t",
        "\r\n",
        "#~ x",
        "line\u2028separator",
        "\x0b\x1c\x85",
        '\\\\"',
    ]
)
filled = texts.filter(bool)
comments = st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), max_size=30).map(
    lambda text: text.rstrip(" \t\r\f\v")
)
flags = st.lists(
    st.sampled_from(["fuzzy", "max-length:80", "elixir-format", "range: 0..4", "no-wrap"]), unique=True, max_size=3
).map(tuple)


def tuples(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


references = tuples(st.from_regex(r"[a-z/._-]{1,12}(:[0-9]{1,4})?", fullmatch=True))

# Made once: to make one anew for each part of each message, and to find out what it can give, took a third of the time.
_optional_texts = st.none() | texts
_several_comments = tuples(comments)
_counts = st.integers(1, 6)


@st.composite
def messages(draw: st.DrawFn, is_obsolete: bool = False, plural_count: int = 2) -> Message:
    plural = draw(_optional_texts)
    count = 1 if plural is None else plural_count
    return Message(
        draw(filled),
        tuple(draw(texts) for _ in range(count)),
        draw(_optional_texts),
        plural,
        draw(flags),
        draw(_several_comments),
        draw(_several_comments),
        draw(references),
        draw(_optional_texts),
        draw(_optional_texts),
        draw(_optional_texts),
    )


def _entries(count: int) -> st.SearchStrategy[tuple[Message, ...]]:
    made = st.lists(messages(plural_count=count), max_size=4, unique_by=lambda m: (m.context, m.msgid))
    return made.map(tuple)


def _obsolete(count: int) -> st.SearchStrategy[tuple[Message, ...]]:
    return st.lists(messages(plural_count=count), max_size=3).map(tuple)


_entries_by_count = {count: _entries(count) for count in range(1, 7)}
_obsolete_by_count = {count: _obsolete(count) for count in range(1, 7)}


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    count = draw(_counts)
    header = Message(
        "",
        (f"Language: es\nX-Odd: {draw(comments)}\nPlural-Forms: nplurals={count}; plural=0;\n",),
        translator_comments=draw(_several_comments),
    )
    entries, obsolete = draw(_entries_by_count[count]), draw(_obsolete_by_count[count])
    return Catalog("es", header, entries, obsolete, closing_comments=draw(_several_comments))
