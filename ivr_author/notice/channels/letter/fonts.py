"""The fonts of letters: those that the set-up brought, never the machine's own, so letters are alike everywhere."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from ivr_author.notice.channel import CannotRender

_PLACES = ("web/static/fonts", "../static/dist/fonts")
"""As package data when installed; in a checkout what `make setup` built."""


def font_folder() -> str:
    """The folder with the fonts."""
    for place in _PLACES:
        if files("ivr_author").joinpath(place, "manifest.json").is_file():
            return str(files("ivr_author").joinpath(place))
    raise CannotRender("the fonts of letters are not there; run `make setup`, which brings them")


@cache
def fonts_digest() -> str:
    """SHA-256 over names and contents of the fonts, for manifests; reads 52 MB, once a process."""
    folder = files("ivr_author").joinpath(font_folder())
    whole = hashlib.sha256()
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".ttf")):
        whole.update(name.encode() + b"\0" + hashlib.sha256(folder.joinpath(name).read_bytes()).digest())
    return whole.hexdigest()
