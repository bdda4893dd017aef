"""Letters that can't be set: a character that no font of the set-up has, an address too large for its window."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.source import Span
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.letter.compiler import name_characters
from ivr_author.notice.channels.letter.coverage import missing_characters
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Sample
from ivr_author.notice.render import Options
from ivr_author.notice.rules._fonts import has_fonts
from ivr_author.notice.subject import NoticeSubject, template_of
from ivr_author.notice.template.tree import units_of

LETTER = "letter"
_HINT = "write it with other characters"


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Words in any locale with characters that no font has; sample members whose letter can't be set."""
    files = [file for file in subject.files if LETTER in file.notice.channels]
    if not files or not has_fonts():
        return
    yield from _words(subject, files)
    set_once: set[str] = set()
    for file in files:
        for sample in file.notice.samples.values():
            # The same person's name and address stand in every notice: one letter of each shows whether they fit.
            if sample.id not in set_once:
                set_once.add(sample.id)
                yield from _sample(subject, file, sample)


def _words(subject: NoticeSubject, files: list[NoticeFile]) -> Iterator[Fault]:
    texts = list(dict.fromkeys(text for file in files for text in _texts(subject, file)))
    texts += [("the letterhead", line, subject.letterhead.span) for line in _letterhead(subject)]
    texts += [
        (f"the text for {line.locale} of the language-assistance page", line.text, line.span)
        for line in subject.letterhead.assistance
    ]
    # One question for all words: every question takes a run of the engine.
    missing = missing_characters("".join(sorted({letter for _, text, _ in texts for letter in text})))
    for what, text, span in texts:
        found = "".join(letter for letter in missing if letter in text)
        if found:
            yield Fault(f"no font of letters has {name_characters(found)}, in {what}", span, _HINT)


def _texts(subject: NoticeSubject, file: NoticeFile) -> Iterator[tuple[str, str, Span]]:
    translations = subject.renderer(file).translations
    for unit in units_of(template_of(file)):
        for locale in subject.all_locales:
            found = translations.translate(unit.address, unit.text, unit.plural, locale)
            if found.locale == locale:
                yield from ((f"`{unit.address}` ({locale})", form, unit.span) for form in found.forms)


def _letterhead(subject: NoticeSubject) -> Iterator[str]:
    head = subject.letterhead
    yield from (head.organisation, *head.address, head.website, head.email, head.hours)


def _sample(subject: NoticeSubject, file: NoticeFile, sample: Sample) -> Iterator[Fault]:
    renderer, locale = subject.renderer(file), subject.locale_of(sample)
    try:
        decisions, member = renderer.decide(LETTER, locale, sample.values)
    except CannotRender:
        return  # `sample-cannot-render` says so
    try:
        # The page of language assistance is the same for all, and its words were looked at above.
        CHANNELS[LETTER].fill(renderer.prepared(LETTER, locale, decisions, Options(assistance=False)), member)
    except CannotRender as fault:
        yield Fault(f"`{sample.id}` gets no letter: {fault}", sample.span, "mend the value in notices/_members.yaml")


RULE = Rule("letter-cannot-be-printed", Severity.ERROR, "A letter can't be set: a glyph is missing, say", check)
