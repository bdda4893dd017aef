"""A notice as it would be with words that nobody has saved: the workspace around it, and what is to be said of them.

Showing what members would get is `show_notice`'s, saving is `edit_notice`'s. Nothing is read from the disk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ivr_author.core.diagnostics import Diagnostic, sort_diagnostics
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import check_control_characters, check_size
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.rule import check_notices
from ivr_author.notice.segments import segments_of_notice
from ivr_author.notice.subject import READ, NoticeSubject
from ivr_author.notice.template.read import read_template
from ivr_author.notice.template.scan import scan
from ivr_author.notice.template.tree import Template
from ivr_author.notice.template.walk import expressions_of
from ivr_author.scoring.score import Scores
from ivr_author.usecases.check import notice_subject
from ivr_author.usecases.passages import read_notice
from ivr_author.usecases.reading_grade import Judgement, Verdict, tell
from ivr_author.usecases.score import Depth, score_file
from ivr_author.workspace.project import Workspace

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_UNDECLARED = re.compile(r"no field `(\w+)` is declared")


@dataclass(frozen=True, slots=True)
class Remark:
    """Advice on words: never in the way of saving. `words` are those that it is about, as a reader meets them."""

    advice: str
    message: str
    words: str
    span: Span | None
    suggestion: str = ""
    is_serious: bool = False


@dataclass(frozen=True, slots=True)
class JudgedWords:
    """What is to be said of the words of a notice.

    `faults` are those of the template's own file and of its rules; `scores` those of its hardest letter, None where the
    words can't be read. `letter` describes that letter, empty where there is only one.
    """

    faults: tuple[Diagnostic, ...]
    remarks: tuple[Remark, ...] = ()
    scores: Scores | None = None
    judgement: Judgement | None = None
    letter: str = ""

    @property
    def is_hard(self) -> bool:
        """Whether the words are harder to read than they may be."""
        return self.judgement is not None and self.judgement.verdict is Verdict.ABOVE


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Fields of a notice that its words use no more, or use now and did not before, in the order of their names."""

    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    @property
    def key(self) -> str:
        """What a person agrees to: the same for the same change alone."""
        return f"-{' '.join(self.removed)} +{' '.join(self.added)}"


def with_words(workspace: Workspace, notice_id: str, text: str) -> Workspace:
    """The workspace with other words in a notice whose declaration can be read (KeyError for others)."""
    held = workspace.notices
    notice = held.notices[notice_id].notice
    source = Source(held.notices[notice_id].source.path, text)
    faults = [*check_control_characters(source), *check_size(source)]
    template = None
    if not faults:
        template, faults = read_template(notice, source, held.snippets, held.letterhead)
    others = tuple(one for one in workspace.diagnostics if one.span is None or one.span.path != source.path)
    notices = replace(held, notices={**held.notices, notice_id: NoticeFile(notice, template, source)})
    sources = {**workspace.sources, source.path: source}
    return replace(workspace, notices=notices, sources=sources, diagnostics=(*others, *faults))


def judge_words(workspace: Workspace, notice_id: str, today: date | None = None) -> JudgedWords:
    """All faults of a notice's words and rules that take no letter to be set, its scores and the advice on it."""
    file = workspace.notices.notices[notice_id]
    mine = (file.source.path, file.notice.source.path, *(("notices/_snippets/",) if file.template is None else ()))
    read = [one for one in workspace.diagnostics if one.span and one.span.path.startswith(mine)]
    subject = _alone(workspace, file)
    if subject is None or not subject.files:
        return JudgedWords(tuple(sort_diagnostics(read)))
    scored = score_file(read_notice(subject, file, subject.source_locale), workspace, Depth.SEGMENT, today)
    found = [*read, *check_notices(subject, letters=False)]
    if scored.judgement is not None:
        found.extend(tell(scored.file, scored.judgement))
    hardest = scored.hardest
    return JudgedWords(
        tuple(sort_diagnostics(found)),
        tuple(
            Remark(
                *(one.advice, one.message, part.passage.text[one.offset : one.offset + one.length], one.span),
                *(one.suggestion, one.is_serious),
            )
            for part in scored.passages
            for one in part.advice
        ),
        hardest.scores if hardest else None,
        scored.judgement,
        hardest.version.description if hardest and len(scored.versions) > 1 else "",
    )


