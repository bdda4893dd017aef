"""Secrets as they are handed to a process: in a variable of the environment, or in a file that one names.

Never on the command line, where everybody on the machine can read them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ivr_author.core.diagnostics import error
from ivr_author.workspace.files import WorkspaceError, failures_as

MOST_BYTES = 4096
"""Of a file with a secret: a larger one is some other file."""

RULES = {
    "secret-file": "The file that is to hold a secret holds none",
    "secret-twice": "A secret is given in a variable and in a file",
}
"""Every rule id that only this module can report, with its description."""


def read_secret(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text of the variable `name`, or of the file that `name`_FILE names, without white space around it.

    Empty where neither is given. Raises WorkspaceError where both are, or where the file holds no secret.
    """
    given, file = environment.get(name, "").strip(), environment.get(f"{name}_FILE", "").strip()
    if not file:
        return given
    if given:
        hint = "unset one of them"
        raise WorkspaceError(error("secret-twice", f"{name} and {name}_FILE are both set", hint=hint))
    with failures_as("file-unreadable", file), Path(file).open("rb") as stream:
        raw = stream.read(MOST_BYTES + 1)
    try:
        text = raw.decode().strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(raw) > MOST_BYTES or any(ord(one) < ord(" ") for one in text):
        hint = "write the secret into it, on one line"
        raise WorkspaceError(error("secret-file", f"{file}, which {name}_FILE names, holds no secret", hint=hint))
    return text
