"""Deliveries: what goes out, what comes back and is shown before it is taken, and what is refused at the door."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pypdfium2
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from ivr_author.usecases.exchange import Only, pack
from ivr_author.web import delivery_page, export_page
from ivr_author.web.delivery_page import bare_name
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.tray import Tray
from tests.harness.sample import change, make_workspace
from tests.speech.sounds import silence, sine, write
from tests.web.conftest import create_studio, put_under_git
from tests.web.pages import BASE, Page, Visitor
from tests.web.server import serving

HELP, AYUDA = "How can we help you today?", "¿En qué podemos ayudarle?"
ES = "locales/es/LC_MESSAGES/flows.po"
TRAY = ".ivr_author/deliveries"
TRANSLATIONS, RECORDINGS = "/deliveries/translations", "/deliveries/recordings"


@pytest.fixture(autouse=True)
def reports_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows must not depend on how busy this machine is; one test looks at the waiting itself."""
    monkeypatch.setattr(export_page, "SOON_SECONDS", 120.0)


def make_office(folder: Path) -> Path:
    root = make_workspace(folder / "office")
    change(root, "ivr.yaml", "locales: []", "locales: [es]")
    return put_under_git(root)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A small workspace under git that wants Spanish."""
    return make_office(tmp_path)


@pytest.fixture
def desk(office: Path) -> Visitor:
    return Visitor(create_studio(office))


@pytest.fixture(scope="module")
def quiet_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all tests in which nothing may be taken."""
    return make_office(tmp_path_factory.mktemp("quiet"))


@pytest.fixture(scope="module")
def quiet_desk(quiet_office: Path) -> Visitor:
    return Visitor(create_studio(quiet_office))


def bring(
    desk: Visitor, to: str, files: list[tuple[str, bytes]], status: int = 303, headers: Any = None, **fields: str
) -> Page:
    """Upload files as a browser does."""
    form = desk.get("/deliveries").form(f"//form[@action='{to}']")
    sent = [FileStorage(io.BytesIO(raw), name, "files") for name, raw in files]
    boundary, body = encode_multipart({**form, **fields, "files": sent})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return desk.post(to, body, status, content_type=kind, headers=headers)  # type: ignore[arg-type]


def packed(office: Path, form: str = "xliff12") -> str:
    return pack(load_workspace(office), "es", form, only=Only.ALL).raw.decode()


def translated(office: Path, words: str = AYUDA) -> bytes:
    """What a translator sends back, with one text done."""
    raw = packed(office)
    begin = raw.index(f"<source>{HELP}</source>")
    old, new = '<target state="new"/>', f'<target state="translated">{words}</target>'
    return (raw[:begin] + raw[begin:].replace(old, new, 1)).encode()


def script_lines(desk: Visitor) -> list[dict[str, str]]:
    raw = desk.get("/deliveries/script?locale=en&form=csv&only=missing").body
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def sound(line: dict[str, str]) -> bytes:
    """A sound as long as a text takes, and loud enough."""
    return write(np.concatenate([silence(0.1), sine(float(line["seconds"])), silence(0.1)]))


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files:
            archive.writestr(name, raw)
    return buffer.getvalue()


def log_of(office: Path) -> list[str]:
    shown = subprocess.run(
        ["git", "-C", str(office), "log", "--format=%an: %s"], check=True, capture_output=True, text=True
    )
    return shown.stdout.splitlines()


def waiting(office: Path) -> list[Path]:
    return sorted((office / TRAY).iterdir()) if (office / TRAY).exists() else []


# --- out ---


