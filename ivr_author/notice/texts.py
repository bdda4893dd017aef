"""Our own words in notices, which every workspace translates with its notices: page numbers, keys of a robocall."""

from __future__ import annotations

NOTICE_TEXTS = {
    "page": "Page {page} of {pages}",
    "date": "Date: {date}",
    "reference": "Case number: {reference}",
    "attention": "Free help in your language",
    "help": "Questions? Call {phone} (TTY: {tty}).",
    "website": "Go to our website.",
    "robocall_greeting": "This is a message from {organisation} for {name}.",
    "robocall_greeting_plain": "This is a message from {organisation}.",
    "robocall_repeat": "To hear this message again, press {key}.",
    "robocall_person": "To speak with a person, press {key}.",
    "robocall_no_person": "No one can take your call right now. You can call us at {phone}.",
    "robocall_goodbye": "Thank you. Goodbye.",
}

NOTICE_TEXT_NOTES = {
    "page": "At the foot of a letter.",
    "date": "Above a letter, before the date it was written.",
    "reference": "Above a letter, before the member's case number.",
    "attention": "Heading of the page that offers help in fifteen languages.",
    "help": "At the foot of an email.",
    "website": "Said in a robocall instead of a web address, which nobody can write down that fast.",
    "robocall_greeting": "The first sentence of a robocall.",
    "robocall_greeting_plain": "The first sentence of a robocall to someone whose name is not known.",
    "robocall_repeat": "The last sentences of a robocall.",
    "robocall_person": "The last sentences of a robocall.",
    "robocall_no_person": "Said when the member asked for a person, and the office is closed or all lines are busy.",
    "robocall_goodbye": "After the robocall, when no key is pressed.",
}

NOTICE_TEXT_KEYS = {"robocall_repeat": "1", "robocall_person": "0"}
"""The keys that the last sentences of a robocall offer."""
