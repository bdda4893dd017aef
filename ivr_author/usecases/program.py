"""A workspace as the program that targets compile and players play, with its translations and recordings."""

from __future__ import annotations

from ivr_author.compiler import compile_program
from ivr_author.flow.content import Content
from ivr_author.ir.program import Program
from ivr_author.speech.recording import index_recordings
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.sounds import list_sounds


def program_of(workspace: Workspace, content: Content) -> Program:
    """The program of some content of a workspace. A recording whose file is gone is none."""
    if not workspace.takes:
        return compile_program(content, workspace.translations())
    sounds = list_sounds(workspace.root)
    recordings = index_recordings(one for one in workspace.recordings().by_text.values() if one.path in sounds)
    return compile_program(content, workspace.translations(), recordings=recordings, sounds=sounds)
