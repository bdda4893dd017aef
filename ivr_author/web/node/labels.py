"""What the fields of nodes and flows are called in forms, by their keys, and a word of help by their types."""

from __future__ import annotations

from ivr_author.flow.field_types import PhoneOrSip, Seconds
from ivr_author.flow.model import ExpressionText, Prompt
from ivr_author.web.language import gettext

LABELS = {
    "after": gettext("After"),
    "ask": gettext("Words that ask for another number"),
    "attempts": gettext("How often it is offered"),
    "audio": gettext("Note for the recording"),
    "branches": gettext("Conditions, the first that holds counts"),
    "by": gettext("Who allows it"),
    "calendar": gettext("Calendar"),
    "channel": gettext("Sent by"),
    "choices": gettext("Choices"),
    "closed": gettext("When closed, goes to"),
    "confirm": gettext("Words that read the entry back"),
    "busy": gettext("When busy, goes to"),
    "defaults": gettext("For all menus and entries"),
    "description": gettext("What this flow is for"),
    "else": gettext("Otherwise goes to"),
    "failed": gettext("When it fails, goes to"),
    "flow": gettext("Flow"),
    "full": gettext("When the queue is full, goes to"),
    "holiday": gettext("On holidays, goes to"),
    "if": gettext("If"),
    "into": gettext("Keep it as"),
    "into.key": gettext("Field of the answer"),
    "into.value": gettext("Variable"),
    "key": gettext("Key"),
    "keys": gettext("Keys that work at any time"),
    "keys.key": gettext("Key"),
    "keys.value": gettext("What it does"),
    "kind": gettext("Kind of entry"),
    "length": gettext("Exactly so many digits"),
    "locale": gettext("Language"),
    "mailbox": gettext("Mailbox"),
    "max": gettext("At most so many digits"),
    "max_length": gettext("Longest message"),
    "min": gettext("At least so many digits"),
    "name": gettext("Comes back as"),
    "next": gettext("Goes to"),
    "next.key": gettext("When it comes back as"),
    "next.value": gettext("Goes to"),
    "no_answer": gettext("When nobody answers, goes to"),
    "not_found": gettext("When nothing is found, goes to"),
    "notes": gettext("Notes for colleagues"),
    "notice": gettext("Notice"),
    "number": gettext("Number to call back"),
    "ok": gettext("When it is found, goes to"),
    "on_failure": gettext("After the last attempt, or when it fails, goes to"),
    "only": gettext("Only these messages"),
    "open": gettext("When open, goes to"),
    "prompt": gettext("What the caller hears"),
    "prompt.audio": gettext("Note for the recording"),
    "prompt.context": gettext("Note for translators"),
    "prompt.count": gettext("Counted by"),
    "prompt.from": gettext("Spoken from"),
    "prompt.max_seconds": gettext("At most so many seconds"),
    "prompt.one": gettext("Words for one"),
    "prompt.other": gettext("Words for several"),
    "prompt.text": gettext("Words"),
    "prompt.until": gettext("Spoken until"),
    "queue": gettext("Queue"),
    "returns": gettext("Names by which it comes back"),
    "say": gettext("Words that offer it"),
    "service": gettext("Service"),
    "set": gettext("Variables that are set"),
    "set.key": gettext("Variable"),
    "set.value": gettext("Value"),
    "speech": gettext("Words that the caller may say"),
    "start": gettext("A call begins at"),
    "terminator": gettext("Key that ends it"),
    "timeout": gettext("How long the caller is waited for"),
    "title": gettext("Title"),
    "to": gettext("To"),
    "variables": gettext("Variables"),
    "variables.key": gettext("Name"),
    "variables.value": gettext("Type"),
    "with": gettext("What the service is told"),
    "with.key": gettext("Argument"),
    "with.value": gettext("Value"),
}

HINTS: dict[object, str] = {
    ExpressionText: gettext("A name, a number, a text in quotes, or a comparison such as balance > 0."),
    PhoneOrSip: gettext("A number such as +18005550100, or a SIP address."),
    Prompt: gettext("As it is spoken. Names in braces are filled in. Line breaks are not heard."),
    Seconds: gettext("For example 7s, 500ms or 1m."),
    tuple: gettext("One on each line."),
    "prompt.from": gettext("A day such as 2026-11-01; empty: always."),
    "prompt.until": gettext("The last day, for example 2027-01-23."),
}


def label_of(key: str) -> str:
    """What a field is called; its key where it has no words of its own."""
    return (
        LABELS.get(key) or LABELS.get(key.rpartition(".")[2]) or key.rpartition(".")[2].replace("_", " ").capitalize()
    )


def hint_of(kind: object) -> str:
    """How a value of this type is written."""
    return HINTS.get(kind, "")
