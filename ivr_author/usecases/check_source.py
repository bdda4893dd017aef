"""What is wrong with one file of a workspace as somebody types it: by the readers and rules of `check`, fast.

The text stands in place of the file's; nothing is read from the disk. What takes a whole compiled workspace (targets,
translations, reading grades, letters set as pages) is left to `check`, which runs when the file is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from ivr_author.call.script import CallScript
from ivr_author.core.diagnostics import Diagnostic, sort_diagnostics
from ivr_author.core.source import Source
from ivr_author.core.text_input import check_control_characters, check_size
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.flow.read import read_bulletin, read_flow
from ivr_author.flow.read_settings import read_calendar, read_settings
from ivr_author.flow.rule import check_flows
from ivr_author.flow.subject import Subject
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.declaration.read import read_notice
from ivr_author.notice.declaration.read_shared import read_assistance, read_letterhead, read_members
from ivr_author.notice.declaration.samples import Members
from ivr_author.notice.model import Notice
from ivr_author.notice.rule import check_notices
from ivr_author.notice.template.read import read_template
from ivr_author.usecases.check import notice_subject
from ivr_author.workspace.glossaries import read_glossary
from ivr_author.workspace.layout import CALLS_SUFFIX, MEMBERS, SNIPPETS_SUFFIX, FileKind, kind_of, notice_id_of, stem
from ivr_author.workspace.notices import CHANNEL_NAMES
from ivr_author.workspace.project import Workspace, read_calls

ValueT = TypeVar("ValueT")

TEMPLATES = (FileKind.NOTICE_TEMPLATE, FileKind.SNIPPET)
"""Kinds of files that are no YAML."""


def check_source(workspace: Workspace, path: str, text: str) -> list[Diagnostic]:
    """Every fault of a content file with this text that can be told at once, by place. `text` has line feeds alone."""
    kind, source = kind_of(path), Source(path, text)
    if kind in TEMPLATES:
        found = check_size(source) or [*check_control_characters(source), *_check_template(workspace, source)]
    elif kind is FileKind.GLOSSARY:
        found = list(read_glossary(source, PurePosixPath(path).parent.name)[1])
    else:
        tree, found = read_yaml(source)
        if tree is not None:
            found = [*found, *_READERS[kind](workspace, source, tree)] if kind in _READERS else found
    return sort_diagnostics(one for one in found if one.span is None or one.span.path == path)


# --- flows, and what they refer to -----------------------------------------------------------------------------------


def check_flow(workspace: Workspace, source: Source, tree: TreeNode) -> Iterator[Diagnostic]:
    """Every fault of a flow whose text was read into this tree."""
    flow_id = stem(source.path)
    flow, faults = read_flow(flow_id, source, tree)
    yield from faults
    content = workspace.content
    if flow is not None and content is not None:
        flows = _put(content.flows, flow_id, flow)
        yield from _breaches(replace(content, flows=flows, unreadable=content.unreadable - {flow_id}), source)


def _check_bulletin(workspace: Workspace, source: Source, tree: TreeNode) -> Iterator[Diagnostic]:
    bulletin, faults = read_bulletin(stem(source.path), source, tree)
    yield from faults
    content = workspace.content
    if bulletin is not None and content is not None:
        yield from _breaches(replace(content, bulletins=_put(content.bulletins, bulletin.id, bulletin)), source)


def _check_calendar(workspace: Workspace, source: Source, tree: TreeNode) -> Iterator[Diagnostic]:
    zone = workspace.content.settings.time_zone if workspace.content else "UTC"
    yield from read_calendar(stem(source.path), source, tree, zone)[1]


def _check_settings(workspace: Workspace, source: Source, tree: TreeNode) -> Iterator[Diagnostic]:
    settings, faults = read_settings(source, tree)
    yield from faults
    if settings is not None and workspace.content is not None:
        yield from _breaches(replace(workspace.content, settings=settings), source)


def _check_calls(workspace: Workspace, source: Source, tree: TreeNode) -> Iterator[Diagnostic]:
    if workspace.content is None:
        return
    flow_id = PurePosixPath(source.path).name.removesuffix(CALLS_SUFFIX)
    scripts, faults = read_calls(workspace.content.settings, flow_id, source, tree)
    yield from faults
    yield from _breaches(workspace.content, source, scripts)


def _breaches(content: Content, source: Source, scripts: Sequence[CallScript] = ()) -> Iterable[Diagnostic]:
    return check_flows(Subject(content, tuple(scripts), focus=source.path))


def _put(held: Mapping[str, ValueT], name: str, value: ValueT) -> dict[str, ValueT]:
    """In the order in which a workspace is read: some rules take the first by name for the right one."""
    return dict(sorted({**held, name: value}.items()))


# --- notices ---------------------------------------------------------------------------------------------------------


def _check_notice(workspace: Workspace, source: Source, tree: TreeNode) -> Iterator[Diagnostic]:
    notice_id = notice_id_of(source.path)
    notice, faults = read_notice(notice_id, source, tree, _members(workspace), CHANNEL_NAMES)
    yield from faults
    held = workspace.notices.notices.get(notice_id)
    if notice is not None and held is not None:
        yield from _judge(workspace, notice, held.source)


def _check_template(workspace: Workspace, source: Source) -> Iterator[Diagnostic]:
    content = workspace.notices
    if kind_of(source.path) is FileKind.NOTICE_TEMPLATE:
        held = content.notices.get(notice_id_of(source.path))
        if held is not None:
            yield from _judge(workspace, held.notice, source)
        return
    name = PurePosixPath(source.path).name.removesuffix(SNIPPETS_SUFFIX)
    changed = replace(workspace, notices=replace(content, snippets={**content.snippets, name: source}))
    for file in content.notices.values():
        if file.template is None or name in file.template.included:
            yield from _judge(changed, file.notice, file.source)


def _judge(workspace: Workspace, notice: Notice, source: Source) -> Iterator[Diagnostic]:
    """What is wrong with one notice and its words, as far as no letter need be set for it."""
    content = workspace.notices
    if content.letterhead is None:
        return
    template, faults = read_template(notice, source, content.snippets, content.letterhead)
    yield from faults
    alone: NoticeContent = replace(content, notices={notice.id: NoticeFile(notice, template, source)})
    yield from check_notices(notice_subject(replace(workspace, notices=alone)), letters=False)


def _members(workspace: Workspace) -> Members:
    source = workspace.sources.get(MEMBERS)
    tree = read_yaml(source)[0] if source is not None else None
    return read_members(source, tree)[0] if source is not None and tree is not None else {}


_Reader = Callable[[Workspace, Source, TreeNode], Iterable[Diagnostic]]

_READERS: Mapping[FileKind | None, _Reader] = {
    FileKind.FLOW: check_flow,
    FileKind.BULLETIN: _check_bulletin,
    FileKind.CALENDAR: _check_calendar,
    FileKind.SETTINGS: _check_settings,
    FileKind.CALLS: _check_calls,
    FileKind.NOTICE: _check_notice,
    FileKind.MEMBERS: lambda _, source, tree: read_members(source, tree)[1],
    FileKind.LETTERHEAD: lambda _, source, tree: read_letterhead(source, tree)[1],
    FileKind.LANGUAGE_ASSISTANCE: lambda _, source, tree: read_assistance(source, tree)[1],
}
