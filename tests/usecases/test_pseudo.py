"""Words that were written past the catalogs are found, wherever they are spoken or printed, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivr_author.catalog import pseudo as words
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import LocalText, Program
from ivr_author.notice.channel import Rendering
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.letter import letter
from ivr_author.usecases import pseudo
from ivr_author.usecases.call import open_line
from ivr_author.usecases.pseudo import PseudoResult, find_unlooked_words
from ivr_author.usecases.render import render_notice
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change, make_workspace
from tests.notice.channels.letter.pdf_reading import text_of
from tests.usecases.test_call import MORNING

NOTICE = "notices/reminder/notice.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = make_workspace(tmp_path / "small")
    change(root, NOTICE, "channels: [email, sms]", "channels: [letter, web, email, sms, robocall]")
    return root


def told(result: PseudoResult) -> list[str]:
    return [f"{one.rule} {one.message}" for one in result.diagnostics]


def test_a_workspace_whose_words_all_come_from_catalogs_has_no_faults(workspace: Path) -> None:
    result = find_unlooked_words(workspace)
    assert told(result) == []
    assert result.players == ("reference", *load_targets())
    assert result.flows == ("main",)
    # With papers and without by five channels; a text message never says which.
    assert (result.calls > 5, result.renderings) == (True, 18)


def test_a_value_that_an_author_wrote_in_words_is_found_where_it_is_spoken(workspace: Path) -> None:
    flow = "flows/main.yaml"
    change(workspace, flow, "start: welcome", "start: status\nvariables: {status: text}")
    node = "  status:\n    type: assign\n    set: {status: \"'still in review'\"}\n    next: welcome\n  welcome:"
    change(workspace, flow, "  welcome:", node)
    change(workspace, flow, "calling the Example Office.", "calling. Your case is {status}.")
    result = find_unlooked_words(workspace)
    players = ", ".join(f"{player} {locale}" for locale in words.PSEUDO_LOCALES for player in result.players)
    assert told(result) == [f"never-looked-up main/welcome: “still in review” ({players})"]
    span = result.diagnostics[0].span
    assert span is not None
    assert (span.path, workspace.joinpath(flow).read_text().splitlines()[span.line - 2].strip()) == (flow, "welcome:")


def test_a_caller_who_chooses_a_language_is_heard_in_pseudo_words_too(workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es, ar]")
    node = """\
  language:
    type: language
    choices:
      - {key: "1", locale: en}
      - {key: "2", locale: es}
      - {key: "3", locale: ar}
    next: welcome
  welcome:"""
    change(workspace, "flows/main.yaml", "start: welcome", "start: language")
    change(workspace, "flows/main.yaml", "  welcome:", node)
    assert told(find_unlooked_words(workspace)) == []


def test_a_node_that_speaks_past_the_catalogs_is_found(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = pseudo.compile_program

    def spoilt(*given: Any, **named: Any) -> Program:
        program = compiled(*given, **named)
        texts = {
            place: _in_english(text) if place[0] == "main/address/prompt" else text
            for place, text in program.speech.items()
        }
        return replace(program, speech=texts)

    monkeypatch.setattr(pseudo, "compile_program", spoilt)
    assert [one.split(" (")[0] for one in told(find_unlooked_words(workspace))] == [
        "never-looked-up main/address: “Hard-coded words”"
    ]


def _in_english(text: LocalText) -> LocalText:
    return replace(text, forms=(("Hard-coded words.",),))


def fill_with(spoil: Callable[[dict[str, bytes]], None]) -> Callable[[str], Any]:
    """A channel that makes its parts and then spoils them."""

    def planted(name: str) -> Any:
        channel = CHANNELS[name]

        def fill(prepared: Any, member: Any) -> Rendering:
            rendering = channel.fill(prepared, member)
            parts = dict(rendering.parts)
            spoil(parts)
            return Rendering(parts, rendering.facts)

        return replace(channel, fill=fill)

    return planted


def _greets(parts: dict[str, bytes]) -> None:
    main = next(iter(parts))
    parts[main] = (
        parts[main].replace(b"</body>", b'<img alt="Our logo"></body>') if main == "html" else b"Hello! " + parts[main]
    )


def _cuts(parts: dict[str, bytes]) -> None:
    parts["text"] = parts["text"].decode()[:20].encode()


@pytest.mark.parametrize(
    ("channel", "spoil", "found"),
    [
        ("sms", _greets, "never-looked-up reminder/sms/text: “Hello” (en_XA, ar_XB)"),
        ("email", _greets, "never-looked-up reminder/email/html: “Our logo” (en_XA, ar_XB)"),
        ("web", _greets, "never-looked-up reminder/web/html: “Our logo” (en_XA, ar_XB)"),
        ("sms", _cuts, "cut-off reminder/sms/text: “[Ĥîðé” (en_XA, ar_XB)"),
    ],
)
def test_a_channel_that_writes_english_or_cuts_is_found(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, channel: str, spoil: Any, found: str
) -> None:
    planted = {**CHANNELS, channel: fill_with(spoil)(channel)}
    monkeypatch.setattr("ivr_author.usecases.pseudo.CHANNELS", planted)
    shown = [re.sub(r"“\[[^”]*”", "“[Ĥîðé”", one) for one in told(find_unlooked_words(workspace))]
    assert {re.sub(r" \((en_XA|ar_XB)\)", " (en_XA, ar_XB)", one) for one in shown} == {found}


def test_english_in_the_frame_of_a_letter_is_found(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = letter._write_help
    monkeypatch.setattr(letter, "_write_help", lambda *given: '"Call us";' + written(*given))
    assert told(find_unlooked_words(workspace)) == ["never-looked-up reminder/letter/pdf: “Call us” (en_XA, ar_XB)"]


def test_a_printed_page_says_nothing_else_than_the_words_that_were_looked_at(repository: Path) -> None:
    """What letter.typ itself would write is in no program; the pages of a whole letter show it."""
    made = render_notice(repository, "termination", "letter", "en_XA").rendering
    assert made is not None
    pages = text_of(made.parts["pdf"])
    workspace = load_workspace(repository)
    assert workspace.notices.letterhead is not None
    letterhead = [str(raw) for _, raw in workspace.notices.letterhead.values().values()]
    values = workspace.notices.notices["termination"].notice.samples["robin"].values
    months = ["January", "February", "March", "April", "May", "November", "December"]
    address = ["Health Connector", "P.O. Box", "Exampleton", "Elm Street", "Apt", "Sampleford", "MA"]
    known = [*months, *address, *letterhead, *map(str, values.values())]
    assert "[" in pages[0]
    # The last page is the letterhead's own, in fifteen languages.
    assert [one for page in pages[:-1] for one in words.plain_words(page, known)] == []


def test_english_that_only_the_call_of_a_robocall_says_is_found(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = words.PseudoTranslations.translate

    def skips(self: Any, address: str, text: str, plural: str, locale: str) -> Any:
        found = made(self, address, text, plural, locale)
        return replace(found, forms=(text,)) if address == "texts/robocall_repeat" else found

    monkeypatch.setattr(words.PseudoTranslations, "translate", skips)
    assert told(find_unlooked_words(workspace)) == [
        "never-looked-up reminder/robocall/call: “To hear this message again, press” (en_XA, ar_XB)"
    ]


def test_letters_that_no_font_has_are_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_PADDING", ("\U00012000",))
    words.pseudo_text.cache_clear()
    try:
        rules = {one.split(":")[0] for one in told(find_unlooked_words(workspace))}
    finally:
        words.pseudo_text.cache_clear()
    assert rules == {"cannot-render reminder/letter"}


def test_faults_of_the_workspace_are_told_and_the_rest_is_looked_at(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "type: queue", "type: queu")
    result = find_unlooked_words(workspace)
    assert [one.rule for one in result.diagnostics] == ["unknown-node-type"]
    assert result.renderings == 18
    (workspace / "ivr.yaml").write_text("[")
    assert find_unlooked_words(workspace).renderings == 0


def test_a_workspace_without_flows_has_its_notices_looked_at(workspace: Path) -> None:
    (workspace / "flows/main.yaml").unlink()
    result = find_unlooked_words(workspace)
    assert (result.flows, result.calls, result.renderings) == ((), 0, 18)


def test_a_pseudo_locale_is_called_and_rendered_without_being_listed(workspace: Path) -> None:
    line = open_line(workspace, "main", "twiml", MORNING, "en_XA")
    assert line.program is not None
    assert line.program.speech["main/welcome/prompt", "en_XA"].plain().startswith("[Ţĥáñķ ýöû")
    assert line.program.speech["main/welcome/prompt", "en"].plain().startswith("Thank you")
    text = render_notice(workspace, "reminder", "sms", "ar_XB").rendering
    assert text is not None
    assert text.parts["text"].decode().strip("\u2067\u2066\u2069\u200f").startswith("[")
    with pytest.raises(UnknownName):
        render_notice(workspace, "reminder", "sms", "en_XB")
