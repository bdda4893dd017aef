"""The channels there are, by name."""

from __future__ import annotations

from ivr_author.core.shelf import load_shelf
from ivr_author.notice import channels
from ivr_author.notice.channel import Channel

CHANNELS = load_shelf(channels, "CHANNEL", Channel)