@pytest.mark.parametrize(
    ("form", "begin"), [("xliff12", b"<?xml"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("po", b"msgid")]
)
def test_texts_go_out_in_every_format(quiet_desk: Visitor, form: str, begin: bytes) -> None:
    page = quiet_desk.get(f"/deliveries/package?locale=es&format={form}&scope=flows&only=all")
    assert page.body.startswith(begin)
    assert "attachment" in page.headers["Content-Disposition"]
    assert "office-flows-es" in page.headers["Content-Disposition"]


@pytest.mark.parametrize("wrong", ["locale=xx", "format=doc", "scope=../etc", "only=most"])
def test_no_other_package_is_made(quiet_desk: Visitor, wrong: str) -> None:
    right = {"locale": "es", "format": "po", "scope": "", "only": "all"}
    name, _, value = wrong.partition("=")
    quiet_desk.get("/deliveries/package?" + "&".join(f"{a}={b}" for a, b in {**right, name: value}.items()), 404)


def test_where_there_is_nothing_to_send_the_page_says_so(quiet_desk: Visitor) -> None:
    page = quiet_desk.get("/deliveries/package?locale=es&format=po&scope=flows&only=fuzzy", 422)
    assert "There is no such text to send." in page.text


def test_a_script_goes_out_for_the_studio_and_for_the_stand(quiet_desk: Visitor) -> None:
    lines = script_lines(quiet_desk)
    assert len(lines) > 5
    assert all(line["file"].endswith(".wav") for line in lines if line["number"])
    pdf = quiet_desk.get("/deliveries/script?locale=en&form=pdf&only=all")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(pdf.body)) >= 1
    quiet_desk.get("/deliveries/script?locale=en&form=doc&only=all", 404)


