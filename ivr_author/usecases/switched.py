"""What the phone answers with once bulletins are switched: the same content, compiled again with the switches."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

from ivr_author.core.diagnostics import has_errors
from ivr_author.flow.content import Content
from ivr_author.harness.targets import load_targets
from ivr_author.usecases.answer import TARGET, Bundle, bundle_of
from ivr_author.usecases.build import emit
from ivr_author.usecases.bulletins import with_switches
from ivr_author.usecases.program import check_sounds, program_of
from ivr_author.usecases.released import workspace_of_release
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.releases import read_release
from ivr_author.workspace.switches import Switches

logger = logging.getLogger(__name__)


def digest_of(switches: Switches) -> str:
    """A name for what the switches come to, whoever made them; empty where nobody has switched anything."""
    told = [
        [name, one.on, str(one.start), str(one.end), sorted(one.values.items())] if one.on else [name, False]
        for name, one in sorted(switches.now().items())
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16] if told else ""


def compile_switched(workspace: Workspace, content: Content, switches: Switches) -> Bundle:
    """The bundle of some sound content with the switches, or the errors that forbid one.

    A switch that does not fit its bulletin any more counts as off, and is logged.
    """
    switched, lapsed = with_switches(content, switches)
    for fault in lapsed:
        logger.error("%s", fault.message)
    program = program_of(workspace, switched)
    found = (*load_targets()[TARGET].check(program), *check_sounds(program))
    if has_errors(found):
        return Bundle({}, {}, found, workspace.sources)
    return bundle_of(emit(program, TARGET))


def compile_release(root: Path, name: str, switches: Switches) -> Bundle:
    """The bundle of a release's content with the switches. Raises WorkspaceError, also for errors that forbid it."""
    with workspace_of_release(root, read_release(root, name)) as workspace:
        assert workspace is not None, "a release has content"
        assert workspace.content is not None, "its ivr.yaml was read before it was made"
        bundle = compile_switched(workspace, workspace.content, switches)
    if has_errors(bundle.diagnostics):
        raise WorkspaceError(next(one for one in bundle.diagnostics if has_errors([one])))
    return bundle
