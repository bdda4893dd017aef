"""Comments on words: asked at the bench, answered at the prompt, resolved; seen by who sees the language."""

from __future__ import annotations

import pytest

from ivr_author.people.roles import Grant, Person, Role
from tests.web.accounts import House
from tests.web.pages import Page, Visitor

ITEM = "flows:billing/due/prompt/1"
BENCH = f"/translate/es?at={ITEM}"
WORDS = "/words/billing/due/prompt/1"
ASK = "//form[@class='talk__form']"
ANSWER = "//form[@class='thread__form']"


@pytest.fixture
def translator(shared_house: House, request: pytest.FixtureRequest) -> Visitor:
    return shared_house.enter(add(shared_house, request, "t", Grant(Role.TRANSLATOR, frozenset({"es"}))))


@pytest.fixture
def editor(shared_house: House, request: pytest.FixtureRequest) -> Visitor:
    return shared_house.enter(add(shared_house, request, "e", Grant(Role.EDITOR)))


def add(house: House, request: pytest.FixtureRequest, kind: str, grant: Grant) -> Person:
    return house.add(f"{kind}{abs(hash(request.node.name))}", grant)


def ask(visitor: Visitor, text: str) -> Page:
    form = visitor.get(BENCH).form(ASK)
    return visitor.follow(visitor.post("/comments", {**form, "text": text}))


def test_a_question_is_answered_and_resolved(shared_house: House, translator: Visitor, editor: Visitor) -> None:
    page = ask(translator, "Is this the whole balance?")
    assert page.form(ASK)["item"] == ITEM
    assert page.texts("//blockquote")[-1].startswith("Your balance is")
    assert "Is this the whole balance?" in page.texts("//*[@class='thread__text']")
    home = editor.get("/").texts("//li[@class='need']")
    assert any("on words" in one and "Read them" in one for one in home)
    listed = editor.get("/comments")
    assert f"/translate/es?at={ITEM}" in listed.all("//section[@class='talk']/h2/a/@href")
    # The author sees it at the words themselves, whatever the language, and answers there.
    at_words = editor.get(WORDS)
    thread = at_words.all("//article[.//*[text()='Is this the whole balance?']]")[0]
    action = thread.xpath(".//form/@action")[0]
    form = {**at_words.form(ANSWER), "text": "All that is due now.", "do": "answer"}
    editor.follow(editor.post(action, form))
    assert "All that is due now." in translator.get(BENCH).text
    translator.post(action, {**translator.get(BENCH).form(ANSWER), "text": "", "do": "resolve"})
    resolved = translator.get(BENCH).texts("//section[@id='talk']/details/summary")
    assert any("Is this the whole balance?" in one for one in resolved)
    assert [one.action for one in shared_house.log()[:3]] == ["resolve comment", "answer", "comment"]


def test_the_comments_on_a_notice_are_told_at_its_words(translator: Visitor, editor: Visitor) -> None:
    item = "notices:premium_bill/total_you_owe"
    form = translator.get(f"/translate/es?at={item}").form(ASK)
    translator.post("/comments", {**form, "text": "In all?"})
    page = editor.get("/notices/premium_bill")
    link = page.one("//main//a[contains(., 'comment on these words is open')]/@href")
    assert editor.get(link).texts("//*[@class='thread__text']") == ["In all?"]
    assert not editor.get("/notices/termination").all("//main//a[contains(., 'on these words')]")


def test_a_script_gets_the_talk_alone(translator: Visitor) -> None:
    form = translator.get(BENCH).form(ASK)
    answer = translator.client.post(
        "/comments", data={**form, "text": "Formal?"}, headers={"HX-Request": "true"}, base_url="http://127.0.0.1:8000"
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert "Formal?" in answer.text


@pytest.mark.parametrize("text", [" ", "x" * 4001])
def test_what_is_no_comment_is_refused_and_kept(translator: Visitor, text: str) -> None:
    form = translator.get(BENCH).form(ASK)
    page = translator.post("/comments", {**form, "text": text}, 422)
    assert "comment-text" in page.texts("//div[@role='alert']")[0]
    assert page.form(ASK)["text"] == text
    page = translator.post("/comments", {**form, "text": "Old.", "csrf_token": "old"}, 403)
    assert page.form(ASK)["text"] == "Old."


def test_what_is_not_there_has_no_comments(shared_house: House, translator: Visitor) -> None:
    form = translator.get(BENCH).form(ASK)
    translator.post("/comments", {**form, "text": "Hm.", "item": "flows:nowhere"}, 404)
    translator.post("/comments/999999", {"csrf_token": form["csrf_token"], "do": "answer", "text": "x"}, 404)
    translator.get("/comments/on?item=flows:nowhere", 404)


def test_languages_that_are_not_theirs_are_not_seen(
    shared_house: House, translator: Visitor, request: pytest.FixtureRequest
) -> None:
    haitian = shared_house.enter(add(shared_house, request, "h", Grant(Role.TRANSLATOR, frozenset({"ht"}))))
    form = haitian.get(f"/translate/ht?at={ITEM}").form(ASK)
    haitian.follow(haitian.post("/comments", {**form, "text": "Sekrè ayisyen"}))
    link = haitian.get(f"/translate/ht?at={ITEM}").all("//article//form/@action")[-1]
    for address in ("/comments", WORDS, BENCH, f"/comments/on?item={ITEM}"):
        assert "Sekrè ayisyen" not in translator.get(address).text
    token = shared_house.token_of(translator)
    translator.post(link, {"csrf_token": token, "do": "resolve"}, 403)
    translator.post("/comments", {"csrf_token": token, "item": ITEM, "locale": "ht", "text": "x"}, 403)
    translator.get(f"/comments/on?item={ITEM}&locale=ht", 403)


def test_who_only_looks_says_nothing(shared_house: House, translator: Visitor, request: pytest.FixtureRequest) -> None:
    ask(translator, "To be read.")
    viewer = shared_house.enter(add(shared_house, request, "v", Grant(Role.VIEWER)))
    page = viewer.get(BENCH)
    assert "To be read." in page.texts("//*[@class='thread__text']")
    assert not page.all(f"{ASK} | {ANSWER}")


def test_without_accounts_nobody_is_there_to_be_told(shared_visitor: Visitor) -> None:
    page = shared_visitor.get(BENCH)
    assert not page.all("//section[@id='talk']")
    assert "Comment to the author" in page.text
    shared_visitor.get("/comments", 404)
