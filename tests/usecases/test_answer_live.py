"""`answer --live`: it follows what is published, and no call notices; a clock set back, a release that was changed."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from ivr_author.answering.application import Terms
from ivr_author.core.diagnostics import error
from ivr_author.targets.twiml.signature import sign
from ivr_author.usecases import answer_live
from ivr_author.usecases.answer_follow import LOOK_SECONDS
from ivr_author.usecases.answer_live import RETRY_SECONDS, LiveSource
from ivr_author.usecases.publish_release import publish_release, roll_back
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import read_journal
from ivr_author.workspace.releases import RELEASES
from tests.usecases.answering import Desk
from tests.usecases.released import HOUR, NOON, copy_of, make_released

OLD, NEW = b"Thank you for calling the Example Office.", b"Thank you for calling our Example Office."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With `one` published. Not to be written to."""
    root = make_released(tmp_path_factory.mktemp("made") / "office")
    publish_release(root, "one", now=NOON)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "office")


IN_OFFICE_HOURS = datetime(2026, 12, 1, 15, tzinfo=UTC)
"""Calls are made on a Tuesday at ten."""


@dataclass
class Phone:
    """A service whose clocks a test turns, and what it answers. `shelf`: its folder, in that of the workspace."""

    root: Path
    now: datetime = NOON
    seconds: float = 0
    token: str = ""
    shelf: str = ".ivr/answer"
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        source = LiveSource(self.root, lambda: self.now)
        terms = Terms("secret", self.token)
        self.desk = Desk(
            source, self.root / self.shelf, terms=terms, clock=lambda: IN_OFFICE_HOURS, ticks=lambda: self.seconds
        )

    @property
    def live(self) -> str:
        """The release that new calls get."""
        (name,) = self.desk.on
        return name

    def ask(self, address: str, **fields: str) -> tuple[str, bytes]:
        """The status and the document of one request, after sources were looked at again."""
        self.seconds += LOOK_SECONDS * 1.5
        url = urlsplit(address)
        form = {"CallSid": "CA1", "From": "+16175550123", "To": "+18005550100", "CallStatus": "in-progress", **fields}
        body = urlencode(form).encode()
        answered: list[str] = []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "https",
            "HTTP_HOST": "office.example.org",
            "wsgi.input": io.BytesIO(body),
        }
        if self.token:
            whole = f"https://office.example.org{url.path}{'?' if url.query else ''}{url.query}"
            environ["HTTP_X_TWILIO_SIGNATURE"] = sign(self.token, whole, {key: [one] for key, one in form.items()})
        content = b"".join(self.desk(environ, lambda status, headers: answered.append(status)))
        return answered[0], content


def onward(document: bytes) -> str:
    """Where the call goes on."""
    found = re.search(rb'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', document)
    assert found is not None, document
    return unescape(found[1].decode())


def test_a_call_across_a_publication_stays_on_its_release_and_new_ones_get_the_new(root: Path) -> None:
    phone = Phone(root)
    status, first = phone.ask("/call")
    assert (status, OLD in first) == ("200 OK", True)
    address = onward(first)
    assert address.startswith("/on/one~")
    publish_release(root, "two", now=NOON + HOUR)
    _, other = phone.ask("/call", CallSid="CA2")
    assert NEW in other
    assert onward(other).startswith("/on/two~")
    status, goes_on = phone.ask(address, Digits="1")
    assert (status, b"We are at 1 Main Street" in goes_on) == ("200 OK", True)
    assert onward(goes_on).startswith("/on/one~")
    assert phone.live == "two"
    roll_back(root, now=NOON + 2 * HOUR)
    assert OLD in phone.ask("/call", CallSid="CA3")[1]
    assert phone.ask(onward(other), CallSid="CA2", Digits="1")[0] == "200 OK"


@pytest.mark.parametrize("shelf", [".ivr/answer", "elsewhere"])
def test_a_call_goes_on_in_another_process_that_began_later(root: Path, shelf: str) -> None:
    address = onward(Phone(root).ask("/call")[1])
    publish_release(root, "two", now=NOON + HOUR)
    later = Phone(root, now=NOON + 2 * HOUR, shelf=shelf)
    assert later.live == "two"
    status, document = later.ask(address, Digits="1")
    assert (status, b"We are at 1 Main Street" in document) == ("200 OK", True)


def test_what_was_live_more_than_a_day_ago_is_on_no_new_shelf(root: Path) -> None:
    address = onward(Phone(root).ask("/call")[1])
    publish_release(root, "two", now=NOON + HOUR)
    assert Phone(root, now=NOON + 26 * HOUR, shelf="elsewhere").ask(address)[0] == "410 Gone"


