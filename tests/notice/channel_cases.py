"""A notice with everything that a document can hold, in three locales, for the tests of channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivr_author.core.source import Source, Span
from ivr_author.flow.model import Text
from ivr_author.notice.channel import Member, Rendering, Setting
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Cell,
    Divider,
    Document,
    Emphasis,
    Foreign,
    Heading,
    Inline,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Run,
    Slot,
    Strong,
    Table,
    Words,
    contents_of,
    walk_blocks,
    walk_inlines,
)
from ivr_author.notice.model import FieldType, Letterhead, Notice, Raw
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.notice.values import Value

SPAN = Span("notices/case/notice.yaml", 1, 1, 1, 1)
SOURCE = Source("notices/case/notice.yaml", "")

LETTERHEAD = Letterhead(
    SOURCE,
    SPAN,
    organisation="Commonwealth Health Connector",
    address=("P.O. Box 960189", "Boston, MA 02196"),
    phone="18775550100",
    tty="711",
    website="https://www.example.org",
    email="help@example.org",
    hours="Monday to Friday, 8 a.m. to 6 p.m.",
)
NOTICE = Notice(
    id="case",
    source=SOURCE,
    span=SPAN,
    title=Text("Premium bill", SPAN),
    purpose=Text("", SPAN),
    owner=Text("", SPAN),
    subject=Text("", SPAN),
    channels=("letter", "email", "sms", "robocall", "web"),
    fields={},
)

HELP = {
    "es": {
        **NOTICE_TEXTS,
        "date": "Fecha: {date}",
        "reference": "Número de cuenta: {reference}",
        "help": "¿Tiene preguntas? Llame al {phone} (TTY: {tty}).",
    },
    "ar": {
        **NOTICE_TEXTS,
        "date": "التاريخ: {date}",
        "reference": "رقم الحساب: {reference}",
        "help": "هل لديك أسئلة؟ اتصل على {phone} (TTY: {tty}).",
    },
}


def setting(locale: str = "en", letterhead: Letterhead = LETTERHEAD) -> Setting:
    """Where a document goes out from."""
    return Setting(NOTICE, letterhead, locale, HELP.get(locale, NOTICE_TEXTS))


def words(*content: Inline | str) -> Inlines:
    """Inline content, with strings for words."""
    return tuple(Words(one) if isinstance(one, str) else one for one in content)


def say(*content: Inline | str) -> Paragraph:
    """A paragraph."""
    return Paragraph(words(*content), "case/paragraph")


def table(header: Sequence[str], *rows: Sequence[Inline | str], align: Sequence[str] = ()) -> Table:
    """A table; each cell is one inline, and an empty string is an empty cell."""
    return Table(
        tuple(align) or ("start",) * len(header),
        tuple(Cell(words(one) if one else (), "case/table") for one in header),
        tuple(tuple(Cell(words(one) if one else ()) for one in row) for row in rows),
    )


def document(*blocks: Block, locale: str = "en", subject: Inlines | None = None) -> Document:
    """A document of these blocks; the types of its slots are read from it."""
    subject = words("A notice") if subject is None else subject
    slots: dict[int, FieldType] = {}
    for content in (subject, *(one for block in walk_blocks(blocks) for one in contents_of(block))):
        for inline in walk_inlines(content):
            if isinstance(inline, Slot):
                slots[inline.index] = inline.type
            elif isinstance(inline, Link) and isinstance(inline.target, Slot):
                slots[inline.target.index] = inline.target.type
    return Document("case", locale, subject, blocks, tuple(slots[index] for index in sorted(slots)))


def render(channel: str, made: Document, *values: Value, recipient: Mapping[str, Value] | None = None) -> Rendering:
    """What a channel makes of a document and these values."""
    made_for = setting(made.locale)
    prepared = CHANNELS[channel].prepare(made, made_for)
    return CHANNELS[channel].fill(prepared, Member(values, recipient or {}, "m1"))


def part(channel: str, name: str, made: Document, *values: Value) -> str:
    """One part of that, as text."""
    return render(channel, made, *values).parts[name].decode()


def value(kind: str, raw: Raw) -> Value:
    """A value of a type given by name."""
    return Value(FieldType(kind), raw)


BILL_VALUES = (
    value("money", 212.4),
    value("date", "2026-12-23"),
    value("name", "Zoë O’Connor-Núñez"),
    value("digits", "00481516"),
    value("url", "https://www.example.org/pay/k3v9"),
    value("phone", "18775550100"),
)
BILL_RECIPIENT = {
    "name": BILL_VALUES[2],
    "address": value("address", ("174 Centre Street", "Boston, MA 02128")),
    "reference": BILL_VALUES[3],
    "date": value("date", "2026-12-01"),
}

_AMOUNT, _DUE = Slot(0, FieldType.MONEY, "amount"), Slot(1, FieldType.DATE, "due")
_NAME, _ACCOUNT = Slot(2, FieldType.NAME, "name"), Slot(3, FieldType.DIGITS, "account")
_URL, _PHONE = Slot(4, FieldType.URL, "pay_url"), Slot(5, FieldType.PHONE, "phone")


def _bill_en() -> Document:
    return document(
        say("Dear ", _NAME, ","),
        Box(
            ("action", "callout"),
            (
                say(Strong(words("Pay ", _AMOUNT, " by ", _DUE, "."))),
                say("If you do not pay, your health plan may end. Your account number is ", _ACCOUNT, "."),
            ),
        ),
        Heading(2, words("What you owe")),
        say("This table shows what makes up your bill for January."),
        table(
            ["Charge", "For", "Amount"],
            ["Health plan", "January 2027", Run("$180.15")],
            ["Dental plan", "January 2027", Run("$32.25")],
            [Strong(words("You must pay")), "", _AMOUNT],
            align=["start", "start", "end"],
        ),
        Heading(2, words("How to pay")),
        ListBlock(
            False,
            (
                (say("Online: ", Link(_URL, words("pay your bill")), "."),),
                (
                    say("By phone: call ", _PHONE, ". Have ready:"),
                    ListBlock(True, ((say("your account number"),), (say("your bank’s routing number"),))),
                ),
                (say("By mail: send a check, with your account number on it, to the address below."),),
            ),
        ),
        Divider(),
        Heading(3, words("Your rights")),
        say(
            "You can appeal if you think that we are wrong. ",
            Emphasis(words("You have 30 days.")),
            " The rule is ",
            Run("45 CFR 155.505"),
            ". Read more at ",
            Link("https://www.example.org/appeal", words("www.example.org/appeal")),
            " or write to us:",
            Break(),
            "Appeals Unit, P.O. Box 960189, Boston, MA 02196",
        ),
        locale="en",
        subject=words("Your premium of ", _AMOUNT, " is due ", _DUE),
    )


def _bill_es() -> Document:
    return document(
        say("Estimada/o ", _NAME, ":"),
        Box(
            ("action", "callout"),
            (
                say(Strong(words("Pague ", _AMOUNT, " antes del ", _DUE, "."))),
                say("Si no paga, su plan de salud puede terminar. Su número de cuenta es ", _ACCOUNT, "."),
            ),
        ),
        Heading(2, words("Lo que debe")),
        table(
            ["Cargo", "Mes", "Monto"],
            ["Plan de salud", "enero de 2027", Run("$180.15")],
            ["Plan dental", "enero de 2027", Run("$32.25")],
            [Strong(words("Debe pagar")), "", _AMOUNT],
            align=["start", "start", "end"],
        ),
        Heading(2, words("Cómo pagar")),
        ListBlock(
            False,
            (
                (say("Por internet: ", Link(_URL, words("pague su factura")), "."),),
                (say("Por teléfono: llame al ", _PHONE, "."),),
            ),
        ),
        Paragraph((Foreign("en", words("You can appeal within 30 days of ", _DUE, ".")),)),
        locale="es",
        subject=words("Su prima de ", _AMOUNT, " vence el ", _DUE),
    )


def _bill_ar() -> Document:
    return document(
        say("عزيزي ", _NAME, "،"),
        Box(
            ("action", "callout"),
            (
                say(Strong(words("ادفع ", _AMOUNT, " قبل ", _DUE, "."))),
                say("إذا لم تدفع فقد تنتهي خطتك الصحية. رقم حسابك هو ", _ACCOUNT, "."),
            ),
        ),
        Heading(2, words("ما عليك دفعه")),
        table(
            ["الرسم", "الشهر", "المبلغ"],
            ["الخطة الصحية", "يناير 2027", Run("$180.15")],
            ["خطة الأسنان", "يناير 2027", Run("-$32.25")],
            [Strong(words("عليك أن تدفع")), "", _AMOUNT],
            align=["start", "start", "end"],
        ),
        Heading(2, words("كيف تدفع")),
        ListBlock(
            False,
            (
                (say("عبر الإنترنت: ", Link(_URL, words("ادفع فاتورتك")), "."),),
                (
                    say("بالهاتف: اتصل على ", _PHONE, " (", Run("TTY: 711"), ")."),
                    ListBlock(True, ((say("رقم حسابك"),), (say("رقم البنك"),))),
                ),
            ),
        ),
        say(Run("Health Connector"), ": القاعدة هي ", Run("45 CFR 155.505"), "."),
        Paragraph((Foreign("en", words("You can appeal within 30 days of ", _DUE, ". Call ", _PHONE, ".")),)),
        locale="ar",
        subject=words("قسطك ", _AMOUNT, " مستحق في ", _DUE),
    )


BILLS = {"en": _bill_en(), "es": _bill_es(), "ar": _bill_ar()}
