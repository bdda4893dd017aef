"""Robocalls: a notice spoken, as SSML for any speech engine; `flow` makes a call of it that offers to repeat."""

from __future__ import annotations

from ivr_author.notice.channel import Channel
from ivr_author.notice.channels.robocall.drops import drops
from ivr_author.notice.channels.robocall.speech import fill, prepare

CHANNEL = Channel(
    name="robocall",
    title="Robocall",
    suffixes={"ssml": ".ssml", "text": ".txt"},
    prepare=prepare,
    fill=fill,
    drops=drops,
)
