"""An ordinary made-up value for each type of field, where no sample member has one."""

from __future__ import annotations

from ivr_author.core.examples import EXAMPLE_VALUES
from ivr_author.core.value_types import ValueType
from ivr_author.notice.model import Field, FieldType, Raw

_OF_NOTICES: dict[FieldType, Raw] = {
    FieldType.EMAIL: "robin@example.com",
    FieldType.URL: "https://www.example.org/",
    FieldType.ADDRESS: ("1 Main Street", "Springfield, MA 01101"),
}


def example_value(field: Field) -> Raw:
    """A value of this field; a list has two rows."""
    if field.type is FieldType.LIST:
        row = {name: example_value(column) for name, column in field.fields.items()}
        return (row, row)
    if field.type in _OF_NOTICES:
        return _OF_NOTICES[field.type]
    return EXAMPLE_VALUES[ValueType(field.type.value)]
