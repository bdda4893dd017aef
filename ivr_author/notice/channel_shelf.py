"""The channels there are, by name."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.shelf import ShelfOnDemand
from ivr_author.notice import channels
from ivr_author.notice.channel import Channel

CHANNELS: Mapping[str, Channel] = ShelfOnDemand(channels, "CHANNEL", Channel)
