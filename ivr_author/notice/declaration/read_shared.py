"""Trees -> what all notices share: the letterhead, the sample members, the lines of language assistance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.source import Source
from ivr_author.core.tree import Node as TreeNode
from ivr_author.flow.fields import ID_HINT, Reader, Skip, nearest, read_mapping, read_record
from ivr_author.flow.model import Text
from ivr_author.flow.node import Record
from ivr_author.flow.read import is_id
from ivr_author.notice.declaration.field_types import (
    Digits,
    EmailAddress,
    LanguageTag,
    Lines,
    Phone,
    SampleTree,
    WebAddress,
)
from ivr_author.notice.declaration.samples import Members, SampleMember
from ivr_author.notice.model import AssistanceLine, Letterhead

_ASSISTANCE_NAMES = ("phone", "tty")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadRecord(Record):
    """Who writes: it stands on every letter and email, and in templates as `letterhead.phone` and so on."""

    WHAT: ClassVar[str] = "the letterhead"

    organisation: str
    address: Lines
    phone: Phone
    tty: Digits | None = None
    website: WebAddress | None = None
    email: EmailAddress | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord(Record):
    """A made-up member. With `bare: true` it has none of a notice's optional fields."""

    WHAT: ClassVar[str] = "a member"

    note: str | None = None
    locale: LanguageTag | None = None
    bare: bool = False
    values: SampleTree | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceRecord(Record):
    """One language: the offer of free help, in that language, with {phone} and {tty}."""

    WHAT: ClassVar[str] = "a language"

    locale: LanguageTag
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceFile(Record):
    """The offer of free language assistance in the languages of the state (45 CFR 92.11)."""

    WHAT: ClassVar[str] = "the language assistance"

    languages: tuple[AssistanceRecord, ...]


def read_letterhead(source: Source, tree: TreeNode) -> tuple[Letterhead | None, list[Diagnostic]]:
    """Who writes, without the lines of language assistance, and what is wrong with the file."""
    reader = Reader(source)
    try:
        file = read_record(LetterheadRecord, tree, "the letterhead", reader)
    except Skip:
        return None, reader.diagnostics
    letterhead = Letterhead(
        source=source,
        span=tree.span,
        organisation=file.organisation,
        address=tuple(file.address),
        phone=file.phone,
        tty=file.tty or "",
        website=file.website or "",
        email=file.email or "",
        hours=file.hours or "",
    )
    return letterhead, reader.diagnostics


def read_members(source: Source, tree: TreeNode) -> tuple[Members, list[Diagnostic]]:
    """The sample members by id, and what is wrong with them. Their values are read with each notice's fields."""
    reader = Reader(source)
    members: dict[str, SampleMember] = {}
    try:
        mapping = read_mapping(tree, "the members", reader)
    except Skip:
        return {}, reader.diagnostics
    for key, value in mapping:
        if not is_id(key.text):
            reader.fault("wrong-name", f"a member can't be called `{key.text}`", key.span, ID_HINT)
        try:
            record = read_record(MemberRecord, value, f"member `{key.text}`", reader)
        except Skip:
            continue
        members[key.text] = SampleMember(
            key.text, record.note or "", record.locale or "", record.bare, record.values, source, key.span
        )
    return members, reader.diagnostics


def read_assistance(source: Source, tree: TreeNode) -> tuple[tuple[AssistanceLine, ...], list[Diagnostic]]:
    """The offers of help in each language in their order, and what is wrong with them."""
    reader = Reader(source)
    try:
        file = read_record(AssistanceFile, tree, "the language assistance", reader)
    except Skip:
        return (), reader.diagnostics
    lines: dict[str, AssistanceLine] = {}
    for one in file.languages:
        _check_placeholders(one, reader)
        line = AssistanceLine(one.locale, one.text.value, one.text.span)
        first = lines.setdefault(one.locale, line)
        if first is not line:
            message = f"`{one.locale}` is given twice; first on line {first.span.line}"
            reader.fault("duplicate-value", message, one.text.span, "remove one of them")
    return tuple(lines.values()), reader.diagnostics


def _check_placeholders(record: AssistanceRecord, reader: Reader) -> None:
    pieces, faults = parse_placeholders(record.text.value)
    for fault in faults:
        reader.fault("placeholder-syntax", fault.message, record.text.span, "write {phone} and {tty}")
    names = [piece.name for piece in pieces if isinstance(piece, Placeholder)]
    for name in names:
        if name not in _ASSISTANCE_NAMES:
            hint = nearest(name, _ASSISTANCE_NAMES)
            reader.fault("undeclared-field", f"{{{name}}} is not known here", record.text.span, hint)
    for name in _ASSISTANCE_NAMES:
        if name not in names:
            message = f"the text in `{record.locale}` lacks {{{name}}}"
            reader.fault("missing-key", message, record.text.span, "say where to call, in this language too")
