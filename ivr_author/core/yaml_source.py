"""YAML text into a tree in which every value knows its span: the only import of yaml. Meaning is left to the readers.

libyaml splits the text; types are ours, by the YAML 1.2 core schema. The tree is built from the event stream, because
libyaml's own composer recurses and ends the process on deep nesting (yaml/pyyaml#895).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
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
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import (
    check_control_characters,
    check_size,
    has_control_character,
    without_control_characters,
)
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_drafts import DraftMapping, DraftScalar, DraftSequence, DraftSpan, Mark, Open, Origin
from ivr_author.core.yaml_faults import Complaint, explain
from ivr_author.core.yaml_known import Reading, find_reading, keep_reading
from ivr_author.core.yaml_plain import AFTER_NUMBERS, CONSTANTS, resolve_plain
from ivr_author.core.yaml_refusals import Refusals, Stop
from ivr_author.core.yaml_rest import Joint, Rest, Start


class _Parser(Protocol):
    def get_event(self) -> Event | None: ...


try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    logging.getLogger(__name__).warning("PyYAML lacks its C extension: reading YAML takes about ten times as long")
    _new_parser: Callable[[str], _Parser] = yaml.SafeLoader
else:
    _new_parser = CParser

_ENDS: Final = (MappingEndEvent, SequenceEndEvent)


def read_yaml(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The tree and every fault found. A tree may come with faults; it then holds what could be read, keys once each.

    No tree: the text is empty, too large, too deep, or its syntax is broken.
    """
    reading = find_reading(source) or keep_reading(source, _read(source))
    return reading.tree(), list(reading.faults)


def read_edited(before: Source, source: Source, changed: int, end: int) -> Reading:
    """What a text says that is `before` but for what stands from the offset `changed` to `end`.

    Raises ValueError where that is not so. The text is read from shortly above the change to where what follows is
    surely what it was in `before`.
    """
    shift = len(source.text) - len(before.text)
    old_end = end - shift
    if (
        not 0 <= changed <= min(end, old_end)
        or source.path != before.path
        or source.text[:changed] != before.text[:changed]
        or source.text[end:] != before.text[old_end:]
    ):
        raise ValueError("the texts differ elsewhere")
    tree, faults = read_yaml(before)
    reading = find_reading(source)
    if reading is None and isinstance(tree, Mapping) and not faults:
        reading = _read_changed(Rest(before, tree, source, changed, end, shift))
        if reading is not None:
            keep_reading(source, reading)
    return reading or keep_reading(source, _read(source))


def _read(source: Source) -> Reading:
    faults = check_size(source)
    if faults:
        return Reading(None, tuple(faults))
    faults = check_control_characters(source)
    # Offsets stay: a control character is one letter, and so is what stands for it.
    start = Start.of(Source(source.path, without_control_characters(source.text)) if faults else source)
    root = None
    try:
        root = _Reader(start, faults, MAX_READING_FAULTS).read(_new_parser(start.text))
    except Stop:
        pass
    except YAMLError as failure:
        faults.append(_refused_syntax(source, failure, start.origin))
    return Reading(root, tuple(faults))


def _read_changed(rest: Rest) -> Reading | None:
    """None where there are faults: to be told as ever, they need all of the text to be read."""
    # From the letter before: it may be half of a line end.
    touched = rest.now.text[max(0, rest.changed - 1) : rest.since]
    if check_size(rest.now) or has_control_character(touched):
        return None
    start = rest.start()
    faults: list[Diagnostic] = []
    reader = _Reader(start, faults, 1, rest)
    try:
        parser = _new_parser(start.text)
        for _ in range(start.skipped):
            parser.get_event()
        root = reader.read(parser)
    except (Stop, YAMLError):
        return None
    return Reading(root, (), reader.joint)


