"""Reading and writing PO text: nothing is lost, one normalisation, and every fault has its line."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.model import NO_HEADER, Catalog, Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.po_check import message_span
from ivr_author.catalog.states import MarkKind, mark_of, with_mark
from ivr_author.core.source import Source
from tests.catalog.strategies import catalogs

REAL_CATALOGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "mbta"
NAMES = ("dotcom.es.po", "dotcom.ht.po", "dotcom.vi.po", "dotcom.pot")

# In the form that the writer writes: what translators' tools and other writers are known to lose.
EVERYTHING = r"""# Head
#
## doubled, as Elixir writes
#= sticky
#, fuzzy
msgid ""
msgstr ""
"Project-Id-Version: x\n"
"PO-Revision-Date: 2024-01-01 06:26:48+0000\n"
"X-Source-Revision: a:b\n"
"X-Doubled: 1\n"
"X-Doubled: 2\n"
"not a header line\n"
"Plural-Forms: nplurals=2; plural=n != 1;\n"
"Content-Type: text/plain; charset=UTF-8\n"

# translator
#
#   indented
#. keys: 1 0
#.
#: a.yaml:3 b.yaml:4
#: c.yaml:5
#, fuzzy, max-length:80, elixir-format
#| msgctxt "old/ctx"
#| msgid ""
#| "old\n"
#| "text"
#| msgid_plural "olds"
msgctxt "flow/node/prompt"
msgid "new"
msgid_plural "news"
msgstr[0] "a"
msgstr[1] "b"

msgctxt ""
msgid "an empty context is not the same as none"
msgstr "tab\t return\r bell\a \b \f \v \\ \" \001 \177"

msgid ""
"first\n"
"\n"
"third"
msgstr "ends with a line end\n"

# kept comment
#, fuzzy
#~| msgid "previous"
#~ msgctxt "x/a"
#~ msgid "same"
#~ msgstr "eins"

#~ msgctxt "x/b"
#~ msgid "same"
#~ msgid_plural "sames"
#~ msgstr[0] ""
#~ "zwei\n"
#~ "drei"
#~ msgstr[1] "l"

