"""A recording: a person's voice for the very words of one text. Reading and keeping them is left to `workspace`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DIGEST_CHARACTERS = 16

MOST_SECONDS = 300.0
"""No caller listens to five minutes; a longer take is a whole session that nobody has cut."""

MOST_NAME_CHARACTERS = 120

_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.wav")


@dataclass(frozen=True, slots=True)
class Recording:
    """One take. `text` is what is said, whole, with constants such as the key filled in; `digest` is that of the text.

    `path` is relative to the workspace (`locales/ht/audio/main.greeting.prompt.wav`). `on` is an ISO date, `by` who
    speaks. `address` is where the text stood when it was recorded: for people, and to tell a changed text from one that
    is gone.
    """

    locale: str
    text: str
    digest: str
    path: str
    seconds: float
    by: str = ""
    on: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of a workspace, by locale and digest."""

    by_text: Mapping[tuple[str, str], Recording] = field(default_factory=dict)

    def find(self, locale: str, text: str) -> Recording | None:
        """The recording of these very words in a locale. A changed text has none: the old take would say the old."""
        return self.by_text.get((locale, text_digest(text)))

    def of(self, locale: str) -> tuple[Recording, ...]:
        """Those of one locale, by file name."""
        return tuple(sorted((one for one in self.by_text.values() if one.locale == locale), key=lambda one: one.path))


def index_recordings(recordings: Iterable[Recording]) -> Recordings:
    """The recordings by what they say; of two takes of one text the last counts."""
    return Recordings({(one.locale, one.digest): one for one in recordings})


def text_digest(text: str) -> str:
    """Names the words of a text: what only sets it differently (white space, composed letters) changes nothing."""
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_CHARACTERS]


def is_file_name(name: str) -> bool:
    """Whether a recording may be called so: safe in paths, in addresses of the web and in every platform's store."""
    return len(name) <= MOST_NAME_CHARACTERS and _FILE_NAME.fullmatch(name) is not None
