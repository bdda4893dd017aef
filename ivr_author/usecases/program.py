"""A workspace as the program that targets compile and players play, with its translations and recordings."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.compiler import compile_program
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span
from ivr_author.flow.content import Content
from ivr_author.ir.program import Program
from ivr_author.ir.sounds import heard_recordings
from ivr_author.speech.recording import index_recordings
from ivr_author.speech.telephone import fault_of_wav
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.sounds import list_sounds

RULES = {"recording-unplayable": "A recording is no sound file that every phone platform plays"}
"""What can be found out by reading the recordings, which only compiling does."""


def program_of(workspace: Workspace, content: Content) -> Program:
    """The program of some content of a workspace. A recording whose file is gone is none."""
    if not workspace.takes:
        return compile_program(content, workspace.translations())
    sounds = list_sounds(workspace.root)
    recordings = index_recordings(one for one in workspace.recordings().by_text.values() if one.path in sounds)
    return compile_program(content, workspace.translations(), recordings=recordings, sounds=sounds)


def check_sounds(program: Program) -> Iterator[Diagnostic]:
    """Recordings that would be silence on some platform: no sound at all, or none for telephones."""
    for one in heard_recordings(program):
        try:
            fault = fault_of_wav(program.sounds[one.path])
        except WorkspaceError as failure:
            yield failure.diagnostic
            continue
        if fault:
            hint = f"`ivr-author recordings import {one.path} --locale {one.locale}` makes it one"
            yield error("recording-unplayable", f"no phone plays this: {fault}", Span(one.path, 1, 1, 1, 1), hint)
