"""45 CFR 155.515(b): what a notice must say of appeals."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.document import Box
from ivr_author.notice.rules._elements import APPEALS, Element, missing
from ivr_author.notice.rules._words import has_words
from ivr_author.notice.subject import NoticeSubject

_ASKED = (
    ("appeal_right", "(b)(1) and (2)", "that members may appeal, and how"),
    ("appeal_help", "(b)(3)", "that members may speak for themselves or have a lawyer or somebody else speak for them"),
    ("appeal_coverage", "(b)(4)", "when members keep their coverage while the appeal is decided"),
    ("appeal_household", "(b)(5)", "that the decision may change what other people of the household get"),
)


def _says_something(box: Box, locale: str) -> bool:  # noqa: ARG001
    return has_words(box)


_ELEMENTS = tuple(
    Element(
        role=role,
        citation=f"{APPEALS}{paragraph}",
        lack=f"no box `{role}` says {says}",
        empty=f"the box `{role}` has no words",
        hint=f"say it between `::: {role}` and `:::`; the boxes may stand in a snippet that notices share",
        holds=_says_something,
    )
    for role, paragraph, says in _ASKED
)


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters of notices under 155.515 without one of the four boxes about appeals."""
    for element in _ELEMENTS:
        yield from missing(subject, element, APPEALS)


RULE = Rule("appeal-content", Severity.ERROR, "A notice leaves out what members must know of appeals", check)
