"""Words that were typed and not saved, for as long as their previews are looked at. Saving them is left to others."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

MOST_CHARACTERS = 8_000_000
"""Of all drafts together: a few hundred versions of a long notice, made by typing for an hour."""


class NoticeDrafts:
    """Drafts by a key that is made of nothing but their text. Any thread may ask."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._size = 0

    def keep(self, text: str) -> str:
        """Keep a text; its key."""
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
        with self._lock:
            if key not in self._kept:
                self._size += len(text)
            self._kept[key] = text
            self._kept.move_to_end(key)
            while self._size > self._most and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
        return key

    def get(self, key: str) -> str | None:
        """The text of a key; None where it was not kept for so long, or never was."""
        with self._lock:
            return self._kept.get(key)


DRAFTS = NoticeDrafts()
"""Those of this process: a key says nothing but its text, so studios in one process can share them."""
