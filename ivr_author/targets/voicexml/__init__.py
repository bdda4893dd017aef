"""VoiceXML 2.1: self-contained documents, one application root, a folder for each locale."""

from __future__ import annotations

from ivr_author.targets.voicexml.target import TARGET

__all__ = ["TARGET"]
