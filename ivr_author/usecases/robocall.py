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
from ivr_author.usecases.required import require_locale
from ivr_author.usecases.unknown import UnknownName

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


def compile_call(
    content: Content,
    renderer: Renderer,
    translations: Translations,
    locale: str,
    values: Mapping[str, Raw],
    target: str,
    queue: str | None = None,
) -> RobocallResult:
    """The call of a notice to one member, for a target.

    `translations` are those of flows. A key reaches `queue`, by default the one that the notice's owner is named after,
    else the first. Raises `UnknownName` for a locale, target or queue that is not there.
    """
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
