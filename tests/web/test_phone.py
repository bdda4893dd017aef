"""The phone's page: state in the address, wrong addresses, what a call can be kept as."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ivr_author.call.line import Line
from ivr_author.call.world import CallSetup
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read_script import read_scripts
from ivr_author.harness.targets import load_targets
from ivr_author.ir.target import Artifact
from ivr_author.speech.audio import measure, read_sound
from ivr_author.workspace.espeak import VoiceState, voice_state
from tests.web.pages import BASE, Page, Visitor

MAIN = "/flows/main/phone?at=2026-12-09T10:00"
BILLING = "/flows/billing/phone?at=2026-12-09T10:00"


def heard(visitor: Visitor, path: str) -> list[str]:
    return visitor.get(path).texts("//p[contains(@class, 'bubble__words')]")


def test_call_in_a_language(shared_visitor: Visitor) -> None:
    page = shared_visitor.get(f"{BILLING}&locale=ar&do=press+12345678&do=press+1")
    last = page.all("//p[contains(@class, 'bubble__words')]")[-1]
    assert (last.get("lang"), last.get("dir")) == ("ar", "rtl")
    assert page.all("//a[@href='/flows/billing?locale=ar#n-pay_menu']")


def test_every_act_leads_to_one_address(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(BILLING).form()
    pairs = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in form.items() if name != "typed")
    page = shared_visitor.get(f"/flows/billing/phone?{pairs}&typed=12345678&act=press", status=302)
    query = parse_qs(urlsplit(page.headers["Location"]).query)
    assert query == {
        "locale": ["en"],
        "at": ["2026-12-09T10:00"],
        "caller": ["+16175550123"],
        "called": ["+18005550100"],
        "do": ["press 12345678"],
    }


@pytest.mark.parametrize(
    ("asked", "done"),
    [
        ("key=1", "typed=1"),
        ("typed=1234567&key=8", "do=press+12345678"),
        ("typed=12&key=%23", "do=press+12%23"),
        ("typed=0&act=silence", "do=press+0"),
        ("act=silence", "do=silence"),
        ("act=say&words=my++bill", "do=say+my+bill"),
        ("act=enter&words=bill", "do=say+bill"),
        ("act=enter&typed=1", "do=press+1"),
        ("act=hang_up", "do=hang_up"),
        ("do=silence&act=undo", ""),
        ("do=silence&typed=12&act=undo", "do=silence&typed=1"),
        ("do=silence&typed=12&act=restart", ""),
        ("do=silence&act=play", "do=silence"),
    ],
)
def test_acts(shared_visitor: Visitor, asked: str, done: str) -> None:
    page = shared_visitor.get(f"{BILLING}&{asked}", status=302)
    tail = page.headers["Location"].partition("called=%2B18005550100")[2].lstrip("&")
    assert tail == done
    shared_visitor.follow(page)


@pytest.mark.parametrize(
    "wrong",
    [
        "at=yesterday",
        "at=9999-12-31T23:59",
        "caller=12",
        "called=%2B0",
        "locale=xx",
        "target=fax",
        "lookup.billing.balance=9",
        "lookup.billing.balance=typed&field.billing.balance/balance=much",
        "queue.billing=asleep",
        "callbacks=maybe",
        "typed=12a",
        "do=dance",
        "do=press+",
        "do=say+%07",
        "do=press+" + "1" * 90,
        "&".join(["do=silence"] * 250),
        "act=press",
        "act=say&words=+",
        "key=12x",
    ],
)
def test_wrong_addresses_are_told_and_do_no_harm(shared_visitor: Visitor, wrong: str) -> None:
    page = shared_visitor.get(f"/flows/billing/phone?{wrong}")
    assert page.texts("//div[@role='alert']//li")


def test_world_answers_as_chosen(shared_visitor: Visitor) -> None:
    call = f"{BILLING}&do=press+12345678&do=press+1"
    assert any("$120.55" in one for one in heard(shared_visitor, call))
    assert any("nothing right now" in one for one in heard(shared_visitor, f"{call}&lookup.billing.balance=1"))
    assert any("could not find" in one for one in heard(shared_visitor, f"{call}&lookup.billing.balance=2"))
    typed = "lookup.billing.balance=typed&field.billing.balance/balance=7&field.billing.balance/due_date=2026-12-31"
    assert any("$7" in one for one in heard(shared_visitor, f"{call}&{typed}"))
    full = shared_visitor.get(f"{call}&do=press+0&queue.billing=full")
    assert "Queue billing, English: full" in full.texts("//li[contains(@class, 'bubble--event')]")
    closed = heard(shared_visitor, "/flows/menu/phone?at=2026-12-09T23:00")
    assert closed[0].startswith("Our office is closed")


def test_values_are_shown(shared_visitor: Visitor) -> None:
    page = shared_visitor.get(f"{BILLING}&do=press+12345678&do=press+1")
    facts = dict(zip(page.texts("//dl[@class='facts']/dt"), page.texts("//dl[@class='facts']/dd"), strict=True))
    assert facts["balance"] == "120.55"
    assert facts["paid"] == "false"
    assert facts["misses"] == "0"


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_targets_play_the_same_call(shared_visitor: Visitor, target: str) -> None:
    call = f"{MAIN}&do=press+2&do=say+factura&do=press+12345678&do=press+1&do=hang_up"
    page, reference = shared_visitor.get(f"{call}&target={target}"), shared_visitor.get(call)
    assert page.texts("//details[@id='events']//pre") == reference.texts("//details[@id='events']//pre")
    assert not page.all("//li[contains(@class, 'bubble--problem')]")


def test_call_is_kept_as_a_script(shared_visitor: Visitor) -> None:
    page = shared_visitor.get(BILLING.replace("phone?", "phone/script?") + "&do=press+12345678&do=press+1&do=hang_up")
    assert "billing.calls.yaml" in page.headers["Content-Disposition"]
    source = Source("flows/billing.calls.yaml", page.text)
    tree, faults = read_yaml(source)
    assert tree is not None
    scripts, more = read_scripts("billing", source, tree)
    assert [*faults, *more] == []
    assert scripts[0].expect.outcome == "hangup caller"


def test_phone_of_no_flow(shared_visitor: Visitor) -> None:
    assert shared_visitor.get("/phone", status=302).headers["Location"] == "/flows/main/phone"


KREYOL = f"{BILLING}&locale=ht&do=press+12345678&do=press+1"
needs_voice = pytest.mark.skipif(voice_state("ht") is VoiceState.NO_PROGRAM, reason="no espeak-ng on this machine")


def test_each_line_tells_its_language_and_its_seconds(shared_visitor: Visitor) -> None:
    page = shared_visitor.get(KREYOL)
    lines = page.texts("//p[@class='bubble__facts']")
    assert all("Kreyòl ayisyen" in one for one in lines)
    seconds = [float(one.removesuffix(" s")) for one in page.texts("//span[@class='bubble__seconds']")]
    assert len(seconds) == len(lines) == len(page.all("//a[@data-hear]"))
    assert all(0.5 < one < 60 for one in seconds)
    [spoken] = page.texts("//span[@class='phone__spoken']")
    assert int(spoken.split()[0]) == pytest.approx(sum(seconds), abs=1)


def test_words_that_are_not_translated_say_so(visitor: Visitor, workspace: Path) -> None:
    catalog = workspace / "locales/ht/LC_MESSAGES/flows.po"
    text = catalog.read_text()
    at = text.index("msgid", text.index('msgctxt "billing/pay_menu/prompt"'))
    start, end = text.index("msgstr", at), text.index("\n\n", at)
    catalog.write_text(f'{text[:start]}msgstr ""{text[end:]}')
    page = visitor.get(KREYOL)
    told = [one for one in page.texts("//p[@class='bubble__facts']") if "not translated" in one]
    assert len(told) == 1
    assert "caller hears English" in told[0]
    assert not [one for one in visitor.get(MAIN).texts("//p[@class='bubble__facts']") if "not translated" in one], (
        "a line in a language of its own is meant"
    )


@needs_voice
def test_a_line_is_heard_as_a_telephone_plays_it(visitor: Visitor, workspace: Path) -> None:
    href = visitor.get(KREYOL).all("//a[@data-hear]/@href")[0]
    answer = visitor.get(href)
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["X-Sound-Source"] == "voice"
    sound = read_sound(answer.body)
    assert sound.is_for_telephones
    assert measure(sound).level == pytest.approx(-20, abs=1.5)
    part = visitor.get(href, status=206, headers={"Range": "bytes=0-99"})
    assert part.body == answer.body[:100]
    held = visitor.client.get(href, base_url=BASE, headers={"If-None-Match": answer.headers["ETag"]})
    assert held.status_code == 304
    assert list((workspace / ".ivr_author/voice").iterdir())


def test_nothing_but_what_is_said_can_be_heard(shared_visitor: Visitor) -> None:
    """What the caller does is no line, and no address takes words to be spoken."""
    moments = shared_visitor.get(KREYOL).all("//li[contains(@class, 'bubble ')]/@class")
    keys = 1 + next(index for index, one in enumerate(moments) if "bubble--keys" in one)
    for number in (0, keys, 99):
        line = KREYOL.replace("/phone?", f"/phone/line-{number}.wav?")
        assert "Nothing is said there" in shared_visitor.get(f"{line}&words=Hello", 404).text


def test_a_machine_without_voices_says_so(shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_author.web.call.booth.voice_state", lambda locale: VoiceState.NO_PROGRAM)
    assert "install espeak-ng" in shared_visitor.get(KREYOL).texts("//p[@class='phone__voice']")[0]
    monkeypatch.setattr("ivr_author.web.call.booth.voice_state", lambda locale: VoiceState.NO_VOICE)
    assert "No voice for Haitian Creole" in shared_visitor.get(KREYOL).texts("//p[@class='phone__voice']")[0]
    monkeypatch.setattr("ivr_author.web.call.booth.voice_state", lambda locale: VoiceState.GUESSED)
    assert "leaves out vowels" in shared_visitor.get(KREYOL).texts("//p[@class='phone__voice']")[0]


def test_panel_is_the_same_phone(shared_visitor: Visitor) -> None:
    path = KREYOL.replace("/phone?", "/phone/panel?") + "&queue.billing=full&act=silence"
    answer = shared_visitor.client.get(path, base_url=BASE, headers={"HX-Request": "true"})
    fragment = Page(answer.status_code, answer.headers, answer.data)
    assert fragment.status == 200
    assert "<html" not in fragment.text
    trace = fragment.one("//div[@id='call-trace']")
    assert (trace.get("data-flow"), trace.get("data-now")) == ("billing", "pay_menu")
    assert trace.get("data-nodes").split(",")[:2] == ["begin", "identify"]
    assert fragment.form("//form[@id='call']")["queue.billing"] == "full", "what has no field here goes with it"
    assert fragment.all("//input[@name='do']/@value")[-1] == "silence"
    assert fragment.one("//form/@hx-get") == "/flows/billing/phone/panel"
    page = shared_visitor.get(path, status=302)
    assert urlsplit(page.headers["Location"]).path == "/flows/billing/phone", "for who opens it by itself"


def test_answers_in_turn_come_with_the_address(shared_visitor: Visitor) -> None:
    found = "ok+balance%3D77.00%26due_date%3D2026-12-23%26paid%3Dfalse%26open_bills%3D1"
    given = f"given.billing.balance=not_found&given.billing.balance={found}"
    call = f"{BILLING}&lookup.billing.balance=given&{given}&do=press+12345678&do=press+1"
    page = shared_visitor.get(call)
    assert not page.all("//div[@class='call__alerts']")
    assert (
        "as in this path: not found; balance 77.00" in page.texts("//select[@name='lookup.billing.balance']/option")[-2]
    )
    again = shared_visitor.get(f"{call}&do=press+12345678&do=press+1")
    assert any("$77" in one for one in again.texts("//p[contains(@class, 'bubble__words')]"))
    assert page.all("//input[@name='given.billing.balance']/@value")[0] == "not_found"


@pytest.mark.parametrize("wrong", ["ok+balance%3Dmuch", "ok+nothing%3D1", "maybe", "ok+%00", "ok+" + "a" * 3000])
def test_wrong_answers_in_an_address_are_told(shared_visitor: Visitor, wrong: str) -> None:
    page = shared_visitor.get(f"{BILLING}&lookup.billing.balance=given&given.billing.balance={wrong}")
    assert page.texts("//div[@role='alert']//li")


def keep(visitor: Visitor, page: Page, name: str, status: int = 303) -> Page:
    form = page.form("//form[@id='keep-call']")
    return visitor.post("/flows/billing/phone/keep", {**form, "name": name}, status)


def test_a_call_is_kept_played_everywhere_and_its_name_taken(visitor: Visitor, workspace: Path) -> None:
    before = (workspace / "flows/billing.calls.yaml").read_bytes()
    page = visitor.get(f"{KREYOL}&do=hang_up")
    kept = visitor.follow(keep(visitor, page, "  Peye  yon fakti "))
    assert "not kept under git" in kept.texts("//div[@id='kept']")[0], "the files of this test are no repository"
    assert kept.texts("//div[@id='kept']//span[contains(@class, 'status--ok')]") == [
        "the reference: passes",
        "TwiML (Twilio): passes",
        "VoiceXML 2.1: passes",
    ]
    after = (workspace / "flows/billing.calls.yaml").read_bytes()
    assert after.startswith(before.rstrip())
    assert "name: Peye yon fakti" in after.decode()[len(before) - 1 :]
    again = keep(visitor, page, "Peye yon fakti", 422)
    assert again.texts("//span[@id='keep-name-fault']/code")[-1] == "duplicate-name"
    assert again.one("//input[@id='keep-name']/@value") == "Peye yon fakti"
    assert again.texts("//p[contains(@class, 'bubble__words')]"), "the call is still there"
    assert (workspace / "flows/billing.calls.yaml").read_bytes() == after
    assert keep(visitor, page, "", 422).texts("//span[@id='keep-name-fault']/code") == ["call-name"]


def test_a_target_that_plays_otherwise_is_shown_line_by_line(
    shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf:
        def __getattr__(self, name: str) -> object:
            return getattr(load_targets()["twiml"], name)

        def play(self, artifact: Artifact, setup: CallSetup, line: Line) -> None:
            load_targets()["twiml"].play(artifact, dataclasses.replace(setup, locale="es"), line)

    monkeypatch.setattr("ivr_author.web.call.booth.load_targets", lambda: {**load_targets(), "twiml": Deaf()})
    page = shared_visitor.get(f"{KREYOL}&target=twiml")
    assert "does not play this call as it should" in page.texts("//div[@class='call__alerts']")[0]
    rows = page.all("//table[contains(@class, 'differences')]/tbody/tr")
    assert rows[0].get("class") == "differences__row"
    assert "say ht:" in rows[0].text_content()
    assert "say es:" in rows[0].text_content()
    assert any(not row.get("class") for row in rows), "what is the same is shown, too"


def test_a_form_of_before_a_restart_keeps_what_was_typed(visitor: Visitor, workspace: Path) -> None:
    before = (workspace / "flows/billing.calls.yaml").read_bytes()
    form = {**visitor.get(KREYOL).form("//form[@id='keep-call']"), "csrf_token": "old", "name": "Mine"}
    page = visitor.post("/flows/billing/phone/keep", form, 403)
    assert page.one("//input[@id='keep-name']/@value") == "Mine"
    assert "Send the form once more" in page.texts("//div[@class='call__alerts']")[0]
    assert page.texts("//p[contains(@class, 'bubble__words')]")
    assert (workspace / "flows/billing.calls.yaml").read_bytes() == before
