"""Letters on paper: PDF/UA-1 set by Typst, with the window for the address and the page of language assistance."""

from __future__ import annotations

from ivr_author.notice.channel import Channel
from ivr_author.notice.channels.letter.letter import fill, find_drops, prepare

CHANNEL = Channel("letter", "Letter", {"pdf": ".pdf"}, prepare, fill, find_drops)
