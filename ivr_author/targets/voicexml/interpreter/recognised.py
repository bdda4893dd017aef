"""An input that a grammar accepted, and whose grammar it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr_author.targets.voicexml.interpreter.documents import Document
from ivr_author.targets.voicexml.interpreter.nodes import Node


class Owner(StrEnum):
    """What kind of element a grammar belongs to."""

    ITEM = "item"
    FORM = "form"
    CHOICE = "choice"
    LINK = "link"
    UNIVERSAL = "universal"


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """What the caller meant. `owner` is the field, form, choice or link; `dialog` the dialog that it stands in."""

    kind: Owner
    owner: Node | None
    dialog: Node | None
    document: Document
    meaning: object
    utterance: str
    mode: str
    confidence: float
    event: str = ""