def test_a_script_that_takes_long_is_waited_for_on_a_page(desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Event()
    make = delivery_page.write_csv

    def slow(sheet: Any) -> bytes:
        assert go.wait(20)
        return make(sheet)

    monkeypatch.setattr(export_page, "SOON_SECONDS", 0.0)
    monkeypatch.setattr(delivery_page, "write_csv", slow)
    address = "/deliveries/script?locale=en&form=csv&only=missing"
    wait = desk.get(address, 303).headers["Location"]
    assert desk.get(wait).all("//progress")
    go.set()
    end = time.monotonic() + 20
    while desk.get(wait).all("//progress"):
        assert time.monotonic() < end
    assert address in desk.get(wait).all("//main//a[contains(@class, 'usa-button')]/@href")
    assert desk.get(address).headers["Content-Type"].startswith("text/csv")


# --- translations ---


def test_a_delivery_is_shown_first_and_taken_as_one_commit(desk: Visitor, office: Path) -> None:
    before = log_of(office)
    report = desk.follow(bring(desk, TRANSLATIONS, [("vendor/../es.xlf", translated(office))]))
    assert "1 translation can be taken." in report.text
    assert AYUDA in " ".join(report.texts("//td/p[@lang='es-US']"))
    assert "delivery-untranslated" in report.text
    assert re.search(r"[1-9]\d* refused", report.text)
    assert not (office / ES).exists()
    assert log_of(office) == before
    (address,) = report.all("//form[contains(@action, '/take')]/@action")
    taken = desk.follow(desk.post(address, report.form(f"//form[@action='{address}']")))
    assert "1 translation was taken." in taken.text
    assert AYUDA in (office / ES).read_text(encoding="utf-8")
    assert log_of(office) == ["Dana Rivera: Take 1 translations into es", *before]
    assert waiting(office) == []
    # Sent twice, it is taken once.
    desk.post(address, report.form(f"//form[@action='{address}']"))
    assert len(log_of(office)) == len(before) + 1


def test_a_report_that_takes_long_shows_how_far_it_is(
    desk: Visitor, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()
    real = delivery_page.import_deliveries

    def slowly(*arguments: Any) -> Any:
        go.wait(60)
        return real(*arguments)

    monkeypatch.setattr(delivery_page, "import_deliveries", slowly)
    monkeypatch.setattr(export_page, "SOON_SECONDS", 0.01)
    page = desk.follow(bring(desk, TRANSLATIONS, [("es.xlf", translated(office))]))
    assert page.all("//progress")
    assert page.all("//div[@class='job']/@hx-get") == page.all("//p[contains(@class, 'job__links')]/a/@href")
    go.set()
    monkeypatch.setattr(export_page, "SOON_SECONDS", 120.0)
    assert "1 translation can be taken." in desk.get(page.all("//div[@class='job']/@hx-get")[0]).text


def test_what_is_not_wanted_is_not_kept(desk: Visitor, office: Path) -> None:
    report = desk.follow(bring(desk, TRANSLATIONS, [("es.xlf", translated(office))]))
    assert len(waiting(office)) == 1
    (address,) = report.all("//form[contains(@action, '/drop')]/@action")
    desk.post(address, report.form(f"//form[@action='{address}']"))
    assert waiting(office) == []
    desk.get(address.removesuffix("/drop"), 404)


def test_somebody_who_translates_meanwhile_is_not_overwritten(desk: Visitor, office: Path) -> None:
    bring(desk, TRANSLATIONS, [("es.xlf", translated(office))])
    page = desk.follow(bring(desk, TRANSLATIONS, [("es.xlf", translated(office, "¿Cómo podemos ayudarle hoy?"))]))
    for key in [one.name for one in waiting(office)]:
        desk.post(f"/deliveries/{key}/take", page.form("//form[contains(@action, '/take')]"))
    # Both were wanted, one after the other: each is a version of its own.
    assert [one for one in log_of(office) if "Take" in one] == ["Dana Rivera: Take 1 translations into es"] * 2


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xliff version="1.2">&b;</xliff>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2"><file>&a;</file></xliff>'


@pytest.mark.parametrize(
    ("name", "raw", "rule"),
    [
        ("es.xlf", b"", "delivery-"),
        ("es.xlf", b"<xliff version='1.2'><file>", "delivery-syntax"),
        ("es.xlf", BOMB.encode(), "delivery-"),
        ("es.xlf", OUTSIDE.encode(), "delivery-"),
        ("es.exe", b"MZ\x00\x01", "delivery-format"),
        ("es.xlsx", b"PK\x03\x04 is no workbook", "delivery-syntax"),
        ("es.xlsx", zipped(("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")), "delivery-content"),
        ("../../ivr.yaml", b"format: 1", "delivery-format"),
    ],
)
def test_hostile_and_broken_files_are_refused_with_their_rule(
    quiet_desk: Visitor, quiet_office: Path, name: str, raw: bytes, rule: str
) -> None:
    page = bring(quiet_desk, TRANSLATIONS, [(name, raw)], 422)
    rules = page.texts("//code[@class='blocker__rule']")
    assert rules
    assert all(one.startswith(rule) for one in rules)
    assert "There is nothing to take" in page.text
    assert "root:" not in page.text
    assert "aaaaaaaaaaaaaaaaaaaaa" not in page.text
    assert waiting(quiet_office) == []
    assert log_of(quiet_office) == ["Dana Rivera: Begin"]


def test_a_language_that_is_not_wanted_is_refused(quiet_desk: Visitor, quiet_office: Path) -> None:
    raw = translated(quiet_office).replace(b'target-language="es-US"', b'target-language="fr-FR"')
    page = bring(quiet_desk, TRANSLATIONS, [("fr.xlf", raw)], 422)
    assert "delivery-wrong-language" in page.text


def test_formulas_of_a_spreadsheet_are_no_translations(quiet_desk: Visitor, quiet_office: Path) -> None:
    rows = list(csv.reader(io.StringIO(packed(quiet_office, "csv").removeprefix("\ufeff"))))
    head = next(number for number, row in enumerate(rows) if "translation" in row)
    column = rows[head].index("translation")
    for row in rows[head + 1 :]:
        row[column] = '=HYPERLINK("http://evil.example","x")'
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    page = bring(quiet_desk, TRANSLATIONS, [("es.csv", text.getvalue().encode())], 422)
    assert "delivery-content" in page.text or "delivery-formula" in page.text


def test_a_file_must_be_chosen(quiet_desk: Visitor) -> None:
    page = bring(quiet_desk, TRANSLATIONS, [("", b"")], 422)
    assert page.all("//a[@href='#translations-files']")
    assert page.one("//input[@id='translations-files']/@aria-invalid") == "true"


def test_unknown_fields_are_refused(quiet_desk: Visitor, quiet_office: Path) -> None:
    bring(quiet_desk, TRANSLATIONS, [("es.xlf", translated(quiet_office))], 400, path="../../ivr.yaml")
    assert waiting(quiet_office) == []


def test_words_of_a_delivery_are_no_marks(quiet_desk: Visitor, quiet_office: Path) -> None:
    page = bring(quiet_desk, TRANSLATIONS, [("<img src=x>.xlf", b"<xliff")], 422)
    assert "<img src=x>" not in page.text


# --- the door ---


def test_over_the_limit_is_413_with_the_limit(
    quiet_desk: Visitor, quiet_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = quiet_desk.client.application.view_functions["deliveries.bring_translations"]
    monkeypatch.setattr(view, "upload_bytes", 2_000_000)
    page = bring(quiet_desk, TRANSLATIONS, [("es.xlf", b"x" * 2_100_000)], 413)
    assert "2 MB" in page.text
    # What another form may not send, this one may.
    bring(quiet_desk, TRANSLATIONS, [("es.xlf", b"x" * 1_500_000)], 422)
    monkeypatch.setitem(delivery_page.MOST_BYTES, delivery_page.Kind.TRANSLATIONS, 1_000_000)
    page = bring(quiet_desk, TRANSLATIONS, [("es.xlf", b"x" * 1_100_000)], 413)
    assert "delivery-too-large" in page.text
    assert waiting(quiet_office) == []


def test_other_sites_and_strangers_send_nothing(quiet_desk: Visitor, quiet_office: Path) -> None:
    raw = translated(quiet_office)
    bring(quiet_desk, TRANSLATIONS, [("es.xlf", raw)], 403, headers={"Origin": "http://evil.example"})
    bring(quiet_desk, TRANSLATIONS, [("es.xlf", raw)], 403, csrf_token="forged")
    stranger = Visitor(create_studio(quiet_office))
    answer = stranger.client.post(TRANSLATIONS, data=b"x" * 5_000_000, base_url=BASE, content_type="text/plain")
    assert answer.status_code == 413, "nobody who has not seen the page sends more than a form"
    assert waiting(quiet_office) == []
    quiet_desk.post("/deliveries/" + "0" * 32 + "/take", {}, 403)


@pytest.mark.parametrize("key", ["0" * 32, "..", "saves.json", "a" * 31, "%2e%2e%2fsaves.json", "x" * 3000])
def test_keys_that_nobody_was_given_lead_nowhere(quiet_desk: Visitor, key: str) -> None:
    quiet_desk.get(f"/deliveries/{key}", 404)


# --- recordings ---


def test_recordings_are_shown_first_and_taken_as_one_commit(desk: Visitor, office: Path) -> None:
    one, other, *_ = script_lines(desk)
    archive = zipped((f"takes/{one['file']}", sound(one)), ("__MACOSX/._x.wav", b"x"), ("takes/who.wav", sound(one)))
    files = [("takes.zip", archive), (f"takes/{other['file']}", sound(other))]
    report = desk.follow(bring(desk, RECORDINGS, files, locale="en", by="Ana Sample", on="2026-11-22"))
    assert "2 recordings can be taken." in report.text
    assert "recording-no-text" in report.text
    folder = office / "locales/en/audio"
    assert not folder.exists()
    (address,) = report.all("//form[contains(@action, '/take')]/@action")
    taken = desk.follow(desk.post(address, report.form(f"//form[@action='{address}']")))
    assert "2 recordings were taken." in taken.text
    assert {path.name for path in folder.iterdir()} == {one["file"], other["file"], "manifest.yaml"}
    assert "Ana Sample" in (folder / "manifest.yaml").read_text()
    assert log_of(office)[0] == "Dana Rivera: Take 2 recordings in en"
    again = desk.follow(bring(desk, RECORDINGS, [(one["file"], sound(one))], locale="en"))
    assert "replaces a recording" in again.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"locale": "xx"}, "locale"), ({"locale": ""}, "locale"), ({"on": "22.11.2026"}, "on"), ({"by": "x" * 300}, "by")],
)
def test_what_is_said_of_recordings_must_be_so(quiet_desk: Visitor, fields: dict[str, str], field: str) -> None:
    page = bring(quiet_desk, RECORDINGS, [("a.wav", b"RIFF")], 422, **{"locale": "en", **fields})
    assert page.all(f"//a[@href='#recordings-{field}']")


