"""What the state of a workspace is sealed with: a text of the environment, or a file that is its owner's alone.

Whoever copies the database elsewhere copies neither with it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ivr_author.core.diagnostics import error
from ivr_author.workspace.files import WorkspaceError, failures_as, sync_folder
from ivr_author.workspace.layout import STATE
from ivr_author.workspace.state import state_folder

VARIABLE = "IVR_AUTHOR_SECRET"
FILE = "key"
LEAST = 32
"""Characters of a secret: whoever has the database could try out shorter ones."""

RULES = {"secret-short": "What the state of a workspace is sealed with is too short"}
"""Every rule id that only this module can report, with its description."""


def read_secrets(root: Path, environment: Mapping[str, str] = os.environ) -> tuple[bytes, ...]:
    """The secret to seal with, then those that things may be sealed with from before. Raises WorkspaceError.

    The file is made where the environment has none, and goes on being read where it has one by now.
    """
    given = environment.get(VARIABLE, "")
    if given and len(given) < LEAST:
        hint = f"take {LEAST} characters by chance or more, or unset it: {STATE}/{FILE} is made then"
        raise WorkspaceError(error("secret-short", f"{VARIABLE} has fewer than {LEAST} characters", hint=hint))
    path = root / STATE / FILE
    with failures_as("file-unwritable", f"{STATE}/{FILE}"):
        kept = path.read_bytes().strip() if given and path.exists() else b"" if given else _keep(root, path)
    if not given and len(kept) < LEAST:
        hint = "put the backup of it back; who signs in with a code then goes on doing so"
        raise WorkspaceError(error("secret-short", f"{STATE}/{FILE} does not hold a whole key", hint=hint))
    return tuple(filter(None, (given.encode(), kept)))


def _keep(root: Path, path: Path) -> bytes:
    """The key in the file, which is made where it is missing: whole, or not at all."""
    with suppress(FileNotFoundError):
        return path.read_bytes().strip()
    whole = state_folder(root) / f".{FILE}-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(whole, flags, 0o600), "wb") as stream:
            stream.write(secrets.token_hex(32).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):  # somebody else was first: theirs is the key
            os.link(whole, path)
            try:
                sync_folder(path.parent)
            except OSError:
                # Nothing may be sealed with a key that can be gone tomorrow.
                path.unlink()
                raise
    finally:
        with suppress(OSError):
            whole.unlink()
    return path.read_bytes().strip()
