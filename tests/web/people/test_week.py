"""A week in the life of an exchange, in a browser: words are rewritten, translated, judged, released, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from playwright.sync_api import expect

from ivr_author.people.roles import Grant, Person, Role
from ivr_author.speech.pace import seconds_of
from ivr_author.usecases.answer_follow import LOOK_SECONDS
from ivr_author.usecases.answer_live import LiveSource
from tests.databases import REQUIRED, Cluster, find_programs
from tests.usecases.answering import Desk
from tests.usecases.switching import Phone
from tests.web.accounts import PASSWORD, House, open_house
from tests.web.page_faults import listen_for_faults
from tests.web.people.week import MONDAY, make_week, spoken
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROMPT = "Please hold the line. Someone will be with you soon."
OLD_SPANISH = "Espere, por favor. Alguien le atenderá pronto."
DOWN = "Nuestro personal no puede atender llamadas en este momento."
SPANISH = "Espere en la línea, por favor. Alguien le atenderá pronto."
CREOLE = "Tanpri tann nan liy. Yon moun ap pale ak ou talè."
CREOLE_AGAIN = "Tanpri rete nan liy lan. Yon moun ap pale ak ou talè."
LETTER = {
    "es": "Si no puede venir, por favor llámenos al {letterhead.phone}.",
    "ht": "Si ou pa ka vini, tanpri rele nou nan {letterhead.phone}.",
}
TUESDAY, THURSDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
SENTENCE = "If you can't come, please call us at {{ letterhead.phone }}."


@dataclass
class Office:
    """The studio, its people, and a browser in which each of them has a window of their own."""

    house: House
    root: Path
    address: str
    browser: Browser
    arguments: dict[str, Any]
    faults: list[str]

    @contextmanager
    def desk_of(self, person: Person | None) -> Iterator[Page]:
        """A window of somebody who is signed in, or of somebody who is yet to sign in."""
        context = self.browser.new_context(**{**self.arguments, "base_url": self.address})
        if person is not None:
            self.house.enter(person)
            token = self.house.tokens[person.email]
            context.add_cookies([{"name": "ivr_author_session", "value": token, "url": self.address}])
        page = context.new_page()
        listen_for_faults(page, self.faults)
        yield page
        context.close()


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """Of a database on PostgreSQL where there is one, for all other pages are tried on SQLite; else empty."""
    if find_programs() is None and not REQUIRED:
        return ""
    cluster = request.getfixturevalue("postgresql")
    assert isinstance(cluster, Cluster)
    return cluster.new_database()


@pytest.fixture
def house(tmp_path: Path, repository: Path, people_template: Path, url: str) -> Iterator[House]:
    house = open_house(make_week(tmp_path / "office", repository), people_template, tmp_path, url=url)
    house.clock.at = MONDAY
    yield house
    house.database.close()


@pytest.fixture
def office(
    house: House, tmp_path: Path, browser: Browser, browser_context_args: dict[str, Any], page_faults: list[str]
) -> Iterator[Office]:
    with serving(house.app) as address:
        yield Office(house, tmp_path / "office", address, browser, browser_context_args, page_faults)
    # That a release can't go out is an answer with a status, which a browser logs.
    assert not [one for one in page_faults if "422" not in one]


def test_week(office: Office, tmp_path: Path) -> None:
    house = office.house
    editor = house.add("ed", Role.EDITOR)
    ana = house.add("ana", Grant(Role.TRANSLATOR, frozenset({"es"})))
    jo = house.add("jo", Grant(Role.TRANSLATOR, frozenset({"ht"})))
    rewrite(office, editor)
    translate_at_the_bench(office, ana)
    translate_by_file(office, jo, tmp_path)
    rae = house.add("rae", Role.REVIEWER)
    judge(office, rae)
    mend(office, jo)
    approve(office, rae)
    eli = house.add("eli", Role.ENGINEER)
    record_what_is_missing(office, eli, tmp_path)
    approve(office, rae)
    release_it(office, eli)
    callers = Callers(office)
    house.clock.at = TUESDAY
    be_refused(office, eli)
    assert OLD_SPANISH in callers.hear()
    house.clock.at = THURSDAY
    publish(office, eli)
    assert SPANISH in callers.hear()
    omar, olga = (house.add(name, Role.OPERATIONS) for name in ("omar", "olga"))
    switch_on(office, omar)
    assert DOWN in callers.hear()
    confirm(office, olga)
    switch_off(office, omar)
    assert DOWN not in callers.hear()
    go_back(office, eli)
    assert OLD_SPANISH in callers.hear()
    read_the_log(office, house.add("dana", Role.ADMINISTRATOR))


class Callers:
    """Who calls the service that follows what is published, in Spanish, and asks for a person."""

    def __init__(self, office: Office) -> None:
        source = LiveSource(office.root, office.house.clock)
        self._phone = Phone(Desk(source, office.root / ".ivr/answer"))
        self._calls = 0

    def hear(self) -> str:
        """All that a call says."""
        self._calls += 1
        name = f"CA{self._calls}"
        menu = self._phone.ask("/call?locale=es", LOOK_SECONDS, CallSid=name)
        onward = re.search(r'action="([^"]*/step[^"]*)"', menu)
        assert onward is not None, menu
        return menu + self._phone.ask(unescape(onward[1]), CallSid=name, Digits="2")


def judge(office: Office, rae: Person) -> None:
    """The reviewer gives one translation back, and approves all else."""
    with office.desk_of(rae) as page:
        page.goto("/review")
        card = page.locator("article", has_text="main/agent/prompt").filter(has=page.locator(".speech[lang=ht]"))
        expect(card.locator("ins").first).to_be_visible()
        card.locator("summary", has_text="Return it").click()
        card.get_by_label("What is to be changed?").fill("Say “rete nan liy lan”, as we do elsewhere.")
        card.get_by_role("button", name="Return to its author").click()
        expect(page.get_by_text("1 change is returned.")).to_be_visible()
        approve_what_waits(page)


def approve(office: Office, rae: Person) -> None:
    """What came since is right, too."""
    with office.desk_of(rae) as page:
        page.goto("/review")
        approve_what_waits(page)


def approve_what_waits(page: Page) -> None:
    """All of the list at once, or the only one."""
    if page.locator("article").count() > 1:
        page.get_by_role("button", name="Tick all on this page").click()
        page.get_by_role("button", name="Approve what is ticked").click()
    else:
        page.locator("article").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Nothing waits for anybody.")).to_be_visible()


def mend(office: Office, jo: Person) -> None:
    """The translator is told of it at the text, and writes it anew."""
    with office.desk_of(jo) as page:
        page.goto("/")
        page.get_by_role("link", name="Read them").click()
        expect(page.get_by_text("Say “rete nan liy lan”, as we do elsewhere.")).to_be_visible()
        page.locator("main a", has_text="main/agent/prompt").first.click()
        page.locator("#form-0").fill(CREOLE_AGAIN)
        page.locator("#form-0").press("Control+Enter")
        expect(page.locator("#tl-said")).to_contain_text("Saved.")


def release_it(office: Office, eli: Person) -> None:
    """Once more: now nothing stands in the way."""
    with office.desk_of(eli) as page:
        make_release(page)
        expect(page.get_by_role("link", name="Look at it and publish it")).to_be_visible()


def make_release(page: Page) -> None:
    """Ask for one of this name."""
    page.goto("/releases/")
    page.get_by_role("link", name="New release").click()
    page.get_by_label("Name", exact=True).fill("second")
    page.get_by_role("button", name="Make the release").click()


def be_refused(office: Office, eli: Person) -> None:
    """Tomorrow is a peak day: nothing goes out."""
    with office.desk_of(eli) as page:
        page.goto("/releases/second")
        page.get_by_role("button", name="Publish").click()
        expect(page.locator("main")).to_contain_text("an administrator")


def publish(office: Office, eli: Person) -> None:
    """The days are over, and it goes out."""
    with office.desk_of(eli) as page:
        page.goto("/releases/second")
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_role("heading", name="It is live")).to_be_visible()


def switch_on(office: Office, omar: Person) -> None:
    """The line is down: callers hear so until a time that is typed in, in their languages."""
    with office.desk_of(omar) as page:
        page.goto("/bulletins")
        page.get_by_role("link", name="Phone line down", exact=True).click()
        page.locator("#slot-until").fill("14:00")
        expect(page.locator("#words")).to_contain_text("después de las 2:00")
        page.get_by_text("When somebody switches it off").click()
        page.get_by_label("Why").fill("No power in the building")
        page.get_by_role("button", name="Switch on", exact=True).click()
        expect(page.get_by_role("heading", name="Switched on")).to_be_visible()


def confirm(office: Office, olga: Person) -> None:
    """A second person is told, wherever she is, and has a look."""
    with office.desk_of(olga) as page:
        page.goto("/problems")
        bar = page.locator(".bulletin-bar")
        expect(bar).to_contain_text("Omar switched on “Phone line down”")
        bar.get_by_role("link").first.click()
        page.get_by_role("button", name="I have seen it, and it is right").click()
        expect(page.get_by_text("Confirmed.")).to_be_visible()
        expect(bar).to_have_count(0)


def switch_off(office: Office, omar: Person) -> None:
    """The line is up again."""
    with office.desk_of(omar) as page:
        page.goto("/bulletins/line_down")
        page.get_by_role("button", name="Switch off", exact=True).click()
        expect(page.get_by_role("heading", name="Switched off")).to_be_visible()


def go_back(office: Office, eli: Person) -> None:
    """Something is amiss: the release before it is published again."""
    with office.desk_of(eli) as page:
        page.goto("/releases/")
        page.get_by_role("link", name="Go back to first").click()
        page.get_by_role("button", name="Go back to first").click()
        expect(page.get_by_role("heading", name="It is live")).to_be_visible()


def rewrite(office: Office, editor: Person) -> None:
    """The editor signs in, and changes what the menu asks and what the letter says."""
    with office.desk_of(None) as page:
        page.goto("/")
        page.get_by_label("Email address").fill(editor.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto("/words/main/agent/prompt")
        page.get_by_role("textbox", name="Words", exact=True).fill(PROMPT)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url("**/flows/main**")
        page.goto("/notices/reminder")
        page.locator("#words-form[data-ready]").wait_for()
        line = page.locator(".cm-line", has_text="If you can't come")
        line.click()
        page.keyboard.press("Home")
        for _ in "If you can't come, ":
            page.keyboard.press("ArrowRight")
        page.keyboard.type("please ")
        expect(page.locator("#text")).to_have_value(re.compile(re.escape(SENTENCE)))
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.")).to_be_visible()


def translate_at_the_bench(office: Office, ana: Person) -> None:
    """Spanish, at the bench, without leaving the page."""
    with office.desk_of(ana) as page:
        page.goto("/translate")
        expect(page.get_by_text("Kreyòl")).to_have_count(0)
        page.get_by_role("link", name="Changed since: 2", exact=True).click()
        page.evaluate("window.isTheSamePage = true")
        for words in (SPANISH, LETTER["es"]):
            field = page.locator("#form-0")
            expect(field).not_to_have_value(words)
            field.fill(words)
            before = page.locator("#tl-form input[name=at]").input_value()
            field.press("Control+Enter")
            expect(page.locator(f"#tl-form input[name=at][value='{before}']")).to_have_count(0)
            # For some milliseconds the form still has attributes of the one before; nobody types that fast.
            expect(page.locator(".htmx-settling")).to_have_count(0)
        expect(page.locator(".tl-text")).to_contain_text("Nothing is left to do in this list.")
        assert page.evaluate("window.isTheSamePage") is True


def translate_by_file(office: Office, jo: Person, folder: Path) -> None:
    """Haitian Creole, in a tool elsewhere: what is to be done goes out as XLIFF and comes back."""
    with office.desk_of(jo) as page:
        page.goto("/deliveries")
        page.get_by_label("Format").first.select_option("xliff21")
        with page.expect_download() as begun:
            page.get_by_role("button", name="Download texts").click()
        sent = folder / "for_jo.xlf"
        begun.value.save_as(sent)
        fill_xliff(sent, {"Please hold": CREOLE, "If you": LETTER["ht"]})
        page.get_by_label("Files").first.set_input_files(sent)
        page.get_by_role("button", name="Look at translations").click()
        expect(page.get_by_text("2 translations can be taken. Nothing has been saved yet.")).to_be_visible()
        page.get_by_role("button", name="Take what was accepted").click()
        expect(page.get_by_text("2 translations were taken.")).to_be_visible()


def fill_xliff(path: Path, words: dict[str, str]) -> None:
    """What a translator's tool makes of a package: targets, in which placeholders stand as the sources have them."""
    tree: Any = etree.parse(path)
    for segment in tree.iter("{*}segment"):
        source, target = segment.find("{*}source"), segment.find("{*}target")
        (said,) = (one for begin, one in words.items() if "".join(source.itertext()).startswith(begin))
        if target is None:
            target = etree.SubElement(segment, source.tag.replace("source", "target"))
        places = [deepcopy(one) for one in source]
        target[:] = []
        target.text, *rest = re.split(r"\{[^}]*\}", said)
        for place, text in zip(places, rest, strict=True):
            place.tail = text
            target.append(place)
        segment.set("state", "translated")
        segment.attrib.pop("subState", None)
    tree.write(path, encoding="UTF-8", xml_declaration=True)