def _alone(workspace: Workspace, file: NoticeFile) -> NoticeSubject | None:
    if workspace.content is None:
        return None
    subject = notice_subject(workspace)
    return replace(subject, content=replace(subject.content, notices={file.notice.id: file}))


# --- what a change of words means -------------------------------------------------------------------------------------


def fields_used(file: NoticeFile) -> frozenset[str]:
    """The declared fields that the words read, in conditions too; none where they can't be read."""
    if file.template is None:
        return frozenset()
    read = {path[0] for one in expressions_of(file.template) for path in one.reads if path}
    return frozenset(read & set(file.notice.fields))


def channels_using(file: NoticeFile, name: str) -> tuple[str, ...]:
    """The channels whose words read a field; none where the words can't be read."""
    template = file.template
    if template is None:
        return ()
    return tuple(
        channel
        for channel in file.notice.channels
        if any(path[:1] == (name,) for one in expressions_of(_words_of(template, channel)) for path in one.reads)
    )


def _words_of(template: Template, channel: str) -> Template:
    """The template as one channel has it; what is only read aloud or in a message has no subject."""
    subject = template.subject if channel in READ else None
    return replace(template, subject=subject, bodies={"": template.body(channel)})


def places_of_fields(file: NoticeFile, snippets: Mapping[str, Source]) -> Mapping[str, tuple[Span, ...]]:
    """Where the words and the snippets that they include name each declared field, in the order of the words."""
    included = file.template.included if file.template else ()
    found: dict[str, list[Span]] = {name: [] for name in file.notice.fields}
    for source in (file.source, *(snippets[name] for name in included if name in snippets)):
        for piece in scan(source)[0]:
            if piece.kind in ("print", "tag"):
                for match in _NAME.finditer(_QUOTED.sub(lambda one: " " * len(one.group()), piece.text)):
                    if match.group() in found:
                        start = piece.inner + match.start()
                        found[match.group()].append(source.span(start, start + len(match.group())))
    return {name: tuple(spans) for name, spans in found.items()}


def field_change(before: NoticeFile, after: NoticeFile) -> FieldChange:
    """The fields that one version of the words uses and the other does not; nothing where either can't be read."""
    if before.template is None or after.template is None:
        return FieldChange()
    old, new = fields_used(before), fields_used(after)
    return FieldChange(tuple(sorted(old - new)), tuple(sorted(new - old)))


def outdated_by(before: Workspace, after: Workspace, notice_id: str) -> Mapping[str, int]:
    """For each locale that has any: how many more texts lack a usable translation with the new words."""
    if before.content is None or after.notices.notices[notice_id].template is None:
        return {}
    counted = {
        locale: _lacking(after, notice_id, locale) - _lacking(before, notice_id, locale)
        for locale in before.content.settings.locales
    }
    return {locale: count for locale, count in counted.items() if count > 0}


def _lacking(workspace: Workspace, notice_id: str, locale: str) -> int:
    translations = workspace.notice_translations()
    return sum(
        not translations.translate(one.address, one.text, one.plural, locale).state.is_used
        for one in segments_of_notice(workspace.notices.notices[notice_id])
    )


def undeclared_names(workspace: Workspace, notice_id: str) -> tuple[str, ...]:
    """Names that the words read although nothing declares them, in the order of the words."""
    file = workspace.notices.notices[notice_id]
    # The place of such a fault is all that stands in the braces, which may hold other names; its words have the one.
    told = (
        _UNDECLARED.match(one.message)
        for one in workspace.diagnostics
        if one.rule == "undeclared-field" and one.span is not None and one.span.path == file.source.path
    )
    return tuple(dict.fromkeys(match[1] for match in told if match))
