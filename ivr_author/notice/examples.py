"""An ordinary made-up value for each type of field, where no sample member has one."""

from __future__ import annotations

from ivr_author.notice.model import Field, FieldType, Raw

EXAMPLES: dict[FieldType, Raw] = {
    FieldType.TEXT: "words",
    FieldType.NAME: "Robin Sample",
    FieldType.DIGITS: "12345678",
    FieldType.NUMBER: 2.0,
    FieldType.MONEY: 120.55,
    FieldType.DATE: "2026-12-23",
    FieldType.TIME: "14:30",
    FieldType.PHONE: "+18005550123",
    FieldType.EMAIL: "robin@example.com",
    FieldType.URL: "https://www.example.org/",
    FieldType.BOOLEAN: True,
    FieldType.ADDRESS: ("1 Main Street", "Springfield, MA 01101"),
}


def example_value(field: Field) -> Raw:
    """A value of this field; a list has two rows."""
    if field.type is FieldType.LIST:
        row = {name: example_value(column) for name, column in field.fields.items()}
        return (row, row)
    return EXAMPLES[field.type]
