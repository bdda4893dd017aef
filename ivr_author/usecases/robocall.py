"""A notice as a call that goes out to one member: compiled by the spine, with the member's values inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.catalog.lookup import Translations
from ivr_author.compiler import compile_program
from ivr_author.core.diagnostics import Diagnostic, error, has_errors, sort_diagnostics
from ivr_author.core.source import Span
from ivr_author.flow.content import Content
from ivr_author.harness.targets import load_targets, target_names
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channels.robocall import CHANNEL
from ivr_author.notice.channels.robocall.flow import queue_for, robocall_flow
from ivr_author.notice.channels.robocall.speech import Prepared
from ivr_author.notice.model import Raw
from ivr_author.notice.render import Renderer
from ivr_author.usecases.build import emit
from ivr_author.usecases.unknown import UnknownName, require_locale
from ivr_author.workspace.project import Workspace

RULES = {"robocall-impossible": "A notice can't be made a call, or not for these values"}
"""What compiling a robocall can report besides what a target cannot do."""


@dataclass(frozen=True, slots=True)
class RobocallResult:
    """The call as a target takes it, with its program, which the reference plays; None where errors forbid it.

    Neither a file's name nor a node's holds anything of the member; the values are inside, so keep them as you would
    the letter.
    """

    artifact: Artifact | None
    program: Program | None
    diagnostics: tuple[Diagnostic, ...]


def compile_robocall(
    workspace: Workspace,
    notice_id: str,
    locale: str,
    values: Mapping[str, Raw],
    target: str,
    queue: str | None = None,
) -> RobocallResult:
    """The call of a workspace's notice to one member, for a target.

    `values` are as `notice.data` reads them. A key reaches `queue`, by default the one that the notice's owner is named
    after, else the first. Raises `UnknownName` for a notice, locale, target or queue that is not there.
    """
    notices = workspace.notices
    if not notices.has_notice(notice_id):
        raise UnknownName("notice", notice_id, notices.notices)
    file = notices.notices.get(notice_id)
    if workspace.content is None or notices.letterhead is None or file is None or file.template is None:
        message = f"{notice_id} can't be read, or ivr.yaml or the letterhead can't"
        span = file.notice.span if file is not None else None
        return _impossible(message, span, "run `ivr-author check`, which says where")
    if CHANNEL.name not in file.notice.channels:
        message = f"{notice_id} is not for the channel `{CHANNEL.name}`"
        return _impossible(message, file.notice.span, f"add `{CHANNEL.name}` to its `channels`")
    renderer = Renderer(file, notices.letterhead, workspace.notice_translations())
    return compile_call(workspace.content, renderer, workspace.translations(), locale, values, target, queue)


def compile_call(
    content: Content,
    renderer: Renderer,
    translations: Translations,
    locale: str,
    values: Mapping[str, Raw],
    target: str,
    queue: str | None = None,
) -> RobocallResult:
    """As `compile_robocall`, for those who have a renderer already; `translations` are those of flows."""
    require_locale(content, locale)
    if target not in target_names():
        raise UnknownName("target", target, target_names())
    queues = content.settings.queues
    if queue is not None and queue not in queues:
        raise UnknownName("queue", queue, queues)
    notice = renderer.notice
    try:
        document, member = renderer.document(CHANNEL.name, locale, values)
        prepared: Prepared = CHANNEL.prepare(document, renderer.setting(locale))
        chosen = queue or queue_for(content.settings, notice.owner.value)
        call = robocall_flow(prepared, member, content, chosen)
    except CannotRender as fault:
        hint = "change the values, or give the notice a robocall block of its own"
        return _impossible(f"{notice.id}: {fault}", notice.span, hint)
    program = compile_program(call.content, call.words(translations))
    found = tuple(sort_diagnostics(load_targets()[target].check(program)))
    if has_errors(found):
        return RobocallResult(None, None, found)
    return RobocallResult(emit(program, target), program, found)


def _impossible(message: str, span: Span | None, hint: str) -> RobocallResult:
    return RobocallResult(None, None, (error("robocall-impossible", message, span, hint),))
