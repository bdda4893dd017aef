"""Translate: the states of every item in every language, and the bench that saves one text after the other."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ivr_author.web.app import create_app
from ivr_author.web.studio import Studio
from ivr_author.web.translate.characters import special_characters
from tests.web.pages import BASE, Page, Visitor

SETTINGS = """\
format: 1
organisation: Test
source_locale: en
locales: [ru, ar]
time_zone: America/New_York
"""
FLOW = """\
format: 1
title: Bills
start: due
on_failure: bye
variables:
  bills: {type: number}
  balance: {type: money}
nodes:
  due:
    type: play
    prompt: {text: "You owe {balance}.", max_seconds: 4}
    next: many
  many:
    type: play
    prompt: {one: "You have {count} bill.", other: "You have {count} bills.", count: bills}
    next: bye
  bye: {type: play, prompt: Goodbye to you., next: end}
  end: {type: hangup}
"""
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
RUSSIAN = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
RU = f"""\
{HEAD}"Plural-Forms: {RUSSIAN}\\n"

# kept for the next one
#  as it is
msgctxt "bills/due/prompt"
msgid "You owe {{balance}}."
msgstr "Вы должны {{balance}}."

msgctxt "bills/many/prompt"
msgid "You have {{count}} bill."
msgid_plural "You have {{count}} bills."
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

