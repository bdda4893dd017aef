"""Hand-made notices for the tests of robocalls: documents, settings, members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.notice.channel import Member, Setting
from ivr_author.notice.document import Block, Document, Inline, Paragraph, Run, Slot, Words
from ivr_author.notice.model import FieldType, Letterhead, Notice, Raw
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.notice.values import Value

SPAN = Span("notices/premium_bill/notice.yaml", 1, 1, 1, 1)
SOURCE = Source(SPAN.path, "format: 1\n")
NOTICE = Notice(
    "premium_bill",
    SOURCE,
    SPAN,
    Text("Premium bill", SPAN),
    Text("Tells a member what to pay.", SPAN),
    Text("Billing team", SPAN),
    None,
    ("robocall",),
    {},
)
LETTERHEAD = Letterhead(SOURCE, SPAN, "Health Connector", ("1 Main Street",), "1-800-555-0100", "711", "example.org")
ES = {
    "robocall_greeting": "Este es un mensaje de {organisation} para {name}.",
    "robocall_greeting_plain": "Este es un mensaje de {organisation}.",
    "robocall_repeat": "Para oír este mensaje otra vez, presione {key}.",
    "robocall_person": "Para hablar con una persona, presione {key}.",
    "robocall_no_person": "Nadie puede atenderle ahora. Puede llamarnos al {phone}.",
    "robocall_goodbye": "Gracias. Adiós.",
    "website": "Visite nuestro sitio web.",
}
AR = {
    "robocall_greeting": "هذه رسالة من {organisation} إلى {name}.",
    "robocall_greeting_plain": "هذه رسالة من {organisation}.",
    "robocall_repeat": "لسماع هذه الرسالة مرة أخرى، اضغط {key}.",
    "robocall_person": "للتحدث مع شخص، اضغط {key}.",
    "robocall_no_person": "لا يمكن لأحد الرد الآن. يمكنك الاتصال على {phone}.",
    "robocall_goodbye": "شكرا. مع السلامة.",
    "website": "زر موقعنا.",
}
TEXTS: Mapping[str, Mapping[str, str]] = {"en": {}, "es": ES, "ar": AR}

HOSTILE_NAMES = (
    "Zoë O'Neil-Núñez",
    "]]><break/>&amp; <script>alert(1)</script> \"'",
    "{balance} {{ 7*7 }} {% raw %} {{{",
    "'; drop \\' \\\\ \u2028 \x00\x07\x1b[2J\n\r\tJo",
    "\u202egnihton\u2066 محمد \u061c\ufeff",
    "=cmd|' /C calc'!A1 #heading [x](https://evil.example)",
    "\ud800 lone \ufffe \ufdd0",
)


def setting(locale: str = "en", letterhead: Letterhead = LETTERHEAD) -> Setting:
    """The setting of a robocall in a locale."""
    return Setting(NOTICE, letterhead, locale, {**NOTICE_TEXTS, **TEXTS.get(locale, {})})


def document(*blocks: Block, locale: str = "en", slots: Sequence[FieldType] = ()) -> Document:
    """A document of these blocks."""
    return Document("premium_bill", locale, (), blocks, tuple(slots))


def member(*values: Value, name: str | None = "Robin Sample") -> Member:
    """A member with these values."""
    recipient = {} if name is None else {"name": Value(FieldType.NAME, name)}
    return Member(values, recipient, "m1")


def say(*pieces: str | Inline) -> Paragraph:
    """A paragraph of words and inlines."""
    return Paragraph(tuple(Words(piece) if isinstance(piece, str) else piece for piece in pieces), "premium_bill/one")


AMOUNT, DUE, ACCOUNT = (
    Slot(0, FieldType.MONEY, "amount_due"),
    Slot(1, FieldType.DATE, "due_date"),
    Slot(2, FieldType.DIGITS, "account"),
)
BILL_VALUES = (
    Value(FieldType.MONEY, 1212.4),
    Value(FieldType.DATE, "2026-12-23"),
    Value(FieldType.DIGITS, "04711"),
)
_BILLS = {
    "en": ("You owe ", " by ", ". Your account is ", ". Call us at ", " {any time}."),
    "es": ("Usted debe ", " antes del ", ". Su cuenta es ", ". Llámenos al ", " {siempre}."),
    "ar": ("عليك دفع ", " قبل ", ". رقم حسابك ", ". اتصل بنا على ", " {دائما}."),
}


def bill(locale: str = "en") -> Document:
    """A bill with an amount, a date, an account number and a literal phone number."""
    owe, by, account, call, end = _BILLS[locale]
    paragraph = say(owe, AMOUNT, by, DUE, account, ACCOUNT, call, Run("1-800-555-0100"), end)
    return document(paragraph, locale=locale, slots=[value.type for value in BILL_VALUES])


def hostile(kind: FieldType, raw: Raw) -> Value:
    """Any value."""
    return Value(kind, raw)
