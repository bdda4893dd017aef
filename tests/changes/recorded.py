"""A take of a text in a workspace."""

from __future__ import annotations

from pathlib import Path

from ivr_author.speech.recording import Recording, text_digest
from ivr_author.speech.telephone import pack_wav
from ivr_author.workspace.recordings import write_manifest


def record(root: Path, locale: str, address: str, text: str) -> None:
    """Half a second that says a text, by its manifest."""
    path = f"locales/{locale}/audio/{address.replace('/', '.')}.wav"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(pack_wav(b"\x00" * 4000))
    one = Recording(locale, text, text_digest(text), path, 0.5, address=address)
    (root / f"locales/{locale}/audio/manifest.yaml").write_text(write_manifest([one]), encoding="utf-8")
