"""Whether letters can be set at all on this machine."""

from __future__ import annotations

from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channels.letter.fonts import font_folder


def has_fonts() -> bool:
    """Whether the set-up brought the fonts; rules that need them are silent without, and `render` says why."""
    try:
        font_folder()
    except CannotRender:
        return False
    return True
