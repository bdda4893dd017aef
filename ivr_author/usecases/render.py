"""`render`: one notice for one member by one channel, with what is wrong where it can't be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, Severity, error, has_errors
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.source import Source, Span
from ivr_author.ir.target import Artifact
from ivr_author.notice.channel import CannotRender, Rendering
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.robocall import CHANNEL as ROBOCALL_CHANNEL
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.declaration.data import ValueFault, load_json, read_member
from ivr_author.notice.model import Raw
from ivr_author.notice.render import Options, Renderer
from ivr_author.usecases.required import require_locale
from ivr_author.usecases.robocall import compile_call
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import read_source, write_files
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.pseudo import if_pseudo

ROBOCALL = ROBOCALL_CHANNEL.name


@dataclass(frozen=True, slots=True)
class RenderResult:
    """One notice as a channel made it; None where `diagnostics` say why not. `locale` is the one it was made in."""

    rendering: Rendering | None
    locale: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class CallResult:
    """A robocall compiled for a target; no artifact where `diagnostics` say why not."""

    artifact: Artifact | None
    locale: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What was asked for: the notice, the member's values and the locale; None what the faults forbid."""

    workspace: Workspace
    renderer: Renderer | None
    values: Mapping[str, Raw] | None
    locale: str
    faults: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def render_notice(
    root: Path,
    notice_id: str,
    channel: str,
    locale: str | None = None,
    sample: str | None = None,
    data: Path | None = None,
    options: Options | None = None,
) -> RenderResult:
    """One notice for a sample member (by default the first), or for the member of a JSON file.

    `locale` is by default the sample member's, else the source. Raises `UnknownName` for a notice, channel, locale or
    sample that is not there.
    """
    chosen = _choose(root, notice_id, channel, locale, sample, data)
    if chosen.renderer is None or chosen.values is None:
        return RenderResult(None, chosen.locale, chosen.faults, chosen.sources)
    try:
        rendering = chosen.renderer.render(channel, chosen.locale, chosen.values, sample or "", options)
    except CannotRender as fault:
        message = f"{notice_id}, {channel}, {chosen.locale}: {fault}"
        hint = "change the values, or the words that need them"
        told = error("cannot-render", message, chosen.renderer.notice.span, hint)
        return RenderResult(None, chosen.locale, (*chosen.faults, told), chosen.sources)
    return RenderResult(rendering, chosen.locale, chosen.faults, chosen.sources)


def render_call(
    root: Path,
    notice_id: str,
    target: str,
    locale: str | None = None,
    sample: str | None = None,
    data: Path | None = None,
) -> CallResult:
    """A robocall as the documents of a phone platform, for the same member as `render_notice` takes."""
    chosen = _choose(root, notice_id, ROBOCALL, locale, sample, data)
    content = chosen.workspace.content
    if chosen.renderer is None or chosen.values is None or content is None:
        return CallResult(None, chosen.locale, chosen.faults, chosen.sources)
    words = chosen.workspace.translations()
    made = compile_call(content, chosen.renderer, words, chosen.locale, chosen.values, target)
    return CallResult(made.artifact, chosen.locale, (*chosen.faults, *made.diagnostics), chosen.sources)


def _choose(
    root: Path, notice_id: str, channel: str, locale: str | None, sample: str | None, data: Path | None
) -> _Chosen:
    workspace = if_pseudo(load_workspace(root), locale)
    if workspace.content is None:
        return _Chosen(workspace, None, None, locale or "", workspace.diagnostics, workspace.sources)
    if locale is not None:
        require_locale(workspace.content, locale)
    file = require_notice(workspace, notice_id)
    renderer = None if file is None else open_renderer(workspace, file)
    if file is None or renderer is None:
        faults = faults_of_notice(workspace, notice_id)
        return _Chosen(workspace, None, None, locale or "", faults, workspace.sources)
    if channel not in file.notice.channels:
        raise UnknownName(f"channel of `{notice_id}`", channel, file.notice.channels)
    sources = dict(workspace.sources)
    wrong: list[Diagnostic] = []
    own_locale = ""
    values: Mapping[str, Raw] | None
    if data is None:
        values, own_locale = sample_values(file, sample)
    else:
        values, wrong, source = _values_of_file(file, data)
        sources.update({source.path: source} if source else {})
    settings = workspace.content.settings
    chosen = locale or (own_locale if own_locale in settings.all_locales() else settings.source_locale)
    return _Chosen(workspace, renderer, values, chosen, tuple(wrong), sources)