def link_in_a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        part = zipfile.ZipInfo("a.wav")
        part.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(part, "/etc/passwd")
    return buffer.getvalue()


def lying_zip() -> bytes:
    """Says that its file is small; it unpacks to a hundred megabytes."""
    raw = bytearray(zipped(("a.wav", bytes(100_000_000))))
    size = (100_000_000).to_bytes(4, "little")
    for place in [match.start() for match in re.finditer(re.escape(size), bytes(raw))]:
        raw[place : place + 4] = (1_000).to_bytes(4, "little")
    return bytes(raw)


def broken_zip() -> bytes:
    raw = bytearray(zipped(("a.wav", os.urandom(2_000))))
    raw[200:260] = bytes(60)
    return bytes(raw)


def too_large_a_zip() -> bytes:
    """Made by the test that sends it: every process of a run would pack half a gigabyte while it looks for tests."""
    return zipped(("a.wav", bytes(400_000_000)))


@pytest.mark.parametrize(
    ("raw", "rule", "status"),
    [
        (zipped(("../../ivr.yaml", b"x")), "archive-hostile", 422),
        (zipped(("/etc/cron.d/x.wav", b"x")), "archive-hostile", 422),
        (zipped(("a\\..\\b.wav", b"x")), "archive-hostile", 422),
        (link_in_a_zip(), "archive-hostile", 422),
        (too_large_a_zip, "archive-too-large", 413),
        (zipped(*((f"{number}.wav", b"x") for number in range(1_000))), "archive-too-large", 413),
        (lying_zip, "archive-unreadable", 422),
        (broken_zip(), "archive-unreadable", 422),
        (b"PK\x03\x04 is no zip", "archive-unreadable", 422),
        (zipped(("inner.zip", zipped(("a.wav", b"x")))), "recording-unreadable", 422),
        (b"RIFF is no sound", "recording-unreadable", 422),
        (b"", "recording-unreadable", 422),
    ],
)
def test_hostile_recordings_are_refused(
    quiet_desk: Visitor, quiet_office: Path, raw: bytes | Callable[[], bytes], rule: str, status: int
) -> None:
    sent = raw if isinstance(raw, bytes) else raw()
    page = bring(quiet_desk, RECORDINGS, [("takes.zip", sent)], status, locale="en")
    assert rule in page.text
    assert waiting(quiet_office) == []
    assert not (quiet_office / "locales/en").exists()


