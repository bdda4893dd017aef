"""Letters that a template can become: the search against all members that there can be."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from ivr_author.catalog.lookup import Translations
from ivr_author.core.source import Source
from ivr_author.notice.branches import Branches, channels_by_text, find_branches
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Raw
from ivr_author.notice.render import Renderer
from ivr_author.notice.template.read import read_template
from tests.notice.outline import VALUES, a_letterhead, a_notice, outline


def a_file(text: str) -> NoticeFile:
    source = Source("notices/bill/notice.md.j2", text)
    template, faults = read_template(a_notice(subject=None), source, {}, a_letterhead())
    assert not faults
    return NoticeFile(a_notice(subject=None), template, source)


def branches_of(text: str, channel: str = "letter", base: Mapping[str, Raw] = VALUES) -> Branches:
    return find_branches(a_file(text), a_letterhead(), channel, base=base)


def told(text: str) -> list[str]:
    return sorted(branch.description for branch in branches_of(text).branches)


def test_without_a_condition_there_is_one_letter_for_everyone() -> None:
    found = branches_of("Dear {{ name }}, pay {{ total }}.\n")
    assert [branch.description for branch in found.branches] == ["everyone"]
    assert found.is_complete


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if autopay %}\na\n{% endif %}\n", ["autopay: no", "autopay: yes"]),
        ("{% if dental %}\n{{ dental }}\n{% endif %}\n", ["dental: 2026-12-23", "dental: none"]),
        ("{% if total > 100 %}\na\n{% endif %}\n", ["total: 100", "total: 120.5"]),
        ("{% if total >= 100 and total < 200 %}\na\n{% endif %}\n", ["total: 120.5", "total: 99"]),
        ("{% if plan == 'Gold' %}\na\n{% endif %}\n", ["plan: Gold", "plan: Silver"]),
        ("{% if plan in ['Gold', 'Silver'] %}\na\n{% endif %}\n", ["plan: Silver", "plan: something else"]),
        ("{% if due < '2026-12-01' %}\na\n{% endif %}\n", ["due: 2026-11-30", "due: 2026-12-23"]),
        ("{% if people %}\na\n{% endif %}\n", ["people: 0 rows", "people: 2 rows"]),
        ("{% for person in people %}\n- {{ person.name }}\n{% endfor %}\n", ["people: 0 rows", "people: 2 rows"]),
        (
            "{% if people|length > 1 %}\nmany\n{% endif %}\n",
            ["people: 1 row", "people: 2 rows"],
        ),
        # The second condition is asked for only where the first one leads to it.
        (
            "{% if autopay %}\na\n{% elif dental %}\nb\n{% endif %}\n",
            ["autopay: no, dental: 2026-12-23", "autopay: no, dental: none", "autopay: yes"],
        ),
        # The same question twice makes no more letters.
        ("{% if autopay %}\na\n{% endif %}\n\n{% if not autopay %}\nb\n{% endif %}\n", ["autopay: no", "autopay: yes"]),
        ("{% set rest = total - paid %}\n{{ rest }}\n", ["everyone"]),
        ("Words {% if autopay %}here{% else %}there{% endif %}.\n", ["autopay: no", "autopay: yes"]),
    ],
)  # fmt: skip
def test_letters_of_conditions(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_two_fields_that_are_compared_are_tried_on_both_sides() -> None:
    found = branches_of("{% if paid > total %}\nmore\n{% elif paid == total %}\nsame\n{% else %}\nless\n{% endif %}\n")
    assert len(found.branches) >= 2
    decided = {branch.decisions for branch in found.branches}
    assert (0,) in decided
    assert (2,) in decided


def test_rows_of_every_kind_are_met() -> None:
    text = "{% if row.late %}\n- late {{ row.label }}\n{% else %}\n- {{ row.label }}\n{% endif %}\n"
    text = "{% for row in charges %}\n" + text + "{% endfor %}\n"
    decided = {branch.decisions for branch in branches_of(text).branches}
    assert {(0,), (1, 0), (1, 1)} <= decided
    assert any(len(decisions) == 3 and set(decisions[1:]) == {0, 1} for decisions in decided)


def test_example_member_gets_the_letter_that_it_stands_for() -> None:
    text = (
        "{% if autopay %}\na\n{% endif %}\n{% if dental %}\n{{ dental }}\n{% endif %}\n"
        "{% for row in charges %}\n- {{ row.label }}\n{% endfor %}\n{% if total > 100 %}\nb\n{% endif %}\n"
    )
    file = a_file(text)
    renderer = Renderer(file, a_letterhead(), Translations({}, "en"))
    found = find_branches(file, a_letterhead(), "letter", base=VALUES)
    assert len(found.branches) == 16
    for branch in found.branches:
        assert renderer.decide("letter", "en", branch.values)[0] == branch.decisions


def test_search_finds_every_letter_that_any_member_gets() -> None:
    """Against the product of many values of every field, for a template with conditions inside conditions."""
    text = (
        "{% if autopay %}\n{% if visits > 3 %}\na\n{% elif dental is defined %}\nb\n{% endif %}\n{% else %}\n"
        "{% if total > paid %}\nc\n{% endif %}\n{% endif %}\n\n{% if plan == 'Gold' or visits == 0 %}\nd\n{% endif %}\n"
    )
    file = a_file(text)
    renderer = Renderer(file, a_letterhead(), Translations({}, "en"))
    found = {branch.decisions for branch in find_branches(file, a_letterhead(), "letter", base=VALUES).branches}
    every = set()
    for autopay, visits, dental, total, plan in product(
        (True, False), (0.0, 1.0, 3.0, 4.0), (None, "2026-12-23"), (0.0, 20.0, 50.0), ("Gold", "Silver", "x")
    ):
        values = {**VALUES, "autopay": autopay, "visits": visits, "dental": dental, "total": total, "plan": plan}
        every.add(renderer.decide("letter", "en", values)[0])
    assert found == every


def test_member_who_can_get_no_letter_is_told() -> None:
    found = branches_of("{% if autopay %}\nYour dental plan ends {{ dental }}.\n{% endif %}\n")
    assert [dict(chosen) for chosen, _ in found.failures] == [{"autopay": True}]
    assert "`dental` has no value" in found.failures[0][1]
    assert [branch.description for branch in found.branches] == ["autopay: no"]


def test_too_many_letters_are_capped_with_a_message() -> None:
    flags = " ".join(f"{{% if visits == {number} %}}{number}{{% endif %}}\n" for number in range(3))
    found = find_branches(a_file(flags), a_letterhead(), "letter", most=2, base=VALUES)
    assert not found.is_complete
    assert len(found.branches) == 2
    assert "visits (" in found.message


def test_channels_with_words_of_their_own_have_letters_of_their_own() -> None:
    file = a_file("{% if autopay %}\na\n{% endif %}\n\n{% block sms %}\nShort.\n{% endblock %}\n")
    assert channels_by_text(file) == {"letter": ("letter", "email", "robocall", "web"), "sms": ("sms",)}
    assert len(find_branches(file, a_letterhead(), "sms", base=VALUES).branches) == 1
    assert len(find_branches(file, a_letterhead(), "email", base=VALUES).branches) == 2


def test_words_that_ask_for_their_channel_have_letters_for_each() -> None:
    file = a_file("Both.\n\n{% if channel == 'email' and autopay %}\nEmail only.\n{% endif %}\n")
    assert list(channels_by_text(file).values()) == [(channel,) for channel in file.notice.channels]
    assert len(find_branches(file, a_letterhead(), "letter", base=VALUES).branches) == 1
    assert len(find_branches(file, a_letterhead(), "email", base=VALUES).branches) == 2


def test_ids_stay_while_the_conditions_do() -> None:
    one = branches_of("{% if autopay %}\na\n{% endif %}\n").branches
    other = branches_of("New words.\n\n{% if autopay %}\nb\n{% endif %}\n").branches
    assert [branch.id for branch in one] == [branch.id for branch in other]


def test_outline_of_a_missing_value_is_a_fault_of_the_member() -> None:
    renderer = Renderer(a_file("Ends {{ dental }}.\n"), a_letterhead(), Translations({}, "en"))
    with pytest.raises(CannotRender, match=r"put `\{% if dental %\}` around these words"):
        renderer.document("letter", "en", VALUES)
    document, member = renderer.document("letter", "en", {**VALUES, "dental": "2027-01-31"})
    assert outline(document, member) == "p: Ends <January 31, 2027>."
