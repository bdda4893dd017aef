"""Every distinct letter that a template can become over its conditions, each with a member who would get it.

The template is walked with values that are chosen only when a condition asks for them: a few for each field, on both
sides of what it is compared with. Two choices that lead to the same decisions are one letter.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from jinja2 import nodes

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.examples import example_value
from ivr_author.notice.model import Field, FieldType, Letterhead, Raw
from ivr_author.notice.resolve import Decider, Decisions
from ivr_author.notice.template.expression import CHANNEL, LOOP, Expression
from ivr_author.notice.template.tree import (
    ForNode,
    HeadingNode,
    IfNode,
    Node,
    ParagraphNode,
    SetNode,
    Template,
    Unit,
    walk_nodes,
)
from ivr_author.notice.template.walk import text_of

MOST_BRANCHES = 500
"""Letters of one notice; nobody approves more, so a notice with more conditions than that is two notices."""

MOST_WALKS = 20_000
"""Choices of values that are tried, about two seconds."""

_NONE_OF_THEM = "something else"

MOST_ROW_KINDS = 8
"""Kinds of rows of one list that are tried."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One letter: its id (of the decisions, so it stays while the conditions do), and an example member.

    `chosen` are the fields that the conditions asked for, with the values that lead here.
    """

    id: str
    decisions: Decisions
    chosen: Mapping[str, Raw]
    values: Mapping[str, Raw]

    @property
    def description(self) -> str:
        """What is special about its members: `autopay: yes, people: 2 rows`."""
        return ", ".join(f"{name}: {told}" for name, told in self.told.items()) or "everyone"

    @property
    def told(self) -> Mapping[str, str]:
        """The same by field."""
        return {name: _tell(raw) for name, raw in self.chosen.items()}


@dataclass(frozen=True, slots=True)
class Branches:
    """The letters that were found for one text of a notice. `message` says why there are more, where there are.

    `failures` are choices of values that no letter can be made for, with the reason.
    """

    channel: str
    branches: tuple[Branch, ...]
    is_complete: bool = True
    message: str = ""
    failures: tuple[tuple[Mapping[str, Raw], str], ...] = ()


def find_branches(
    file: NoticeFile,
    letterhead: Letterhead,
    channel: str,
    most: int = MOST_BRANCHES,
    base: Mapping[str, Raw] | None = None,
) -> Branches:
    """The letters of a notice by one channel, in the order in which they are found: the sample member's first.

    `base` gives the values that no condition asks for: by default those of the first sample member.
    """
    template = file.template
    if template is None:
        return Branches(channel, (), False, "the words of this notice have faults")
    samples = file.notice.samples.values()
    given = base if base is not None else next((one.values for one in samples), {})
    start = {name: given.get(name) for name in file.notice.fields}
    for name, one in file.notice.fields.items():
        if start[name] is None and not one.optional:
            start[name] = example_value(one)
    deciding = tuple(_deciding(template, channel))
    candidates = _candidates(template, channel, deciding, file.notice.fields, start)
    search = _Search(template, channel, candidates, start, letterhead, frozenset(id(one) for one in deciding))
    search.run(most)
    message = ""
    if not search.is_complete:
        ways = ", ".join(f"{name} ({len(values)} ways)" for name, values in candidates.items())
        message = (
            f"the conditions of this notice make more than {len(search.found)} letters; they ask for {ways}. "
            "Ask for fewer things, or make two notices"
        )
    return Branches(channel, tuple(search.found.values()), search.is_complete, message, tuple(search.failures))


def channels_by_text(file: NoticeFile) -> dict[str, tuple[str, ...]]:
    """The channels of a notice that share their words, under the first of them."""
    assert file.template is not None, "asked for readable notices"
    groups: dict[str, list[str]] = defaultdict(list)
    for channel in file.notice.channels:
        groups[text_of(file.template, channel)].append(channel)
    return {channels[0]: tuple(channels) for channels in groups.values()}


class _Asked(Exception):
    """A condition asked for a field that has no value yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass
