"""The mirrored pseudo-locale: the source's words in Arabic letters, so that all that is laid out runs from the right.

Plural forms, values and voices are those of Arabic. Nobody speaks it (`catalog.pseudo`).
"""

from __future__ import annotations

from dataclasses import replace

from ivr_author.core.locales.ar import LOCALE as ARABIC

LOCALE = replace(
    ARABIC,
    id="ar_XB",
    english_name="Arabic letters, to see the layout from right to left",
    endonym="[اراعمش]",
    tag="ar-XB",
    # Last of all: no workspace has given that one to the real language, and a transcript must tell the two apart.
    voices=ARABIC.voices[::-1],
    fallback=(),
    voicexml_lang="ar-XB",
    twilio_say=ARABIC.voices[-1].language,
    aliases=(),
)
