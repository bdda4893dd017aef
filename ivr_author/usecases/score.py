"""`score`: how easy the words of a workspace are to read and hear, file by file; and where to begin mending them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.locale import find_locale
from ivr_author.core.source import Source
from ivr_author.scoring.advise import advise_file
from ivr_author.scoring.advising import Finding
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.score import LEAST_GRADED_WORDS, ScoredSentence, Scorer, Scores, score_sentences
from ivr_author.usecases.check import notice_subject
from ivr_author.usecases.passages import ReadFile, Version, read_flows, read_notice
from ivr_author.usecases.reading_grade import Judgement, judge, today_in
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.layout import is_below, workspace_path
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.pseudo import if_pseudo


class Depth(StrEnum):
    """How far into a file scores go."""

    FILE = "file"
    SEGMENT = "segment"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class ScoredVersion:
    """A letter, or all that a flow says, with its scores."""

    version: Version
    scores: Scores

    @property
    def is_short(self) -> bool:
        """Whether it has too few words to be held to a grade."""
        return self.scores.structure.words < LEAST_GRADED_WORDS


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """One passage: its scores, its sentences (where they were asked for) and the advice on its words."""

    passage: Passage
    scores: Scores
    sentences: tuple[ScoredSentence, ...]
    advice: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """A file in one locale. `versions` are its letters, the hardest first; a flow has one. `missing` counts passages
    that stand in another locale for want of a translation; they are in no score."""

    file: ReadFile
    versions: tuple[ScoredVersion, ...]
    passages: tuple[ScoredPassage, ...]
    judgement: Judgement | None
    missing: int

    @property
    def hardest(self) -> ScoredVersion | None:
        """The version that is hardest to read; None for a file without words."""
        return self.versions[0] if self.versions else None


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The files that were scored; nothing where `diagnostics` say why."""

    files: tuple[ScoredFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def score_workspace(
    root: Path,
    paths: Sequence[str] = (),
    locale: str = "",
    depth: Depth = Depth.FILE,
    branches: Sequence[str] = (),
    today: date | None = None,
) -> ScoreResult:
    """The scores of the files in `paths` (of all by default), in one locale, or in `all`; by default in the source's.

    `branches` narrow notices to letters whose id or description has one of these. Raises `UnknownName` for a locale
    that the workspace does not have; a path or branch where there is nothing is a diagnostic.
    """
    workspace = if_pseudo(load_workspace(root), locale or None)
    if workspace.content is None:
        return ScoreResult((), workspace.diagnostics, workspace.sources)
    known = workspace.content.settings.all_locales()
    wanted = known if locale == "all" else (_known(locale, known) if locale else known[0],)
    chosen = [
        file for name in wanted for file in _read(workspace, name, [workspace_path(path, root) for path in paths])
    ]
    chosen = [_narrow(file, branches) for file in chosen] if branches else chosen
    faults = [*_missing_paths(chosen, paths, root), *_missing_branches(chosen, branches)]
    files = tuple(score_file(file, workspace, depth, today) for file in chosen if file.versions and any(file.passages))
    return ScoreResult(files, tuple(faults), workspace.sources)


def score_file(file: ReadFile, workspace: Workspace, depth: Depth, today: date | None = None) -> ScoredFile:
    """The scores of one file; judged by its target in the source locale only, where its author can mend it."""
    assert workspace.content is not None, "the file was read from it"
    settings = workspace.content.settings
    scorer = Scorer(file.locale)
    versions = sorted((ScoredVersion(one, scorer.score(one.passages)) for one in file.versions), key=_ease)
    is_source = file.locale == settings.source_locale
    judgement = judge(file, settings.grade_at_most, today or today_in(settings.time_zone)) if is_source else None
    passages = tuple(_score_passages(file, workspace, depth)) if depth is not Depth.FILE else ()
    missing = sum(not _is_in_locale(one, file.locale) for one in file.passages)
    return ScoredFile(file, tuple(versions), passages, judgement, missing)


def _score_passages(file: ReadFile, workspace: Workspace, depth: Depth) -> Iterator[ScoredPassage]:
    assert workspace.content is not None, "the file was read from it"
    names = (workspace.content.settings.organisation,)
    scorer = Scorer(file.locale)
    mine = [one for one in file.passages if _is_in_locale(one, file.locale)]
    for passage, advice in zip(mine, advise_file(mine, names, workspace.sources), strict=True):
        sentences = score_sentences(passage) if depth is Depth.SENTENCE else ()
        yield ScoredPassage(passage, scorer.score([passage]), sentences, advice)


def _read(workspace: Workspace, locale: str, paths: Sequence[str]) -> Iterator[ReadFile]:
    """The files in these paths; of notices only those are rendered."""
    assert workspace.content is not None, "asked for readable workspaces"
    for file in read_flows(workspace.content, workspace.translations(), locale):
        if not paths or any(_is_in(file, path) for path in paths):
            yield file
    subject = notice_subject(workspace)
    for one in subject.files:
        places = (one.notice.source.path, one.source.path)
        if not paths or any(is_below(place, path) for place in places for path in paths):
            yield read_notice(subject, one, locale)


def _ease(one: ScoredVersion) -> tuple[bool, float]:
    """The hardest first, but those last that are too short to be judged."""
    primary = one.scores.primary
    if primary is None or primary.value is None:
        return True, -one.scores.structure.length
    return one.is_short, -primary.value if primary.metric.is_grade else primary.value


def _is_in_locale(passage: Passage, locale: str) -> bool:
    return find_locale(passage.locale).id == find_locale(locale).id


def _known(locale: str, known: Sequence[str]) -> str:
    """The workspace's spelling of a locale."""
    for one in known:
        if find_locale(one).id == find_locale(locale).id:
            return one
    raise UnknownName("locale", locale, known)


def _is_in(file: ReadFile, path: str) -> bool:
    return any(is_below(one, path) for one in (file.path, *file.also_paths))


def _narrow(file: ReadFile, branches: Sequence[str]) -> ReadFile:
    kept = tuple(
        one for one in file.versions if any(wanted in (one.branch, *one.description.split(", ")) for wanted in branches)
    )
    return replace(file, versions=kept)


def _missing_paths(files: Sequence[ReadFile], paths: Sequence[str], root: Path) -> Iterator[Diagnostic]:
    for path in paths:
        if not any(_is_in(file, workspace_path(path, root)) for file in files):
            hint = "name a flow, a bulletin, a notice, ivr.yaml, or a folder of them"
            yield error("file-missing", f"there are no words to score at `{path}`", hint=hint)


def _missing_branches(files: Sequence[ReadFile], branches: Sequence[str]) -> Iterator[Diagnostic]:
    found = {name for file in files for one in file.versions for name in (one.branch, *one.description.split(", "))}
    for one in branches:
        if one not in found:
            hint = "`ivr-author notice branches NOTICE` lists them with their ids"
            yield error("branch-missing", f"no letter is `{one}`", hint=hint)
