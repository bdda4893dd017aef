"""What pages call types of nodes, what a node is told (its facts), and its ways onward: words for names of files."""

from __future__ import annotations

from ivr_author.flow.node import exit_label
from ivr_author.web.language import gettext
from ivr_author.web.way_words import way_in_words

TYPE_WORDS = {
    "assign": gettext("assign"),
    "branch": gettext("branch"),
    "bulletin": gettext("bulletin"),
    "callback": gettext("callback"),
    "collect": gettext("collect"),
    "hangup": gettext("hangup"),
    "hours": gettext("hours"),
    "language": gettext("language"),
    "lookup": gettext("lookup"),
    "menu": gettext("menu"),
    "play": gettext("play"),
    "queue": gettext("queue"),
    "return": gettext("return"),
    "send": gettext("send"),
    "subflow": gettext("subflow"),
    "transfer": gettext("transfer"),
    "voicemail": gettext("voicemail"),
}

FACT_WORDS = {
    "attempts": gettext("attempts"),
    "calendar": gettext("calendar"),
    "channel": gettext("channel"),
    "flow": gettext("flow"),
    "into": gettext("into"),
    "kind": gettext("kind"),
    "length": gettext("length"),
    "mailbox": gettext("mailbox"),
    "max": gettext("at most"),
    "max_length": gettext("longest"),
    "min": gettext("at least"),
    "name": gettext("name"),
    "notice": gettext("notice"),
    "number": gettext("number"),
    "only": gettext("only"),
    "queue": gettext("queue"),
    "service": gettext("service"),
    "set": gettext("set"),
    "terminator": gettext("ends with"),
    "timeout": gettext("waits"),
    "to": gettext("to"),
    "with": gettext("with"),
}


def type_word(kind: str) -> str:
    """A type of node. One of the file's own that is not known here stays as it is."""
    return gettext(TYPE_WORDS[kind]) if kind in TYPE_WORDS else kind.replace("_", " ")


def fact_word(path: tuple[str, ...]) -> str:
    """What a node is told, by its place in the node: `service`; with its name where it has one: `with case_number`."""
    first, *names = path
    word = gettext(FACT_WORDS[first]) if first in FACT_WORDS else first.replace("_", " ")
    return " ".join([word, *names])


def exit_word(path: tuple[str, ...]) -> str:
    """A way onward by its place in the node: a key, an outcome, or a name under which a flow comes back."""
    label = exit_label(path)
    word = way_in_words(label)
    return word.replace("_", " ") if word == label else word
