"""YAML text into a tree in which every value knows its span: the only import of yaml. Meaning is left to the readers.

libyaml splits the text; types are ours, by the YAML 1.2 core schema. The tree is built from the event stream, because
libyaml's own composer recurses and ends the process on deep nesting (yaml/pyyaml#895).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_DEPTH, MAX_READING_FAULTS
from ivr_author.core.source import Source, Span, count_marks
from ivr_author.core.text_input import (
    check_control_characters,
    check_size,
    has_control_character,
    without_control_characters,
)
from ivr_author.core.tree import Data, Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_faults import Complaint, explain


class _Parser(Protocol):
    def get_event(self) -> Event | None: ...


class _Mark(Protocol):
    index: int
    line: int
    column: int


try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    logging.getLogger(__name__).warning("PyYAML lacks its C extension: reading YAML takes about ten times as long")
    _new_parser: Callable[[str], _Parser] = yaml.SafeLoader
else:
    _new_parser = CParser

_MOST_SHOWN = 80

_BEGINS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)

_CONSTANTS: Final[dict[str, Data]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

MOST_KEPT = 16
"""Texts whose trees are kept."""

_NUMBER_STARTS = frozenset("-+.0123456789")
# Longer integers would not fit a float: decimal ones become infinity, others stay text.
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_OCTAL = re.compile(r"0o[0-7]{1,250}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,250}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset((".nan", ".NaN", ".NAN"))


def read_yaml(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree and every fault found. A tree may come with faults; it then holds what could be read, keys once each.

    No tree: the text is empty, too large, too deep, or its syntax is broken. The last few texts are not read again: one
    edit asks for the same one before, while and after it is proven.
    """
    root, faults = _read_once(source)
    return root, list(faults)


