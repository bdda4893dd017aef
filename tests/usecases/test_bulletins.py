"""Switching bulletins: what callers then hear in every language on TwiML and VoiceXML, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.bulletins import (
    RULES,
    BulletinNow,
    BulletinState,
    bulletin_board,
    with_switches,
)
from ivr_author.usecases.gate import Reviewed
from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.switch_bulletin import Act, Switched, switch_off, switch_on
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.switches import mark_seen, read_switches
from tests.harness.sample import change
from tests.usecases.released import commit, make_released
from tests.usecases.switching import LOCALES, NOON, heard, make_switching, switched_program

HOUR = timedelta(hours=1)
DOWN = "payments_down"
SAID = {
    "en": "by 6:00 PM.",
    "es": "Calculamos que a las 6:00 p.m. ya se podrá pagar.",
    "pt_BR": "até 18:00.",
    "zh_Hans": "我们预计在18:00之前恢复付款服务。",
    "ht": "Nou espere sa ap mache ankò anvan 6:00 PM.",
    "vi": "trước 18:00.",
    "ru": "оплата заработает до 18:00.",
    "ar": "قبل الساعة 6:00 مساءً.",
}


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    return make_switching(tmp_path / "small", repository)


def row(root: Path, name: str = DOWN, now: datetime = NOON) -> BulletinNow:
    return next(one for one in bulletin_board(root, now).bulletins if one.bulletin.id == name)


def on(root: Path, now: datetime = NOON, until: str = "18:00", **more: object) -> Switched:
    act = Act("Ada", **{name: more.pop(name) for name in ("reason", "after") if name in more})  # type: ignore[arg-type]
    return switch_on(root, DOWN, {"until": until}, act, now=now, **more)  # type: ignore[arg-type]


def told(faults: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{one.rule} {one.message}" for one in faults]


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_callers_hear_it_in_every_language_with_its_value_and_no_longer_when_it_is_off(root: Path, target: str) -> None:
    before = switched_program(root)
    assert on(root).switch is not None
    now = switched_program(root)
    for locale in LOCALES:
        words = heard(now, target, locale, NOON)
        assert SAID[locale] in words
        assert "{" not in words
        assert SAID[locale] not in heard(before, target, locale, NOON)
    assert switch_off(root, DOWN, Act("Grace"), now=NOON).switch is not None
    off = switched_program(root)
    for locale in LOCALES:
        assert heard(off, target, locale, NOON) == heard(before, target, locale, NOON)


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_it_is_heard_from_its_start_to_before_its_end(root: Path, target: str) -> None:
    on(root, start=NOON + HOUR, end=NOON + 3 * HOUR)
    program = switched_program(root)
    moment = timedelta(milliseconds=1)
    expected = [(HOUR - moment, False), (HOUR, True), (3 * HOUR - moment, True), (3 * HOUR, False)]
    for since, is_heard in expected:
        assert (SAID["es"] in heard(program, target, "es", NOON + since)) is is_heard, since
    states = [row(root, now=NOON + since).state for since in (timedelta(), HOUR, 3 * HOUR)]
    assert states == [BulletinState.WAITING, BulletinState.ON, BulletinState.OVER]


def test_what_the_page_shows(root: Path) -> None:
    assert (row(root).state, row(root).switch, row(root).flows) == (BulletinState.OFF, None, ("main",))
    done = on(root, reason=" The bank ", end=NOON + HOUR)
    assert done.switch is not None
    assert (done.faults, done.warnings, done.now) == ((), (), row(root))
    found = row(root)
    assert (found.values, found.bulletin.end, found.time_zone) == ({"until": "18:00"}, NOON + HOUR, "America/New_York")
    assert (done.switch.by, done.switch.reason, done.switch.made) == ("Ada", "The bank", NOON)
    assert [words.locale for words in found.words] == list(LOCALES)
    assert all(SAID[words.locale] in words.heard and not words.is_foreign for words in found.words)
    assert all(0 < words.parts.parts <= 2 and words.subject and words.body for words in found.words)
    assert read_switches(root).unseen() == (done.switch,)
    mark_seen(root, done.switch.number, "Grace", NOON)
    seen = row(root).switch
    assert seen is not None
    assert seen.seen_by == "Grace"
    # The content is as it was.
    content = load_workspace(root).content
    assert content is not None
    assert content.bulletins[DOWN].on is False


def test_what_does_not_fit_is_refused_with_a_way_out(root: Path) -> None:
    assert told(switch_on(root, DOWN, {"untl": "18:00"}, Act("Ada"), now=NOON).faults) == [
        f"bulletin-value `{DOWN}` has no slot `untl`", "bulletin-value the slot `until` needs a time",
    ]  # fmt: skip
    (fault,) = on(root, until="25:00").faults
    assert (fault.rule, fault.hint) == ("bulletin-value", "write it as until=18:00")
    assert told(on(root, start=NOON + HOUR, end=NOON).faults) == [
        "bulletin-time this bulletin would end before it begins"
    ]
    assert told(on(root, end=NOON - HOUR).faults) == ["bulletin-time 2026-12-22 16:00 UTC is past"]
    with pytest.raises(UnknownName, match=f"did you mean `{DOWN}`"):
        switch_on(root, "payment_down", {}, Act("Ada"), now=NOON)
    assert told(switch_off(root, DOWN, Act("Ada"), now=NOON).faults) == [f"bulletin-off `{DOWN}` is off already"]
    assert read_switches(root).all == ()
    known = read_switches(root).last
    on(root, after=known)
    with pytest.raises(WorkspaceError, match="Ada switched `payments_down` on meanwhile"):
        switch_off(root, DOWN, Act("Grace", after=known), now=NOON)


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (f"flows/bulletins/{DOWN}.yaml", "by {until}. Please", "by {utnil}. Please", "fills the placeholder {utnil}"),
        ("locales/es/LC_MESSAGES/flows.po", "Calculamos que a las {until} ya se podrá pagar. Inténtelo", "Inténtelo",
         f"`bulletins/{DOWN}/prompt/2` in `es`"),
    ],
)  # fmt: skip
def test_a_bulletin_with_errors_is_refused(root: Path, path: str, old: str, new: str, fault: str) -> None:
    change(root, path, old, new)
    faults = on(root).faults
    assert {one.rule for one in faults} == {"bulletin-faulty"}
    assert any(fault in one.message for one in faults), told(faults)
    assert read_switches(root).all == ()


def test_a_language_without_words_is_a_warning(root: Path) -> None:
    (root / "locales/vi/LC_MESSAGES/flows.po").write_text('msgid ""\nmsgstr "Language: vi\\n"\n')
    done = on(root)
    assert done.switch is not None
    assert told(done.warnings) == [f"bulletin-not-translated callers in vi hear `{DOWN}` in another language"]


def test_a_switch_that_no_longer_fits_is_off_and_told(root: Path) -> None:
    on(root)
    change(root, f"flows/bulletins/{DOWN}.yaml", "until: {type: time, example", "until: {type: date, example")
    found = row(root)
    assert found.state is BulletinState.OFF
    assert found.fault is not None
    assert told(bulletin_board(root, NOON).diagnostics)[0].startswith(f"switch-lapsed `{DOWN}` was switched on by Ada")
    content = load_workspace(root).content
    assert content is not None
    assert with_switches(content, read_switches(root))[0].bulletins[DOWN].on is False
    assert set(RULES) >= {"switch-lapsed"}


class _Reviews:
    """Everything changed; what is in `approved` was approved."""

    def __init__(self, items: list[Reviewed], approved: set[str]) -> None:
        self.items, self.approved = items, approved

    def changed(self, before: Workspace | None, now: Workspace) -> list[Reviewed]:
        assert before is None
        assert now.content is not None
        return self.items

    def by(self, item: str, locale: str, content: str) -> str | None:
        return "Grace" if locale in self.approved else None


class _Item:
    content = "hash"

    def __init__(self, item: str, locale: str) -> None:
        self.item, self.locale = item, locale


def test_where_approvals_are_required_nobody_switches_on_what_nobody_approved(root: Path) -> None:
    (root / "ivr.yaml").write_text((root / "ivr.yaml").read_text() + "releases: {approvals: required}\n")
    assert told(on(root).faults) == ["bulletin-not-approved there are no accounts here, so nobody can approve"]
    items: list[Reviewed] = [
        _Item(f"flows:bulletins/{DOWN}/prompt/1", "es"),
        _Item(f"flows:bulletins/{DOWN}/text", "ru"),
        _Item("flows:main/ask/prompt", "vi"),
    ]
    assert told(on(root, approvals=_Reviews(items, {"es"})).faults) == [
        f"bulletin-not-approved nobody has approved flows:bulletins/{DOWN}/text (ru) as it is now"
    ]
    assert on(root, approvals=_Reviews(items, {"es", "ru"})).switch is not None


def test_what_is_live_decides_which_bulletins_there_are(tmp_path: Path) -> None:
    root = make_released(tmp_path / "office")
    now = datetime(2026, 12, 1, 13, tzinfo=UTC)
    publish_release(root, "one", now=now)
    (root / "flows/bulletins").mkdir(exist_ok=True)
    (root / "flows/bulletins/storm.yaml").write_text("title: Storm\non: false\nprompt: A storm is near.\n")
    commit(root, "A storm")
    assert bulletin_board(root, now).release == "one"
    with pytest.raises(UnknownName, match="no bulletin `storm`"):
        switch_on(root, "storm", {}, Act(), now=now)
