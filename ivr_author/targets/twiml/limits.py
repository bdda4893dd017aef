"""Twilio's limits, each with its unit and where it comes from."""

from __future__ import annotations

MAX_RESPONSE_BYTES = 64_000
"""A larger response is error 11750."""

MAX_WHOLE_BYTES = 30_000
"""An answer that is put together beforehand; there is room left for addresses, however long."""

MAX_SAY_CHARACTERS = 4_096
"""Text of one <Say> with a basic voice; Google's voices have 5,000, and the smaller limit costs nothing."""

MAX_POLLY_CHARACTERS = 3_000
"""Text of one <Say> with one of Amazon's voices."""

MAX_ENCODED_CHARACTERS = 4_500
"""Text of one <Say> when URL-encoded (error 13521): a Chinese character counts nine."""

SLOT_CHARACTERS, SLOT_ENCODED = 100, 150
"""Kept free for a value when a text is split; a longer value makes the service split again."""

MAX_BLOCK_BYTES = 40_000
"""Speech of one block: about 40 minutes; leaves room in a response for values, addresses and hints."""

MAX_QUEUE_NAME = 64
"""Characters of a queue's name."""

MAX_BODY_BYTES = 64_000
"""A webhook request has about 30 short parameters; more is not from Twilio."""

MAX_TRACE_BYTES = 3_000
"""X-Ivr-Trace in one response; proxies refuse headers of 8 kB and more, so a longer walk is cut by a redirect."""

MAX_SESSION_SECONDS = 24 * 3_600
"""No call lasts longer, so an older session is a replay."""

MAX_ENTRY_SECONDS = 1_800
"""Nobody hears a prompt and thinks about its keys for longer, so an older address of an entry is a replay."""

MAX_ANSWER_BYTES = 64_000
"""What is read of a service's answer."""

MAX_REQUESTS = 2_000
"""Requests that the player makes in one call before it takes it for an endless loop."""