class _Search:
    template: Template
    channel: str
    candidates: Mapping[str, tuple[Raw, ...]]
    start: Mapping[str, Raw]
    letterhead: Letterhead
    deciding: frozenset[int]
    found: dict[Decisions, Branch] = field(default_factory=dict)
    failures: list[tuple[Mapping[str, Raw], str]] = field(default_factory=list)
    is_complete: bool = True

    def run(self, most: int) -> None:
        waiting: list[dict[str, Raw]] = [{}]
        walks = 0
        names = {name: raw for name, (_, raw) in self.letterhead.values().items()}
        while waiting:
            if len(self.found) >= most or walks >= MOST_WALKS:
                self.is_complete = False
                return
            walks += 1
            chosen = waiting.pop()
            try:
                decisions = self._walk(chosen, names)
            except _Asked as asked:
                # The last one is walked next, so the value of the sample member goes there.
                waiting.extend({**chosen, asked.name: raw} for raw in reversed(self.candidates[asked.name]))
            except CannotRender as fault:
                if len(self.failures) < most:
                    self.failures.append((chosen, str(fault)))
            else:
                if decisions not in self.found:
                    digest = hashlib.sha256(repr(decisions).encode()).hexdigest()[:8]
                    self.found[decisions] = Branch(digest, decisions, chosen, {**self.start, **chosen})

    def _walk(self, chosen: Mapping[str, Raw], letterhead: Mapping[str, Raw]) -> Decisions:
        decider = _Asking(set(self.candidates) - set(chosen), self.deciding)
        scope: dict[str, Any] = {**self.start, **chosen, "letterhead": letterhead, CHANNEL: self.channel}
        if self.template.subject is not None:
            decider.unit(self.template.subject, scope)
        decider.nodes(self.template.body(self.channel), scope)
        return tuple(decider.walk.decisions)


class _Asking(Decider):
    def __init__(self, unknown: set[str], deciding: frozenset[int]) -> None:
        super().__init__(lambda _unit, count: 0 if count == 1 else 1)
        self.unknown = unknown
        self.deciding = deciding

    def evaluate(self, expression: Expression, scope: Mapping[str, Any], at: Unit | IfNode | ForNode | SetNode) -> Any:
        if id(expression) in self.deciding:
            for path in expression.reads:
                if path[0] in self.unknown:
                    raise _Asked(path[0])
        return super().evaluate(expression, scope, at)


# --- the values to try ------------------------------------------------------------------------------------------------


def _deciding(template: Template, channel: str) -> Iterator[Expression]:
    """The expressions that decide: conditions, lists that are looped over, counts of plurals, and what `set` keeps for
    these."""
    kept: dict[str, Expression] = {}
    asked: list[Expression] = []
    for node in walk_nodes(template.body(channel)):
        match node:
            case SetNode():
                kept[node.name] = node.filling.expression
            case IfNode():
                asked.extend(test for test, _ in node.branches if test is not None)
            case ForNode():
                asked.append(node.rows)
            case HeadingNode() | ParagraphNode() if node.unit.count is not None:
                asked.append(node.unit.count)
    while asked:
        expression = asked.pop(0)
        yield expression
        asked.extend(kept.pop(path[0]) for path in expression.reads if path[0] in kept)


def _targets(nodes_: Iterable[Node]) -> dict[str, str]:
    """The loops: the name of a row, and the list that it is of."""
    return {node.target: node.rows.path[0] for node in nodes_ if isinstance(node, ForNode) and node.rows.path}


def _candidates(
    template: Template,
    channel: str,
    deciding: Collection[Expression],
    fields: Mapping[str, Field],
    start: Mapping[str, Raw],
) -> dict[str, tuple[Raw, ...]]:
    """For each field that a condition asks for, the values to try; the sample member's own first."""
    targets = _targets(walk_nodes(template.body(channel)))
    constants: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    is_compared: set[tuple[str, ...]] = set()
    asked: dict[str, Field] = {}
    columns: dict[str, list[str]] = defaultdict(list)
    for expression in deciding:
        for path in expression.reads:
            if path[0] in fields:
                asked[path[0]] = fields[path[0]]
            elif path[0] in targets and len(path) == 2 and path[1] not in columns[targets[path[0]]]:
                columns[targets[path[0]]].append(path[1])
        if expression.tree is not None:
            _collect(expression.tree, constants, is_compared)
    found: dict[str, tuple[Raw, ...]] = {}
    for name, one in asked.items():
        if one.type is FieldType.LIST:
            rows = [target for target, listed in targets.items() if listed == name]
            values = _lists(one, columns[name], rows, constants, is_compared, start[name])
            is_counted = any((name,) in other.reads and other.path != (name,) for other in deciding)
            asks_place = any(path[0] == LOOP for other in deciding for path in other.reads)
            if not (is_counted or asks_place or columns[name]):
                # Nothing tells one row from several, so only an empty list makes another letter.
                values = [values[0], ()]
        else:
            values = _values(one, constants[(name,)], (name,) in is_compared, start[name])
        found[name] = _distinct(name, values, deciding)
    return found


