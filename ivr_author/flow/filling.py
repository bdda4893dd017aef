"""What a place fills into its texts by itself, and which keys can be pressed while they are spoken.

The same that the nodes' lowering does, for translators and checks, which see no program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.core.locale import find_locale
from ivr_author.core.segment import Offer
from ivr_author.core.value_types import ValueType
from ivr_author.flow.content import Flow
from ivr_author.flow.lowering import NO_KEY, YES_KEY
from ivr_author.flow.node import Node
from ivr_author.flow.nodes.callback import Callback
from ivr_author.flow.nodes.collect import Collect
from ivr_author.flow.nodes.language import Language
from ivr_author.flow.nodes.menu import Menu

YES_NO = (("yes", YES_KEY), ("no", NO_KEY))
NUMBER = (("number", ValueType.PHONE),)


@dataclass(frozen=True, slots=True)
class Filling:
    """Placeholders with the value that is always theirs, placeholders with a type only, and the keys on offer."""

    constants: tuple[tuple[str, str], ...] = ()
    types: tuple[tuple[str, ValueType], ...] = ()
    offer: Offer | None = None

    @property
    def names(self) -> frozenset[str]:
        """The placeholders that the place fills."""
        return frozenset(name for name, _ in (*self.constants, *self.types))


NOTHING = Filling()

TEXT_FILLINGS: Mapping[str, Filling] = {
    # A line of its own in each locale, so its key is not known here.
    "language_choice": Filling(types=(("language", ValueType.NAME), ("key", ValueType.KEY))),
    "callback_offer": Filling(YES_NO, NUMBER, Offer("texts/callback_offer", (YES_KEY, NO_KEY))),
}


def filling_at(flow: Flow, node: Node, path: tuple[str, ...]) -> Filling:
    """What a node fills in at one of its prompts."""
    place = f"{flow.id}/{node.id}"
    match node:
        case Menu():
            keys = tuple(choice.key for choice in node.choices if choice.key is not None)
            offered = Offer(place, keys, tuple(key for key in flow.keys if key not in keys))
            return _line(offered, path[1]) if path[0] == "choice" else Filling(offer=offered)
        case Language():
            if path[0] == "choice":
                # Each line is spoken in a language of its own, so it is an offer of its own.
                choice = next(one for one in node.choices if one.key == path[1])
                name = find_locale(choice.locale.value).endonym
                offer = Offer(f"{place}/choice/{choice.key}", (choice.key,), (), choice.key)
                return Filling((("language", name), ("key", choice.key)), offer=offer)
            return Filling(offer=Offer(place, tuple(choice.key for choice in node.choices)))
        case Collect():
            variable = flow.variables.get(node.into.value)
            if path[0] == "confirm" or node.effective_kind(variable.type if variable else None) == "yes_no":
                return Filling(YES_NO, offer=_yes_no(flow, f"{place}/{path[0]}"))
        case Callback() if path[0] == "prompt":
            return Filling(YES_NO, NUMBER, _yes_no(flow, f"{place}/prompt"))
    return NOTHING


def _line(offered: Offer, key: str) -> Filling:
    if key not in offered.keys:
        return Filling(offer=offered)
    return Filling((("key", key),), offer=Offer(offered.place, offered.keys, offered.also, key))


def _yes_no(flow: Flow, place: str) -> Offer:
    return Offer(place, (YES_KEY, NO_KEY), tuple(key for key in flow.keys if key not in (YES_KEY, NO_KEY)))
