"""What is accepted of a delivery and what is not, each refusal with its rule and line; reviews are never made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ivr_author.catalog.model import Catalog, Message, new_catalog
from ivr_author.catalog.states import MarkKind, mark_of, with_mark
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.exchange.accept import Acceptance, Outcome, Texts, accept_delivery, check_delivery
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.package import digest_of

AT = Span("flows/main.yaml", 1, 1, 1, 1)
PAY = Segment("main/pay", "Pay **{amount}** by {day}.", AT)
MENU = Segment("main/menu", "Thank you.", AT)
LETTERS = Segment("main/letters", "You have one letter.", AT, "You have {count} letters.")
SEGMENTS = (PAY, MENU, LETTERS)
DONE = "Pague **{amount}** para el {day}."


def entry(segment: Segment, *strings: str, **facts: object) -> Message:
    forms = strings or (("",) * (2 if segment.plural else 1))
    return replace(Message(segment.text, forms, segment.address, segment.plural or None), **facts)


def catalog(*messages: Message, locale: str = "es") -> Catalog:
    given = {message.context: message for message in messages}
    entries = tuple(given.get(segment.address, entry(segment)) for segment in SEGMENTS)
    return replace(new_catalog(locale, "Example"), entries=entries)


def line(segment: Segment, target: str, form: int | None = None, number: int = 7, **facts: object) -> DeliveredLine:
    source = segment.text if form in (None, 0) else segment.plural
    name = segment.address if form is None else f"{segment.address}#{form}"
    digest = digest_of(segment.text, segment.plural)
    span = Span("in.xlf", number, 1, number, 1)
    return replace(DeliveredLine("flows", name, source, target, Standing.DONE, digest, span), **facts)


def accept(now: Catalog, *lines: DeliveredLine, has_markdown: bool = True) -> Acceptance:
    delivery = Delivery("in.xlf", "es-US", "en-US", "Example", lines)
    return accept_delivery(delivery, [Texts("flows", SEGMENTS, now, has_markdown)], now.locale, "en")


def after(done: Acceptance, segment: Segment) -> Message:
    return next(message for message in done.catalogs["flows"].entries if message.context == segment.address)


def refusals(done: Acceptance) -> list[tuple[str, str, int]]:
    return [(fault.rule, fault.message, fault.span.line if fault.span else 0) for fault in done.faults]


def test_a_translation_is_accepted() -> None:
    done = accept(catalog(), line(PAY, DONE))
    assert [(one.address, one.outcome, one.is_fuzzy) for one in done.decisions] == [
        ("main/pay", Outcome.ACCEPTED, False)
    ]
    assert after(done, PAY).strings == (DONE,)
    assert not after(done, PAY).is_fuzzy
    assert after(done, MENU) == entry(MENU)


@pytest.mark.parametrize("standing", [Standing.DOUBTFUL, Standing.NEW])
def test_what_the_delivery_doubts_is_fuzzy(standing: Standing) -> None:
    done = accept(catalog(), line(PAY, DONE, standing=standing))
    assert done.decisions[0].is_fuzzy
    assert after(done, PAY).is_fuzzy


def test_a_confirmed_fuzzy_translation_is_translated() -> None:
    fuzzy = entry(PAY, DONE, flags=("fuzzy",), previous_msgid="Pay.")
    done = accept(catalog(fuzzy), line(PAY, DONE))
    assert after(done, PAY) == entry(PAY, DONE)


def test_what_says_the_same_keeps_its_review() -> None:
    reviewed = with_mark(entry(PAY, DONE), MarkKind.REVIEWED, "Ana Sample", "2026-11-22")
    done = accept(catalog(reviewed), line(PAY, DONE, standing=Standing.DOUBTFUL))
    assert [one.outcome for one in done.decisions] == [Outcome.UNCHANGED]
    assert done.catalogs == {}


def test_other_words_are_never_reviewed() -> None:
    reviewed = with_mark(entry(PAY, DONE), MarkKind.REVIEWED, "Ana Sample", "2026-11-22")
    other = replace(reviewed, strings=("{amount} **{day}**",))
    done = accept(catalog(reviewed), line(PAY, f"¡{DONE}"))
    assert mark_of(after(done, PAY)) is None
    # Words that somebody reviewed once come back from elsewhere: that is no review.
    assert mark_of(after(accept(catalog(other), line(PAY, DONE)), PAY)) is None


def test_plural_forms_come_together() -> None:
    done = accept(catalog(), line(LETTERS, "Tiene una carta.", 0), line(LETTERS, "Tiene {count} cartas.", 1))
    assert after(done, LETTERS).strings == ("Tiene una carta.", "Tiene {count} cartas.")
    assert len(done.decisions) == 1


def test_forms_for_many_numbers_say_which() -> None:
    now = catalog(locale="ru")
    now = replace(
        now, entries=tuple(replace(one, strings=("",) * 3) if one.msgid_plural else one for one in now.entries)
    )
    lines = [line(LETTERS, "письмо", form, source=LETTERS.plural) for form in range(3)]
    assert {rule for rule, _, _ in refusals(accept(now, *lines))} >= {"delivery-tags-differ"}
    lines = [line(LETTERS, "{count} письмо", form, source=LETTERS.plural) for form in range(3)]
    assert refusals(accept(now, *lines)) == []


def test_line_ends_and_spaces_around_are_the_texts() -> None:
    assert after(accept(catalog(), line(PAY, f"\r\n  {DONE} \t")), PAY).strings == (DONE,)


def test_white_space_of_a_tool_that_indents_is_left_out() -> None:
    given = line(PAY, f"\n    {DONE}\n  ", source=f"\n    {PAY.text}\n  ")
    assert after(accept(catalog(), given), PAY).strings == (DONE,)
    broken = line(PAY, DONE.replace(" para", "\n    para"), source=PAY.text.replace(" by", "\n    by"))
    assert after(accept(catalog(), broken), PAY).strings == (DONE,)
    now = entry(PAY, DONE)
    assert accept(catalog(now), given).decisions[0].outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("ru-RU", "ru"),
        ("zh-CN", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("zh-TW", "zh_Hant"),
        ("ar-SA", "ar"),
        ("fr-CA", "fr_CA"),
        ("fr-FR", "fr"),
        ("pt-PT", ""),
        ("es-MX", ""),
    ],
)
def test_a_region_may_be_named_where_the_locale_has_none(tag: str, locale: str) -> None:
    delivery = Delivery("in.xlf", tag, "", "", (line(PAY, DONE),))
    assert (
        check_delivery(delivery, ["zh_Hant", "zh_Hans", "fr", "fr_CA", "es", "pt_BR", "ru", "ar"], "en", "")[0]
        == locale
    )


def test_line_ends_that_a_translator_wrote_stay() -> None:
    said = DONE.replace(" para", "\npara")
    assert after(accept(catalog(), line(PAY, said)), PAY).strings == (said,)


REFUSED: list[tuple[str, Callable[[], tuple[DeliveredLine, ...]], str, str]] = [
    ("other words", lambda: (line(PAY, DONE, digest="0" * 16),), "delivery-changed-source", "was changed since"),
    ("text edited", lambda: (line(PAY, DONE, source="Pay."),), "delivery-changed-source", "not the one"),
    ("no digest", lambda: (line(PAY, DONE, digest="", source="Pay."),), "delivery-changed-source", "not the one"),
    ("gone", lambda: (line(PAY, DONE, id="main/gone"),), "delivery-unknown-address", "no text at `main/gone`"),
    ("nameless", lambda: (line(PAY, DONE, id=""),), "delivery-unknown-address", "does not say which text"),
    ("no such form", lambda: (line(PAY, DONE, id="main/pay#1"),), "delivery-unknown-address", "form 1"),
    ("domain", lambda: (line(PAY, DONE, domain="mails"),), "delivery-unknown-address", "is of `mails`"),
    ("lost", lambda: (line(PAY, "Pague **{amount}**."),), "delivery-tags-differ", "lost `{day}`"),
    ("lost bold", lambda: (line(PAY, "Pague {amount} {day}."),), "delivery-tags-differ", "lost `**…**`"),
    ("doubled", lambda: (line(PAY, f"{DONE} {{day}}"),), "delivery-tags-differ", "doubled `{day}`"),
    ("added", lambda: (line(PAY, f"{DONE} {{year}}"),), "delivery-tags-differ", "added `{year}`"),
    ("link", lambda: (line(PAY, f"{DONE} [x](https://x.example)"),), "delivery-tags-differ", "added `[…](https"),
    ("empty", lambda: (line(PAY, " \n"),), "delivery-untranslated", "is empty"),
    ("copied", lambda: (line(PAY, PAY.text, standing=Standing.NEW),), "delivery-untranslated", "says what its text"),
    ("language", lambda: (line(PAY, DONE, language="fr"),), "delivery-wrong-language", "is in `fr`, not in `es-US`"),
    ("content", lambda: (line(PAY, DONE, fault="<sub> can't be read here"),), "delivery-content", "<sub>"),
    ("control", lambda: (line(PAY, f"{DONE}\x07"),), "delivery-content", "control character"),
    ("surrogate", lambda: (line(PAY, f"{DONE}\ud800"),), "delivery-content", "control character"),
    ("twice", lambda: (line(PAY, DONE), line(PAY, f"{DONE}!")), "delivery-doubled", "stands here twice"),
    ("one form", lambda: (line(LETTERS, "Una carta", 0),), "delivery-missing-form", "lacks plural form 1 of 2"),
    ("a check", lambda: (line(MENU, "Gracias {"),), "placeholders-differ", "a single `{`"),
]


@pytest.mark.parametrize(("make", "rule", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_with_its_reason_and_line(make: Callable[[], tuple[DeliveredLine, ...]], rule: str, said: str) -> None:
    fine = line(MENU, "Gracias.", number=9) if rule != "placeholders-differ" else line(PAY, DONE, number=9)
    done = accept(catalog(), *make(), fine)
    found = refusals(done)
    assert {one[0] for one in found} == {rule}
    assert all(said in message and number == 7 for _, message, number in found)
    assert [one.outcome for one in done.decisions] == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert all(fault.hint for fault in done.faults)
    refused = done.decisions[0].address
    assert all(after(done, one).strings == entry(one).strings for one in SEGMENTS if one.address == refused)


def test_prompts_have_no_markdown_to_lose() -> None:
    assert refusals(accept(catalog(), line(PAY, "Pague {amount} el {day}."), has_markdown=False)) == []


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ({}, []),
        ({"tag": "ES-us"}, []),
        ({"tag": "es"}, []),
        ({"source_tag": "", "organisation": ""}, []),
        ({"tag": "es-MX"}, ["delivery-wrong-language"]),
        ({"tag": "fr"}, ["delivery-wrong-language"]),
        ({"tag": ""}, ["delivery-wrong-language"]),
        ({"tag": "<script>"}, ["delivery-wrong-language"]),
        ({"source_tag": "fr"}, ["delivery-wrong-language"]),
        ({"organisation": "Other"}, ["delivery-wrong-workspace"]),
        ({"lines": ()}, ["delivery-empty"]),
    ],
)
def test_a_whole_file_may_be_the_wrong_one(facts: dict[str, object], rules: list[str]) -> None:
    delivery = replace(Delivery("in.xlf", "es-US", "en-US", "Example", (line(PAY, DONE),)), **facts)
    locale, faults = check_delivery(delivery, ["vi", "es"], "en", "Example")
    assert [fault.rule for fault in faults] == rules
    assert locale == ("es" if "tag" not in facts or not rules else "")
