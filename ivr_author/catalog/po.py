"""PO text to a catalog and back, without loss: comments, flags, previous texts, obsolete entries, unknown headers.

Our own reader and writer, because polib 1.2 (like Babel) changes what translators' tools wrote. Seen with it: headers
sorted and doubled ones dropped, `#: ` lines joined, `##` comments and empty comment lines rewritten, `#~|` lines lost,
`\\a` and `\\101` doubled into `\\\\a`, obsolete entries reordered, and one exception instead of all faults with lines.
The one normalisation: comments in gettext's order, flags on one line, strings unwrapped, obsolete entries last.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from ivr_author.catalog.model import NO_HEADER, Catalog, Message
from ivr_author.catalog.po_check import check_catalog
from ivr_author.catalog.po_strings import StringFault, quote_lines, unquote
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_READING_FAULTS
from ivr_author.core.source import Source, Span

RULES = {"catalog-syntax": "A catalog holds a line that is no PO syntax"}

_FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,3})\])?\s*(".*|$)')
# After a `#` these are kept as they are; before any other text, the writer puts a space.
_VERBATIM = re.compile(r" *[#=]")


def read_catalog(source: Source, locale: str) -> tuple[Catalog, list[Diagnostic]]:
    """The catalog in a text and all its faults; with syntax faults it is not intact and lacks the faulty entries."""
    reader = _Reader(source)
    text = source.text.removeprefix("\ufeff")
    offset = len(source.text) - len(text)
    for number, raw in enumerate(text.split("\n"), 1):
        if len(reader.faults) >= MAX_READING_FAULTS:
            break
        reader.read_line(number, offset, raw)
        offset += len(raw) + 1
    reader.finish_entry()
    catalog = Catalog(
        locale,
        reader.header or NO_HEADER,
        tuple(reader.entries),
        tuple(reader.obsolete),
        source.path,
        tuple(reader.draft.translator_comments),
        not reader.faults,
    )
    return catalog, [*reader.faults, *check_catalog(catalog)]


def write_catalog(catalog: Catalog) -> str:
    """The catalog as PO text, unwrapped, so that one changed text is one changed line."""
    if not catalog.is_intact:
        raise ValueError(f"{catalog.path}: a catalog with syntax faults lacks entries; writing it would lose them")
    blocks: list[list[str]] = []
    if catalog.header != NO_HEADER:
        blocks.append(list(_message_lines(catalog.header)))
    blocks.extend(list(_message_lines(message)) for message in catalog.entries)
    blocks.extend(list(_message_lines(message, "#~ ")) for message in catalog.obsolete)
    if catalog.closing_comments:
        blocks.append([_comment_line(comment) for comment in _lines(catalog.closing_comments)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def write_entry(message: Message) -> str:
    """One living entry as `write_catalog` writes it, without the line end after it."""
    return "\n".join(_message_lines(message))


def _message_lines(message: Message, prefix: str = "") -> Iterator[str]:
    for comment in _lines(message.translator_comments):
        yield _comment_line(comment)
    for comment in _lines(message.extracted_comments):
        yield f"#. {comment}" if comment else "#."
    for reference in _lines(message.references):
        yield f"#: {reference}"
    for flags in _lines((", ".join(message.flags),) if message.flags else ()):
        yield f"#, {flags}"
    before = "#~| " if prefix else "#| "
    yield from _field_lines(before, "msgctxt", message.previous_context)
    yield from _field_lines(before, "msgid", message.previous_msgid)
    yield from _field_lines(before, "msgid_plural", message.previous_plural)
    yield from _field_lines(prefix, "msgctxt", message.context)
    yield from _field_lines(prefix, "msgid", message.msgid)
    if message.msgid_plural is not None:
        yield from _field_lines(prefix, "msgid_plural", message.msgid_plural)
        for index, string in enumerate(message.strings):
            yield from _field_lines(prefix, f"msgstr[{index}]", string)
    elif not message.msgid and message.context is None and message.strings[0]:
        # gettext writes a header from its second line on, also when there is but one.
        yield f'{prefix}msgstr ""'
        yield from (f"{prefix}{line}" for line in quote_lines(f"\n{message.strings[0]}")[2:])
    else:
        yield from _field_lines(prefix, "msgstr", message.strings[0])


def _field_lines(prefix: str, keyword: str, text: str | None) -> Iterator[str]:
    if text is None:
        return
    first, *others = quote_lines(text)
    yield f"{prefix}{keyword} {first}"
    for line in others:
        yield f"{prefix}{line}"


def _lines(comments: Iterable[str]) -> Iterator[str]:
    # A line end inside a comment would let its rest be read as an entry.
    for comment in comments:
        yield from comment.split("\n")


def _comment_line(comment: str) -> str:
    return f"#{comment}" if not comment or _VERBATIM.match(comment) else f"# {comment}"


@dataclasses.dataclass(slots=True)
class _Draft:
    """An entry in the making."""

    translator_comments: list[str] = dataclasses.field(default_factory=list)
    extracted_comments: list[str] = dataclasses.field(default_factory=list)
    references: list[str] = dataclasses.field(default_factory=list)
    flags: list[str] = dataclasses.field(default_factory=list)
    previous: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    texts: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    strings: list[list[str]] = dataclasses.field(default_factory=list)
    # The list that a continuation line belongs to, and the kind of line that it must have.
    open_text: list[str] | None = None
    open_kind: str = ""
    is_obsolete: bool = False
    line: int = 0


class _Reader:
    """Reads line by line; after a fault it leaves out the rest of that entry and goes on at the next blank line."""

    def __init__(self, source: Source) -> None:
        self.path = source.path
        self.header: Message | None = None
        self.entries: list[Message] = []
        self.obsolete: list[Message] = []
        self.faults: list[Diagnostic] = []
        self.draft = _Draft()
        self._is_skipping = False
        self._is_after_blank = False
        self._number = 0
        self._offset = 0
        self._raw = ""

    def read_line(self, number: int, offset: int, raw: str) -> None:
        self._number, self._offset, self._raw = number, offset, raw
        line = raw.strip(" \t\r\f\v")
        if not line:
            self._is_skipping = False
            self._is_after_blank = True
            return
        if self._is_skipping:
            return
        if not line.startswith("#"):
            self._read_content(line, "")
        elif line.startswith(("#|", "#~|")):
            self._read_previous(line.partition("|")[2].strip(" \t"), line[: line.index("|") + 1])
        elif line.startswith("#~"):
            if rest := line[2:].strip(" \t"):
                self._read_content(rest, "#~")
        else:
            self._read_comment(line)
        self._is_after_blank = False

    def finish_entry(self) -> None:
        """Take the draft into the catalog; comments without an entry stay in the draft."""
        draft = self.draft
        if not draft.texts:
            return
        if not draft.strings or not all((*draft.texts.values(), *draft.strings)):
            self.draft = _Draft()
            self._fault_in_line(draft.line, "an entry without msgstr, or with a keyword that no text follows")
            return
        message = _build_message(draft)
        is_header = message.context is None and not message.msgid
        self.draft = _Draft()
        if draft.is_obsolete:
            self.obsolete.append(message)
        elif not is_header:
            self.entries.append(message)
        elif self.header is None:
            self.header = message
        else:
            self._fault_in_line(message.line, f"a second header; the first is in line {self.header.line}")

    def _read_comment(self, line: str) -> None:
        if not self._can_begin(line):
            return
        kind, rest = line[1:2], line[2:]
        if kind == ".":
            self.draft.extracted_comments.append(rest.removeprefix(" "))
        elif kind == ":":
            self.draft.references.append(rest.strip())
        elif kind == ",":
            self.draft.flags.extend(flag for part in rest.split(",") if (flag := part.strip()))
        else:
            rest = line[1:]
            self.draft.translator_comments.append(rest if _VERBATIM.match(rest) else rest.removeprefix(" "))

    def _read_previous(self, line: str, kind: str) -> None:
        if line.startswith('"'):
            self._continue(line, kind)
            return
        match = _FIELD.fullmatch(line)
        if match is None or match.group(1) == "msgstr" or match.group(2) is not None:
            self._fault("this is no previous text", line, 'write `#| msgid "…"`')
        elif self._can_begin(line):
            if match.group(1) in self.draft.previous:
                self._fault(f"a second previous {match.group(1)} for one entry", line, "keep one of them")
                return
            self._open(self.draft.previous.setdefault(match.group(1), []), kind, match.group(3))

    def _can_begin(self, line: str) -> bool:
        """Whether a line may begin a new entry here; the one before it is finished."""
        if self.draft.texts and not self.draft.strings:
            self._fault("a comment inside an entry, or an entry without msgstr above", line, "move it above the msgid")
            return False
        self.finish_entry()
        return True

    def _read_content(self, line: str, kind: str) -> None:
        if line.startswith('"'):
            self._continue(line, kind)
            return
        match = _FIELD.fullmatch(line)
        if match is None:
            hint = "a line begins with msgctxt, msgid, msgid_plural, msgstr, a quotation mark or `#`"
            self._fault(f"`{line[:40]}` is no PO syntax", line, hint)
            return
        keyword, index, quoted = match.groups()
        if keyword in ("msgctxt", "msgid") and self.draft.strings:
            self.finish_entry()
        draft = self.draft
        if problem := _misplaced(draft, keyword, index, kind):
            self._fault(problem, line, "an entry is msgctxt, msgid, msgid_plural, then msgstr or msgstr[0], msgstr[1]…")
            return
        draft.is_obsolete = kind == "#~"
        if keyword == "msgstr":
            draft.strings.append([])
            self._open(draft.strings[-1], kind, quoted)
            return
        if keyword == "msgid" or not draft.line:
            draft.line = self._number
        self._open(draft.texts.setdefault(keyword, []), kind, quoted)

    def _open(self, pieces: list[str], kind: str, quoted: str) -> None:
        self.draft.open_text, self.draft.open_kind = pieces, kind
        # The text may stand below its keyword.
        if quoted:
            self._continue(quoted, kind)

    def _continue(self, quoted: str, kind: str) -> None:
        draft = self.draft
        if draft.open_text is None or draft.open_kind != kind:
            self._fault("a quoted text that continues nothing", quoted, "put its msgid or msgstr above it")
            return
        text = unquote(quoted)
        if isinstance(text, StringFault):
            self._fault(text.message, quoted[text.offset :], "")
        else:
            draft.open_text.append(text)

    def _fault(self, message: str, rest: str, hint: str) -> None:
        """Note a fault at the rest of the current line, and leave out the entry that it is in."""
        if self._is_after_blank and self.draft.strings:
            self.finish_entry()
        begin = max(self._raw.rfind(rest), 0) if rest else 0
        end = max(len(self._raw.rstrip()), begin)
        span = Span(self.path, self._number, begin + 1, self._number, end + 1, self._offset + begin, self._offset + end)
        self.faults.append(error("catalog-syntax", message, span, hint))
        self.draft = _Draft()
        self._is_skipping = True

    def _fault_in_line(self, line: int, message: str) -> None:
        hint = 'every msgctxt, msgid and msgstr has a text, if only `""`; one file has one header'
        self.faults.append(error("catalog-syntax", message, Span(self.path, line, 1, line, 1), hint))


def _misplaced(draft: _Draft, keyword: str, index: str | None, kind: str) -> str:
    """Why a keyword can't stand here; empty when it can."""
    if draft.texts and draft.is_obsolete != (kind == "#~"):
        return "an entry that is obsolete (`#~`) in one line and not in another"
    if index is not None and keyword != "msgstr":
        return f"{keyword} takes no number"
    if keyword == "msgctxt":
        return "msgctxt after the entry began; the entry above has no msgstr" if draft.texts else ""
    if keyword == "msgid":
        return "a second msgid; the entry above has no msgstr" if "msgid" in draft.texts else ""
    if "msgid" not in draft.texts:
        return f"{keyword} without a msgid"
    if keyword == "msgid_plural":
        return "msgid_plural after msgstr, or twice" if draft.strings or keyword in draft.texts else ""
    if "msgid_plural" in draft.texts:
        wanted = len(draft.strings)
        return "" if index is not None and int(index) == wanted else f"msgstr[{wanted}] is expected here"
    if index is not None:
        return "a numbered msgstr without a msgid_plural"
    return "a second msgstr for one msgid" if draft.strings else ""


def _build_message(draft: _Draft) -> Message:
    texts = {keyword: "".join(pieces) for keyword, pieces in draft.texts.items()}
    previous = {keyword: "".join(pieces) for keyword, pieces in draft.previous.items()}
    return Message(
        texts["msgid"],
        tuple("".join(pieces) for pieces in draft.strings),
        texts.get("msgctxt"),
        texts.get("msgid_plural"),
        tuple(dict.fromkeys(draft.flags)),
        tuple(draft.translator_comments),
        tuple(draft.extracted_comments),
        tuple(draft.references),
        previous.get("msgctxt"),
        previous.get("msgid"),
        previous.get("msgid_plural"),
        draft.line,
    )
