"""Trees -> notices. Their words are left to `template`, what they share to `read_shared`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.flow.field_types import Count
from ivr_author.flow.fields import ID_HINT, Reader, Skip, nearest, read_record
from ivr_author.flow.model import Text
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion, is_id
from ivr_author.flow.readability import Readability
from ivr_author.notice.declaration.data import plain_name
from ivr_author.notice.declaration.field_types import (
    ChannelName,
    FieldName,
    FieldRecord,
    SampleTree,
)
from ivr_author.notice.declaration.read_value import MAX_TEXT_CHARACTERS
from ivr_author.notice.declaration.samples import Members, read_samples
from ivr_author.notice.model import Field, FieldType, Limits, Notice, Recipient

ValueT = TypeVar("ValueT", Text, ChannelName)

RESERVED_NOTICES = ("schema", "texts")
"""Names that stand at the beginning of other paths and addresses."""

LANGUAGE_ASSISTANCE = "45 CFR 92.11"
"""The rule that notices of availability of language assistance go with certain communications."""

MAX_FIELDS = 200
"""Fields of one notice; a letter has a dozen or two."""

_RESERVED_FIELDS = frozenset(
    {"and", "block", "channel", "elif", "else", "false", "if", "import", "in", "is", "letterhead", "loop", "none"}
    | {"not", "or", "recursive", "true"}
)
_WITH_LENGTH = (*(FieldType.TEXT, FieldType.NAME, FieldType.DIGITS, FieldType.EMAIL, FieldType.URL, FieldType.ADDRESS),)
_RECIPIENT_TYPES: Mapping[str, tuple[FieldType, ...]] = {
    "name": (FieldType.NAME, FieldType.TEXT),
    "address": (FieldType.ADDRESS,),
    "reference": (FieldType.DIGITS, FieldType.TEXT),
    "date": (FieldType.DATE,),
}

RULES = {
    "duplicate-value": "The same value stands twice in a list",
    "missing-sample": "A sample member has no value for a field that is not optional",
    "undeclared-field": "A field is named that the notice does not declare",
    "unknown-channel": "A channel is named that does not exist, or that the notice does not have",
    "unknown-member": "A sample member is named that does not exist",
}
"""Ids and descriptions of what this reader reports beside the rules of `flow.rule`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsRecord(Record):
    """What the notice may cost: sheets of a letter, parts of a text message, seconds of a robocall."""

    WHAT: ClassVar[str] = "`limits`"

    pages: Count | None = None
    parts: Count | None = None
    seconds: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRecord(Record):
    """The fields in the address block of a letter, and beside its date."""

    WHAT: ClassVar[str] = "`recipient`"

    name: FieldName | None = None
    address: FieldName | None = None
    reference: FieldName | None = None
    date: FieldName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord(Record):
    """What a notice is for, its channels, the values it is filled with, and sample members to try it on."""

    WHAT: ClassVar[str] = "a notice"

    format: FormatVersion
    title: Text
    purpose: Text
    owner: Text
    subject: Text | None = None
    channels: tuple[ChannelName, ...]
    legal: tuple[Text, ...] = ()
    readability: Readability | None = None
    limits: LimitsRecord = LimitsRecord()
    language_assistance: bool | None = None
    recipient: RecipientRecord = RecipientRecord()
    fields: Mapping[str, FieldRecord] | None = None
    sample: SampleTree | None = None
    samples: Mapping[str, SampleTree] | None = None


def read_notice(
    notice_id: str, source: Source, tree: TreeNode, members: Members, channels: Collection[str]
) -> tuple[Notice | None, list[Diagnostic]]:
    """The notice of a file and what is wrong with it. Faults of members' values are at these, in the members' file.

    A member without a usable value for every field is no sample of the notice. `channels` are the names there are.
    """
    reader = Reader(source)
    if notice_id in RESERVED_NOTICES or not is_id(notice_id):
        reader.fault("wrong-name", f"a notice can't be called `{notice_id}`", tree.span, ID_HINT)
    try:
        file = read_record(NoticeRecord, tree, "a notice", reader)
    except Skip:
        return None, reader.diagnostics
    assert isinstance(tree, TreeMapping), "the record was read from a map"
    fields = _fields(file.fields or {}, tree.get("fields"), reader)
    notice = Notice(
        id=notice_id,
        source=source,
        span=tree.span,
        title=file.title,
        purpose=file.purpose,
        owner=file.owner,
        subject=file.subject,
        channels=_channels(file.channels, tree, channels, reader),
        fields=fields,
        samples=read_samples(fields, file.sample, file.samples or {}, tree, members, reader),
        legal=_distinct(file.legal, "this rule", reader),
        recipient=_recipient(file.recipient, fields, reader),
        limits=Limits(file.limits.pages or 0, file.limits.parts or 0, file.limits.seconds or 0),
        readability=file.readability,
    )
    assisted = file.language_assistance
    if assisted is None:
        assisted = notice.lives_under(LANGUAGE_ASSISTANCE)
    return replace(notice, language_assistance=assisted), reader.diagnostics


