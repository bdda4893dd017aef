"""Events: which handler takes one (§5.2.4), counting, and what happens where nobody does (§5.2.5)."""

from __future__ import annotations

from ivr_author.targets.voicexml.interpreter.executable import Executor
from ivr_author.targets.voicexml.interpreter.nodes import Node
from ivr_author.targets.voicexml.interpreter.prompts import say
from ivr_author.targets.voicexml.interpreter.signals import Exited, Thrown
from ivr_author.targets.voicexml.interpreter.state import Place
from ivr_author.targets.voicexml.interpreter.validity import HANDLERS

_REPROMPTING = ("help", "noinput", "nomatch", "maxspeechtimeout")


def handle(place: Place, thrown: Thrown) -> bool:
    """Handle an event and those that its handlers throw; tell whether the next prompts are to be queued."""
    while True:
        place.call.step()
        _count(place, thrown.event)
        try:
            with place.scopes.anonymous() as scope:
                place.scopes.put("_event", thrown.event, scope)
                place.scopes.declare("_message", None, scope)
                if thrown.message is not None:
                    place.scopes.put("_message", thrown.message, scope)
                handler = _select(place, thrown.event)
                if handler is None:
                    return _default(place, thrown)
                executor = Executor(place)
                executor.run(handler)
                return executor.reprompt
        except Thrown as another:
            thrown = another


def _names(event: str) -> list[str]:
    """The event's name, its prefixes, and the empty name that all events share."""
    parts = event.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)] + [""]


def _count(place: Place, event: str) -> None:
    counters = place.counters
    for name in _names(event):
        counters[name] = counters.get(name, 0) + 1


def _select(place: Place, event: str) -> Node | None:
    """By scope, then document order; among those that apply, the highest count that has been reached."""
    names = _names(event)
    best: Node | None = None
    best_count = 0
    for handler in _handlers(place):
        matching = next((name for name in names if name in _events_of(handler)), None)
        if matching is None:
            continue
        count = int(handler.get("count") or 1)
        if count <= best_count or count > place.counters[matching]:
            continue
        cond = handler.get("cond")
        if cond is None or place.call.engine.truth(cond, place.scopes.chain):
            best, best_count = handler, count
    return best


def _handlers(place: Place) -> list[Node]:
    nodes = place.enclosing()
    key = (nodes[0] if place.dialog is not None else None, place.dialog.node if place.dialog is not None else None)
    known = place.context.handlers.get(key)
    if known is None:
        known = [child for node in nodes for child in node.elements if child.tag in HANDLERS]
        place.context.handlers[key] = known
    return known


def _events_of(handler: Node) -> tuple[str, ...]:
    known = handler.cache.get("events")
    if isinstance(known, tuple):
        return known
    if handler.tag != "catch":
        found: tuple[str, ...] = (handler.tag,)
    else:
        listed = (handler.get("event") or "").split()
        found = tuple("" if name == "." else name.rstrip(".") for name in listed) or ("",)
    handler.cache["events"] = found
    return found


def _default(place: Place, thrown: Thrown) -> bool:
    event = thrown.event
    first = event.split(".")[0]
    if event == "cancel":
        return False
    if event == "exit":
        raise Exited
    if event.startswith("connection.disconnect"):
        raise Exited(by="disconnect")
    say(place, place.call.settings.messages.get(first, ""))
    if first in _REPROMPTING:
        return True
    raise Unhandled(thrown)


class Unhandled(Exited):
    """An event that nobody caught ends the interpretation."""

    def __init__(self, thrown: Thrown) -> None:
        super().__init__(by="error")
        self.event = thrown.event
        self.message = thrown.message
