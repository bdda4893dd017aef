"""YAML text into a tree in which every value knows its span: the only import of yaml. Meaning is left to the readers.

libyaml splits the text; types are ours, by the YAML 1.2 core schema. The tree is built from the event stream, because
libyaml's own composer recurses and ends the process on deep nesting (yaml/pyyaml#895).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Protocol

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
from ivr_author.core.yaml_rest import DraftScalar, DraftSpan, Mark, Open, Rest


class _Parser(Protocol):
    def get_event(self) -> Event | None: ...


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


_rests: Final[dict[Source, Rest]] = {}
"""Of the texts that `read_edited` is about: the cache below asks by the text alone."""


def read_yaml(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree and every fault found. A tree may come with faults; it then holds what could be read, keys once each.

    No tree: the text is empty, too large, too deep, or its syntax is broken. The last few texts are not read again: one
    edit asks for the same one before, while and after it is proven.
    """
    root, faults = _read_once(source)
    return root, list(faults)


@lru_cache(maxsize=MOST_KEPT)
def _read_once(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    root, faults = _read(source, _rests.get(source))
    return root, tuple(faults)


def read_edited(before: Source, source: Source, changed: int, end: int) -> tuple[Node | None, list[Diagnostic]]:
    """What `read_yaml` says of a text that is `before` but for what stands from the offset `changed` to `end`.

    Raises ValueError where that is not so. The text is read to where what follows is surely what it was in `before`.
    """
    shift = len(source.text) - len(before.text)
    old_end = end - shift
    if (
        not 0 <= changed <= min(end, old_end)
        or source.text[:changed] != before.text[:changed]
        or source.text[end:] != before.text[old_end:]
    ):
        raise ValueError("the texts differ elsewhere")
    tree, faults = read_yaml(before)
    if faults or not isinstance(tree, Mapping) or source.path != before.path:
        return read_yaml(source)
    _rests[source] = Rest(before, tree, source, changed, end, shift, count_marks(before.text))
    try:
        return read_yaml(source)
    finally:
        _rests.pop(source, None)


def _read(source: Source, rest: Rest | None = None) -> tuple[Node | None, list[Diagnostic]]:
    """`rest`: what may be taken from another reading, if the text is the same to its end."""
    faults = check_size(source)
    if faults:
        return None, faults
    faults = check_control_characters(source)
    text = without_control_characters(source.text) if faults else source.text
    # Parsers differ in whether they count a byte order mark: they never see it.
    marks = count_marks(text)
    reading = _Reading(source, faults, marks, rest)
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
    if text[:1] not in _NUMBER_STARTS:
        return _CONSTANTS.get(text, text)
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


class _Reading:
    """One pass over one text. `marks`: how many letters stand before what the parser is given."""

    def __init__(self, source: Source, faults: list[Diagnostic], marks: int, rest: Rest | None) -> None:
        self._rest = rest
        self._source = source
        self._marks = marks
        self._faults = faults
        self._open: list[Open] = []
        self._root: Node | None = None

    def read(self, parser: _Parser) -> Node | None:
        """The root of the first document; events come in the order of the text."""
        documents = 0
        while True:
            event = self._read_scalars(parser)
            if event is None:
                return self._root
            if isinstance(event, _BEGINS):
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

    def _read_scalars(self, parser: _Parser) -> Event | None:
        """Reads on to the next event that is no scalar; None: the rest is known, and all is read.

        Nearly all events are scalars: what is done for them is written out here, since calls cost more than it does.
        """
        next_event, path, marks, rest, faults = (
            parser.get_event,
            self._source.path,
            self._marks,
            self._rest,
            self._faults,
        )
        parent, constants = self._open[-1] if self._open else None, _CONSTANTS
        while True:
            event = next_event()
            if event.__class__ is not ScalarEvent:
                return event
            if event.anchor is not None or event.tag is not None:
                self._refuse_properties(event)
            value: str = event.value
            style: str | None = event.style
            begun: Any = event.start_mark
            ended: Any = event.end_mark
            draft: Any = DraftSpan()
            draft.path = path
            line = begun.line
            draft.line = following = line + 1
            draft.column = begun.column + 1
            draft.end_line = following if ended.line == line else ended.line + 1
            draft.end_column = ended.column + 1
            draft.start = begun.index + marks if marks else begun.index
            draft.end = ended.index + marks if marks else ended.index
            draft.__class__ = Span
            scalar: Any = DraftScalar()
            scalar.span = draft
            scalar.text = value
            scalar.quoted = bool(style)
            if style:
                scalar.data = value
            else:
                scalar.data = resolve_plain(value) if value[:1] in _NUMBER_STARTS else constants.get(value, value)
            scalar.__class__ = Scalar
            if style == '"' and not value.isprintable() and has_control_character(value):
                self._refuse_escape(scalar)
            if parent is None:
                self._root = scalar
            elif not parent.is_mapping:
                parent.end = draft
                parent.items.append(scalar)
            elif parent.waits_for_value:
                parent.end = draft
                parent.waits_for_value = False
                if parent.key is not None:
                    parent.entries.append((parent.key, scalar))
            else:
                if rest is not None and draft.start >= rest.since and not faults:
                    self._root = rest.put_behind(self._open, draft)
                    if self._root is not None:
                        return None
                parent.end = draft
                parent.waits_for_value = True
                if value and value != "<<" and value not in parent.first_keys:
                    parent.first_keys[value] = parent.key = scalar
                else:
                    parent.key = self._checked_key(parent, scalar)

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

    def _checked_key(self, parent: Open, node: Node) -> Scalar | None:
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
        assert event.start_mark is not None, "an event that was parsed has its marks"
        self._open.append(Open(event.start_mark, is_mapping, bool(event.flow_style)))

    def _close(self, mark: Mark | None) -> None:
        closed = self._open.pop()
        start, last, marks = closed.start, closed.end, self._marks
        draft: Any = DraftSpan()
        draft.path = self._source.path
        draft.line = start.line + 1
        draft.column = start.column + 1
        draft.start = start.index + marks
        if closed.is_flow or last is None:
            assert mark is not None, "an event that was parsed has its marks"
            draft.end_line = mark.line + 1
            draft.end_column = mark.column + 1
            draft.end = mark.index + marks
        else:
            # libyaml ends a block at the next token, which may stand many lines below.
            draft.end_line = last.end_line
            draft.end_column = last.end_column
            draft.end = last.end
        draft.__class__ = Span
        self._add(Mapping(draft, tuple(closed.entries)) if closed.is_mapping else Sequence(draft, tuple(closed.items)))

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

    def _span(self, start: Mark | None, end: Mark | None) -> Span:
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