# nothing follows
"""


def read(text: str, locale: str = "es") -> Catalog:
    catalog, faults = read_catalog(Source("locales/es.po", text), locale)
    assert not faults
    return catalog


def test_what_others_lose_stays_byte_for_byte() -> None:
    assert write_catalog(read(EVERYTHING)) == EVERYTHING


def test_every_part_of_an_entry_is_in_its_place() -> None:
    catalog = read(EVERYTHING)
    assert catalog.entries[0] == Message(
        msgid="new",
        strings=("a", "b"),
        context="flow/node/prompt",
        msgid_plural="news",
        flags=("fuzzy", "max-length:80", "elixir-format"),
        translator_comments=("translator", "", "  indented"),
        extracted_comments=("keys: 1 0", ""),
        references=("a.yaml:3 b.yaml:4", "c.yaml:5"),
        previous_context="old/ctx",
        previous_msgid="old\ntext",
        previous_plural="olds",
    )
    assert catalog.entries[1].strings == ('tab\t return\r bell\a \b \f \v \\ " \x01 \x7f',)
    assert [(message.context, message.msgid) for message in catalog.obsolete] == [("x/a", "same"), ("x/b", "same")]
    assert catalog.header.translator_comments == ("Head", "", "# doubled, as Elixir writes", "= sticky")
    assert catalog.header_field("po-revision-date") == "2024-01-01 06:26:48+0000"
    assert catalog.closing_comments == ("nothing follows",)
    assert EVERYTHING.split("\n")[catalog.entries[0].line - 1] == 'msgid "new"'
    assert str(message_span(catalog, catalog.entries[0])) == f"locales/es.po:{catalog.entries[0].line}:1"


def test_the_one_normalisation() -> None:
    """Order of comments, wrapping, flags on one line, obsolete entries last, a text below its keyword, line ends."""
    written = (
        '\ufeff#~ msgid "gone"\r\n#~ msgstr "weg"\r\n\r\n#, fuzzy\r\n#: a.yaml\r\n#.note\r\n#, no-wrap\r\n#comment\r\n'
        'msgid ""\r\n"wra"\r\n"pped"\r\nmsgstr\r\n"\\x41\\102\\303\\251"\r\n'
    )
    normal = '# comment\n#. note\n#: a.yaml\n#, fuzzy, no-wrap\nmsgid "wrapped"\nmsgstr "ABé"\n\n'
    normal += '#~ msgid "gone"\n#~ msgstr "weg"\n'
    assert write_catalog(read(written)) == normal
    assert write_catalog(read(normal)) == normal


@given(catalogs())
def test_a_written_catalog_reads_as_itself(catalog: Catalog) -> None:
    text = write_catalog(catalog)
    again, faults = read_catalog(Source("", text), "es")
    assert [fault for fault in faults if fault.rule == "catalog-syntax"] == []
    assert again == catalog
    assert write_catalog(again) == text


@given(st.text(st.sampled_from('"\\nx#~|.:, \nmsgidctr[01]_ pluUé'), max_size=80) | st.text(max_size=60))
def test_no_text_is_an_exception(text: str) -> None:
    catalog, faults = read_catalog(Source("x.po", text), "es")
    assert catalog.is_intact == (not any(fault.rule == "catalog-syntax" for fault in faults))
    for fault in faults:
        assert fault.span is not None
        assert 1 <= fault.span.line <= text.count("\n") + 1


@given(st.data())
def test_damage_to_a_catalog_is_a_fault_with_a_line_or_harmless(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(EVERYTHING) - 1))
    damaged = EVERYTHING[:place] + data.draw(st.sampled_from(['"', "\\", "\n", "x", ""])) + EVERYTHING[place + 1 :]
    catalog, faults = read_catalog(Source("x.po", damaged), "es")
    if catalog.is_intact:
        assert read_catalog(Source("x.po", write_catalog(catalog)), "es")[0] == catalog
    assert all(fault.span is not None for fault in faults)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('msgid "a\nmsgstr "b"\n', "x.po:1:8", "closing"),
        ('msgid "a"\nmsgid "b"\n', "x.po:2:1", "second msgid"),
        ('msgid "a"\n\nmsgctxt "b"\n', "x.po:3:1", "msgctxt after"),
        ("hello\n", "x.po:1:1", "no PO syntax"),
        ('msgid "a"\nmsgstr[x] "b"\n', "x.po:2:1", "no PO syntax"),
        ('msgid "a\\q"\nmsgstr "b"\n', "x.po:1:9", "no escape"),
        ('msgid "a\\0"\nmsgstr "b"\n', "x.po:1:9", "no escape"),
        ('msgid "\\303"\nmsgstr "b"\n', "x.po:1:8", "no escape"),
        ('msgid "a"\n', "x.po:1:1", "without msgstr"),
        ('msgid\nmsgstr "a"\n', "x.po:1:1", "no text follows"),
        ('\n"x"\n', "x.po:2:1", "continues nothing"),
        ('msgid "a" "b"\nmsgstr ""\n', "x.po:1:10", "after the closing"),
        ('msgid "a\\"" b"\nmsgstr ""\n', "x.po:1:12", "after the closing"),
        ('msgid "a"\n# inside\nmsgstr ""\n', "x.po:2:1", "inside an entry"),
        ('msgid "a"\n#~ msgstr "b"\n', "x.po:2:4", "obsolete"),
        ('msgstr "b"\n', "x.po:1:1", "without a msgid"),
        ('msgid "a"\nmsgstr ""\nmsgstr ""\n', "x.po:3:1", "second msgstr"),
        ('msgid "a"\nmsgstr[0] ""\n', "x.po:2:1", "without a msgid_plural"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] ""\n', "x.po:3:1", "msgstr[0]"),
        ('msgid "a"\nmsgid_plural "b"\nmsgid_plural "b"\n', "x.po:3:1", "twice"),
        ('msgid[0] "a"\n', "x.po:1:1", "no number"),
        ('#| msgstr "a"\n', "x.po:1:4", "no previous"),
        ('#| msgid "a"\n#| msgid "b"\n', "x.po:2:4", "second previous"),
        ('msgid ""\nmsgstr "A: b\\n"\n\nmsgid ""\nmsgstr "C: d\\n"\n', "x.po:4:1", "second header"),
    ],
)
def test_a_syntax_fault_has_its_place(text: str, place: str, words: str) -> None:
    catalog, faults = read_catalog(Source("x.po", text), "es")
    assert [fault.rule for fault in faults] == ["catalog-syntax"]
    assert str(faults[0].span) == place
    assert words in faults[0].message
    assert not catalog.is_intact


def test_a_span_points_at_the_offending_characters() -> None:
    source = Source("x.po", '\ufeffmsgid "a"\nmsgstr "b\\q"\n')
    (fault,) = read_catalog(source, "es")[1]
    assert fault.span is not None
    assert source.text[fault.span.start : fault.span.end] == '\\q"'


def test_entries_after_a_fault_are_read_and_all_faults_are_told() -> None:
    text = 'msgid "a\nmsgstr "x"\n\nmsgid "b"\nmsgstr "y"\n\nrubbish\nmore rubbish\n\nmsgid "c"\nmsgstr "z"\n'
    catalog, faults = read_catalog(Source("x.po", text), "es")
    assert [message.msgid for message in catalog.entries] == ["b", "c"]
    assert [fault.span.line for fault in faults if fault.span] == [1, 7]


def test_a_faulty_catalog_is_not_written() -> None:
    catalog, _ = read_catalog(Source("x.po", 'msgid "a\nmsgstr "x"\n'), "es")
    with pytest.raises(ValueError, match="would lose them"):
        write_catalog(catalog)


HEADER = r"""msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=%s\n"

