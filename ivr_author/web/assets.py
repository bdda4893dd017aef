"""Where the built stylesheet and scripts are: beside this module when installed, in a checkout under static/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from flask import Blueprint, Response, abort, send_from_directory

blueprint = Blueprint("assets", __name__)

_PACKAGED = files("ivr_author.web").joinpath("static")
_CHECKOUT = files("ivr_author").joinpath("..").joinpath("static").joinpath("dist")


def asset_files() -> Mapping[str, str]:
    """The hashed file of each asset by its plain name; empty while nothing is built. Read anew, so a rebuild shows."""
    for folder in (_PACKAGED, _CHECKOUT):
        # In one expression: package data is read, not the disk at large.
        try:
            return dict(json.loads(folder.joinpath("manifest.json").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return {}


@blueprint.get("/static/<path:name>")
def asset(name: str) -> Response:
    """One built file. Its name changes with its content, so a browser may keep it for good."""
    if name not in asset_files().values() and not name.startswith(("js/", "css/")):
        abort(404)
    folder = _PACKAGED if _PACKAGED.joinpath("manifest.json").is_file() else _CHECKOUT
    return send_from_directory(str(folder), name, max_age=31_536_000)