def require_notice(workspace: Workspace, notice_id: str) -> NoticeFile | None:
    """A notice; None for one that is there and can't be read. Raises `UnknownName`."""
    if not workspace.notices.has_notice(notice_id):
        raise UnknownName("notice", notice_id, workspace.notices.notices)
    return workspace.notices.notices.get(notice_id)


def open_renderer(workspace: Workspace, file: NoticeFile) -> Renderer | None:
    """The renderer of a notice; None where its words or the letterhead have faults."""
    letterhead = workspace.notices.letterhead
    if file.template is None or letterhead is None:
        return None
    return Renderer(file, letterhead, workspace.notice_translations())


def faults_of_notice(workspace: Workspace, notice_id: str) -> tuple[Diagnostic, ...]:
    """Why a notice can't be rendered: the errors in its files, in the snippets and in what all notices share."""
    own = f"notices/{notice_id}/"
    return tuple(
        one
        for one in workspace.diagnostics
        if one.severity is Severity.ERROR
        and one.span is not None
        and (one.span.path.startswith((own, "notices/_")) or one.span.path == "ivr.yaml")
    )


def sample_values(file: NoticeFile, sample: str | None) -> tuple[Mapping[str, Raw], str]:
    """The values of a sample member, by default the first, and the member's locale. Raises `UnknownName`."""
    samples = file.notice.samples
    name = sample or next(iter(samples), "")
    if name not in samples:
        raise UnknownName(f"sample member of `{file.notice.id}`", name or "(any)", samples)
    return samples[name].values, samples[name].locale


def _values_of_file(file: NoticeFile, path: Path) -> tuple[Mapping[str, Raw] | None, list[Diagnostic], Source | None]:
    """The member of a JSON file, which may lie anywhere; no values where any of them is wrong."""
    read, faults = read_source(path.parent, path.name, MAX_FILE_BYTES)
    if read is None:
        return None, faults, None
    source = Source(path.as_posix(), read.text)
    top = source.span(0, 0)
    try:
        given = load_json(source.text)
    except ValueError as fault:
        return (
            None,
            [error("wrong-value", f"this is no JSON: {fault}", top, "write one object: field to value")],
            source,
        )
    if not isinstance(given, dict):
        return None, [error("wrong-value", "this is no JSON object", top, 'write {"name": "...", ...}')], source
    values, wrong = read_member(file.notice.fields, given)
    told = [_told(one, top) for one in wrong]
    return (None if has_errors(told) else values), told, source


def _told(fault: ValueFault, top: Span) -> Diagnostic:
    severity = Severity.WARNING if fault.rule == "additional-value" else Severity.ERROR
    expected = f"expected: {fault.expected}" if fault.expected else "correct it in the data"
    return Diagnostic(fault.rule, f"`{fault.field}`: {fault.message}", top, severity, expected)


def write_rendering(rendering: Rendering, channel: str, out: Path) -> dict[str, str]:
    """Write every part: the main one as `out`, the others beside it with their own endings. The paths by part."""
    names = part_names(channel, out.stem)
    names[next(iter(names))] = out.name
    write_files(out.parent, {names[part]: raw for part, raw in rendering.parts.items()})
    return {part: out.with_name(names[part]).as_posix() for part in rendering.parts}


def part_names(channel: str, stem: str) -> dict[str, str]:
    """The file name of each part of a channel, told apart where two have one ending."""
    endings = CHANNELS[channel].suffixes
    taken = list(endings.values())
    return {
        part: f"{stem}{ending}" if taken.count(ending) == 1 else f"{stem}.{part}{ending}"
        for part, ending in endings.items()
    }
