"""What a glossary may not say, and that its hash is cheap without lying."""

from __future__ import annotations

import pytest

from ivr_author.catalog.glossary.model import Glossary, Term, check_glossary

PREMIUM = Term(source="premium", preferred=("prima",), forbidden=("premio",))


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((PREMIUM, Term(source="Health Connector", keep=True)), []),
        ((Term(source="plan", preferred=("plan",), ambiguous=True),), []),
        ((PREMIUM, Term(source="Premium", preferred=("cuota",))), ["`Premium` is given twice"]),
        ((Term(source="premium", preferred=("Prima",), forbidden=("prima",)),), ["both prefers and forbids `prima`"]),
        ((Term(source="MassHealth", preferred=("Salud",), keep=True),), ["kept as it is, and has other words too"]),
        ((Term(source="premium"),), ["says nothing"]),
    ],
)
def test_contradictions(terms: tuple[Term, ...], expected: list[str]) -> None:
    found = list(check_glossary(Glossary("es", terms)))
    assert len(found) == len(expected)
    assert all(part in one.message for part, one in zip(expected, found, strict=True))
    assert all(one.hint and one.rule == "glossary-conflict" for one in found)


def test_equal_glossaries_have_equal_hashes_and_others_are_told_apart() -> None:
    first, same, other = Glossary("es", (PREMIUM,)), Glossary("es", (PREMIUM,)), Glossary("es", (Term(source="plan"),))
    assert first == same
    assert hash(first) == hash(same)
    assert first != other


def test_what_stays_as_it_is() -> None:
    assert Glossary("es", (PREMIUM, Term(source="TTY", keep=True))).kept == ("TTY",)