def test_pages_are_accessible_and_fit(page: Any, axe: Callable[[], None], office: Path, tmp_path: Path) -> None:
    (tmp_path / "es.xlf").write_bytes(translated(office))
    with serving(create_studio(office)) as address:
        page.goto(f"{address}/deliveries")
        page.set_input_files("#translations-files", str(tmp_path / "es.xlf"))
        page.get_by_role("button", name="Look at translations").click()
        page.get_by_role("button", name="Take what was accepted").wait_for()
        axe()
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 800})
        for _ in range(2):
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
            axe()
            page.goto(f"{address}/deliveries")


# --- what waits ---


def test_the_tray_forgets_what_is_old_and_what_is_too_much(tmp_path: Path) -> None:
    tray = Tray(tmp_path, most_bytes=2_500)
    keys = []
    for number in range(3):
        keys.append(tray.put([("a", io.BytesIO(bytes(1_000)))], {}, 5_000))
        os.utime(tmp_path / TRAY / keys[-1], (time.time() - 60 + number,) * 2)
    keys.append(tray.put([("a", io.BytesIO(bytes(1_000)))], {}, 5_000))
    assert [tray.get(key) is not None for key in keys] == [False, False, True, True]
    os.utime(tmp_path / TRAY / keys[3], (time.time() - 2 * 60 * 60,) * 2)
    assert tray.get(keys[3]) is None
    tray.put([], {}, 1)
    assert not (tmp_path / TRAY / keys[3]).exists()


def test_the_tray_keeps_nothing_of_what_is_too_large_and_follows_no_link(tmp_path: Path) -> None:
    tray = Tray(tmp_path)
    with pytest.raises(WorkspaceError):
        tray.put([("a", io.BytesIO(bytes(600))), ("b", io.BytesIO(bytes(600)))], {}, 1_000)
    assert waiting(tmp_path) == []
    key = tray.put([("a", io.BytesIO(b"x"))], {"kind": "recordings"}, 1_000)
    held = tray.get(key)
    assert held is not None
    assert held.parcels[0].read(10) == b"x"
    with pytest.raises(WorkspaceError):
        held.parcels[0].read(0)
    (tmp_path / TRAY / key / "0").unlink()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / TRAY / key / "0").symlink_to(tmp_path / "secret")
    with pytest.raises(WorkspaceError):
        held.parcels[0].read(10)
    tray.drop("../../secret")
    assert (tmp_path / "secret").exists()


@pytest.mark.parametrize(
    ("given", "name"),
    [("C:\\a\\b.wav", "b.wav"), ("../../x.po", "x.po"), ("a\u202egpj.exe", "a\ufffdgpj.exe"), ("/", "?"), ("", "?")],
)
def test_names_are_shown_bare(given: str, name: str) -> None:
    assert bare_name(given) == name
    assert len(bare_name("x" * 500)) == delivery_page.MOST_NAME
