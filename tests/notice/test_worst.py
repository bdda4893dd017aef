"""The longest plausible values: as long as declared, never shorter than a sample's, and valid for their types."""

from __future__ import annotations

import pytest

from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.notice.declaration.read_value import ValueFault, read_value
from ivr_author.notice.model import Field, FieldType, Notice, Raw, Sample
from ivr_author.notice.values import Value, printed
from ivr_author.notice.worst import DEFAULT_LONGEST, worst_values

SPAN = Span("notices/bill/notice.yaml", 1, 1, 1, 1)


def worst(kind: str, longest: int = 0, *samples: Raw, locale: str = "en", **columns: str) -> Raw:
    inner = {name: Field(name, FieldType(one), SPAN) for name, one in columns.items()}
    field = Field("it", FieldType(kind), SPAN, longest=longest, fields=inner)
    known = {str(number): Sample(str(number), "", "en", {"it": raw}, SPAN) for number, raw in enumerate(samples)}
    text = Text("Bill", SPAN)
    notice = Notice("bill", Source(SPAN.path, ""), SPAN, text, text, text, None, ("sms",), {"it": field}, known)
    return worst_values(notice, locale)["it"]


@pytest.mark.parametrize("kind", [one.value for one in FieldType if one is not FieldType.LIST])
def test_a_value_could_have_been_sent(kind: str) -> None:
    value = worst(kind)
    given = list(value) if isinstance(value, tuple) else value
    assert not isinstance(read_value(Field("it", FieldType(kind), SPAN), given), ValueFault)


@pytest.mark.parametrize("kind", ["text", "name", "digits", "email", "url"])
@pytest.mark.parametrize("longest", [0, 25, 31, 77])
def test_a_value_is_as_long_as_declared(kind: str, longest: int) -> None:
    value = worst(kind, longest)
    assert isinstance(value, str)
    assert len(value) == (longest or DEFAULT_LONGEST[FieldType(kind)])


def test_a_sample_that_is_longer_counts() -> None:
    assert worst("name", 10, "Ann", "Anna Maria Elisabeth") == "Anna Maria Elisabeth"
    assert worst("money", 0, 1_000_000.0) == 1_000_000.0
    assert worst("money", 0, 12.0, None) != 12.0


def test_a_list_has_as_many_rows_as_any_sample() -> None:
    rows = tuple({"label": "x"} for _ in range(9))
    value = worst("list", 0, rows, label="text")
    assert isinstance(value, tuple)
    assert len(value) == 9
    assert all(isinstance(row, dict) and len(row["label"]) == DEFAULT_LONGEST[FieldType.TEXT] for row in value)


@pytest.mark.parametrize(("locale", "month"), [("en", "-09-"), ("es", "-09-")])
def test_the_month_is_the_one_with_the_longest_name(locale: str, month: str) -> None:
    value = worst("date", locale=locale)
    assert month in str(value)
    assert len(printed(Value(FieldType.DATE, value), locale)) >= len(
        printed(Value(FieldType.DATE, "2026-05-28"), locale)
    )
