"""Notices made by hand for tests, and documents as short text: what a template becomes, without any channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.notice.channel import Member
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Divider,
    Document,
    Emphasis,
    Foreign,
    Heading,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Slot,
    Strong,
    Table,
)
from ivr_author.notice.model import Field, FieldType, Letterhead, Notice
from ivr_author.notice.values import printed

TOP = Span("notices/bill/notice.yaml", 1, 1, 1, 1)


def a_field(name: str, kind: str, **more: object) -> Field:
    """A field; a kind that ends in `?` is optional, one that begins with `list:` has columns `name=kind`."""
    optional = kind.endswith("?")
    kind = kind.removesuffix("?")
    columns = {}
    if kind.startswith("list:"):
        pairs = [pair.split("=") for pair in kind.removeprefix("list:").split(",")]
        columns = {column: a_field(column, one) for column, one in pairs}
        kind = "list"
    return Field(name, FieldType(kind), TOP, optional=optional, fields=columns, **more)  # type: ignore[arg-type]


FIELDS = {
    "name": "name",
    "account": "digits",
    "total": "money",
    "paid": "money",
    "due": "date",
    "plan": "text",
    "page": "url",
    "autopay": "boolean",
    "dental": "date?",
    "visits": "number",
    "charges": "list:label=text,amount=money,late=boolean",
    "people": "list:name=name,age=number?",
    "address": "address",
}

VALUES = {
    "name": "Ana Sample",
    "account": "12345678",
    "total": 120.5,
    "paid": 20.0,
    "due": "2026-12-23",
    "plan": "Silver",
    "page": "https://www.example.org/pay",
    "autopay": True,
    "dental": None,
    "visits": 2.0,
    "charges": ({"label": "Premium", "amount": 140.5, "late": False}, {"label": "Fee", "amount": 5.0, "late": True}),
    "people": ({"name": "Ana", "age": 40.0}, {"name": "Ben", "age": None}),
    "address": ("1 Main Street", "Springfield, MA 01101"),
}


def a_notice(subject: str | None = "Pay {total}", fields: Mapping[str, str] = FIELDS) -> Notice:
    """A notice with these fields, for every channel."""
    return Notice(
        id="bill",
        source=Source("notices/bill/notice.yaml", f"subject: {subject}\n"),
        span=TOP,
        title=Text("Bill", TOP),
        purpose=Text("Tells what to pay.", TOP),
        owner=Text("Billing", TOP),
        subject=None if subject is None else Text(subject, TOP),
        channels=("letter", "email", "sms", "robocall", "web"),
        fields={name: a_field(name, kind) for name, kind in fields.items()},
    )


def a_letterhead() -> Letterhead:
    """Who writes."""
    return Letterhead(
        source=Source("notices/_letterhead.yaml", ""),
        span=Span("notices/_letterhead.yaml", 1, 1, 1, 1),
        organisation="Health Connector",
        address=("P.O. Box 1", "Springfield, MA 01101"),
        phone="+18005550100",
        tty="711",
        website="https://www.example.org",
    )


def outline(document: Document, member: Member) -> str:
    """The blocks, one a line, with the values in `<` `>`."""
    return "\n".join(_lines(document.blocks, document, member, ""))


def _lines(blocks: tuple[Block, ...], document: Document, member: Member, indent: str) -> Iterator[str]:
    def words(content: Inlines) -> str:
        return "".join(_word(one, document, member) for one in content)

    for block in blocks:
        match block:
            case Heading():
                yield f"{indent}h{block.level}: {words(block.content)}"
            case Paragraph():
                yield f"{indent}p: {words(block.content)}"
            case Divider():
                yield f"{indent}---"
            case Box():
                yield f"{indent}box {' '.join(block.roles)}"
                yield from _lines(block.children, document, member, indent + "  ")
            case ListBlock():
                yield f"{indent}{'ol' if block.ordered else 'ul'}"
                for item in block.items:
                    yield f"{indent}  li"
                    yield from _lines(item, document, member, indent + "    ")
            case Table():
                yield f"{indent}table {' '.join(block.align)}"
                for row in (block.header, *block.rows):
                    yield f"{indent}  " + " | ".join(words(cell.content) for cell in row)


def _word(one: object, document: Document, member: Member) -> str:
    def words(content: Inlines) -> str:
        return "".join(_word(inner, document, member) for inner in content)

    match one:
        case Slot():
            return f"<{printed(member.values[one.index], document.locale)}>"
        case Strong():
            return f"**{words(one.children)}**"
        case Emphasis():
            return f"*{words(one.children)}*"
        case Link():
            target = f"<{member.values[one.target.index].raw}>" if isinstance(one.target, Slot) else one.target
            return f"[{words(one.children)}]({target})"
        case Foreign():
            return f"{one.locale}({words(one.children)})"
        case Break():
            return " / "
    return one.text  # type: ignore[attr-defined,no-any-return]
