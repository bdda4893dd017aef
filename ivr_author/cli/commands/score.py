"""`ivr-author score`: how easy the words are to read and hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import bad, diagnostics_as_data, faint, good, plural, say, show_diagnostics, write_json
from ivr_author.core.locale import find_locale
from ivr_author.scoring.advising import Finding
from ivr_author.scoring.counts import Counts
from ivr_author.scoring.metric import Score
from ivr_author.scoring.score import ScoredSentence, Scores, is_dictionary_there, metrics_for
from ivr_author.usecases.reading_grade import Judgement, Verdict
from ivr_author.usecases.score import Depth, ScoredFile, ScoredPassage, ScoredVersion, score_workspace

_MOST_SHOWN = 90
_MOST_VERSIONS = 5
_NO_DICTIONARY = "the pronouncing dictionary is not there (`make setup` brings it): a rule counts every syllable"


@click.command("score")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--locale", default="", metavar="LOCALE", help="This locale, or `all`. Default: the source locale.")
@click.option(
    "--by",
    "depth",
    type=click.Choice([str(one) for one in Depth]),
    default=str(Depth.FILE),
    show_default=True,
    help="How far into each file to go.",
)
@click.option(
    "--branch",
    "branches",
    metavar="BRANCH",
    multiple=True,
    help="Of notices only this letter: its id, or a choice that leads to it (`dental: none`).",
)
@with_format()
@pass_invocation
@click.pass_context
def score(
    context: click.Context,
    invocation: Invocation,
    paths: tuple[str, ...],
    locale: str,
    depth: str,
    branches: tuple[str, ...],
) -> None:
    """Score how easy prompts are to hear, and notices to read.

    Placeholders have example values, and every letter that a notice can become is scored; the hardest one counts.
    A score has its name, since no formula is right for every language: where none was validated, there are sentence
    lengths and seconds of speech instead. With --by segment or sentence there is advice on the English words, too.

    \b
      ivr-author score
      ivr-author score notices/termination --by sentence
      ivr-author score flows/billing.yaml --locale all
    """
    result = score_workspace(invocation.root, paths, locale, Depth(depth), branches)
    for fault in result.diagnostics:
        if fault.rule in ("file-missing", "branch-missing") and fault.span is None:
            raise click.UsageError(f"{fault.message}; {fault.hint}")
    if invocation.is_json:
        write_json(
            {
                "files": [_file_as_data(one) for one in result.files],
                "dictionary": is_dictionary_there(),
                **diagnostics_as_data(result.diagnostics, result.sources),
            }
        )
    elif result.diagnostics:
        show_diagnostics(result.diagnostics, result.sources, to_errors=True)
    else:
        for number, one in enumerate(result.files):
            if number:
                say()
            _show_file(one, Depth(depth))
        if not is_dictionary_there():
            say(f"{bad('note')}: {_NO_DICTIONARY}")
    context.exit(CONTENT_FAULT if result.diagnostics else 0)


# --- text -------------------------------------------------------------------------------------------------------------


def _show_file(one: ScoredFile, depth: Depth) -> None:
    file = one.file
    say(f"{click.style(file.path, bold=True)} {file.name}, {find_locale(file.locale).english_name}{_verdict(one)}")
    if one.hardest is not None:
        _show_scores(one.hardest.scores, "  ")
    if len(one.versions) > 1:
        say(f"  the hardest of {plural(len(one.versions), 'letter')}:")
        for version in one.versions[:_MOST_VERSIONS]:
            primary = version.scores.primary
            told = f"{_value(primary):>6}  " if primary is not None else ""
            short = faint(" (too short to be judged)") if version.is_short else ""
            say(f"  {told}{', '.join(version.version.channels)}: {version.version.description}{short}")
    if one.missing:
        say(f"  {plural(one.missing, 'text')} without a translation: in no score")
    for passage in one.passages:
        _show_passage(passage, depth)


def _verdict(one: ScoredFile) -> str:
    judgement = one.judgement
    if judgement is None or judgement.verdict in (Verdict.NO_TARGET, Verdict.NO_GRADE):
        return ""
    target = f"grade {judgement.target:g} at most"
    if judgement.verdict is Verdict.TOO_SHORT:
        return f" ({target}: too short to be held to it)"
    shown = bad if judgement.verdict is Verdict.ABOVE else good
    grade = "" if judgement.score is None else f", {judgement.score.grade:.1f}"
    return f" ({target}{grade}: {shown(str(judgement.verdict))})"


def _show_scores(scores: Scores, indent: str) -> None:
    for one in scores.scores:
        if one.value is None:
            say(f"{indent}{one.metric.title}: {faint(one.why_not)}")
            continue
        band = f" {one.band.name}" if one.band is not None else ""
        say(f"{indent}{one.metric.title}: {one.value:.1f}{band} {faint(_audit(one.counts))}")
    facts = scores.structure
    if not scores.scores:
        say(f"{indent}no validated formula for {find_locale(scores.locale).english_name}")
    say(
        f"{indent}{plural(facts.sentences, 'sentence')} of {facts.length:.1f} {facts.unit}, the longest "
        f"{facts.longest_length}; {facts.seconds:.0f} s to say"
    )


def _audit(counts: Counts) -> str:
    told = [plural(counts.words, "word"), plural(counts.sentences, "sentence")]
    if counts.syllables:
        told.append(plural(counts.syllables, "syllable"))
    if counts.guessed:
        told.append(f"{counts.guessed} not in the dictionary")
    return f"({', '.join(told)})"


def _show_passage(one: ScoredPassage, depth: Depth) -> None:
    passage, primary = one.passage, one.scores.primary
    place = f"{passage.span.path}:{passage.span.line} " if passage.span is not None else ""
    say(f"  {place}{passage.address} {faint(str(passage.kind))}")
    if depth is Depth.SENTENCE:
        for sentence in one.sentences:
            _show_sentence(sentence)
    else:
        told = f"{_value(primary):>6}  " if primary is not None else ""
        say(f"    {told}{_cut(passage.text)} {faint(f'{one.scores.structure.seconds:.1f} s')}")
    for finding in one.advice:
        _show_advice(finding, passage.text)


def _show_sentence(one: ScoredSentence) -> None:
    told = f"{_value(one.score):>6}  " if one.score is not None else ""
    size = f"{plural(len(one.sentence.words), 'word')}, {one.seconds:.1f} s"
    say(f"    {told}{_cut(one.sentence.text)} {faint(size)}")


def _show_advice(finding: Finding, text: str) -> None:
    words = text[finding.offset : finding.offset + finding.length]
    instead = f" -> {finding.suggestion}" if finding.suggestion else ""
    say(f"      {faint(finding.advice)} “{_cut(words)}”: {finding.message}{instead}")


def _value(score: Score | None) -> str:
    return "-" if score is None or score.value is None else f"{score.value:.1f}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"


# --- data -------------------------------------------------------------------------------------------------------------


def _file_as_data(one: ScoredFile) -> dict[str, Any]:
    return {
        "path": one.file.path,
        "name": one.file.name,
        "locale": one.file.locale,
        "formulas": [metric.id for metric in metrics_for(one.file.locale)],
        "target": _judgement_as_data(one.judgement),
        "missing": one.missing,
        "versions": [_version_as_data(version) for version in one.versions],
        "segments": [_passage_as_data(passage) for passage in one.passages],
    }


def _judgement_as_data(judgement: Judgement | None) -> dict[str, Any] | None:
    if judgement is None or judgement.verdict is Verdict.NO_TARGET:
        return None
    score = judgement.score
    return {
        "grade_at_most": judgement.target,
        "verdict": str(judgement.verdict),
        "grade": None if score is None or score.grade is None else round(score.grade, 2),
        "branch": judgement.version.branch if judgement.version is not None else "",
    }


def _version_as_data(one: ScoredVersion) -> dict[str, Any]:
    version = one.version
    return {
        "channels": version.channels,
        "branch": version.branch,
        "description": version.description,
        **_scores_as_data(one.scores),
    }


def _scores_as_data(scores: Scores) -> dict[str, Any]:
    facts = asdict(scores.structure)
    return {
        "scores": [_score_as_data(one) for one in scores.scores],
        "structure": {name: round(told, 2) if isinstance(told, float) else told for name, told in facts.items()},
    }


def _score_as_data(one: Score) -> dict[str, Any]:
    return {
        "id": one.metric.id,
        "title": one.metric.title,
        "source": one.metric.source,
        "value": None if one.value is None else round(one.value, 2),
        "band": one.band.name if one.band is not None else "",
        "grade": None if one.grade is None else round(one.grade, 2),
        "why_not": one.why_not,
        "counts": asdict(one.counts),
    }


def _passage_as_data(one: ScoredPassage) -> dict[str, Any]:
    passage = one.passage
    return {
        "address": passage.address,
        "kind": str(passage.kind),
        "path": passage.span.path if passage.span is not None else "",
        "line": passage.span.line if passage.span is not None else 0,
        "text": passage.text,
        **_scores_as_data(one.scores),
        "sentences": list(_sentences_as_data(one)),
        "advice": [
            {
                "id": finding.advice,
                "start": finding.offset,
                "end": finding.offset + finding.length,
                "message": finding.message,
                "suggestion": finding.suggestion,
                "serious": finding.is_serious,
            }
            for finding in one.advice
        ],
    }


def _sentences_as_data(one: ScoredPassage) -> Iterator[dict[str, Any]]:
    for sentence in one.sentences:
        yield {
            "start": sentence.sentence.start,
            "end": sentence.sentence.end,
            "text": sentence.sentence.text,
            "words": len(sentence.sentence.words),
            "seconds": round(sentence.seconds, 2),
            "score": _score_as_data(sentence.score) if sentence.score is not None else None,
        }


COMMAND = score
