"""Every rule of notices against its cases, which stand in `rules` as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.diagnostics import Diagnostic, Severity, sort_diagnostics
from ivr_author.core.memo import Memo
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice import rule
from ivr_author.notice.rule import LETTER_RULES, NOTICE_RULES
from ivr_author.notice.rules._fonts import has_fonts
from ivr_author.notice.subject import NoticeSubject
from ivr_author.usecases.check import NoticeChecks, check_workspace, notice_subject
from ivr_author.workspace import notices
from ivr_author.workspace.project import load_workspace
from tests.rule_cases import Case, matches, read_cases, told

TEMPLATE = "notices/bill/notice.md.j2"
NOTICE = "notices/bill/notice.yaml"

DEFAULTS = """\
format: 1
title: Bill
purpose: Asks for a payment.
owner: Billing team
subject: Your bill
channels: [letter]
fields: {amount: money, due: date}
sample: {amount: 12, due: 2026-12-23}
"""
"""The lines of notice.yaml that a case leaves out come from here, below its own."""

LANGUAGES = ["es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar", "km", "fr", "it", "ko", "el", "pl", "hi", "gu"]
SUPPLIED = {
    "notices/_letterhead.yaml": """\
organisation: Health Connector
address: [P.O. Box 1, "Boston, MA 02196"]
phone: 1-800-555-0100
tty: "711"
website: https://www.example.org
""",
    "notices/_members.yaml": "ann: {note: Ordinary, locale: en}\n",
    "notices/_language_assistance.yaml": "languages:\n"
    + "".join(f'- {{locale: {locale}, text: "{locale} {{phone}} (TTY: {{tty}})."}}\n' for locale in LANGUAGES),
}

CASES = [case for path in sorted((Path(__file__).parent / "rules").glob("*.md")) for case in read_cases(path, TEMPLATE)]


def whole(text: str) -> str:
    """A notice.yaml with the lines that it leaves out."""
    keys = [line.strip("# ").partition(":")[0] for line in text.splitlines() if not line.startswith(" ")]
    return text + "".join(f"{line}\n" for line in DEFAULTS.splitlines() if line.partition(":")[0] not in keys)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path) -> None:
    judged = NOTICE_RULES[case.path.stem.replace("_", "-")]
    if judged.id in LETTER_RULES and not has_fonts():
        pytest.skip("the fonts of letters are not there: run `make setup`")
    case.files.update({NOTICE: whole(case.files.get(NOTICE, ""))})
    case.write(tmp_path, SUPPLIED)
    workspace = load_workspace(tmp_path)
    assert [told(one, TEMPLATE) for one in workspace.diagnostics] == []
    found = sort_diagnostics(judged.run(notice_subject(workspace)))
    expected = ["expected", *case.expected, "found", *(told(one, TEMPLATE) for one in found)]
    assert matches(case.expected, found, TEMPLATE), "\n".join(expected)
    assert all(one.hint and one.span for one in found)


def test_what_is_kept_of_a_notice_is_what_would_be_found(tmp_path: Path) -> None:
    """Each of the things that rules look at is changed in turn, after a check that was kept."""
    words = 'Pay {{ amount }}.\n\n{% include "_snippets/end.md.j2" %}\n\n{% block sms %}\nPay.\n{% endblock %}\n'
    po = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: es\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"

msgctxt "bill/subject"
msgid "Your bill"
msgstr "Su factura"
"""
    files = {
        NOTICE: whole("channels: [letter, email, sms]\nlegal: [45 CFR 92.11]\nlimits: {parts: 1}\n"),
        TEMPLATE: words,
        "notices/_snippets/end.md.j2": "Thank you.\n",
        "locales/es/LC_MESSAGES/notices.po": po,
    }
    case = Case(tmp_path, 1, "", files, ())
    case.write(tmp_path, SUPPLIED)
    long = "word " * 40
    changes = [
        ("ivr.yaml", "locales: [es]", "locales: [es, am]", "language-assistance-missing"),
        ("locales/es/LC_MESSAGES/notices.po", "Su factura", long * 2, "over-length"),
        ("notices/_snippets/end.md.j2", "Thank", f"One {long}. Thank", "over-length"),
        (TEMPLATE, "Pay {{ amount }}.", "{{ amount }}", "unexplained-amount"),
        ("notices/_members.yaml", "locale: en", "locale: ti", ""),
        ("notices/_language_assistance.yaml", "locale: gu", "locale: en", "language-assistance-missing"),
        (NOTICE, "parts: 1", "pages: 1", ""),
        (NOTICE, "sample: {amount: 12, due: 2026-12-23}", "sample: {amount: 12, due: 2026-12-24}", ""),
    ]
    for path, old, new, expected in changes:
        before = check(tmp_path)
        text = (tmp_path / path).read_text()
        assert old in text
        (tmp_path / path).write_text(text.replace(old, new))
        after = check(tmp_path)
        assert {one.rule for one in after} - {one.rule for one in before} == ({expected} if expected else set())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rule, "_judged", Memo(1))
            patch.setattr(notices, "_words_read", Memo(1))
            assert check(tmp_path) == after
        (tmp_path / path).write_text(text)
        assert check(tmp_path) == before


@pytest.mark.skipif(not has_fonts(), reason="the fonts of letters are not there: run `make setup`")
def test_letters_are_set_only_when_asked_for(tmp_path: Path) -> None:
    words = {NOTICE: whole("limits: {pages: 1}\nlegal: [45 CFR 92.11]\n"), TEMPLATE: "Pay {{ amount }} by {{ due }}.\n"}
    Case(tmp_path, 1, "", words, ()).write(tmp_path, SUPPLIED)
    found = {
        mode: {one.rule for one in check_workspace(tmp_path, notices=mode).diagnostics if one.rule in NOTICE_RULES}
        for mode in NoticeChecks
    }
    assert found == {NoticeChecks.NONE: set(), NoticeChecks.QUICK: set(), NoticeChecks.ALL: {"pages-over-budget"}}


def check(root: Path) -> list[Diagnostic]:
    return sort_diagnostics(rule.check_notices(notice_subject(load_workspace(root)), letters=False))


def test_a_notice_that_did_not_change_is_not_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Case(tmp_path, 1, "", {NOTICE: whole(""), TEMPLATE: "{{ amount }}\n"}, ()).write(tmp_path, SUPPLIED)
    first = check(tmp_path)
    assert {one.rule for one in first} == {"unexplained-amount", "unused-field"}

    def judge_again(subject: NoticeSubject) -> list[Fault]:
        raise AssertionError

    again = Rule("unused-field", Severity.WARNING, "", judge_again)
    monkeypatch.setattr(rule, "NOTICE_RULES", {"unused-field": again})
    assert check(tmp_path) == first


@pytest.mark.parametrize("name", NOTICE_RULES)
def test_rule_has_passing_and_failing_cases(name: str) -> None:
    expected = [bool(case.expected) for case in CASES if case.path.stem.replace("_", "-") == name]
    assert True in expected, "write a case that the rule finds fault with"
    assert False in expected, "write a case that passes"


@pytest.mark.parametrize("name", NOTICE_RULES)
def test_rule_is_named_as_its_module(name: str) -> None:
    assert NOTICE_RULES[name].check.__module__.rpartition(".")[2] == name.replace("-", "_")
    assert NOTICE_RULES[name].description
