"""Sample members of one notice: the members of the workspace, with values of the notice's own over theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.flow.fields import Reader, Skip, nearest, read_mapping, scalar_text
from ivr_author.notice.declaration.field_types import SampleTree
from ivr_author.notice.declaration.read_value import EXPECTED, MAX_ROWS, ValueFault, read_value
from ivr_author.notice.model import Field, FieldType, Raw, Sample

_NAMED = 3
"""Members that one fault names."""


@dataclass(frozen=True, slots=True)
class SampleMember:
    """A member of notices/_members.yaml. `values` are for any notice; each takes those that it declares."""

    id: str
    note: str
    locale: str
    bare: bool
    values: SampleTree | None
    source: Source
    span: Span


Members = Mapping[str, SampleMember]


@dataclass(frozen=True, slots=True)
class _Given:
    """Where a field's value stands."""

    node: TreeNode
    is_own: bool


class _Samples:
    """Reads each scalar once, however many members share it, so that its fault is told once."""

    def __init__(self, fields: Mapping[str, Field], reader: Reader) -> None:
        self.fields = fields
        self.reader = reader
        self.lacking: dict[str, list[str]] = {}
        self._read: dict[tuple[str, int], tuple[Raw] | None] = {}

    def read(self, member: SampleMember, common: TreeMapping | None, own: TreeMapping | None) -> Sample | None:
        """The member's values for this notice; None where one of them can't be used."""
        values: dict[str, Raw] = {}
        is_complete = True
        for name, field in self.fields.items():
            mine = own.get(name) if own else None
            node = (
                mine or (common.get(name) if common else None) or (member.values.get(name) if member.values else None)
            )
            if member.bare and field.optional:
                if mine is not None and not _is_null(mine):
                    message = f"`{member.id}` has none of the optional fields"
                    self.reader.fault(
                        "wrong-value", message, mine.span, "leave it out, or take a member that isn't bare"
                    )
                node = None
            if node is None:
                if not field.optional:
                    self.lacking.setdefault(name, []).append(member.id)
                    is_complete = False
                values[name] = None
                continue
            value = self._once(field, node)
            if value is None:
                is_complete = False
            else:
                values[name] = value[0]
        return Sample(member.id, member.note, member.locale, values, member.span) if is_complete else None

    def _once(self, field: Field, node: TreeNode) -> tuple[Raw] | None:
        key = (field.name, id(node))
        if key not in self._read:
            try:
                self._read[key] = (read_sample_value(field, node, self.reader),)
            except Skip:
                self._read[key] = None
        return self._read[key]


def read_samples(
    fields: Mapping[str, Field],
    common: TreeMapping | None,
    own: Mapping[str, SampleTree],
    tree: TreeMapping,
    members: Members,
    reader: Reader,
) -> dict[str, Sample]:
    """The samples of a notice: each member's values for the declared fields | `common` | the member's `own`."""
    for mapping in (*([common] if common else []), *own.values()):
        for key, _ in mapping:
            if key.text not in fields:
                message = f"no field `{key.text}` is declared"
                reader.fault("undeclared-field", message, key.span, nearest(key.text, fields))
    given = tree.get("samples")
    for key, _ in given if isinstance(given, TreeMapping) else ():
        if key.text not in members:
            message = f"there is no member `{key.text}`"
            reader.fault("unknown-member", message, key.span, nearest(key.text, members))
    found = _Samples(fields, reader)
    samples = {name: found.read(member, common, own.get(name)) for name, member in members.items()}
    for name, lacking in found.lacking.items():
        who = ", ".join(lacking[:_NAMED]) + (f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else "")
        hint = f"give it under `sample:` ({name}: ...), or for each member under `samples:`"
        reader.fault("missing-sample", f"`{name}` has no value for {who}", fields[name].span, hint)
    return {name: sample for name, sample in samples.items() if sample is not None}


def read_sample_value(field: Field, node: TreeNode, reader: Reader) -> Raw:
    """The value of a node, by the field's type; null is none. Raises `Skip` after noting the fault where it stands."""
    if _is_null(node):
        if field.optional:
            return None
        hint = "give it a value, or declare the field with `optional: true`"
        raise reader.skip("missing-sample", f"`{field.name}` can't be left out", node.span, hint)
    if field.type is FieldType.LIST:
        return _rows(field, node, reader)
    given: object = None
    if isinstance(node, Sequence) and field.type is FieldType.ADDRESS:
        given = [scalar_text(item, "a line", reader).text for item in node.items]
    elif isinstance(node, Scalar):
        given = node.text
    else:
        hint = f"write {EXPECTED[field.type]}"
        raise reader.skip("wrong-shape", f"`{field.name}` must be one value", node.span, hint)
    value = read_value(field, given)
    if isinstance(value, ValueFault):
        rule = "empty-value" if value.rule == "missing-value" else "wrong-value"
        raise reader.skip(rule, f"`{field.name}`: {value.message}", node.span, f"write {value.expected}")
    longest = max(map(len, _texts(value)), default=0)
    if field.longest and longest > field.longest:
        message = f"`{field.name}` has {longest} characters; its `longest` is {field.longest}"
        raise reader.skip("wrong-value", message, node.span, "raise `longest`, or take a shorter sample")
    return value


def _texts(value: Raw) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield "".join(line for line in value if isinstance(line, str))


def _rows(field: Field, node: TreeNode, reader: Reader) -> tuple[Mapping[str, Raw], ...]:
    if not isinstance(node, Sequence):
        columns = ", ".join(f"{name}: ..." for name in field.fields)
        raise reader.skip("wrong-shape", f"`{field.name}` must be a list", node.span, f"write `- {{{columns}}}` lines")
    if len(node.items) > MAX_ROWS:
        raise reader.skip("wrong-value", f"`{field.name}` has more than {MAX_ROWS} rows", node.span)
    rows: list[Mapping[str, Raw]] = []
    is_complete = True
    for item in node.items:
        row = read_mapping(item, f"a row of `{field.name}`", reader)
        for key, _ in row:
            if key.text not in field.fields:
                message = f"`{field.name}` has no column `{key.text}`"
                reader.fault("undeclared-field", message, key.span, nearest(key.text, field.fields))
        values: dict[str, Raw] = {}
        for name, column in field.fields.items():
            cell = row.get(name)
            if cell is None and not column.optional:
                message = f"this row of `{field.name}` has no `{name}`"
                reader.fault("missing-sample", message, row.span, f"add `{name}:`")
                is_complete = False
                continue
            try:
                values[name] = None if cell is None else read_sample_value(column, cell, reader)
            except Skip:
                is_complete = False
        rows.append(values)
    if not is_complete:
        raise Skip
    return tuple(rows)


def _is_null(node: TreeNode) -> bool:
    return isinstance(node, Scalar) and node.data is None and not node.quoted