"""


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (HEADER % "ISO-8859-1", "catalog-charset", 1),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=two;\\n"\n', "catalog-plural-forms", 1),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n', "catalog-plural-forms", 1),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n > 1;\\n"\n', "catalog-plural-forms", 1),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=exit();\\n"\n', "catalog-plural-forms", 1),
        (HEADER % "UTF-8" + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "catalog-plural-forms", 6),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "catalog-duplicate-message", 4),
        ('msgctxt "x"\nmsgid "a"\nmsgstr ""\n\nmsgctxt "x"\nmsgid "a"\nmsgstr ""\n', "catalog-duplicate-message", 6),
    ],
)
def test_a_fault_that_is_no_syntax_fault_loses_nothing(text: str, rule: str, line: int) -> None:
    catalog, faults = read_catalog(Source("x.po", text), "es")
    assert [(fault.rule, fault.span and fault.span.line) for fault in faults] == [(rule, line)]
    assert catalog.is_intact
    assert read_catalog(Source("x.po", write_catalog(catalog)), "es")[0] == catalog


@pytest.mark.parametrize(
    "text", [HEADER % "utf-8", HEADER % "CHARSET", "", 'msgctxt "x"\nmsgid "a"\nmsgstr ""\n\nmsgid "a"\nmsgstr ""\n']
)
def test_no_false_alarm(text: str) -> None:
    assert read_catalog(Source("x.po", text), "es")[1] == []


def test_a_comment_with_a_line_end_cannot_become_an_entry() -> None:
    message = Message("a", translator_comments=('x\nmsgid "evil"',), references=('y\nmsgid "evil"',))
    catalog = read(write_catalog(Catalog("es", entries=(message,))))
    assert [entry.msgid for entry in catalog.entries] == ["a"]


def test_a_file_without_header_stays_so() -> None:
    catalog = read('msgid "a"\nmsgstr "b"\n')
    assert catalog.header == NO_HEADER
    assert write_catalog(catalog) == 'msgid "a"\nmsgstr "b"\n'


@pytest.mark.parametrize("name", NAMES)
def test_real_catalogs_stay_byte_for_byte(name: str) -> None:
    """The one normalisation on them is that wrapped texts are joined."""
    if not REAL_CATALOGS.is_dir():
        pytest.skip("the real catalogs in ../shared/data/mbta are not on this machine")
    text = (REAL_CATALOGS / name).read_bytes().decode()
    locale = name.split(".")[1].removesuffix("pot")
    catalog = read(text, locale)
    normal = write_catalog(catalog)
    unwrapped = re.sub(r'(?<!\\n)(?<!")"\n"', "", text)
    assert normal == unwrapped
    assert write_catalog(read(normal, locale)) == normal
    # Another reader finds the same in both.
    before = [(e.msgid, e.msgid_plural, e.msgstr, e.msgstr_plural, e.flags, e.occurrences) for e in polib.pofile(text)]
    after = [(e.msgid, e.msgid_plural, e.msgstr, e.msgstr_plural, e.flags, e.occurrences) for e in polib.pofile(normal)]
    assert before == after
    assert len(catalog.entries) == len(before) == 1027


OWN_CATALOGS = sorted((Path(__file__).resolve().parents[2] / "locales").glob("*/LC_MESSAGES/*.po"))
assert OWN_CATALOGS


def name_of(path: Path) -> str:
    return f"{path.parts[-3]}-{path.stem}"


@pytest.mark.parametrize("path", [path for path in OWN_CATALOGS if path.parts[-3] in ("ar", "ru")], ids=name_of)
def test_polib_and_babel_write_our_catalogs_without_noise(path: Path) -> None:
    """polib to the byte; Babel wraps the extractor's comments, which an update writes anew."""
    text, locale = path.read_text(encoding="utf-8"), path.parts[-3]
    catalog = read(text, locale)
    assert write_catalog(catalog) == text
    assert write_catalog(read(polib.pofile(text, wrapwidth=0).__unicode__(), locale)) == text
    written = io.BytesIO()
    write_po(written, read_po(io.BytesIO(text.encode()), locale=locale), width=0)
    again = read(written.getvalue().decode(), locale)
    assert list(map(with_joined_comments, again.entries)) == list(map(with_joined_comments, catalog.entries))


