"""The phone's page: state in the address, wrong addresses, what a call can be kept as."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read_script import read_scripts
from tests.web.pages import Visitor

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
