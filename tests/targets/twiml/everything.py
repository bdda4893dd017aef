"""One program with every step and every end, for round trips and goldens."""

from __future__ import annotations

from ivr_author.core.calendar import Calendar, Holiday, HoursException
from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import Compare, Literal, Name
from ivr_author.ir.ops import (
    Ask,
    Assign,
    Back,
    Branch,
    Constant,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Queue,
    Record,
    Return,
    Say,
    SetLocale,
    Transfer,
    Visit,
    Window,
)
from ivr_author.ir.program import Endpoint, Program, QueueTarget, Voice
from tests.targets.twiml.programs import BILLING, build, menu, node

OFFICE = Calendar(
    weekly=(((480, 1080),),) * 5 + ((), ()),
    holidays=(Holiday("2026-12-25", "Christmas Day"),),
    exceptions=(HoursException("2026-12-23", ((480, 1200),)),),
    time_zone="America/New_York",
)

TEXTS: dict[str, str | tuple[str, str, str]] = {
    "main/menu/prompt": "How can we help <you> & yours? ⟦1⟧",
    "main/menu/choice/1/say": "To pay a bill, press {key}.",
    "main/menu/choice/1/speech/1": "pay, now",
    "main/menu/season": "The deadline is today.",
    "main/menu/spanish": "Para español, oprima {key}.",
    "main/letters/prompt": ("You have {count} letter.", "You have {count} letters.", "letters"),
    "texts/pound": "pound",
}
WORDS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "es": {
        "How can we help <you> & yours? ⟦1⟧": "¿En qué podemos ayudarle?",
        "To pay a bill, press {key}.": "Para pagar, oprima {key}.",
        "pay, now": "pagar",
        "Para español, oprima {key}.": "Para español, oprima {key}.",
        "pound": "número",
        "You have {count} letter.": ("Usted tiene {count} carta.", "Usted tiene {count} cartas."),
        "Thank you for calling. Goodbye.": "Gracias por llamar. Adiós.",
    }
}


def everything() -> Program:
    """Every step, every end, and words with everything that needs care."""
    key = {"key": Constant("#", ValueType.KEY)}
    offer = [
        node("main/menu"),
        Visit("main/menu"),
        Say("main/menu/prompt"),
        Say("main/menu/choice/1/say", key),
        Say("main/menu/season", {}, None, (Window(1_000, 2_000_000_000_000), Window(None, None))),
        Say("main/menu/spanish", {"key": Constant("2", ValueType.KEY)}, "es"),
    ]
    keys = {"#": "main/ask", "0": "main/queue", "*": "main/back", "9": "main/menu"}
    collect = Input(
        entry=EntrySpec("digits", 4, 8, "#", frozenset({"0"})),
        keys={"0": "main/queue"},
        no_input="main/bye",
        no_match="main/menu",
        timeout=4.5,
        into="case",
        accepted="main/letters",
    )
    words = Input(
        entry=EntrySpec("menu", global_keys=frozenset({"0"})),
        keys={"0": "main/queue"},
        no_input="main/bye",
        no_match="main/bye",
        timeout=3.0,
        into="owner",
        accepted="main/letters",
        free_speech=True,
    )
    late = Compare(">=", Name("balance"), Literal(0.5))
    return build(
        {
            "main/menu": (offer, menu(keys, "main/bye", "main/menu", {"main/menu/choice/1/speech/1": "main/ask"})),
            "main/ask": (["One moment, please."], _ask("lookup", "billing.balance", "main/amount")),
            "main/amount": (["You owe {balance}, {owner}."], Branch(((late, "main/case"),), "main/hours")),
            "main/case": (["Enter your case number."], collect),
            "main/name": (["Say your name."], words),
            "main/letters": ([Say("main/letters/prompt"), Assign("letters", Literal(2.0))], Jump("main/hours", True)),
            "main/hours": ([], Hours("office", "main/enter", "main/record", "main/dial")),
            "main/enter": ([], Enter("main/return", {"done": "main/spanish"})),
            "main/return": ([], Return("done", "main/bye")),
            "main/spanish": ([], SetLocale("es", "main/task")),
            "main/task": (["Please hold."], Queue("enrollment", "main/bye", "main/bye")),
            "main/queue": (["Please hold."], Queue("billing", "main/record", "main/dial")),
            "main/dial": ([], Transfer("+18005550104", "main/bye", "main/bye", "main/sip")),
            "main/sip": ([], Transfer("sip:desk@phones.example.org", "main/bye", "main/bye", "main/bye")),
            "main/record": (["Leave a message."], Record("billing & co", 120, "#", "main/send", "main/bye")),
            "main/send": ([], _ask("send", "link", "main/call_back")),
            "main/call_back": ([], _ask("callback", "billing", "main/name")),
            "main/back": ([], Back("main/menu", "main/menu")),
            "main/bye": ([Say("texts/goodbye")], Hangup("failure")),
        },
        TEXTS,
        words=WORDS,
        variables={
            "case": ValueType.DIGITS,
            "balance": ValueType.MONEY,
            "owner": ValueType.NAME,
            "letters": ValueType.NUMBER,
        },
        voices={"en": Voice("Polly.Joanna-Neural", "")},
        calendars={"office": OFFICE},
        services={"billing.balance": BILLING},
        gateways={"send": Endpoint("https://messages.example.org/v1", "POST", 6.0)},
        queues={"billing": QueueTarget("+18005550101"), "enrollment": QueueTarget("+18005550102", "WW" + "1" * 32)},
    )


def _ask(kind: str, name: str, ok: str) -> Ask:
    arguments = {"lookup": {"case": Name("case")}, "send": {"channel": Literal("text"), "to": Name("caller.number")}}
    into = {"balance": "balance", "owner": "owner"} if kind == "lookup" else {}
    number = {"number": Name("caller.number")}
    return Ask(kind, name, arguments.get(kind, number), into, ok, "main/menu", "main/bye")
