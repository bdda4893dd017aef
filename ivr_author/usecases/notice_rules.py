"""The rules that one notice is held to, each with how it stands. Judging is the rules' own."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.notice.rule import LETTER_RULES, NOTICE_RULES, check_notices
from ivr_author.usecases.check import notice_subject
from ivr_author.usecases.passages import read_notice
from ivr_author.usecases.reading_grade import READING_GRADE, RULES, Judgement, judge, tell, today_in
from ivr_author.workspace.project import Workspace

_CITATION = re.compile(r"\d+ CFR \d+\.\d+(?:\([a-z0-9]+\))*")


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule and its breaches. `citation` is the regulation that it comes from, if any; `applies`: the notice lives
    under it."""

    id: str
    description: str
    citation: str
    applies: bool
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """All rules, those of regulations first. `judgement` is that of the reading grade; None where nothing is read.

    `readable` is false where the words or the letterhead have faults: then no rule was asked.
    """

    rules: Sequence[RuleState]
    judgement: Judgement | None
    readable: bool


def rule_sheet(workspace: Workspace, notice_id: str, today: date | None = None) -> RuleSheet:
    """How a notice whose declaration can be read stands to each rule, the pages of its letters too (a second or so)."""
    file = workspace.notices.notices[notice_id]
    content = workspace.content
    subject = notice_subject(workspace)
    alone = replace(subject, content=replace(subject.content, notices={notice_id: file}))
    readable = content is not None and bool(alone.files)
    found: dict[str, list[Diagnostic]] = defaultdict(list)
    judgement = None
    if content is not None and readable:
        for one in dict.fromkeys(check_notices(alone, letters="letter" in file.notice.channels)):
            found[one.rule].append(one)
        read = read_notice(alone, file, alone.source_locale)
        judgement = judge(read, content.settings.grade_at_most, today or today_in(content.settings.time_zone))
        for one in tell(read, judgement):
            found[one.rule].append(one)
    described = {rule.id: rule.description for rule in NOTICE_RULES.values()} | {READING_GRADE: RULES[READING_GRADE]}
    states = []
    for name, description in described.items():
        citation = citation_of(name)
        applies = not citation or file.notice.lives_under(citation.partition("(")[0])
        if name in LETTER_RULES and "letter" not in file.notice.channels:
            applies = False
        states.append(RuleState(name, description, citation, applies, tuple(found.get(name, ()))))
    states.sort(key=lambda one: (not one.faults, not one.applies, not one.citation, one.citation, one.id))
    return RuleSheet(tuple(states), judgement, readable)


def citation_of(rule: str) -> str:
    """The regulation that a rule of notices comes from, as its own module says in its first words; empty for none."""
    known = NOTICE_RULES.get(rule)
    told = sys.modules[known.check.__module__].__doc__ if known is not None else None
    match = _CITATION.match(told or "")
    return match.group() if match else ""
