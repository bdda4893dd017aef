"""A letter within its sheets: one more page for 260,000 members is 260,000 sheets, and some envelopes don't close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.render import Options
from ivr_author.notice.rules._budget import Cost, longest_letters, over_budget
from ivr_author.notice.rules._fonts import has_fonts
from ivr_author.notice.subject import Body, NoticeSubject

LETTER, PAGES = "letter", "pages"


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters over `limits: pages`: the longest with its longest values, where it takes the most room, with all pages.

    The page of language assistance is the same for every letter but its heading, so it is set for one.
    """
    if not has_fonts():
        return
    bodies = [subject.body_of(file, LETTER) for file in subject.files if LETTER in file.notice.channels]
    carrying = [body for body in bodies if body.file.notice.language_assistance and body.letters]
    more = _assistance_pages(subject, carrying[0]) if carrying else 0

    def costs(_: NoticeSubject, body: Body) -> Iterator[Cost]:
        added = more if body.file.notice.language_assistance else 0
        for cost in longest_letters(subject, body, LETTER, PAGES, Options(assistance=False)):
            yield replace(cost, amount=cost.amount + added)

    yield from over_budget(
        subject,
        LETTER,
        lambda limits: limits.pages,
        costs,
        lambda cost: f"the letter has {cost.amount} pages",
        "shorten it, or raise `pages` under `limits:`",
    )


def _assistance_pages(subject: NoticeSubject, body: Body) -> int:
    renderer, locale = subject.renderer(body.file), subject.source_locale
    counted = []
    for with_page in (True, False):
        options = Options(assistance=with_page)
        try:
            decisions, member = renderer.decide(LETTER, locale, body.letters[0].branch.values)
            filled = CHANNELS[LETTER].fill(renderer.prepared(LETTER, locale, decisions, options), member)
        except CannotRender:
            return 0
        counted.append(int(filled.facts[PAGES]))
    return counted[0] - counted[1]


RULE = Rule("pages-over-budget", Severity.WARNING, "A letter has more pages than it may", check)