@lru_cache(maxsize=MOST_KEPT)
def _read_once(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    root, faults = _read(source)
    return root, tuple(faults)


def _read(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    faults = check_size(source)
    if faults:
        return None, faults
    faults = check_control_characters(source)
    text = without_control_characters(source.text) if faults else source.text
    # Parsers differ in whether they count a byte order mark: they never see it.
    marks = count_marks(text)
    reading = _Reading(source, faults, marks)
    try:
        root = reading.read(_new_parser(text[marks:]))
    except _Stop:
        return None, faults
    except YAMLError as failure:
        reading.refuse_syntax(failure)
        return None, faults
    return root, faults


def resolve_plain(text: str) -> Data:
    """What an unquoted scalar stands for by the YAML 1.2 core schema."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    infinity = _INFINITY.fullmatch(text)
    if infinity:
        return float(infinity.group(1) + "inf")
    return float("nan") if text in _NOT_A_NUMBER else text


class _Stop(Exception):
    """Reading on makes no sense; the reason is among the faults."""


class _Open:
    """A list or mapping that is not closed yet."""

    __slots__ = ("end", "entries", "first_keys", "is_flow", "is_mapping", "items", "key", "start", "waits_for_value")

    def __init__(self, start: _Mark | None, is_mapping: bool, is_flow: bool) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.is_flow = is_flow
        self.items: list[Node] = []
        self.entries: list[tuple[Scalar, Node]] = []
        self.first_keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None  # None: the entry is faulty and its value is dropped
        self.waits_for_value = False
        self.end: Span | None = None  # of the last thing in it


class _Reading:
    """One pass over one text. `marks`: how many letters stand before what the parser is given."""

    def __init__(self, source: Source, faults: list[Diagnostic], marks: int) -> None:
        self._source = source
        self._marks = marks
        self._faults = faults
        self._open: list[_Open] = []
        self._root: Node | None = None

    def read(self, parser: _Parser) -> Node | None:
        """The root of the first document; events come in the order of the text."""
        documents = 0
        while True:
            event = parser.get_event()
            if isinstance(event, ScalarEvent):
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event)
                quoted = bool(event.style)
                value: str = event.value
                data = value if quoted else resolve_plain(value)
                scalar = Scalar(self._span(event.start_mark, event.end_mark), value, data, quoted)
                if event.style == '"' and has_control_character(value):
                    self._refuse_escape(scalar)
                self._add(scalar)
            elif isinstance(event, _BEGINS):
                self._begin(event, isinstance(event, MappingStartEvent))
            elif isinstance(event, _ENDS):
                self._close(event.end_mark)
            elif isinstance(event, AliasEvent):
                self._add_alias(event)
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse_document(event)
                    break
            elif isinstance(event, StreamEndEvent):
                break
        return self._checked_root()

    def refuse_syntax(self, failure: YAMLError) -> None:
        """The parser gave up: the last fault of this text."""
        complaint = Complaint(str(failure), 0)
        if isinstance(failure, MarkedYAMLError) and failure.problem_mark is not None:
            since = failure.context_mark
            complaint = Complaint(
                failure.problem or "",
                failure.problem_mark.index + self._marks,
                failure.context or "",
                None if since is None else since.index + self._marks,
            )
        told = explain(complaint, self._source.text)
        begin = min(told.offset, len(self._source.text))
        end = min(begin + 1, len(self._source.text))
        self._faults.append(error(told.rule, told.message, self._source.span(begin, end), told.hint))

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.end = node.span
        if not parent.is_mapping:
            parent.items.append(node)
        elif not parent.waits_for_value:
            parent.key = self._checked_key(parent, node)
            parent.waits_for_value = True
        else:
            parent.waits_for_value = False
            if parent.key is not None:
                parent.entries.append((parent.key, node))

    def _checked_key(self, parent: _Open, node: Node) -> Scalar | None:
        if not isinstance(node, Scalar):
            self._refuse("key-not-text", "a list or mapping as a key", node.span, "keys are words or digits")
            return None
        if not node.quoted and node.text == "<<":
            self._refuse("merge-key", "a merge key `<<`", node.span, "write the fields out where they are needed")
            return None
        if not node.quoted and not node.text:
            self._refuse("key-not-text", "a key without a name", node.span, "write the key before the colon")
            return None
        first = parent.first_keys.setdefault(node.text, node)
        if first is not node:
            self._refuse(
                "duplicate-key",
                f"the key `{_shown(node.text)}` is given twice; first on line {first.span.line}",
                node.span,
                "remove one of them, or give it another name",
            )
            return None
        return node

    def _begin(self, event: MappingStartEvent | SequenceStartEvent, is_mapping: bool) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        if len(self._open) == MAX_DEPTH:
            span = self._span(event.start_mark, event.start_mark)
            self._refuse("too-deep", f"nested deeper than {MAX_DEPTH} levels", span, "a flow needs no more than ten")
            raise _Stop
        self._open.append(_Open(event.start_mark, is_mapping, bool(event.flow_style)))

    def _close(self, mark: _Mark | None) -> None:
        closed = self._open.pop()
        span = self._span(closed.start, mark)
        if not closed.is_flow and closed.end is not None:
            # libyaml ends a block at the next token, which may stand many lines below.
            last = closed.end
            span = Span(span.path, span.line, span.column, last.end_line, last.end_column, span.start, last.end)
        self._add(Mapping(span, tuple(closed.entries)) if closed.is_mapping else Sequence(span, tuple(closed.items)))

    def _add_alias(self, event: AliasEvent) -> None:
        span = self._span(event.start_mark, event.end_mark)
        name = f"*{event.anchor}"
        self._refuse(
            "anchor-or-alias",
            f"an alias `{_shown(name)}`",
            span,
            f'write out what it stands for; if it is meant as text, put it in quotes: "{name}"',
        )
        self._add(Scalar(span, name, name))

    def _refuse_properties(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        span = self._span(event.start_mark, event.start_mark)
        if event.anchor is not None:
            self._refuse(
                "anchor-or-alias",
                f"an anchor `&{_shown(event.anchor)}`",
                span,
                "remove it, and write the value out wherever it is needed; text that begins with `&` needs quotes",
            )
        if event.tag is not None:
            self._refuse(
                "yaml-tag", f"a tag `{_shown(event.tag)}`", span, "remove it; text that begins with `!` needs quotes"
            )

    def _refuse_escape(self, scalar: Scalar) -> None:
        # No XML document can hold such a character, however it is written.
        message = "an escape in this text stands for a control character"
        self._refuse("control-character", message, scalar.span, "remove it; only \\n and \\t are allowed")

    def _refuse_document(self, event: DocumentStartEvent) -> None:
        self._refuse(
            "several-documents",
            "a second document begins; only the first is read",
            self._span(event.start_mark, event.end_mark),
            "remove the `---`, or put the rest into a file of its own",
        )

    def _checked_root(self) -> Node | None:
        root = self._root
        if root is not None and not (isinstance(root, Scalar) and not root.quoted and not root.text):
            return root
        self._refuse(
            "empty-file", "the file says nothing", Span(self._source.path, 1, 1, 1, 1), "remove it, or fill it"
        )
        return None

    def _refuse(self, rule: str, message: str, span: Span, hint: str) -> None:
        self._faults.append(error(rule, message, span, hint))
        if len(self._faults) >= MAX_READING_FAULTS:
            raise _Stop

    def _span(self, start: _Mark | None, end: _Mark | None) -> Span:
        assert start is not None, "an event that was parsed has its marks"
        assert end is not None, "an event that was parsed has its marks"
        marks = self._marks
        return Span(
            self._source.path,
            start.line + 1,
            start.column + 1,
            end.line + 1,
            end.column + 1,
            start.index + marks,
            end.index + marks,
        )


def _shown(name: str) -> str:
    """A name as a message can hold it, however long it is."""
    return name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}…"