def _distinct(given: tuple[ValueT, ...], what: str, reader: Reader) -> tuple[ValueT, ...]:
    """The names or texts, each once."""
    kept: dict[str, ValueT] = {}
    for one in given:
        first = kept.setdefault(one.value, one)
        if first is not one:
            message = f"{what} is given twice; first on line {first.span.line}"
            reader.fault("duplicate-value", message, one.span, "remove one of them")
    return tuple(kept.values())


def _channels(
    given: tuple[ChannelName, ...], tree: TreeMapping, channels: Collection[str], reader: Reader
) -> tuple[str, ...]:
    if not given:
        place = tree.get("channels") or tree
        reader.fault(
            "empty-value", "this notice has no channel", place.span, f"choose of {', '.join(sorted(channels))}"
        )
    known = []
    for one in _distinct(given, "this channel", reader):
        if one.value in channels:
            known.append(one.value)
        else:
            message = f"there is no channel `{one.value}`"
            reader.fault("unknown-channel", message, one.span, nearest(one.value, channels))
    return tuple(known)


# --- fields ----------------------------------------------------------------------------------------------------------


def _fields(records: Mapping[str, FieldRecord], tree: TreeNode | None, reader: Reader) -> dict[str, Field]:
    """The fields by name, without those whose names can't be used; the same for columns of a list."""
    fields: dict[str, Field] = {}
    plain: dict[str, str] = {}
    for name, record in records.items():
        key = tree.key(name) if isinstance(tree, TreeMapping) else None
        span = key.span if key else record.span
        if len(fields) == MAX_FIELDS:
            reader.fault(
                "wrong-value", f"more than {MAX_FIELDS} fields", span, "join those that belong together in lists"
            )
            break
        if not is_id(name) or name in _RESERVED_FIELDS:
            problem = "it has another meaning in templates" if name in _RESERVED_FIELDS else ID_HINT
            reader.fault("wrong-name", f"a field can't be called `{name}`", span, problem)
            continue
        other = plain.setdefault(plain_name(name), name)
        if other != name:
            message = f"`{name}` and `{other}` are the same name for a column of a table"
            reader.fault("wrong-name", message, span, "they differ in underscores only; give one another name")
            continue
        fields[name] = _one_field(name, record, tree, span, reader)
    return fields


def _one_field(name: str, record: FieldRecord, tree: TreeNode | None, span: Span, reader: Reader) -> Field:
    declared = tree.get(name) if isinstance(tree, TreeMapping) else None
    columns = declared.get("fields") if isinstance(declared, TreeMapping) else None
    inner = _fields(record.fields or {}, columns, reader)
    if (record.type is FieldType.LIST) != (record.fields is not None):
        if record.type is FieldType.LIST:
            hint = "add them: `fields: {label: text, amount: money}`"
            reader.fault("missing-key", f"the list `{name}` has no columns", record.span, hint)
        else:
            hint = "remove `fields`, or write `type: list`"
            reader.fault("unknown-key", f"`{name}` has columns but is no list", record.span, hint)
    elif record.fields is not None and not record.fields:
        reader.fault(
            "empty-value", f"the list `{name}` has no columns", record.span, "name its columns and their types"
        )
    for column in inner.values():
        if column.type is FieldType.LIST:
            reader.fault("wrong-value", "a column can't be a list", column.span, "make a list of its own of it")
    longest = record.longest or 0
    if longest and record.type not in _WITH_LENGTH:
        message = f"`longest` is not for type {record.type}"
        reader.fault("wrong-value", message, record.span, "remove `longest`")
        longest = 0
    limit = MAX_TEXT_CHARACTERS if record.type in (FieldType.TEXT, FieldType.ADDRESS) else MAX_VALUE_CHARACTERS
    if longest > limit:
        reader.fault(
            "wrong-value", f"`longest` is {limit:,} at most for type {record.type}", record.span, "lower `longest`"
        )
        longest = 0
    return Field(name, record.type, span, record.optional, record.label or "", longest, inner)


def _recipient(given: RecipientRecord, fields: Mapping[str, Field], reader: Reader) -> Recipient:
    """The fields of the address block. `name` and `address` are those of that name unless it says otherwise."""
    named: dict[str, str] = {}
    for role, types in _RECIPIENT_TYPES.items():
        name: FieldName | None = getattr(given, role)
        default = getattr(Recipient(), role)
        if name is None:
            named[role] = default if default in fields and fields[default].type in types else ""
        elif name.value not in fields:
            message = f"no field `{name.value}` is declared"
            reader.fault("undeclared-field", message, name.span, nearest(name.value, fields))
        elif fields[name.value].type not in types:
            kind = fields[name.value].type
            hint = f"name a field of type {' or '.join(types)}"
            reader.fault("wrong-value", f"`{name.value}` is a {kind}, and can't be the {role}", name.span, hint)
        else:
            named[role] = name.value
    return Recipient(**{role: named.get(role, "") for role in _RECIPIENT_TYPES})
