"""Recordings with accounts: all listen; who works on a language brings takes in it, and their name stands there."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ivr_author.people.roles import Grant, Role
from ivr_author.speech.pace import seconds_of
from tests.speech.sounds import silence, sine, write
from tests.web.accounts import House
from tests.web.pages import BASE, Visitor

TEXT = "texts.no_match"


def sound(words: str, locale: str) -> bytes:
    return write(np.concatenate([silence(0.1), sine(seconds_of(words, locale)), silence(0.1)]))


def bring(visitor: Visitor, at: str, form: dict[str, Any], raw: bytes) -> Any:
    sent = {**form, "take": (io.BytesIO(raw), "take 7.wav")}
    return visitor.client.post(at, data=sent, base_url=BASE, buffered=True)


def test_who_is_here_for_a_language_sees_its_recordings_alone(shared_house: House) -> None:
    visitor = shared_house.enter(shared_house.add("tessa", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    assert visitor.get("/recordings").all("//tbody//th/a/@href") == ["/recordings/en", "/recordings/es"]
    for address in ("", f"/{TEXT}", f"/{TEXT}/voice.wav", "/files/a.wav", f"/takes/{'0' * 32}.wav"):
        visitor.get(f"/recordings/ht{address}", 403)
    visitor.get("/recordings?locale=ht", 403)
    assert visitor.get(f"/recordings/es/{TEXT}").all("//input[@type='file']")
    # The source is for reading.
    assert not visitor.get(f"/recordings/en/{TEXT}").all("//input[@type='file']")
    token = shared_house.token_of(visitor)
    for locale in ("en", "ht"):
        assert bring(visitor, f"/recordings/{locale}/{TEXT}", {"csrf_token": token}, b"x").status_code == 403


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.OPERATIONS])
def test_others_listen(shared_house: House, role: Role) -> None:
    visitor = shared_house.enter(shared_house.add(f"listening-{role}", role))
    page = visitor.get(f"/recordings/es/{TEXT}")
    assert page.all("//a[@data-plays]")
    assert not page.all("//main//form")
    assert not visitor.get("/recordings").all("//main//a[contains(@href, '/deliveries')]")


def test_a_take_is_somebody_s_and_stands_in_the_log(house: House, kept_workspace: Path) -> None:
    visitor = house.enter(house.add("tessa", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    page = visitor.get(f"/recordings/es/{TEXT}")
    (words,) = page.texts("//p[contains(@class, 'tl-source')]")
    sent = bring(visitor, f"/recordings/es/{TEXT}", page.form("//form[@enctype]"), sound(words, "es"))
    assert sent.status_code == 303
    held = visitor.get(sent.headers["Location"])
    key = held.form("//form[@id='rec-form']")["key"]
    other = house.enter(house.add("hakim", Grant(Role.TRANSLATOR, frozenset({"ht"}))))
    token = house.token_of(other)
    other.get(f"/recordings/es/takes/{key}.wav", 403)
    other.get(f"/recordings/ht/takes/{key}.wav", 404)
    other.post(f"/recordings/ht/{TEXT}/take", {"key": key, "seen": "", "csrf_token": token}, 404)
    visitor.post(held.one("//form[@id='rec-form']/@action"), held.form("//form[@id='rec-form']"))
    told = subprocess.run(
        ["git", "-C", str(kept_workspace), "log", "-1", "--format=%an: %s"], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "Tessa: Take the recording of texts/no_match in es"
    (row,) = house.log("save")
    assert row.who == "tessa@example.org"
    assert f"locales/es/audio/{TEXT}.wav" in row.detail["files"]


def test_a_delivery_of_recordings_is_its_language_s(house: House) -> None:
    visitor = house.enter(house.add("tessa", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    words = visitor.get(f"/recordings/es/{TEXT}").texts("//p[contains(@class, 'tl-source')]")[0]
    form = {"csrf_token": house.token_of(visitor), "by": "", "on": ""}

    def deliver(locale: str) -> Any:
        files = [(io.BytesIO(sound(words, "es")), f"{TEXT}.wav")]
        sent = {**form, "locale": locale, "files": files}
        return visitor.client.post("/deliveries/recordings", data=sent, base_url=BASE, buffered=True)

    assert deliver("ht").status_code == 403
    report = deliver("es").headers["Location"]
    other = house.enter(house.add("hakim", Grant(Role.TRANSLATOR, frozenset({"ht"}))))
    other.post(f"{report}/take", {"csrf_token": house.token_of(other)}, 403)
    visitor.post(f"{report}/take", {"csrf_token": form["csrf_token"]})
