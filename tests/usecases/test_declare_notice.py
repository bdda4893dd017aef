"""Changes of what a notice declares: one entry at a time, all other lines as they stand, never with a new error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.states import MarkKind, mark_of, with_mark
from ivr_author.core.source import Source
from ivr_author.notice.model import FieldType
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.declare_notice import (
    Declared,
    FieldForm,
    NotDeclared,
    WaiverForm,
    add_field,
    change_field,
    declaration_revision,
    remove_field,
    set_readability,
    where_it_follows,
)
from ivr_author.usecases.new_notice import Begun, NewNotice, NotBegun, begin_notice
from ivr_author.usecases.rename_field import renamed_words
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace, load_workspace
from tests.web.notices import NOTICE, TEMPLATE, write_workspace

PATH = "notices/bill/notice.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


def opened(root: Path) -> tuple[FileKeeper, Workspace, str]:
    return FileKeeper(root), load_workspace(root), "bill"


def seen(root: Path) -> str:
    return declaration_revision(load_workspace(root), "bill")


def test_field_is_declared_with_an_example(root: Path) -> None:
    form = FieldForm("paid_on", FieldType.DATE, label="Day of the last payment", example="2026-11-20")
    assert isinstance(add_field(*opened(root), form, seen(root)), Declared)
    text = (root / PATH).read_text()
    assert [line for line in text.splitlines() if line not in NOTICE.splitlines()] == [
        "  paid_on: {type: date, label: Day of the last payment}",
        '  paid_on: "2026-11-20"',
    ]
    notice = load_workspace(root).notices.notices["bill"].notice
    assert notice.fields["paid_on"].type is FieldType.DATE
    assert notice.samples["robin"].values["paid_on"] == "2026-11-20"


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        (FieldForm("Paid On", FieldType.TEXT, example="x"), "wrong-name"),
        (FieldForm("loop", FieldType.TEXT, example="x"), "wrong-name"),
        (FieldForm("amount", FieldType.TEXT, example="x"), "wrong-value"),
        (FieldForm("paid_on", FieldType.DATE), "missing-sample"),
        (FieldForm("paid_on", FieldType.DATE, example="tomorrow"), "wrong-value"),
    ],
)
def test_field_that_brings_an_error_is_refused(root: Path, form: FieldForm, rule: str) -> None:
    result = add_field(*opened(root), form, seen(root))
    assert isinstance(result, NotDeclared)
    assert rule in {one.rule for one in result.faults}
    assert (root / PATH).read_text() == NOTICE


def test_first_field_begins_the_map(root: Path) -> None:
    (root / PATH).write_text("format: 1\ntitle: T\npurpose: P\nowner: O\nsubject: S\nchannels: [email]\n")
    (root / "notices/bill/notice.md.j2").write_text("# Words\n")
    form = FieldForm("paid_on", FieldType.DATE, example="2026-11-20")
    assert isinstance(add_field(*opened(root), form, seen(root)), Declared)
    assert load_workspace(root).notices.notices["bill"].notice.fields["paid_on"].type is FieldType.DATE


def test_field_gets_another_name_wherever_the_notice_names_it(root: Path) -> None:
    form = FieldForm("amount_due", FieldType.MONEY, label="All that has to be paid")
    assert isinstance(change_field(*opened(root), "amount", form, seen(root)), Declared)
    declared, words = (root / PATH).read_text(), (root / "notices/bill/notice.md.j2").read_text()
    assert words == TEMPLATE.replace("{{ amount }}", "{{ amount_due }}")
    assert "{{ charge.amount }}" in words
    assert 'subject: "Pay {amount_due}"' in declared
    assert "amount_due: {type: money, label: All that has to be paid}" in declared
    assert 'charges: [{plan: Gold, amount: "200.00"}' in declared
    assert not [one for one in check_workspace(root).diagnostics if one.rule == "undeclared-field"]


MEMBERS = "notices/_members.yaml"
OTHER = """\
format: 1
title: Other
purpose: P
owner: O
subject: S
channels: [email]
fields: {amount: money}
sample: {amount: "1.00"}
"""


def with_snippet(root: Path) -> None:
    """A snippet that names the amount, a member with one, a review of what names it, and what is excused."""
    (root / "notices/_snippets").mkdir()
    (root / "notices/_snippets/pay.md.j2").write_text("Send {{ amount }} to us.\n")
    words = root / "notices/bill/notice.md.j2"
    words.write_text(words.read_text() + '\n{% include "_snippets/pay.md.j2" %}\n')
    members = root / MEMBERS
    text = members.read_text().replace("values: {name: Robin", 'values: {amount: "7.00", name: Robin')
    members.write_text(text + "# the end\n")


def rename(root: Path) -> Declared | NotDeclared:
    return change_field(*opened(root), "amount", FieldForm("amount_due", FieldType.MONEY), seen(root))


def test_a_new_name_follows_into_members_snippets_and_translations(root: Path) -> None:
    with_snippet(root)
    declared = rename(root)
    assert isinstance(declared, Declared), declared
    assert declared.kept is not None
    assert set(declared.kept.revisions) == {
        PATH,
        MEMBERS,
        "notices/bill/notice.md.j2",
        "notices/_snippets/pay.md.j2",
        "locales/es/LC_MESSAGES/notices.po",
        "locales/ar/LC_MESSAGES/notices.po",
    }
    assert (root / "notices/_snippets/pay.md.j2").read_text() == "Send {{ amount_due }} to us.\n"
    assert 'values: {amount_due: "7.00", name: Robin Sample' in (root / MEMBERS).read_text()
    assert (root / MEMBERS).read_text().endswith("# the end\n")
    spanish = (root / "locales/es/LC_MESSAGES/notices.po").read_text()
    assert 'msgid "Pay {amount_due}"\nmsgstr "Pague {amount_due}"' in spanish
    assert 'msgctxt "bill/pay_amount_due_today"\nmsgid "Pay {amount_due} – today."' in spanish
    assert "Hola, {name}:" in spanish
    found = check_workspace(root)
    assert not [one for one in found.diagnostics if one.rule in ("undeclared-field", "missing-sample", "stale")]


def test_a_review_of_what_names_the_field_holds(root: Path) -> None:
    path = root / "locales/es/LC_MESSAGES/notices.po"
    source = Source(path.name, path.read_text())
    catalog, _ = read_catalog(source, "es")
    entries = tuple(with_mark(one, MarkKind.REVIEWED, "Ana Sample", "2026-11-01") for one in catalog.entries)
    path.write_text(write_catalog(replace(catalog, entries=entries)))
    assert isinstance(rename(root), Declared)
    after, _ = read_catalog(Source(path.name, path.read_text()), "es")
    assert [mark_of(one) is not None for one in after.entries] == [True] * 4


def test_what_other_notices_fill_keeps_its_name(root: Path) -> None:
    with_snippet(root)
    (root / "notices/other").mkdir()
    (root / "notices/other/notice.yaml").write_text(OTHER)
    (root / "notices/other/notice.md.j2").write_text("# Other\n\n{{ amount }}\n")
    assert isinstance(rename(root), Declared)
    assert 'values: {amount: "7.00", amount_due: "7.00", name: Robin' in (root / MEMBERS).read_text()


def test_a_snippet_that_other_notices_fill_refuses(root: Path) -> None:
    with_snippet(root)
    (root / "notices/other").mkdir()
    (root / "notices/other/notice.yaml").write_text(OTHER)
    (root / "notices/other/notice.md.j2").write_text('# Other\n\n{% include "_snippets/pay.md.j2" %}\n')
    before = (root / PATH).read_bytes()
    refused = rename(root)
    assert isinstance(refused, NotDeclared)
    assert [one.rule for one in refused.faults] == ["shared-words"]
    assert (root / PATH).read_bytes() == before


def test_whom_a_letter_goes_to_is_said_by_the_new_name(root: Path) -> None:
    form = FieldForm("who", FieldType.NAME)
    assert isinstance(change_field(*opened(root), "name", form, seen(root)), Declared)
    text = (root / PATH).read_text()
    assert "recipient: {name: who}" in text
    assert "who: Robin Sample" in (root / MEMBERS).read_text()
    assert "Hola, {who}:" in (root / "locales/es/LC_MESSAGES/notices.po").read_text()


def test_where_a_name_follows_to_is_told_before(root: Path) -> None:
    with_snippet(root)
    form = FieldForm("amount_due", FieldType.MONEY)
    follows = where_it_follows(load_workspace(root), "bill", "amount", form, seen(root))
    assert not isinstance(follows, NotDeclared)
    assert follows[0].path == PATH
    assert len(follows) == 6
    assert (root / PATH).read_text() == NOTICE


def test_type_and_label_change_alone(root: Path) -> None:
    form = FieldForm("due", FieldType.DATE, optional=True, label="Last day")
    assert isinstance(change_field(*opened(root), "due", form, seen(root)), Declared)
    changed = [line for line in (root / PATH).read_text().splitlines() if line not in NOTICE.splitlines()]
    assert changed == ["  due: {type: date, optional: true, label: Last day}"]
    refused = change_field(*opened(root), "due", FieldForm("due", FieldType.MONEY, optional=True), seen(root))
    assert isinstance(refused, NotDeclared)
    assert isinstance(change_field(*opened(root), "gone", form, seen(root)), NotDeclared)


def test_field_is_removed_when_nothing_uses_it(root: Path) -> None:
    used = remove_field(*opened(root), "due", seen(root))
    assert isinstance(used, NotDeclared)
    assert "undeclared-field" in {one.rule for one in used.faults}
    (root / "notices/bill/notice.md.j2").write_text("# Words\n\n{{ name }} {{ amount }}\n")
    assert isinstance(remove_field(*opened(root), "due", seen(root)), Declared)
    assert "due" not in (root / PATH).read_text()


def test_grade_and_waivers_are_set_and_taken_out(root: Path) -> None:
    waivers = [WaiverForm("bill/dear_name", "A name", "Dana", "2027-01-31")]
    assert isinstance(set_readability(*opened(root), 6, waivers, seen(root)), Declared)
    given = load_workspace(root).notices.notices["bill"].notice.readability
    assert given is not None
    assert (given.grade_at_most, given.waivers[0].reason.value) == (6, "A name")
    assert isinstance(set_readability(*opened(root), 8, waivers, seen(root)), Declared)
    assert isinstance(set_readability(*opened(root), None, [], seen(root)), Declared)
    assert (root / PATH).read_text() == NOTICE
    same = set_readability(*opened(root), None, [], seen(root))
    assert isinstance(same, Declared)
    assert same.kept is None


def test_waiver_without_a_day_is_refused(root: Path) -> None:
    result = set_readability(*opened(root), 6, [WaiverForm("", "Why", "Dana", "soon")], seen(root))
    assert isinstance(result, NotDeclared)
    assert (root / PATH).read_text() == NOTICE


def test_declaration_that_was_changed_meanwhile_is_not_overwritten(root: Path) -> None:
    before = seen(root)
    (root / PATH).write_text(NOTICE + "# theirs\n")
    result = set_readability(*opened(root), 6, [], before)
    assert isinstance(result, NotDeclared)
    assert result.is_outdated
    assert (root / PATH).read_text() == NOTICE + "# theirs\n"


def test_names_in_texts_raw_blocks_and_columns_stay() -> None:
    text = 'a {{ a }} {{ row.a }} {% if a == "a" %}{% raw %}{{ a }}{% endraw %}{% endif %} {{ ab }}'
    assert renamed_words(Source("x", text), "a", "b") == (
        'a {{ b }} {{ row.a }} {% if b == "a" %}{% raw %}{{ a }}{% endraw %}{% endif %} {{ ab }}'
    )


# --- a new notice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "channels", [("letter",), ("letter", "email", "sms", "robocall", "web"), ("sms",), ("robocall",)]
)
def test_new_notice_passes_every_check(root: Path, channels: tuple[str, ...]) -> None:
    new = NewNotice("past_due", 'Past due: "soon" {100%}', "Tells who has not paid, in time.", "Billing", channels)
    assert isinstance(begin_notice(FileKeeper(root), load_workspace(root), new), Begun)
    after = [one for one in check_workspace(root).diagnostics if one.span and "past_due" in one.span.path]
    assert [one for one in after if one.rule != "missing-translation"] == []
    assert set(load_workspace(root).notices.notices["past_due"].notice.channels) == set(channels)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewNotice("Past Due", "T", "P", "O", ("letter",)), "id"),
        (NewNotice("texts", "T", "P", "O", ("letter",)), "id"),
        (NewNotice("bill", "T", "P", "O", ("letter",)), "id"),
        (NewNotice("x", "", "P", "O", ("letter",)), "title"),
        (NewNotice("x", "T", "P", "O", ()), "channels"),
        (NewNotice("x", "T", "P", "O", ("fax",)), "channels"),
    ],
)
def test_notice_that_cannot_be_is_not_begun(root: Path, new: NewNotice, field: str) -> None:
    result = begin_notice(FileKeeper(root), load_workspace(root), new)
    assert isinstance(result, NotBegun)
    assert [name for name, _ in result.faults] == [field]
    assert not (root / "notices/x").exists()