class _Reader:
    """One pass over one text, which ends at the `most`th fault. `rest`: what may be taken from another reading."""

    joint: Joint | None = None
    """Where the rest was taken."""

    def __init__(self, start: Start, faults: list[Diagnostic], most: int, rest: Rest | None = None) -> None:
        self._origin = start.origin
        self._open = start.opened
        self._documents = 1 if start.opened else 0
        self._rest = rest
        self._refuse = Refusals(faults, start.origin, most)
        self._root: Node | None = None

    def read(self, parser: _Parser) -> Node | None:
        """The root of the first document; events come in the order of the text.

        Nearly all events are scalars: what is done for them is written out here, since calls cost more than it does.
        """
        next_event, rest, constants = parser.get_event, self._rest, CONSTANTS
        path, letters, lines = self._origin.path, self._origin.letters, self._origin.lines
        parent = self._open[-1] if self._open else None
        while True:
            event: Any = next_event()
            if type(event) is not ScalarEvent:
                if self._is_over(event):
                    return self._checked_root()
                parent = self._open[-1] if self._open else None
                continue
            if event.anchor is not None or event.tag is not None:
                self._refuse.properties(event)
            value: str = event.value
            style: str | None = event.style
            begun: Any = event.start_mark
            ended: Any = event.end_mark
            draft: Any = DraftSpan()
            draft.path = path
            line = begun.line
            draft.line = following = line + lines
            draft.column = begun.column + 1
            draft.end_line = following if ended.line == line else ended.line + lines
            draft.end_column = ended.column + 1
            draft.start = begun.index + letters
            draft.end = ended.index + letters
            draft.__class__ = Span
            scalar: Any = DraftScalar()
            scalar.span = draft
            scalar.text = value
            if style:
                scalar.quoted = True
                scalar.data = value
            else:
                scalar.quoted = False
                scalar.data = resolve_plain(value) if value < AFTER_NUMBERS else constants.get(value, value)
            scalar.__class__ = Scalar
            if style == '"' and not value.isprintable() and has_control_character(value):
                self._refuse.escape(scalar)
            if parent is None:
                self._root = scalar
                continue
            parent.end = draft
            if not parent.is_mapping:
                parent.inside.append(scalar)
            elif parent.waits_for_value:
                parent.waits_for_value = False
                if parent.key is not None:
                    parent.inside.append((parent.key, scalar))
            else:
                if rest is not None:
                    self.joint = rest.meets(self._open, letters, draft)
                    if self.joint is not None:
                        return self.joint.words()
                parent.waits_for_value = True
                if value and value != "<<" and value not in parent.first_keys:
                    parent.first_keys[value] = parent.key = scalar
                else:
                    parent.key = self._refuse.checked_key(parent, scalar)

    def _is_over(self, event: Any) -> bool:
        """Take in an event that is no scalar; whether it is the last one of interest."""
        kind = type(event)
        if kind in _ENDS:
            self._close(event.end_mark)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                self._refuse.properties(event)
            if len(self._open) == MAX_DEPTH:
                self._refuse.depth(event)
            self._open.append(Open(event.start_mark, kind is MappingStartEvent, bool(event.flow_style)))
        elif kind is AliasEvent:
            self._add(self._refuse.alias(event))
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._refuse.document(event)
                return True
        return kind is StreamEndEvent

    def _close(self, mark: Mark) -> None:
        closed = self._open.pop()
        start, last, origin = closed.start, closed.end, self._origin
        draft: Any = DraftSpan()
        draft.path = origin.path
        draft.line = start.line + origin.lines
        draft.column = start.column + 1
        draft.start = start.index + origin.letters
        if closed.is_flow or last is None:
            draft.end_line = mark.line + origin.lines
            draft.end_column = mark.column + 1
            draft.end = mark.index + origin.letters
        else:
            # libyaml ends a block at the next token, which may stand many lines below.
            draft.end_line = last.end_line
            draft.end_column = last.end_column
            draft.end = last.end
        draft.__class__ = Span
        node: Any
        if closed.is_mapping:
            node = DraftMapping()
            node.entries = tuple(closed.inside)
        else:
            node = DraftSequence()
            node.items = tuple(closed.inside)
        node.span = draft
        node.__class__ = Mapping if closed.is_mapping else Sequence
        self._add(node)

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if parent.is_mapping and not parent.waits_for_value:
            parent.end = node.span
            parent.key = self._refuse.checked_key(parent, node)
            parent.waits_for_value = True
        else:
            parent.add(node)

    def _checked_root(self) -> Node | None:
        root = self._root
        if root is not None and not (isinstance(root, Scalar) and not root.quoted and not root.text):
            return root
        self._refuse.emptiness()
        return None


def _refused_syntax(source: Source, failure: YAMLError, origin: Origin) -> Diagnostic:
    """The parser gave up: the last fault of this text."""
    complaint = Complaint(str(failure), 0)
    if isinstance(failure, MarkedYAMLError) and failure.problem_mark is not None:
        since = failure.context_mark
        complaint = Complaint(
            failure.problem or "",
            failure.problem_mark.index + origin.letters,
            failure.context or "",
            None if since is None else since.index + origin.letters,
        )
    told = explain(complaint, source.text)
    begin = min(told.offset, len(source.text))
    end = min(begin + 1, len(source.text))
    return error(told.rule, told.message, source.span(begin, end), told.hint)
