"""Recordings in an artifact: where each stands, and its bytes."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from ivr_author.ir.coverage import recorded_texts
from ivr_author.ir.program import Program
from ivr_author.speech.recording import Recording

FOLDER = "audio"
_HASH_CHARACTERS = 12


def sound_path(program: Program, recording: Recording) -> str:
    """`audio/<locale>/<name>-<hash>.wav`: a new take has a new name, so that nobody plays an old one that was kept."""
    content_hash = hashlib.sha256(program.sounds[recording.path]).hexdigest()[:_HASH_CHARACTERS]
    return f"{FOLDER}/{recording.locale}/{PurePosixPath(recording.path).stem}-{content_hash}.wav"


def heard_recordings(program: Program) -> list[Recording]:
    """Every recording that is heard, by its path."""
    found = {one.recording.path: one.recording for one in recorded_texts(program) if one.recording is not None}
    return [one for _, one in sorted(found.items())]


def sound_files(program: Program) -> dict[str, bytes]:
    """The bytes of every recording that is heard, by its place in the artifact."""
    return {sound_path(program, one): program.sounds[one.path] for one in heard_recordings(program)}