@pytest.mark.parametrize("path", OWN_CATALOGS, ids=name_of)
def test_gettext_writes_our_catalogs_as_we_do(path: Path) -> None:
    tool = shutil.which("msgcat")
    if tool is None:
        pytest.skip("msgcat is not installed")
    done = subprocess.run([tool, "--no-wrap", path], check=True, capture_output=True, timeout=30)
    assert done.stdout.decode() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES[1:3])
def test_polib_writes_what_we_wrote_of_real_catalogs(name: str) -> None:
    """With marks of ours on every entry. polib joins lines of references, and doubled comments of headers."""
    if not REAL_CATALOGS.is_dir():
        pytest.skip("the real catalogs in ../shared/data/mbta are not on this machine")
    locale = name.split(".")[1]
    catalog = read((REAL_CATALOGS / name).read_bytes().decode(), locale)
    marked = tuple(with_mark(entry, MarkKind.REVIEWED, "Ana Sample", "2026-11-22") for entry in catalog.entries)
    ours = write_catalog(dataclasses.replace(catalog, entries=marked))
    theirs = read(polib.pofile(ours, wrapwidth=0).__unicode__(), locale)
    assert list(map(with_joined_comments, theirs.entries)) == list(map(with_joined_comments, marked))
    assert all(mark_of(entry) for entry in theirs.entries)


def with_joined_comments(message: Message) -> Message:
    return dataclasses.replace(
        message,
        extracted_comments=tuple(" ".join(message.extracted_comments).split()),
        references=tuple(" ".join(message.references).split()),
    )


def test_reading_keeps_identity_apart_from_the_line() -> None:
    (message,) = read('msgid "a"\nmsgstr "b"\n').entries
    assert message == dataclasses.replace(message, line=99)