def record_what_is_missing(office: Office, eli: Person, folder: Path) -> None:
    """A release can't be made: callers of one language would not hear a person. The way leads to where it is mended."""
    take = folder / "take 12.wav"
    take.write_bytes(spoken(seconds_of(CREOLE_AGAIN, "ht"), 300))
    with office.desk_of(eli) as page:
        make_release(page)
        gate = page.locator(".gate", has_text="Every required language can be heard")
        expect(gate).to_contain_text("main/agent/prompt was changed after it was recorded")
        gate.get_by_role("link", name="Recordings").last.click()
        page.get_by_role("link", name=CREOLE_AGAIN, exact=True).click()
        expect(page.get_by_text("Changed since the recording:")).to_be_visible()
        page.set_input_files("#rec-take", str(take))
        expect(page.get_by_text("Passes the check")).to_be_visible()
        page.get_by_label("Who speaks").fill("Ana Sample")
        page.get_by_role("button", name="Take it and go on").click()
        expect(page.get_by_role("status")).to_contain_text("Taken: main.agent.prompt")
        expect(page.locator("tr", has_text=CREOLE_AGAIN)).to_contain_text("Recorded")


def read_the_log(office: Office, dana: Person) -> None:
    """All of it stands there, in order, each in the name of who did it, and nobody has changed a row."""
    with office.desk_of(dana) as page:
        page.goto("/audit")
        page.get_by_role("button", name="Look for changed rows").click()
        expect(page.get_by_text("The log is whole.")).to_be_visible()
        row = page.locator("tr", has_text="was kept from publishing a release")
        expect(row).to_contain_text("blocked by: freeze")
        expect(page.locator("tr", has_text="was kept from making a release")).to_contain_text("blocked by: voices")
    deeds = [(one.who.partition("@")[0], one.action) for one in reversed(office.house.log())]
    told = [one for one in deeds if one[0] != "test" and one[1] not in ("sign in", "comment")]
    assert [one for one, _ in groupby(told)] == DEEDS


DEEDS = [
    ("ed", "save"),
    ("ana", "save"),
    ("jo", "save"),
    ("rae", "return"),
    ("rae", "approve"),
    ("jo", "save"),
    ("rae", "approve"),
    ("eli", "try to make a release"),
    ("eli", "save"),
    ("rae", "approve"),
    ("eli", "make a release"),
    ("eli", "try to publish a release"),
    ("eli", "publish a release"),
    ("omar", "switch a bulletin on"),
    ("olga", "confirm a bulletin"),
    ("omar", "switch a bulletin off"),
    ("eli", "go back to a release"),
]
