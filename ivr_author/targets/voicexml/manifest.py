"""The manifest of a compiled VoiceXML application, as its player reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which locale each xml:lang is, and the one that calls begin in."""

    source_locale: str
    languages: Mapping[str, str]

    @classmethod
    def read(cls, raw: bytes) -> Manifest:
        """The manifest of these bytes."""
        data = json.loads(raw)
        return cls(data["source_locale"], {tag: locale for locale, tag in data["locales"].items()})

    def locale_of(self, language: str) -> str:
        """The locale that is spoken under an xml:lang."""
        return self.languages.get(language, language)
