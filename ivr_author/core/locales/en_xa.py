"""The accented pseudo-locale of English: English words in letters that English lacks (`catalog.pseudo`).

Values are spoken as in English, and by English voices. Nobody speaks it: it shows text that reached no catalog.
"""

from __future__ import annotations

from dataclasses import replace

from ivr_author.core.locales.en import LOCALE as ENGLISH

LOCALE = replace(
    ENGLISH,
    id="en_XA",
    english_name="English, accented to find what cannot be translated",
    endonym="[Éñĝļîšĥ]",
    tag="en-XA",
    # Last of all: no workspace has given that one to the real language, and a transcript must tell the two apart.
    voices=ENGLISH.voices[::-1],
    fallback=(),
    voicexml_lang="en-XA",
    aliases=(),
)
