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


@st.composite
def messages(draw: st.DrawFn, is_obsolete: bool = False, plural_count: int = 2) -> Message:
    plural = draw(st.none() | texts)
    count = 1 if plural is None else plural_count
    return Message(
        draw(filled),
        tuple(draw(texts) for _ in range(count)),
        draw(st.none() | texts),
        plural,
        draw(flags),
        draw(tuples(comments)),
        draw(tuples(comments)),
        draw(references),
        draw(st.none() | texts),
        draw(st.none() | texts),
        draw(st.none() | texts),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    count = draw(st.integers(1, 6))
    header = Message(
        "",
        (f"Language: es\nX-Odd: {draw(comments)}\nPlural-Forms: nplurals={count}; plural=0;\n",),
        translator_comments=draw(tuples(comments)),
    )
    entries = st.lists(messages(plural_count=count), max_size=4, unique_by=lambda m: (m.context, m.msgid)).map(tuple)
    obsolete = st.lists(messages(plural_count=count), max_size=3).map(tuple)
    return Catalog("es", header, draw(entries), draw(obsolete), closing_comments=draw(tuples(comments)))
