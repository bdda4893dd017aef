"""Which bulletins are switched, for whatever page asks: the journal is read again when somebody has switched."""

from __future__ import annotations

from flask import current_app

from ivr_author.web.rooms import the_studio
from ivr_author.workspace.switches import Switches, read_switches, switches_signature

EXTENSION = "ivr_switches"


def switches_now() -> Switches:
    """All switches. Raises WorkspaceError."""
    root = the_studio().root
    signature = switches_signature(root)
    kept: tuple[tuple[int, ...], Switches] = current_app.extensions.get(EXTENSION, ((), Switches()))
    if kept[0] != signature:
        kept = signature, read_switches(root)
        current_app.extensions[EXTENSION] = kept
    return kept[1]
