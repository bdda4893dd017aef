"""How notices differ for those who get them: the words of each channel, when they are written, and who writes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr_author.changes.facts import compare_facts
from ivr_author.changes.model import Change, ChangeKind, Group, GroupKind
from ivr_author.changes.words import Line, Voices, compare_words
from ivr_author.notice.branches import channels_by_text
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.model import Letterhead
from ivr_author.notice.template.tree import ForNode, HeadingNode, IfNode, ParagraphNode, Template, Unit, walk_nodes

LETTERHEAD = "_letterhead"


def compare_notices(before: NoticeContent, now: NoticeContent, old_voices: Voices, voices: Voices) -> Iterator[Group]:
    """The notices that differ, by name; who writes them stands first."""
    letterhead = list(compare_facts(_letterhead_facts(before.letterhead), _letterhead_facts(now.letterhead)))
    if letterhead:
        yield Group(GroupKind.NOTICE, LETTERHEAD, LETTERHEAD, tuple(letterhead))
    for name, file in now.notices.items():
        old = before.notices.get(name)
        if old is not None:
            found = tuple(_compare(old, file, old_voices, voices))
        else:
            found = () if name in before.unreadable else (Change(ChangeKind.NOTICE_ADDED),)
        if found:
            yield Group(GroupKind.NOTICE, name, file.notice.title.value, found)
    for name, file in before.notices.items():
        if not now.has_notice(name):
            gone = (Change(ChangeKind.NOTICE_REMOVED),)
            yield Group(GroupKind.NOTICE, name, file.notice.title.value, gone, is_gone=True)


def _letterhead_facts(letterhead: Letterhead | None) -> dict[str, str]:
    if letterhead is None:
        return {}
    lines = ((name, value) for name, (_, value) in letterhead.values().items())
    return {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else str(value) for name, value in lines if value
    }


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a channel in order, and the conditions and loops around them."""

    units: tuple[Unit, ...]
    conditions: tuple[str, ...]


def _compare(old: NoticeFile, file: NoticeFile, old_voices: Voices, voices: Voices) -> Iterator[Change]:
    yield from compare_facts(_channel_facts(old), _channel_facts(file))
    if old.template is None or file.template is None:
        return
    subject, earlier = _lines(file.template.subject), _lines(old.template.subject)
    change = compare_words(old_voices, voices, earlier, subject, label="subject")
    if change is not None:
        yield change
    for channel, channels in channels_by_text(file).items():
        if channel not in old.notice.channels:
            continue
        label = ", ".join(channels)
        before, now = _text_of(old.template, channel), _text_of(file.template, channel)
        for ours, theirs in _aligned(before.units, now.units):
            one = compare_words(old_voices, voices, _lines(ours), _lines(theirs), label=label)
            if one is not None:
                yield one
        if before.conditions != now.conditions:
            yield from compare_facts(_condition_facts(before, label), _condition_facts(now, label))


def _channel_facts(file: NoticeFile) -> dict[str, str]:
    return {"channels": ", ".join(file.notice.channels)}


def _condition_facts(text: _Text, label: str) -> dict[str, str]:
    return {f"conditions of {label}": "; ".join(text.conditions)} if text.conditions else {}


def _text_of(template: Template, channel: str) -> _Text:
    units, conditions = [], []
    for node in walk_nodes(template.body(channel)):
        match node:
            case HeadingNode() | ParagraphNode():
                units.append(node.unit)
            case IfNode():
                conditions.append(" / ".join(test.text if test else "else" for test, _ in node.branches))
            case ForNode():
                conditions.append(f"for {node.target} in {node.rows.text}")
            case _:
                pass
    return _Text(tuple(units), tuple(conditions))


def _aligned(before: Sequence[Unit], now: Sequence[Unit]) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Each text with the one that it was, in the order of now."""
    matcher = difflib.SequenceMatcher(None, [_key(one) for one in before], [_key(one) for one in now], autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        ours: list[Unit | None] = list(before[start:end])
        theirs: list[Unit | None] = list(now[other_start:other_end])
        length = max(len(ours), len(theirs))
        ours += [None] * (length - len(ours))
        theirs += [None] * (length - len(theirs))
        yield from zip(ours, theirs, strict=True)


def _key(unit: Unit) -> tuple[str, str]:
    return unit.text, unit.plural


def _lines(unit: Unit | None) -> tuple[Line, ...]:
    return ((unit.address, unit.text, unit.plural),) if unit is not None else ()
