"""Robocalls through the whole spine: a template, its translations, a member, a target, a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from ivr_author.call.caller import CallerStep, Hear, Press, ScriptCaller, Silence
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.catalog.lookup import Translations
from ivr_author.catalog.model import Catalog
from ivr_author.catalog.po import read_catalog
from ivr_author.core.source import Source, Span
from ivr_author.flow.content import Content
from ivr_author.flow.model import Text
from ivr_author.harness.targets import load_targets, target_names
from ivr_author.ir.play import play
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Field, FieldType, Letterhead, Notice, Raw
from ivr_author.notice.render import Renderer
from ivr_author.notice.template.read import read_template
from ivr_author.usecases.robocall import RobocallResult, compile_call
from ivr_author.usecases.unknown import UnknownName
from tests.flow.content import SETTINGS, content_with

AT = datetime.fromisoformat("2026-12-22T12:00:00-05:00")
TEMPLATE = """\
# Your bill

You must pay {{ amount_due }} by {{ due_date }}{% if plan %} for {{ plan }}{% endif %}.

| What | Amount |
|---|---|
| Premium | {{ amount_due }} |

Go to [{{ letterhead.website }}]({{ letterhead.website }}). Or call {{ letterhead.phone }}.
"""
FIELDS = {"name": FieldType.NAME, "amount_due": FieldType.MONEY, "due_date": FieldType.DATE, "plan": FieldType.TEXT}
MEMBER: Mapping[str, Raw] = {"name": "Zoë O'Neil-Núñez", "amount_due": 212.4, "due_date": "2026-12-23", "plan": None}
HOSTILE = "]]>{{ x }}{amount_due}<Hangup/>'; \\ \u202e\x00 #"
NOTICES = {
    "es": {
        "bill/your_bill": ("Your bill", "Su factura"),
        "bill/you_must_pay_amount_due_by_2": (
            "You must pay {amount_due} by {due_date}.",
            "Debe pagar {amount_due} antes del {due_date}.",
        ),
        "texts/robocall_greeting": (
            "This is a message from {organisation} for {name}.",
            "Mensaje de {organisation} para {name}.",
        ),
        "texts/robocall_repeat": (
            "To hear this message again, press {key}.",
            "Para oír este mensaje otra vez, presione {key}.",
        ),
        "texts/robocall_person": ("To speak with a person, press {key}.", "Para hablar con alguien, presione {key}."),
        "texts/robocall_goodbye": ("Thank you. Goodbye.", "Gracias. Adiós."),
        "texts/website": ("Go to our website.", "Visite nuestro sitio web."),
    },
    "ar": {
        "bill/your_bill": ("Your bill", "فاتورتك"),
        "bill/you_must_pay_amount_due_by_2": (
            "You must pay {amount_due} by {due_date}.",
            "يجب أن تدفع {amount_due} قبل {due_date}.",
        ),
        "texts/robocall_greeting": (
            "This is a message from {organisation} for {name}.",
            "رسالة من {organisation} إلى {name}.",
        ),
        "texts/robocall_goodbye": ("Thank you. Goodbye.", "شكرا. مع السلامة."),
    },
}
FLOWS = {
    "es": {"texts/no_match": ("I didn't understand that.", "No entendí.")},
    "ar": {"texts/no_match": ("I didn't understand that.", "لم أفهم ذلك.")},
}


def catalogs(words: Mapping[str, Mapping[str, tuple[str, str]]]) -> dict[str, Catalog]:
    found = {}
    for locale, entries in words.items():
        text = "".join(
            f'\nmsgctxt "{address}"\nmsgid "{source}"\nmsgstr "{target}"\n'
            for address, (source, target) in entries.items()
        )
        header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        found[locale], _ = read_catalog(Source(f"{locale}.po", header + text), locale)
    return found


@cache
def renderer(template: str = TEMPLATE) -> Renderer:
    span = Span("notices/bill/notice.yaml", 1, 1, 1, 1)
    source = Source(span.path, "")
    fields = {name: Field(name, kind, span, optional=name == "plan") for name, kind in FIELDS.items()}
    text = Text("Bill", span)
    notice = Notice("bill", source, span, text, text, Text("Billing team", span), text, ("robocall",), fields)
    head = Letterhead(source, span, "Health Connector", ("1 Main St",), "18005550100", "711", "https://www.example.org")
    words = Source("notices/bill/notice.md.j2", template)
    made, faults = read_template(notice, words, {}, head)
    assert [one.message for one in faults] == []
    return Renderer(NoticeFile(notice, made, words), head, Translations(catalogs(NOTICES), "en"))


@cache
def content() -> Content:
    return content_with(settings=SETTINGS.replace("[es]", "[es, ar]"))


def compiled(locale: str, target: str, template: str = TEMPLATE, **values: Raw) -> RobocallResult:
    translations = Translations(catalogs(FLOWS), "en")
    return compile_call(content(), renderer(template), translations, locale, {**MEMBER, **values}, target)


def heard(result: RobocallResult, target: str, *steps: CallerStep) -> Transcript:
    """The call on the target, which is the reference's call."""
    assert result.program is not None, result.diagnostics
    assert result.artifact is not None
    transcripts = []
    for is_target in (False, True):
        caller = ScriptCaller(steps)
        line = Line(caller, ScriptWorld())
        setup = CallSetup("bill", AT)
        if is_target:
            load_targets()[target].play(result.artifact, setup, line)
        else:
            play(result.program, setup, line)
        caller.finish()
        assert not caller.fault, caller.fault
        transcripts.append(line.transcript())
    assert transcripts[0].events == transcripts[1].events
    assert transcripts[0].nodes == transcripts[1].nodes
    return transcripts[0]


