"""Bulletins in the studio: what callers hear, on and off with what is wrong told, two people at once, other clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.switch_bulletin import Act, switch_off, switch_on
from ivr_author.web.release.desk import the_desk
from ivr_author.workspace.switches import SWITCHES_PATH, read_switches
from tests.harness.sample import change
from tests.usecases import released as small_releases
from tests.usecases.released import commit, copy_of, put_under_git
from tests.usecases.switching import LOCALES, NOON, make_switching
from tests.web.conftest import create_studio
from tests.web.pages import Page, Visitor

DOWN = "payments_down"
AT = f"/bulletins/{DOWN}"
HOUR = timedelta(hours=1)
USUAL = {"do": "on", "when": "now", "ends": "open", "slot.until": "18:00"}
ENDS = "//input[@id='ends-at' or @id='ends-open'][@checked]"


class Room:
    """The room on a workspace, at a time."""

    def __init__(self, root: Path, now: datetime = NOON) -> None:
        self.root = root
        self.app = create_studio(root)
        self.at = now
        with self.app.app_context():
            the_desk().clock = lambda: self.at
        self.visitor = Visitor(self.app)
        self.visitor.get("/help")

    def get(self, address: str = AT, status: int = 200) -> Page:
        """A page."""
        return self.visitor.get(address, status)

    def send(self, status: int = 303, page: Page | None = None, **fields: str) -> Page:
        """Send the form of the page, with other fields."""
        held = (page or self.get()).tree.xpath("//form[contains(@action, '/switch')]")[-1]
        form = dict(held.form_values())
        named = {name.replace("__", "."): value for name, value in fields.items()}
        return self.visitor.post(f"{AT}/switch", {**form, **USUAL, **named}, status)


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    made = make_switching(tmp_path / "small", repository)
    put_under_git(made)
    return made


@pytest.fixture
def room(root: Path) -> Room:
    """The room on it."""
    return Room(root)


@pytest.fixture(scope="module")
def still_room(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Room:
    """One for tests that switch nothing."""
    made = make_switching(tmp_path_factory.mktemp("still") / "small", repository)
    put_under_git(made)
    return Room(made)


def says(page: Page) -> dict[str, str]:
    """What is heard, by the language of its card."""
    cards = page.all("//p[contains(@class, 'say__words')]")
    return {one.get("lang").partition("-")[0]: " ".join(one.text_content().split()) for one in cards}


def test_what_callers_would_hear_in_every_language(still_room: Room) -> None:
    page = still_room.get()
    assert len(says(page)) == len(LOCALES)
    assert "anvan 6:00 PM" in says(page)["ht"]
    assert page.texts("//h2[@id='words-title']") == ["What callers would hear"]
    assert page.texts("//*[contains(@class, 'say__text')][@lang='es-US']")[0].startswith(
        "Health Connector: En este momento"
    )
    assert len(page.all("//audio")) == len(LOCALES)
    # With what is typed, as a fragment while one types and as a page without scripts; what does not fit is left out.
    part = still_room.visitor.client.get(f"{AT}?slot.until=20:30", headers={"HX-Request": "true"})
    assert "8:30 PM" in part.text
    assert "<html" not in part.text
    assert "8:30 PM" in says(still_room.get(f"{AT}?slot.until=20:30"))["en"]
    assert "6:00 PM" in says(still_room.get(f"{AT}?slot.until=25:00&slot.other=1"))["en"]
    shown = still_room.send(200, do="show", slot__until="19:15", ends="at", end="2026-12-22T20:00")
    assert "7:15 PM" in says(shown)["en"]
    assert shown.form("//form[contains(@action, '/switch')]")["end"] == "2026-12-22T20:00"
    assert read_switches(still_room.root).all == ()


def test_on_and_off(room: Room) -> None:
    assert "No bulletin is on." in room.get("/bulletins").text
    page = room.visitor.follow(room.send(ends="at", end="2026-12-22T18:30", reason="The bank's site is down"))
    (alert,) = page.texts("//*[contains(@class, 'usa-alert--success')]")
    assert "Calls that begin from now on hear it, within 2 seconds." in alert
    assert page.texts("//h2[@id='words-title']") == ["What callers hear now"]
    (switch,) = read_switches(room.root).all
    assert (switch.by, switch.email, switch.on, switch.reason) == (
        "Dana Río", "dana@example.org", True, "The bank's site is down",
    )  # fmt: skip
    assert switch.end == datetime(2026, 12, 22, 23, 30, tzinfo=NOON.tzinfo), "in the exchange's time zone"
    facts = page.texts("//dl[contains(@class, 'facts')]")[0]
    assert "Ends on Dec 22, 2026, 6:30 PM, in 6 hours" in facts.replace("\u202f", " ")
    assert "The bank's site is down" in facts
    assert "no accounts" in page.texts("//section[@aria-labelledby='second']")[0]
    listed = room.get("/bulletins")
    assert listed.texts("//li[contains(@class, 'bulletin--on')]//h2") == ["Payments down"]
    # Every page tells of it, while it is on.
    (bar,) = room.get("/problems").texts("//aside[contains(@class, 'bulletin-bar')]")
    assert "Dana Río switched on “Payments down”" in bar
    off = room.visitor.follow(room.send(do="off", reason="Mended"))
    assert "no longer hear it" in off.texts("//*[contains(@class, 'usa-alert--success')]")[0]
    assert not room.get("/problems").all("//aside[contains(@class, 'bulletin-bar')]")
    assert [one.on for one in read_switches(room.root).all] == [True, False]


def test_later_and_over(room: Room) -> None:
    page = room.visitor.follow(room.send(when="later", at="2026-12-22T14:00", ends="at", end="2026-12-22T15:00"))
    assert "Calls that begin from Dec 22, 2026, 2:00" in page.text
    assert page.texts("//h2[@id='words-title']") == ["What callers will hear"]
    room.at = NOON + 4 * HOUR
    page = room.get()
    assert "Ended on Dec 22, 2026, 3:00" in page.texts("//dl[contains(@class, 'facts')]")[0]
    assert page.texts("//h2[@id='words-title']") == ["What callers would hear"]
    assert not room.get("/problems").all("//aside[contains(@class, 'bulletin-bar')]")


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"ends": ""}, "ends-at", "Say when it ends, or that it stays on until somebody switches it off."),
        ({"ends": "at"}, "end", "Say the date and time at which it ends."),
        ({"ends": "at", "end": "2026-12-22T11:00"}, "end", "2026-12-22 16:00 UTC is past."),
        ({"ends": "at", "end": "2028-12-22T11:00"}, "end", "2028-12-22 is more than a year ahead."),
        ({"ends": "at", "end": "tonight"}, "end", "`tonight` is no date and time."),
        ({"when": "later"}, "at", "Say the date and time at which it begins."),
        ({"when": "later", "at": "2026-12-22T10:00"}, "at", "It would begin in the past: 2026-12-22 15:00 UTC."),
        ({"when": "later", "at": "2026-12-22T14:00", "ends": "at", "end": "2026-12-22T13:00"}, "end",
         "This bulletin would end before it begins."),
        ({"when": ""}, "when-now", "Choose when it begins."),
        ({"slot.until": ""}, "slot-until", "The slot `until` needs a time."),
        ({"slot.until": "late"}, "slot-until", "The slot `until` needs a time: "),
        ({"reason": "x" * 1001}, "reason", "The reason is longer than 1000 characters."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    still_room: Room, fields: dict[str, str], field: str, told: str
) -> None:
    typed = {"reason": "A storm", **{name.replace(".", "__"): value for name, value in fields.items()}}
    page = still_room.send(422, **typed)
    assert page.all(f"//*[contains(@class, 'error-summary')]//a[@href='#{field}']")
    assert told.replace("`", "") in page.texts("//*[contains(@class, 'error-summary')]")[0]
    assert page.form("//form[contains(@action, '/switch')]")["reason"] == typed["reason"].removeprefix("\n")
    assert read_switches(still_room.root).all == ()


def test_two_people_at_once(room: Room) -> None:
    page = room.get()
    switch_on(room.root, DOWN, {"until": "17:00"}, Act("Grace"), now=NOON)
    again = room.send(409, page=page, reason="Not seen")
    assert "Grace switched payments_down on meanwhile" in again.texts("//*[contains(@class, 'error-summary')]")[0]
    assert len(read_switches(room.root).all) == 1
    # The page shows how it is now, keeps what was typed, and its form is based on that.
    assert "Grace" in again.texts("//dl[contains(@class, 'facts')]")[0]
    assert again.form("//form[.//input[@name='when']]")["reason"] == "Not seen"
    room.send(page=again)
    page = room.get()
    switch_off(room.root, DOWN, Act("Grace"), now=NOON)
    assert "Grace switched payments_down off meanwhile" in room.send(409, page=page, do="off").texts("//main")[0]


def test_words_that_changed_between_page_and_click(room: Room) -> None:
    page = room.get()
    change(room.root, "locales/es/LC_MESSAGES/flows.po", "ya se podrá pagar. Inténtelo", "se podrá pagar. Inténtelo")
    again = room.send(409, page=page)
    assert "changed meanwhile" in again.texts("//*[contains(@class, 'error-summary')]")[0]
    assert "a las 6:00 p.m. se podrá" in says(again)["es"]
    assert read_switches(room.root).all == ()
    room.send(page=again)


def test_sound(still_room: Room) -> None:
    answer = still_room.visitor.client.get(f"{AT}/sound.wav?locale=es&slot.until=20:30")
    assert answer.data[:4] == b"RIFF"
    other = still_room.visitor.client.get(f"{AT}/sound.wav?locale=es&slot.until=09:00")
    assert answer.data != other.data or answer.headers["X-Sound-Source"] == "silence"
    still_room.get(f"{AT}/sound.wav?locale=xx", 404)
    still_room.get(f"{AT}/sound.wav", 404)


def test_what_is_no_bulletin_or_no_form_of_ours(still_room: Room) -> None:
    still_room.get("/bulletins/storm", 404)
    token = str(still_room.visitor.get("/token").text)
    for fields, status in (
        ({**USUAL, "after": "0", "do": "off"}, 409),
        ({**USUAL, "after": "x"}, 400),
        ({**USUAL, "after": "0", "do": "explode"}, 400),
        ({**USUAL, "after": "0", "other": "1"}, 400),
        ({**USUAL, "after": "0", "slot.other": "1"}, 422),
    ):
        still_room.visitor.post(f"{AT}/switch", {**fields, "csrf_token": token}, status)
    still_room.visitor.post(f"{AT}/confirm", {"number": "7", "csrf_token": token}, 409)
    still_room.visitor.post(f"{AT}/confirm", {"number": "seven", "csrf_token": token}, 400)
    assert read_switches(still_room.root).all == ()


def test_who_switched_can_not_confirm_it(room: Room) -> None:
    room.send()
    page = room.get()
    token = str(room.visitor.get("/token").text)
    assert not page.all("//form[contains(@action, '/confirm')]")
    told = room.visitor.post(f"{AT}/confirm", {"number": "1", "csrf_token": token}, 409)
    assert "a second person confirms it" in told.text


def test_a_language_without_words_and_a_torn_journal_are_told(room: Room) -> None:
    (room.root / "locales/vi/LC_MESSAGES/flows.po").write_text('msgid ""\nmsgstr "Language: vi\\n"\n')
    page = room.visitor.follow(room.send())
    assert "callers in vi hear" in page.texts("//*[contains(@class, 'usa-alert--success')]")[0].lower()
    assert "Callers hear it in English." in page.text
    with (room.root / SWITCHES_PATH).open("ab") as journal:
        journal.write(b'{"number": 2,')
    assert "switches-torn" in room.get("/bulletins").text
    (room.root / "ivr.yaml").write_text("format: 1\nlocales: [\n")
    assert "can't be read" in room.get("/bulletins", 409).texts("//main")[0]
    room.get(AT, 409)
    room.get("/problems")


def test_a_switch_that_no_longer_fits_is_told(room: Room) -> None:
    room.send()
    change(room.root, f"flows/bulletins/{DOWN}.yaml", "until: {type: time, example", "until: {type: date, example")
    assert "switch-lapsed" in room.get("/bulletins").text
    assert "switch-lapsed" in room.get().text


def test_with_a_release_callers_hear_its_words(released: Path, tmp_path: Path) -> None:
    root = copy_of(released, tmp_path / "line")
    (root / "flows/bulletins").mkdir(exist_ok=True)
    (root / "flows/bulletins/storm.yaml").write_text("title: Storm\non: false\nprompt: A storm is near.\n")
    commit(root, "A storm")
    publish_release(root, "one", now=small_releases.NOON)
    room = Room(root, small_releases.NOON + HOUR)
    page = room.get("/bulletins")
    assert "Callers hear release one" in page.texts("//main")[0]
    assert page.texts("//section[@aria-labelledby='unreleased']//li") == ["Storm storm"]
    assert "once a release with it is live" in room.get("/bulletins/storm", 404).text


def test_the_studios_phone_follows_the_switches_or_the_files(room: Room) -> None:
    call = "/flows/main/phone?locale=es&at=2026-12-22T12:10"
    assert not room.get(call).all("//select[@name='bulletins']")
    room.send(ends="at", end="2026-12-22T12:30")
    for target in ("", "&target=twiml", "&target=voicexml"):
        page = room.get(call + target)
        (words,) = [one for one in page.texts("//li[contains(@class, 'bubble--say')]/p[1]") if "6:00 p.m." in one]
        assert words.startswith("En este momento no puede hacer pagos")
        assert not page.all("//*[@id='differs']")
        # Its clock is the call's; as the files have it, it is off.
        for other in (call.replace("12:10", "12:30"), f"{call}&bulletins=files"):
            assert "6:00 p.m." not in room.get(other + target).texts("//ol[contains(@class, 'transcript')]")[0]
    page = room.get(call)
    assert page.all("//select[@name='bulletins']/option/@value") == ["now", "files"]
    line = next(one for one in page.all("//a[@data-hear]/@href") if "line-2" in one)
    assert room.visitor.client.get(line).data[:4] == b"RIFF"
    assert "6:00 PM" not in room.visitor.client.get("/flows/main/phone/script?at=2026-12-22T12:10").text
    # An address that says it stays as it is from click to click.
    assert "bulletins=files" in room.get(f"{call}&bulletins=files").one("//a[@download]/@href")


def test_home_tells_what_is_on(room: Room) -> None:
    assert not room.get("/").all("//*[@id='bulletins-on']")
    room.send(ends="at", end="2026-12-22T18:00")
    (told,) = room.get("/").texts("//section[@aria-labelledby='bulletins-on']//li")
    assert told.replace("\u202f", " ") == "on now Payments down Ends on Dec 22, 2026, 6:00 PM, in 6 hours"
    (listed,) = room.get("/flows").texts("//section[@aria-labelledby='bulletins']//li")
    assert listed.startswith("Payments down on now")
