"""The files of a studio that several tests visit, to see that what was refused changed none of them."""

from __future__ import annotations

from pathlib import Path

from tests.web.pages import Visitor


def files_of(visitor: Visitor) -> Path:
    """The folder of the workspace that this visitor's studio is on."""
    return Path(visitor.client.application.extensions["ivr_studio"].root)
