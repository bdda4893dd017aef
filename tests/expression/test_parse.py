"""Reading: what is in the language, what is refused and where, and that no text whatever makes it raise."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr_author.expression.model import (
    MAX_CHARACTERS,
    MAX_EXPRESSION_DEPTH,
    Arithmetic,
    Call,
    Compare,
    Expr,
    ExpressionFault,
    In,
    ListLiteral,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
    depth,
)
from ivr_author.expression.parse import parse_expression


def read(text: str) -> Expr:
    found = parse_expression(text)
    assert not isinstance(found, ExpressionFault), found
    return found


def fault(text: str) -> ExpressionFault:
    found = parse_expression(text)
    assert isinstance(found, ExpressionFault), found
    return found


BALANCE, PAID, BILLS = Name("balance"), Name("paid"), Name("bills")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("balance > 0 and not paid", Logic("and", (Compare(">", BALANCE, Literal(0.0)), Not(PAID)))),
        ("paid and (paid and paid) or paid", Logic("or", (Logic("and", (PAID, PAID, PAID)), PAID))),
        ("locale in ['es', 'pt_BR']", In(Name("locale"), ListLiteral((Literal("es"), Literal("pt_BR"))))),
        ("bills not in [1, 2,]", Not(In(BILLS, ListLiteral((Literal(1.0), Literal(2.0)))))),
        ("bills - 1 - 2", Arithmetic("-", Arithmetic("-", BILLS, Literal(1.0)), Literal(2.0))),
        ("1 + bills * 2", Arithmetic("+", Literal(1.0), Arithmetic("*", BILLS, Literal(2.0)))),
        ("-bills", Negate(BILLS)),
        ("- 5", Literal(-5.0)),
        ("--5", Literal(5.0)),
        ("120.55", Literal(120.55)),
        ("true", Literal(True)),
        ("none", Literal(None)),
        ("caller.number == none", Compare("==", Name("caller.number"), Literal(None))),
        ("call.time < '08:00'", Compare("<", Name("call.time"), Literal("08:00"))),
        ("days_between(today(), due)", Call("days_between", (Call("today", ()), Name("due")))),
        (r"'it\'s \\ \"'", Literal("it's \\ \"")),
        ("'a }} {{ {% %} {# b'", Literal("a }} {{ {% %} {# b")),
        ("'中文 😀'", Literal("中文 😀")),
        ("balance\r\n  > 0\n", Compare(">", BALANCE, Literal(0.0))),
    ],
)
def test_reads(text: str, expected: Expr) -> None:
    assert read(text) == expected


def test_true_is_not_one() -> None:
    # Python calls true and 1 equal, so the table above could not tell.
    assert repr(read("true")) == "Literal(value=True, offset=0)"
    assert repr(read("1")) == "Literal(value=1.0, offset=0)"


@pytest.mark.parametrize(
    ("text", "offset", "part"),
    [
        ("", 0, "empty"),
        ("  \n", 0, "empty"),
        ("balance >", 8, "too early"),
        ("(balance", 1, "too early"),
        ("balance > 0)", 11, "`)`"),
        ("balance 0", 8, "`0`"),
        ("balance > 0 paid", 12, "`paid`"),
        ("balance = 0", 8, "`=`"),
        ("note|length > 0", 4, "`|`"),
        ("note is defined", 5, "`is`"),
        ("1 if paid else 2", 2, "`if`"),
        ("note ~ note", 5, "`~`"),
        ("bills ** 2", 6, "`**`"),
        ("bills // 2", 6, "`//`"),
        ("bills % 2", 6, "`%`"),
        ("+bills", 0, "`+`"),
        ("{{ paid }}", 0, "`{`"),
        ("paid }} x {{ paid", 5, "`}}`"),
        ("{% if paid %}", 0, "`{`"),
        ("paid {# x #}", 5, "`{`"),
        ("paid && paid", 5, "`&`"),
        ("paid # x", 5, "`#`"),
        ("note == 'abc", 8, "not closed"),
        ("note == “abc”", 8, "straight quote"),
        ("note == 'a' 'b'", 12, "follows another value"),
        (r"note == 'a\n'", 10, "no meaning"),
        ("note == 'a\nb'", 10, "one line"),
        ("note == 'a\x00b'", 10, "can't be seen"),
        ("note == '\ud800'", 9, "can't be seen"),
        ("call.time < 8:00", 13, "`:`"),
        ("due < 2026-01-02", 12, "follows another value"),
        ("bills < 1e5", 8, "plain number"),
        ("bills < 0x1F", 8, "plain number"),
        ("bills < 1_000", 8, "plain number"),
        ("case_number == 1234567890123456", 15, "at most 15 digits"),
        ("1 < bills < 3", 0, "chained"),
        ("[1, 2]", 0, "only after `in`"),
        ("bills == [1]", 9, "only after `in`"),
        ("bills in (1, 2)", 10, "stands a list"),
        ("bills in []", 9, "stands a list"),
        ("bills in [[1]]", 10, "only after `in`"),
        ("note in note", 8, "stands a list"),
        ("(1, 2)", 1, "not a list"),
        ("note[0]", 4, "picked"),
        ("note.upper", 0, "`note.upper` is not a name"),
        ("caller.nunber", 0, "`caller.nunber` is not a name"),
        ("call.date", 0, "`call.date` is not a name"),
        ("'a'.b", 0, "a dot"),
        ("Balance > 0", 0, "`Balance` is not a name"),
        ("_tries > 0", 0, "`_tries` is not a name"),
        ("größe > 0", 0, "`größe` is not a name"),
        ("and", 0, "`and`"),
        ("tody()", 0, "no function `tody`"),
        ("caller.number()", 0, "only functions"),
        ("today()()", 5, "only functions"),
        ("min(1)", 0, "takes 2 values, not 1"),
        ("min(*bills)", 0, "plain values"),
        ("min(a=1, b=2)", 5, "`=`"),
    ],
)
def test_refuses(text: str, offset: int, part: str) -> None:
    found = fault(text)
    assert part in found.message
    assert found.offset == offset


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("balance = 0", "write == to compare"),
        ("caller.nunber", "did you mean `caller.number`?"),
        ("call.date", "write today()"),
        ("tody()", "did you mean today()?"),
        ("Balance > 0", "write `balance`"),
        ("paid AND paid", "write `and`"),
        ("1 < bills < 3", "write: a < b and b < c"),
        ("call.time < 8:00", "put a time in quotes, such as '08:00'"),
    ],
)
def test_shows_the_way_out(text: str, hint: str) -> None:
    assert fault(text).hint == hint


def test_every_name_knows_its_place() -> None:
    found = read("paid and balance > bills")
    assert isinstance(found, Logic)
    compare = found.operands[1]
    assert isinstance(compare, Compare)
    assert (found.offset, compare.offset, compare.left.offset, compare.right.offset) == (0, 9, 9, 19)


def test_length_and_depth_are_bounded() -> None:
    assert "characters" in fault("1" + " " * MAX_CHARACTERS).message
    levels = MAX_EXPRESSION_DEPTH - 1
    assert depth(read("abs(" * levels + "bills" + ")" * levels)) == MAX_EXPRESSION_DEPTH
    assert "levels deep" in fault("abs(" * (levels + 1) + "bills" + ")" * (levels + 1)).message
    assert "levels deep" in fault("(" * 200 + "bills" + ")" * 200).message
    assert "levels deep" in fault("not " * 100 + "paid").message
    assert "levels deep" in fault("-" * 400 + "bills").message
    assert "levels deep" in fault("+".join(["bills"] * 60)).message
    assert depth(read(" or ".join(["paid"] * 60))) == 2


_SIGNS = tuple("()[]-+*|.,=<:~&'\"\\\n\r\x85\ud800😀é1 ")
_WORDS = ("{{", "}}", "{%", "%}", "{#", "-}}", "**", "==", "0x", "1e9", "\\N{DASH}", "\\x4", "bills", "min(", "today()")
_KEYWORDS = ("not ", "in ", "is ", "and ", "if ", "else ", "none", "call", "caller.number")
_FRAGMENTS = st.sampled_from(_SIGNS + _WORDS + _KEYWORDS)


@given(st.lists(_FRAGMENTS, max_size=80).map("".join) | st.text(max_size=600))
@example("(" * 499)
@example("[" * 499)
@example("{" * 499)
@example("-" * 499)
@example("not " * 124)
@example("a if b else " * 40 + "a")
@example("a." * 249 + "a")
@example("a(" * 249)
@example("a in " * 99 + "a")
@example("1" * 499)
@example("'\\N{LATIN SMALL LETTER A}'")
@example("\n")
def test_never_raises(text: str) -> None:
    found = parse_expression(text)
    if isinstance(found, ExpressionFault):
        assert 0 <= found.offset <= len(text)
        assert found.message
    else:
        assert depth(found) <= MAX_EXPRESSION_DEPTH
