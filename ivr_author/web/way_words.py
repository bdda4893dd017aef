"""Edges and the acts of callers in words of the reader's language."""

from __future__ import annotations

from ivr_author.web.language import gettext

_PARTS = {"confirm": gettext("when confirming: {way}"), "ask": gettext("when asking: {way}")}
_NAMED = {
    "key": gettext("key {name}"),
    "speech": gettext("words for {name}"),
    "if": gettext("condition {name}"),
}
_WAYS = {
    "next": gettext("next"),
    "enter": gettext("into the flow"),
    "return": gettext("return"),
    "else": gettext("otherwise"),
    "ok": gettext("ok"),
    "not_found": gettext("not found"),
    "failed": gettext("failed"),
    "open": gettext("open"),
    "closed": gettext("closed"),
    "holiday": gettext("holiday"),
    "full": gettext("full"),
    "accepted": gettext("accepted"),
    "confirmed": gettext("confirmed"),
    "denied": gettext("denied"),
    "no_input": gettext("nothing said"),
    "no_match": gettext("not understood"),
    "hang_up": gettext("hang up"),
    "used_up": gettext("attempts used up"),
    "out_of_hours": gettext("out of hours"),
    "hangup": gettext("the end"),
    "connected": gettext("connected"),
    "busy": gettext("busy"),
    "no_answer": gettext("no answer"),
    "on_failure": gettext("on failure"),
    "nobody_entered": gettext("called by itself"),
}
"""What edges are called, to be read. What is not here is a name of the flow's own."""


def way_in_words(label: str) -> str:
    """The label of an edge, to be read."""
    part, _, rest = label.partition(" ")
    if rest and part in _PARTS:
        return gettext(_PARTS[part]).format(way=way_in_words(rest))
    if rest and part in _NAMED:
        return gettext(_NAMED[part]).format(name=rest)
    return gettext(_WAYS[label]) if label in _WAYS else label


def step_in_words(action: str) -> str:
    """What a caller does, as an address has it, to be read."""
    word, _, rest = action.partition(" ")
    if word == "press":
        return gettext("press {keys}").format(keys=rest)
    if word == "say":
        return gettext("say “{words}”").format(words=rest)
    return gettext("say nothing") if word == "silence" else gettext("hang up")