@pytest.mark.parametrize("target", target_names())
@pytest.mark.parametrize(
    ("locale", "words", "wrong_key"),
    [
        ("en", "You must pay $212.40 by December 23, 2026. Go to our website. Or call 8 0 0, 5 5 5, 0 1 0 0.", "I did"),
        ("es", "Su factura. Debe pagar $212.40 antes del 23 de diciembre de 2026.", "No entendí."),
        ("ar", "رسالة من Health Connector إلى Zoë O'Neil-Núñez. فاتورتك. يجب أن تدفع $212.40", "لم أفهم ذلك."),
    ],
)
def test_a_notice_as_a_call(locale: str, words: str, wrong_key: str, target: str) -> None:
    result = compiled(locale, target)
    again = heard(result, target, Hear(words), Press("1"), Hear(words), Press("7"), Hear(wrong_key), Press("0"))
    assert again.outcome == "queue billing"
    assert heard(result, target, Hear(words), Silence(), Hear(words), Silence()).outcome == "hangup flow"


@pytest.mark.parametrize("target", target_names())
@pytest.mark.parametrize("locale", ["en", "es", "ar"])
def test_hostile_values_are_words(locale: str, target: str) -> None:
    result = compiled(locale, target, name=HOSTILE, plan=HOSTILE)
    said = "]]>{{ x }}{amount_due}<Hangup/>'; \\ #"
    transcript = heard(result, target, Hear(said), Hear(said), Press("0"))
    assert transcript.outcome == "queue billing"


def test_words_without_a_translation_are_in_the_source_locale() -> None:
    transcript = heard(compiled("ar", "twiml", plan="Silver"), "twiml", Silence(), Silence())
    spoken = [(event["locale"], str(event["text"])) for event in transcript.events if event["event"] == "say"]
    assert [locale for locale, _ in spoken] == ["ar", "en", "ar", "en", "ar"]
    assert spoken[1][1].startswith("You must pay $212.40 by December 23, 2026 for Silver. Go to our website.")
    assert spoken[1][1].endswith("To hear this message again, press 1. To speak with a person, press 0.")
    ssml = renderer().render("robocall", "ar", MEMBER).parts["ssml"].decode()
    assert '<lang xml:lang="en-US">Go to our website. Or call 8 0 0, 5 5 5, 0 1 0 0.</lang>' in ssml


def test_what_is_not_there_is_a_fault_in_the_call() -> None:
    with pytest.raises(UnknownName, match="no locale `fr`"):
        compiled("fr", "twiml")
    with pytest.raises(UnknownName, match="no target `twml`; did you mean `twiml`"):
        compiled("en", "twml")
    with pytest.raises(UnknownName, match="no queue `biling`; did you mean `billing`"):
        compile_call(content(), renderer(), Translations({}, "en"), "en", MEMBER, "twiml", "biling")


def test_the_queue_can_be_chosen() -> None:
    result = compile_call(content(), renderer(), Translations({}, "en"), "en", MEMBER, "voicexml", "nights")
    assert heard(result, "voicexml", Press("0")).outcome in ("queue nights", "hangup flow")
    without = replace(content(), settings=replace(content().settings, queues={}))
    alone = compile_call(without, renderer(), Translations({}, "en"), "en", MEMBER, "voicexml")
    assert heard(alone, "voicexml", Press("0"), Silence()).outcome == "hangup flow"


def test_a_value_that_no_call_can_keep_is_a_fault_with_its_place() -> None:
    result = compiled("en", "twiml", plan="x" * 301)
    (fault,) = result.diagnostics
    assert (result.artifact, fault.rule) == (None, "robocall-impossible")
    assert "`plan` has 301 characters" in fault.message
    assert fault.span is not None
    assert fault.hint


def test_what_a_target_cannot_do_is_told() -> None:
    voices = Span("ivr.yaml", 1, 1, 1, 1)
    settings = replace(content().settings, locales=("ht",), span=voices)
    words = Translations(catalogs({"ht": {"texts/no_match": ("I didn't understand that.", "Mwen pa konprann.")}}), "en")
    result = compile_call(replace(content(), settings=settings), renderer(), words, "ht", MEMBER, "twiml")
    assert result.artifact is None
    assert "twiml-no-voice" in [one.rule for one in result.diagnostics]


@pytest.mark.parametrize("target", target_names())
def test_the_same_member_gives_the_same_bytes_and_no_file_is_named_after_one(target: str) -> None:
    one, other = compiled("es", target, name="Xanthippe"), compiled("es", target, name="Xanthippe")
    assert one.artifact is not None
    assert one.artifact == other.artifact
    assert not [name for name in one.artifact.files if "xanthippe" in name.lower()]
