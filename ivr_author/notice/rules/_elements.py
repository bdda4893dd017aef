"""Elements that a notice must have because of a rule that it lives under: boxes with a role, in every letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ivr_author.core.rule import Fault
from ivr_author.core.source import Span
from ivr_author.notice.document import Box
from ivr_author.notice.rules._words import boxes_of
from ivr_author.notice.subject import Body, Letter, NoticeSubject, legal_span
from ivr_author.notice.template.tree import BoxNode, walk_nodes

GENERAL = "45 CFR 155.230"
APPEALS = "45 CFR 155.515"


@dataclass(frozen=True, slots=True)
class Element:
    """A box with this role, whose words hold what the rule asks for; `holds` gets the box and the source locale."""

    role: str
    citation: str
    lack: str
    empty: str
    hint: str
    holds: Callable[[Box, str], bool]


def missing(subject: NoticeSubject, element: Element, binding: str) -> Iterator[Fault]:
    """A fault for each text of a notice under `binding` that has letters without the element."""
    for file in subject.files:
        if file.notice.lives_under(binding):
            for body in subject.read_bodies(file):
                yield from _missing(body, element, binding, subject.source_locale)


def _missing(body: Body, element: Element, binding: str, locale: str) -> Iterator[Fault]:
    lacking: list[Letter] = []
    empty: list[Letter] = []
    for letter in body.letters:
        boxes = boxes_of(letter.document.blocks, element.role)
        if not boxes:
            lacking.append(letter)
        elif not any(element.holds(box, locale) for box in boxes):
            empty.append(letter)
    span = _span(body, element.role) or legal_span(body.file, binding)
    for letters, message in ((lacking, element.lack), (empty, element.empty)):
        if letters:
            told = f"{body.describe(letters)}{message} ({element.citation})"
            yield Fault(told[0].lower() + told[1:], span, element.hint)


def _span(body: Body, role: str) -> Span | None:
    for node in walk_nodes(body.nodes):
        if isinstance(node, BoxNode) and role in node.roles:
            return node.span
    return None
