"""The notices room: every notice with its state, and one with its words beside what a member gets by every channel."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from ivr_author.notice.channels.letter import compiler
from ivr_author.notice.channels.letter.fonts import font_folder
from ivr_author.web.app import create_app
from tests.web.notices import TEMPLATE, write_workspace
from tests.web.pages import BASE, Visitor

CHANNELS = ["letter", "email", "sms", "robocall", "web"]
MILLISECONDS = 100
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.fixture
def notices(root: Path) -> Visitor:
    return Visitor(create_app(root))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(create_app(write_workspace(tmp_path_factory.mktemp("notices"))))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# --- the list ---------------------------------------------------------------------------------------------------------


def test_every_notice_is_listed_with_its_state(shared: Visitor) -> None:
    page = shared.get("/notices")
    (row,) = page.texts("//tbody/tr")
    assert row.startswith(
        "Bill Tells a member what to pay. Letter, Email, Text message, Robocall, Web page Billing team"
    )
    assert page.texts("//tbody/tr/td[contains(@class, 'list__number')]") == ["4", "2"]
    assert "español 66 %" in row
    assert page.one("//nav[@aria-label='Rooms']//a[@aria-current]/text()") == "Notices"


def test_sample_notices_are_shown(shared_visitor: Visitor) -> None:
    addresses = shared_visitor.get("/notices").all("//tbody//th/a/@href")
    assert len(addresses) >= 9
    for address in addresses[::3]:
        page = shared_visitor.get(address)
        assert page.all("//div[@aria-label='Channels']//button[@aria-current]"), address
        assert not page.texts("//div[contains(@class, 'usa-alert')]"), address


def test_workspace_without_notices_says_what_one_is(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text("format: 1\norganisation: New\nsource_locale: en\ntime_zone: UTC\n")
    page = Visitor(create_app(tmp_path)).get("/notices")
    assert "There are no notices yet" in page.texts("//div[@class='empty']")[0]


def test_faults_of_what_notices_share_are_listed(notices: Visitor, root: Path) -> None:
    (root / "notices/_letterhead.yaml").write_text("organisation: [\n")
    page = notices.get("/notices")
    assert any("notices/_letterhead.yaml" in one for one in page.texts("//section[@aria-labelledby='shared']//li"))
    assert "Nobody writes this notice" in notices.get("/notices/bill").texts("//div[@id='preview']")[0]


# --- one notice -------------------------------------------------------------------------------------------------------


def test_words_stand_beside_the_letter_with_its_own_pages(shared: Visitor) -> None:
    page = shared.get("/notices/bill")
    assert page.form("//form[@id='words-form']")["text"] == TEMPLATE
    (picture,) = page.all("//img[@class='sheet']")
    assert "Page 1 of 1" in picture.get("alt")
    answer = shared.client.get(picture.get("src"), base_url=BASE)
    assert answer.data.startswith(PNG)
    assert answer.mimetype == "image/png"
    again = shared.client.get(picture.get("src"), base_url=BASE, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    text = page.tree.xpath("//div[@id='as-text']")[0].text_content()
    assert "You must pay $212.40 by December 23, 2026." in text


def test_pdf_is_the_letter_and_large_print_is_another(shared: Visitor) -> None:
    page = shared.get("/notices/bill?locale=es")
    small = shared.get(page.one("//a[. = 'Open the PDF']/@href"))
    large_page = shared.get(page.one("//a[. = 'Large print']/@href"))
    assert "1 page of at most 1" in page.text
    assert "at most 1" not in large_page.texts("//p[@class='output__links']")[0]
    large = shared.get(large_page.one("//a[. = 'Open the PDF']/@href"))
    assert small.body.startswith(b"%PDF-")
    assert large.body.startswith(b"%PDF-")
    assert small.body != large.body
    assert 'filename="bill-robin-es-large.pdf"' in large.headers["Content-Disposition"]


def test_change_of_words_changes_the_letter(notices: Visitor, root: Path) -> None:
    address = notices.get("/notices/bill").one("//img[@class='sheet']/@src")
    before = notices.client.get(address, base_url=BASE)
    change(root / "notices/bill/notice.md.j2", "What you must pay", "What you owe")
    after = notices.client.get(address, base_url=BASE, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.data != before.data
    change(root / "locales/es/LC_MESSAGES/notices.po", "Hola, {name}", "Buenas, {name}")
    assert "Buenas, Robin" in notices.get("/notices/bill?locale=es").text


@pytest.mark.parametrize("channel", ["email", "web"])
def test_html_is_kept_apart(shared: Visitor, channel: str) -> None:
    page = shared.get(f"/notices/bill?channel={channel}&member=layla")
    (frame,) = page.all("//iframe")
    assert frame.get("sandbox") == ""
    assert frame.get("title")
    answer = shared.client.get(frame.get("src"), base_url=BASE)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert policy.endswith("; sandbox")
    assert "script" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "&lt;b&gt;Layla&lt;/b&gt; *Nour*" in answer.text
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_email_has_its_subject_and_its_text(shared: Visitor) -> None:
    page = shared.get("/notices/bill?channel=email&locale=es")
    assert page.texts("//dl[contains(@class, 'mail')]/dd") == ["Pague $212.40"]
    assert page.tree.xpath("//div[@class='plain']")[0].text_content().startswith("Lo que debe pagar")


def test_text_message_names_what_makes_it_dear(shared: Visitor) -> None:
    page = shared.get("/notices/bill?channel=sms&locale=es")
    assert page.texts("//p[@class='handset__bubble']") == ["Pague $212.40 hoy: está listo."]
    assert "UCS-2, because of á U+00E1 LATIN SMALL LETTER A WITH ACUTE" in page.texts("//dl[@class='facts']/dd")[0]
    assert "1 part of at most 1" in page.text
    plain = shared.get("/notices/bill?channel=sms")
    assert "GSM-7" in plain.text
    assert "because of" not in plain.text


def test_robocall_is_told_line_by_line_and_judged(shared: Visitor) -> None:
    page = shared.get("/notices/bill?channel=robocall")
    said = page.texts("//ol[@class='handset__said']/li")
    assert said[0] == "This is a message from Health Connector for Robin Sample."
    assert re.fullmatch(r"\d+ seconds, and at most 5 are allowed", page.texts("//p[@class='output__links']")[0])
    assert "<speak" in page.tree.xpath("//pre[@aria-label='SSML']")[0].text_content()
    assert "too many" in page.texts("//div[@aria-label='Channels']//button[@aria-current]")[0]


def test_member_is_shown_in_the_language_that_is_asked_for_or_their_own(shared: Visitor) -> None:
    own = shared.get("/notices/bill?member=layla&channel=sms")
    assert own.one("//select[@id='locale']/option[@selected]/@value") == "ar"
    assert own.one("//p[@class='handset__bubble']/@lang") == "ar"
    asked = shared.get("/notices/bill?member=layla&channel=sms&locale=es")
    assert asked.texts("//p[@class='handset__bubble']")[0].startswith("Pague")
    assert asked.one("//select[@id='member']/option[@selected]/@value") == "layla"
    assert asked.one("//select[@id='locale']/option[@selected]/@value") == "es"


def test_what_is_not_translated_is_told(shared: Visitor) -> None:
    page = shared.get("/notices/bill?locale=es")
    assert "bill/you_must_pay_amount_by" in page.texts("//details[contains(., 'is not translated')]")[0]
    assert "is not translated" not in shared.get("/notices/bill").text


@pytest.mark.parametrize(
    "query", ["member=nobody&locale=tlh&channel=fax&large=2", "member=letter-0&locale=", "member="]
)
def test_what_is_not_there_is_shown_as_usual(shared: Visitor, query: str) -> None:
    page = shared.get(f"/notices/bill?{query}")
    assert page.texts("//div[@aria-label='Channels']//button[@aria-current]")[0].startswith("Letter")
    assert page.texts("//select[@id='member']/option[@selected]") == ["Robin Sample – An ordinary member."]


@pytest.mark.parametrize(
    "path",
    [
        "/notices/x",
        "/notices/_letterhead.yaml",
        "/notices/bill/letter/0.png",
        "/notices/bill/letter/2.png",
        "/notices/x/letter.pdf",
        "/notices/bill/outputs/fax/text",
        "/notices/bill/outputs/email/secret",
    ],
)
def test_nothing_there(shared: Visitor, path: str) -> None:
    shared.get(path, status=404)


# --- what is wrong ----------------------------------------------------------------------------------------------------


def test_letter_that_no_font_has_is_told_kindly(shared: Visitor) -> None:
    page = shared.get("/notices/bill?member=layla&locale=en")
    assert "U+1F600" in page.texts("//div[contains(@class, 'usa-alert')]")[0]
    assert not page.all("//img[@class='sheet']")
    assert "nothing" in page.texts("//div[@aria-label='Channels']//button[@aria-current]")[0]
    assert "U+1F600" in shared.get("/notices/bill/letter.pdf?member=layla&locale=en", status=409).text


def test_missing_fonts_are_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise compiler.CannotRender("the fonts of letters are not there; run `make setup`, which brings them")

    assert font_folder()
    monkeypatch.setattr(compiler, "font_folder", none)
    visitor = Visitor(create_app(root))
    assert "make setup" in visitor.get("/notices/bill").texts("//div[contains(@class, 'usa-alert')]")[0]
    assert visitor.get("/notices/bill?channel=sms").all("//p[@class='handset__bubble']")
    visitor.get("/notices/bill/letter/1.png", status=409)


def test_words_with_faults_are_shown_with_them_and_without_output(notices: Visitor, root: Path) -> None:
    change(root / "notices/bill/notice.md.j2", "{{ name }}", "{{ nobody }}")
    page = notices.get("/notices/bill")
    (fault,) = page.texts("//li[contains(@class, 'judged__item')]")
    assert fault.startswith("Error line 3 undeclared-field no field nobody is declared")
    assert "The words can't be read" in page.texts("//div[@id='preview']")[0]
    assert not page.all("//div[@aria-label='Channels']")
    listed = notices.get("/notices")
    assert "1 error" in listed.texts("//tbody/tr")[0]
    notices.get("/notices/bill/letter.pdf", status=409)
    problems = notices.get("/problems?severity=error")
    assert problems.one("//a[@class='problem__where']/@href") == "/notices/bill#w3"


def test_declaration_that_cannot_be_read_is_shown_with_its_faults(notices: Visitor, root: Path) -> None:
    change(root / "notices/bill/notice.yaml", "channels: [", "channels: [[")
    assert "can't be read" in notices.get("/notices").texts("//tbody/tr")[0]
    page = notices.get("/notices/bill")
    assert "This notice can't be read" in page.texts("//main")[0]
    assert page.all("//figure[figcaption/code = 'notices/bill/notice.yaml']//*[contains(@class, 'rule')]")
    notices.get("/notices/bill/letter/1.png", status=404)


def test_notice_without_members_says_so(notices: Visitor, root: Path) -> None:
    (root / "notices/_members.yaml").write_text("{}\n")
    change(root / "notices/bill/notice.yaml", "samples:\n  layla: {due: null}\n", "")
    page = notices.get("/notices/bill")
    assert "There is no sample member" in page.texts("//div[@class='empty']")[0]
    notices.get("/notices/bill/outputs/sms/text", status=409)


def test_settings_that_cannot_be_read_leave_the_notices(notices: Visitor, root: Path) -> None:
    (root / "ivr.yaml").write_text("format: 1\n")
    assert len(notices.get("/notices").all("//tbody/tr")) == 1
    assert notices.get("/notices/bill").all("//img[@class='sheet']")


# --- as a whole -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/notices", *(f"/notices/bill?channel={channel}&locale=ar" for channel in CHANNELS)])
def test_page_is_fast(shared: Visitor, path: str) -> None:
    shared.get(path)
    took = []
    for _ in range(5):
        began = time.perf_counter()
        shared.client.get(path, base_url=BASE)
        took.append((time.perf_counter() - began) * 1000)
    assert min(took) < MILLISECONDS
