"""The rules of notices, loaded from the shelf `rules`, and the faults that reading alone can find.

What rules said of a notice is kept: while one is edited, the others are not judged again at every key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.memo import Memo
from ivr_author.core.rule import Rule
from ivr_author.core.shelf import load_shelf
from ivr_author.notice import rules
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.declaration.read import RULES
from ivr_author.notice.rules._fonts import has_fonts
from ivr_author.notice.subject import NoticeSubject, template_of
from ivr_author.notice.template.tree import units_of
from ivr_author.notice.texts import NOTICE_TEXTS

NOTICE_RULES: Mapping[str, Rule[NoticeSubject]] = {rule.id: rule for rule in load_shelf(rules, "RULE", Rule).values()}
"""Every rule by its id."""

READING_NOTICE_RULES = {
    **RULES,
    "snippet-not-found": "A template includes a snippet that does not exist",
    "template-link": "A link leads nowhere safe",
    "template-markdown": "A template has Markdown that no channel can carry",
    "template-not-allowed": "A template does what templates may not, or is too large",
    "template-syntax": "A template can't be read",
}
"""Ids and descriptions of what the readers of notices and templates report, beside those of flows."""

LETTER_RULES = frozenset({"letter-cannot-be-printed", "pages-over-budget"})
"""Rules that set whole letters, 10 to 30 ms each: for a check that somebody waits for, not while one types."""

MOST_KEPT = 1_000
"""Notices whose faults are kept."""

_judged: Memo[tuple[Diagnostic, ...]] = Memo(MOST_KEPT)


def check_notices(subject: NoticeSubject, letters: bool = True) -> Iterator[Diagnostic]:
    """The breaches of every rule; without `letters` those of `LETTER_RULES` are left out. Some come twice."""
    for file in subject.files:
        yield from _judge(subject, file)
    if letters:
        yield from _judge_letters(subject)


def _judge_letters(subject: NoticeSubject) -> tuple[Diagnostic, ...]:
    """What the rules say that set letters; one of them sets a page for all notices together."""
    given = (has_fonts(), *(_given(subject, file) for file in subject.files))
    rules_of_letters = [NOTICE_RULES[name] for name in sorted(LETTER_RULES)]
    return _judged.get(
        "letters", given, lambda: tuple(diagnostic for rule in rules_of_letters for diagnostic in rule.run(subject))
    )


def _judge(subject: NoticeSubject, file: NoticeFile) -> tuple[Diagnostic, ...]:
    """What the quick rules say of one notice, none of which looks at another."""
    alone = replace(subject, content=replace(subject.content, notices={file.notice.id: file}))
    quick = [rule for rule in NOTICE_RULES.values() if rule.id not in LETTER_RULES]
    return _judged.get(
        file.notice.source.path,
        _given(subject, file),
        lambda: tuple(diagnostic for rule in quick for diagnostic in rule.run(alone)),
    )


def _given(subject: NoticeSubject, file: NoticeFile) -> tuple[Any, ...]:
    """All that the rules look at for one notice."""
    template, content = template_of(file), subject.content
    snippets = [content.snippets.get(name) for name in template.included]
    texts = [(one.address, one.text, one.plural) for one in units_of(template)]
    texts += [(f"texts/{name}", text, "") for name, text in NOTICE_TEXTS.items()]
    translations = subject.translations
    found = [translations.translate(*text, locale) for locale in subject.locales for text in texts if translations]
    return (file.notice, file.source, snippets, content.letterhead, subject.source_locale, subject.locales, found)