def test_an_address_of_one_release_leads_nowhere_in_another(root: Path) -> None:
    phone = Phone(root)
    address = onward(phone.ask("/call")[1])
    assert phone.ask(re.sub("/one~[^/]*/", "/two/", address))[0] == "404 Not Found", "never published"
    publish_release(root, "two", now=NOON + HOUR)
    phone.ask("/call", CallSid="CA2")
    (two,) = phone.desk.board.bundles
    assert phone.ask(re.sub("/one~[^/]*/", f"/{two}/", address))[0] == "400 Bad Request"
    for path in ("/on/../one/step", "/on/", "/on/three/step", "/on/one", f"/on/{two}", f"/on/{two}/other"):
        assert phone.ask(path)[0] == "404 Not Found"


def test_signatures_are_of_the_address_that_the_platform_asked(root: Path) -> None:
    phone = Phone(root, token="token")
    status, document = phone.ask("/call")
    assert status == "200 OK"
    assert phone.ask(onward(document), Digits="1")[0] == "200 OK"
    phone.token = "wrong"
    assert phone.ask("/call")[0] == "403 Forbidden"


def test_it_looks_at_most_once_a_second(root: Path) -> None:
    phone = Phone(root)
    phone.ask("/call")
    publish_release(root, "two", now=NOON + HOUR)
    phone.seconds -= LOOK_SECONDS * 1.5
    assert OLD in phone.ask("/call")[1]
    assert NEW in phone.ask("/call")[1]


def test_a_scheduled_release_goes_live_at_its_time_and_stays_though_the_clock_is_set_back(root: Path) -> None:
    publish_release(root, "two", at=NOON + 5 * HOUR, now=NOON + HOUR)
    phone = Phone(root, now=NOON + 4 * HOUR)
    assert OLD in phone.ask("/call")[1]
    phone.now = NOON + 5 * HOUR
    assert NEW in phone.ask("/call")[1]
    phone.now = NOON
    assert NEW in phone.ask("/call")[1]
    assert read_journal(root).publications[-1].has_begun
    assert NEW in Phone(root).ask("/call")[1], "another process, which was started after the clock was set back"


def test_a_release_that_was_changed_is_not_served_and_the_one_before_goes_on(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(root)
    publish_release(root, "two", now=NOON + HOUR)
    bundle = root / RELEASES / "two/bundles/twiml.zip"
    whole = bundle.read_bytes()
    bundle.chmod(0o644)
    bundle.write_bytes(whole[:-1] + b"x")
    for _ in range(3):
        assert OLD in phone.ask("/call")[1]
    assert caplog.text.count("calls stay on one") == 1
    assert "bundles/twiml.zip is not as it was made" in caplog.text
    with pytest.raises(WorkspaceError) as refused:
        LiveSource(root, lambda: NOON + HOUR).begin()
    assert refused.value.diagnostic.rule == "release-changed"
    bundle.write_bytes(whole)
    phone.seconds += RETRY_SECONDS
    assert NEW in phone.ask("/call")[1]


def test_a_scheduled_release_stays_where_nothing_can_be_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_root: Path, _number: int) -> None:
        raise WorkspaceError(error("file-unwritable", "a disk that can only be read"))

    monkeypatch.setattr(answer_live, "mark_begun", refuse)
    publish_release(root, "two", at=NOON + 5 * HOUR, now=NOON + HOUR)
    phone = Phone(root, now=NOON + 5 * HOUR)
    assert NEW in phone.ask("/call")[1]
    phone.now = NOON
    assert NEW in phone.ask("/call")[1]


def test_a_bundle_that_was_changed_together_with_its_manifest_is_not_served(root: Path) -> None:
    phone = Phone(root)
    publish_release(root, "two", now=NOON + HOUR)
    one, two = (root / RELEASES / name for name in ("one", "two"))
    old, new = ((folder / "bundles/twiml.zip").read_bytes() for folder in (one, two))
    assert old != new
    for path, raw in (
        (two / "bundles/twiml.zip", old),
        (two / "manifest.json", (two / "manifest.json").read_bytes().replace(digest(new), digest(old))),
    ):
        path.chmod(0o644)
        path.write_bytes(raw)
    phone.ask("/call")
    assert phone.live == "one"


def digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).hexdigest().encode()


def test_a_call_whose_release_is_gone_goes_on_from_the_shelf_or_is_told_so(root: Path) -> None:
    address = onward(Phone(root).ask("/call")[1])
    publish_release(root, "two", now=NOON + HOUR)
    (root / RELEASES / "one").rename(root / RELEASES / "gone")
    assert Phone(root, shelf="elsewhere").ask(address)[0] == "410 Gone"
    assert Phone(root).ask(address, Digits="1")[0] == "200 OK"


def test_a_torn_journal_and_one_that_vanishes_change_nothing(root: Path) -> None:
    phone = Phone(root)
    journal = root / ".ivr/live/publications.jsonl"
    with journal.open("ab") as file:
        file.write(b'{"number": 2, "release": "two"')
    assert OLD in phone.ask("/call")[1]
    journal.unlink()
    assert OLD in phone.ask("/call")[1]


def test_without_a_publication_there_is_nothing_to_answer_with(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as refused:
        LiveSource(tmp_path).begin()
    assert refused.value.diagnostic.rule == "nothing-live"