#, fuzzy
#| msgid "Goodbye."
msgctxt "bills/bye/prompt"
msgid "Goodbye to you."
msgstr "Пока."
"""
DUE, MANY, BYE = "flows:bills/due/prompt", "flows:bills/many/prompt", "flows:bills/bye/prompt"
FORM = "//form[@id='tl-form']"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "flows/bills.yaml").write_text(FLOW)
    folder = tmp_path / "locales/ru/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "flows.po").write_text(RU)
    return tmp_path


@pytest.fixture
def bench(root: Path) -> Visitor:
    return Visitor(create_app(root))


def catalog(root: Path, locale: str = "ru") -> str:
    return (root / f"locales/{locale}/LC_MESSAGES/flows.po").read_text()


def opened(visitor: Visitor, at: str, locale: str = "ru", **asked: str) -> dict[str, str]:
    query = "".join(f"&{name}={value}" for name, value in asked.items())
    return visitor.get(f"/translate/{locale}?at={at}{query}").form(FORM)


def send(visitor: Visitor, at: str, status: int = 303, locale: str = "ru", **more: str) -> Page:
    form = {
        **opened(visitor, at, locale),
        "deed": "save",
        **{name.replace("_", "-"): one for name, one in more.items()},
    }
    return visitor.post(f"/translate/{locale}", form, status)


def part(visitor: Visitor, form: dict[str, str], query: str = "", locale: str = "ru") -> Any:
    """What a script gets."""
    headers = {"HX-Request": "true"}
    return visitor.client.post(f"/translate/{locale}{query}", data=form, headers=headers, base_url=BASE)


# --- states and filters -----------------------------------------------------------------------------------------------


def test_every_item_has_its_states_in_every_language(bench: Visitor) -> None:
    page = bench.get("/translate")
    parts = page.all("//tr[th[contains(., 'Bills')]]/td[1]//a[contains(@class, 'tl-bar__part')]/@href")
    assert parts == [f"/translate/ru?item=flows/bills&show={one}" for one in ("missing", "fuzzy", "translated")]
    said = page.texts("//tr[th[contains(., 'Bills')]]/td[1]//div[@class='tl-bar']/a/span")
    assert said == [
        "Bills, Russian: Not translated: 1",
        "Bills, Russian: Changed since: 1",
        "Bills, Russian: Translated: 1",
    ]
    assert page.texts("//tr[th[contains(., 'Bills')]]/td[2]//p/a") == ["Not translated: 3"]


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("all", [DUE, MANY, BYE]),
        ("missing", [MANY]),
        ("fuzzy", [BYE]),
        ("translated", [DUE]),
        ("failing", []),
        ("stale-recording", []),
        ("nonsense", [DUE, MANY, BYE]),
    ],
)
def test_the_list_has_what_is_asked_for(bench: Visitor, show: str, found: list[str]) -> None:
    page = bench.get(f"/translate/ru?item=flows/bills&show={show}")
    links = page.all("//nav[@class='tl-list']//li/a/@href")
    assert [re.search(r"at=([^&]*)", one)[1].replace("%3A", ":") for one in links] == found  # type: ignore[index]


def test_words_are_found_in_both_languages(bench: Visitor) -> None:
    for query in ("you OWE", "должны", "bills/due"):
        page = bench.get(f"/translate/ru?q={quote(query)}")
        assert page.texts("//nav[@class='tl-list']//li/a/span[starts-with(@lang, 'en')]")[:1] == ["You owe {balance}."]
    assert "Nothing is left to do" in bench.get("/translate/ru?q=xyzzy").text


def test_a_translation_that_a_check_warns_of_is_failing(bench: Visitor, root: Path) -> None:
    path = root / "locales/ru/LC_MESSAGES/flows.po"
    path.write_text(RU.replace('msgstr "Вы должны {balance}."', 'msgstr "Вы должны."'))
    page = bench.get("/translate/ru?show=failing")
    assert page.texts("//nav[@class='tl-list']//li/a/span[@lang='ru']") == ["Вы должны."]
    assert "placeholders-differ" in page.texts("//*[@id='tl-judged']//code")


def test_a_text_that_was_changed_shows_what_it_said_before(bench: Visitor) -> None:
    page = bench.get(f"/translate/ru?at={BYE}")
    assert page.texts("//details[contains(@class, 'tl-earlier')]//ins") == [" to you"] or page.texts(
        "//details[contains(@class, 'tl-earlier')]//ins"
    ) == ["to you"]


def test_unknown_languages_and_texts_are_told(bench: Visitor) -> None:
    assert "not translated into “xx”" in bench.get("/translate/xx", 404).text
    bench.get("/translate/en", 404)
    assert bench.get("/translate/ru?at=flows:no/such").form(FORM)["at"].startswith("flows:texts/")
    bench.get("/translate/ru/sound.wav?at=flows:bills/many/prompt", 404)
    form = {**opened(bench, DUE), "at": "flows:no/such", "deed": "save"}
    bench.post("/translate/ru", form, 404)


# --- saving -----------------------------------------------------------------------------------------------------------


def test_a_save_changes_one_entry_and_goes_on(bench: Visitor, root: Path) -> None:
    form = {**opened(bench, DUE), "deed": "save", "form-0": "С вас {balance}.\r\n"}
    answer = part(bench, form, "?item=flows/bills&show=all")
    assert answer.status_code == 200
    assert catalog(root) == RU.replace("Вы должны {balance}.", "С вас {balance}.")
    assert f'name="at" value="{MANY}"' in answer.text
    assert "<html" not in answer.text
    assert "at=flows:bills/many/prompt" in answer.headers["HX-Replace-Url"].replace("%3A", ":")
    assert "Saved." in answer.headers["HX-Trigger"]


def test_after_the_last_text_of_a_list_nothing_is_left(bench: Visitor) -> None:
    form = {**opened(bench, BYE), "deed": "save", "form-0": "До свидания."}
    answer = part(bench, form, "?item=flows/bills&show=fuzzy")
    assert "Nothing is left to do in this list." in answer.text


def test_without_scripts_the_next_text_is_another_page(bench: Visitor, root: Path) -> None:
    page = bench.follow(send(bench, DUE, form_0="С вас {balance}."))
    assert page.form(FORM)["at"] == MANY
    assert page.texts("//p[@class='usa-alert__text']") == ["Saved."]


def test_each_plural_form_has_a_field_with_its_numbers(bench: Visitor, root: Path) -> None:
    page = bench.get(f"/translate/ru?at={MANY}")
    labels = page.texts(f"{FORM}//label[starts-with(@for, 'form-')]")
    assert labels[0] == "русский, form “one”: for 1, 21, 31, 41…"
    assert labels[1].startswith("русский, form “few”: for 2, 3, 4, 22")
    words = {"form_0": "У вас {count} счёт.", "form_1": "У вас {count} счёта.", "form_2": "У вас {count} счетов."}
    send(bench, MANY, **words)  # type: ignore[arg-type]
    assert (
        'msgstr[0] "У вас {count} счёт."\nmsgstr[1] "У вас {count} счёта."\nmsgstr[2] "У вас {count} счетов."'
        in catalog(root)
    )


def test_a_form_without_words_is_refused_and_nothing_typed_is_lost(bench: Visitor, root: Path) -> None:
    page = send(bench, MANY, 422, form_0="У вас {count} счёт.")
    assert "missing-translation" in page.texts("//div[@role='alert']//code")
    assert page.form(FORM)["form-0"] == "У вас {count} счёт."
    assert catalog(root) == RU


def test_a_changed_text_is_confirmed_by_saving_it(bench: Visitor, root: Path) -> None:
    send(bench, BYE, form_0="До свидания.")
    assert catalog(root) == RU.replace('#, fuzzy\n#| msgid "Goodbye."\n', "").replace("Пока.", "До свидания.")


def test_an_error_blocks_and_a_warning_asks(bench: Visitor, root: Path) -> None:
    page = send(bench, DUE, 422, form_0="Вы должны.")
    assert "placeholders-differ" in page.texts("//div[@role='alert']//code")
    assert catalog(root) == RU
    long = "Вы должны заплатить нам до конца этого месяца столько: {balance}, и ни копейкой меньше."
    page = send(bench, DUE, 422, form_0=long)
    assert "Save with these warnings?" in page.text
    assert "too-long" in page.texts("//*[@id='tl-judged']//code")
    assert catalog(root) == RU
    agreed = page.form(FORM)["agreed"]
    send(bench, DUE, 422, form_0=f"{long} Да.", agreed=agreed)
    send(bench, DUE, form_0=long, agreed=agreed)
    assert long in catalog(root)


def test_unfinished_words_are_kept_and_not_used(bench: Visitor, root: Path) -> None:
    send(bench, DUE, form_0="Вы", deed="unfinished")
    assert '#, fuzzy\nmsgctxt "bills/due/prompt"\nmsgid "You owe {balance}."\nmsgstr "Вы"' in catalog(root)


def test_reviews_are_marked_by_name_and_given_back(bench: Visitor, root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name, value in (("user.name", "Ana Sample"), ("user.email", "ana@example.org")):
        subprocess.run(["git", "-C", str(root), "config", name, value], check=True)
    send(bench, DUE, deed="review")
    assert re.search(r"# Reviewed by Ana Sample on \d{4}-\d\d-\d\d, [0-9a-f]{12}\n# kept for", catalog(root))
    assert bench.get(f"/translate/ru?at={DUE}").texts("//span[contains(@class, 'tl-status')]") == ["Reviewed"]
    send(bench, DUE, deed="draft")
    assert "# Draft by Ana Sample" in catalog(root)
    assert "Reviewed by" not in catalog(root)


def test_nobody_reviews_what_is_not_translated(bench: Visitor, root: Path) -> None:
    send(bench, MANY, 422, deed="review")
    assert catalog(root) == RU


def test_a_comment_stands_in_the_catalog_and_is_no_mark(bench: Visitor, root: Path) -> None:
    comment = "Is it the whole sum?\r\nReviewed by Nobody, 0123456789ab\r\n"
    send(bench, DUE, comment=comment)
    assert '# Is it the whole sum?\nmsgctxt "bills/due/prompt"' in catalog(root)
    assert "Nobody" not in catalog(root)
    assert opened(bench, DUE)["comment"] == "Is it the whole sum?"


def test_what_was_changed_meanwhile_is_shown_beside_what_was_typed(bench: Visitor, root: Path) -> None:
    mine = opened(bench, DUE)
    send(bench, DUE, form_0="С вас {balance}.")
    page = bench.post("/translate/ru", {**mine, "deed": "save", "form-0": "Вы нам должны {balance}."}, 409)
    assert page.texts("//section[contains(@class, 'version--theirs')]/p//ins") == ["С вас"]
    form = page.form("//main//form")
    assert form["form-0"] == "Вы нам должны {balance}."
    answer = part(bench, {**mine, "deed": "save", "form-0": "Вы нам должны {balance}."})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#main")
    bench.post("/translate/ru", form)
    assert "Вы нам должны {balance}." in catalog(root)


def test_another_text_of_the_file_is_no_conflict(bench: Visitor, root: Path) -> None:
    mine = opened(bench, DUE)
    send(bench, BYE, form_0="До свидания.")
    bench.post("/translate/ru", {**mine, "deed": "save", "form-0": "С вас {balance}."})
    assert "С вас" in catalog(root)
    assert "До свидания." in catalog(root)


def test_a_language_without_a_catalog_gets_one(bench: Visitor, root: Path) -> None:
    send(bench, DUE, locale="ar", form_0="عليك {balance}.")
    assert 'msgid "You owe {balance}."\nmsgstr "عليك {balance}."' in catalog(root, "ar")
    page = bench.get(f"/translate/ar?at={DUE}")
    assert page.one(f"{FORM}//textarea[@name='form-0']/@dir") == "rtl"


def test_a_translation_of_an_older_text_is_brought_up_to_date(bench: Visitor, root: Path) -> None:
    flow = root / "flows/bills.yaml"
    flow.write_text(FLOW.replace("You owe {balance}.", "You owe us {balance}."))
    page = bench.get(f"/translate/ru?show=fuzzy&at={DUE}")
    assert page.texts("//details[contains(@class, 'tl-earlier')]//ins")
    send(bench, DUE, form_0="Вы нам должны {balance}.")
    assert 'msgid "You owe us {balance}."\nmsgstr "Вы нам должны {balance}."' in catalog(root)
    assert "You owe {balance}." not in catalog(root)


def test_a_catalog_that_can_not_be_read_whole_is_not_written(bench: Visitor, root: Path) -> None:
    broken = f'{RU}\nmsgid "lost\n'
    (root / "locales/ru/LC_MESSAGES/flows.po").write_text(broken)
    page = send(bench, DUE, 422, form_0="С вас {balance}.")
    assert "catalog-syntax" in page.texts("//div[@role='alert']//code")
    assert catalog(root) == broken


def test_words_that_no_catalog_takes_are_refused(bench: Visitor, root: Path) -> None:
    for words, rule in (("С вас {balance}\x07.", "control-character"), ("а" * 20_001, "too-long")):
        assert rule in send(bench, DUE, 422, form_0=words).texts("//div[@role='alert']//code")
    assert catalog(root) == RU


# --- judging, and what stands around ----------------------------------------------------------------------------------


def test_words_are_judged_as_they_are_typed(bench: Visitor, root: Path) -> None:
    form = {**opened(bench, DUE), "form-0": "Вы должны {balanc}."}
    answer = bench.client.post("/translate/ru/judge", data=form, base_url=BASE)
    assert answer.status_code == 200
    assert "placeholders-differ" in answer.text
    assert "At most 4 s are allowed." in answer.text
    assert catalog(root) == RU


def test_terms_memory_and_the_step_of_the_call_stand_around(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/translate/es?at=flows:billing/due/prompt/1")
    assert page.texts("//h2[@id='tl-heard']")
    assert page.texts("//li[@class='tl-step__here']//a/code") == ["due"]
    assert page.all("//li[@class='tl-step__here']//a/@href") == ["/flows/billing?locale=es#n-due"]
    assert page.texts("//li[@class='tl-step__here']//div[@class='tl-step__lit']")
    assert page.all("//audio/@src") == ["/translate/es/sound.wav?at=flows:billing/due/prompt/1"] or page.all(
        "//audio/@src"
    )


def test_the_page_that_has_the_words_shows_them_lit(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/translate/es?item=notices/premium_bill&q=What you owe")
    assert page.texts("//div[contains(@class, 'tl-page')]/mark")
    assert any("/letter.pdf" in one for one in page.all("//section//a/@href"))


def test_files_go_out_by_the_room_of_deliveries(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/translate/es?item=notices/premium_bill&show=draft")
    assert page.all("//a[@class='tl-filter__out']/@href") == ["/deliveries?locale=es&scope=notices&only=draft"]


def test_every_language_has_characters_that_are_one_each() -> None:
    for locale in ("es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar", "yue", "xx"):
        found = special_characters(locale)
        assert found
        assert len(set(found)) == len(found)


# --- ten thousand -----------------------------------------------------------------------------------------------------


def test_a_page_of_ten_thousand_texts_is_small(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = "".join(
        f'  n{one}: {{type: play, prompt: "This is sentence {one} of many that are said.", next: n{one + 1}}}\n'
        for one in range(500)
    )
    text = f"format: 1\ntitle: Long %s\nstart: n0\non_failure: n500\nnodes:\n{nodes}  n500: {{type: hangup}}\n"
    for one in range(4):
        (root / f"flows/long_{one}.yaml").write_text(text % one)
    application = create_app(root)
    studio = application.extensions["ivr_studio"]
    assert isinstance(studio, Studio)
    # The check behind the page has two thousand sentences to say the same of.
    monkeypatch.setattr(type(studio.snapshot().checker), "wait", lambda *_: None)
    bench = Visitor(application)
    page = bench.get("/translate/ru")
    assert len(page.all("//nav[@class='tl-list']//li")) == 60
    assert "2,0" in page.texts("//p[@class='tl-list__count']")[0]
    assert len(page.body) < 150_000
    later = page.all("//p[@class='tl-list__pages']/a/@href")[-1]
    assert len(bench.get(later).all("//nav[@class='tl-list']//li")) == 60
