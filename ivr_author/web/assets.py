"""Where the built stylesheet and scripts are: beside this module when installed, in a checkout under static/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from flask import Blueprint, Response, abort, send_from_directory

blueprint = Blueprint("assets", __name__)

_PACKAGED = files("ivr_author.web").joinpath("static")
_CHECKOUT = files("ivr_author").joinpath("..").joinpath("static").joinpath("dist")
_PACKAGED_MANIFEST = files("ivr_author.web").joinpath("static").joinpath("manifest.json")
_CHECKOUT_MANIFEST = files("ivr_author").joinpath("..").joinpath("static").joinpath("dist").joinpath("manifest.json")


def asset_files() -> Mapping[str, str]:
    """The hashed file of each asset by its plain name; empty while nothing is built. Read anew, so a rebuild shows."""
    if _PACKAGED_MANIFEST.is_file():
        return dict(json.loads(_PACKAGED_MANIFEST.read_text(encoding="utf-8")))
    if _CHECKOUT_MANIFEST.is_file():
        return dict(json.loads(_CHECKOUT_MANIFEST.read_text(encoding="utf-8")))
    return {}


@blueprint.get("/static/<path:name>")
def asset(name: str) -> Response:
    """One built file. Its name changes with its content, so a browser may keep it for good."""
    if not name.startswith(("js/", "css/")) or name.endswith((".json", ".stamp")):
        abort(404)
    folder = _PACKAGED if _PACKAGED_MANIFEST.is_file() else _CHECKOUT
    return send_from_directory(str(folder), name, max_age=31_536_000)