def _collect(tree: nodes.Expr, constants: dict[tuple[str, ...], list[Any]], is_compared: set[tuple[str, ...]]) -> None:
    """What each name is compared with: constants, or other names."""
    for compare in [*([tree] if isinstance(tree, nodes.Compare) else []), *tree.find_all(nodes.Compare)]:
        sides = [compare.expr, *(operand.expr for operand in compare.ops)]
        values = [
            item.value
            for side in sides
            for item in [side, *side.find_all(nodes.Const)]
            if isinstance(item, nodes.Const)
        ]
        paths = [path for side in sides for path in _paths(side)]
        for path in paths:
            constants[path].extend(values)
            if len(set(paths)) > 1:
                is_compared.add(path)


def _paths(tree: nodes.Expr) -> Iterator[tuple[str, ...]]:
    for name in [*([tree] if isinstance(tree, nodes.Name) else []), *tree.find_all(nodes.Name)]:
        yield (name.name,)
    for attribute in [*([tree] if isinstance(tree, nodes.Getattr) else []), *tree.find_all(nodes.Getattr)]:
        if isinstance(attribute.node, nodes.Name):
            yield (attribute.node.name, attribute.attr)


def _values(one: Field, constants: Iterable[Any], is_compared: bool, own: Raw) -> list[Raw]:
    """Values of a field on both sides of everything that it is compared with."""
    example = own if own is not None else example_value(one)
    values: list[Raw] = [own, example]
    match one.type:
        case FieldType.BOOLEAN:
            values += [True, False]
        case FieldType.NUMBER | FieldType.MONEY:
            for constant in constants:
                if isinstance(constant, int | float) and not isinstance(constant, bool):
                    values += [float(constant), constant + 1.0, constant - 1.0]
            values += [0.0, 1.0, 2.0]
            if is_compared and isinstance(example, float):
                values += [example + 1.0, example - 1.0]
        case FieldType.DATE:
            days = [constant for constant in [*constants, example] if isinstance(constant, str)]
            values += [shifted for day in days for shifted in _days_around(day)]
        case _:
            values += [constant for constant in constants if isinstance(constant, str)]
            values.append(_NONE_OF_THEM)
    if one.optional:
        values.append(None)
    return [raw for raw in values if raw is not None or one.optional]


def _days_around(day: str) -> list[str]:
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return []
    return [(known + timedelta(days=shift)).isoformat() for shift in (0, -1, 1)]


def _lists(
    one: Field,
    asked: Iterable[str],
    targets: Iterable[str],
    constants: Mapping[tuple[str, ...], list[Any]],
    is_compared: set[tuple[str, ...]],
    own: Raw,
) -> list[Raw]:
    """Lists of no row, of one row of each kind that the conditions in its loop tell apart, and of all of them."""
    first = own[0] if isinstance(own, tuple) and own else None
    row: Mapping[str, Raw] = (
        first if isinstance(first, Mapping) else {name: example_value(column) for name, column in one.fields.items()}
    )
    ways: dict[str, list[Raw]] = {}
    for name in asked:
        paths = [(target, name) for target in targets]
        known = [constant for path in paths for constant in constants.get(path, ())]
        ways[name] = list(
            dict.fromkeys(_values(one.fields[name], known, any(path in is_compared for path in paths), row[name]))
        )
    kinds = []
    for chosen in product(*ways.values()):
        kinds.append({**row, **dict(zip(ways, chosen, strict=True))})
        if len(kinds) == MOST_ROW_KINDS:
            break
    several = tuple(kinds) if len(kinds) > 1 else (kinds[0], kinds[0])
    values: list[Raw] = [own, *((kind,) for kind in kinds), several, ()]
    return [raw for raw in values if raw is not None]


def _distinct(name: str, values: Iterable[Raw], deciding: Iterable[Expression]) -> tuple[Raw, ...]:
    """The values without those that every condition on this field alone answers like an earlier one."""
    mine = [one for one in deciding if {path[0] for path in one.reads} == {name}]
    others = any(name in {path[0] for path in one.reads} and one not in mine for one in deciding)
    kept: dict[Any, Raw] = {}
    for raw in values:
        if isinstance(raw, tuple) or others:
            kept.setdefault(repr(raw), raw)
            continue
        kept.setdefault(tuple(_answer(one, name, raw) for one in mine), raw)
    return tuple(kept.values())


def _answer(expression: Expression, name: str, raw: Raw) -> object:
    try:
        answer = expression.evaluate({name: raw})
    except (TypeError, ArithmeticError):
        return "fails"
    if expression.type is FieldType.NUMBER and expression.path == (name,):
        return answer == 1
    return bool(answer) if expression.type in (FieldType.BOOLEAN, None) or expression.path else answer


def _tell(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, tuple):
        return f"{len(raw)} row{'' if len(raw) == 1 else 's'}"
    if raw is None:
        return "none"
    return f"{raw:g}" if isinstance(raw, float) else str(raw)
