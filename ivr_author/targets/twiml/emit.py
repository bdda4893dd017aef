"""Program -> bundle: documents in each locale, the table that the service walks, and the manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ivr_author.ir.coverage import recorded_texts
from ivr_author.ir.ops import Input
from ivr_author.ir.program import Block, Endpoint, Program, Voice
from ivr_author.ir.sounds import sound_files, sound_path
from ivr_author.ir.target import Artifact
from ivr_author.targets.twiml.documents import needs_document, write_apology, write_document
from ivr_author.targets.twiml.table import block_to_json
from ivr_author.targets.twiml.voices import NAME, chosen_voice, voice_table

BUNDLE_FORMAT = 1
MANIFEST, TABLE = "manifest.json", "table.json"


def emit(program: Program) -> Artifact:
    """The bundle: the same bytes for the same program."""
    voices = voice_table(program)
    files = sound_files(program)
    entries: dict[str, dict[str, Any]] = {}
    for locale in program.all_locales():
        entries[locale] = {}
        files[apology_path(locale)] = write_apology(program, locale, voices)
        for block in program.blocks.values():
            if needs_document(block):
                document = write_document(program, block, locale, voices)
                files[document_path(locale, block.id)] = document.content
                entries[locale][block.id] = document.entry
    files[TABLE] = _dump(_table(program, entries), is_compact=True)
    files[MANIFEST] = _dump(_manifest(program, voices, files), is_compact=False)
    return Artifact(NAME, MANIFEST, {path: files[path] for path in sorted(files)})


def document_path(locale: str, block_id: str) -> str:
    """Where the document of a block stands in the bundle."""
    return f"documents/{locale}/{block_id}.xml"


def apology_path(locale: str) -> str:
    """Where the document for the service's own failures stands; no flow's folder, for it has an ending."""
    return f"documents/{locale}/apology.xml"


def _table(program: Program, documents: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "format": BUNDLE_FORMAT,
        "source_locale": program.source_locale,
        "time_zone": program.time_zone,
        "entries": dict(program.entries),
        "numbers": {
            number.number: {"flow": number.flow, "locale": number.locale} for number in program.numbers.values()
        },
        "variables": {name: str(kind) for name, kind in program.variables.items()},
        "calendars": {name: calendar.to_json() for name, calendar in program.calendars.items()},
        "services": {name: _endpoint(service) for name, service in program.services.items()},
        "gateways": {name: _endpoint(gateway) for name, gateway in program.gateways.items()},
        "formats": {locale: form.to_json() for locale, form in program.formats.items()},
        "phrases": {locale: _phrases(program, locale) for locale in program.all_locales()},
        "blocks": {block.id: block_to_json(block.steps, block.end) for block in program.blocks.values()},
        "documents": documents,
    }


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "url": endpoint.url,
        "method": endpoint.method,
        "timeout": endpoint.timeout,
        "arguments": {name: str(kind) for name, kind in endpoint.arguments.items()},
        "answer": {name: str(kind) for name, kind in endpoint.answer.items()},
    }


def _phrases(program: Program, locale: str) -> dict[str, str]:
    """The words of each phrase."""
    return {address: program.speech[address, locale].plain() for address in _phrase_addresses(program.blocks)}


def _phrase_addresses(blocks: Mapping[str, Block]) -> list[str]:
    return [phrase.address for block in blocks.values() if isinstance(block.end, Input) for phrase in block.end.phrases]


def _manifest(program: Program, voices: Mapping[str, Voice], files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": BUNDLE_FORMAT,
        "target": NAME,
        "organisation": program.organisation,
        "source_locale": program.source_locale,
        "locales": list(program.all_locales()),
        "voices": [
            {"voice": voice.name, "language": voice.language, "locale": locale, "borrowed": voice.borrowed}
            for locale, voice in voices.items()
            # What only stands in speaks nothing; listed, it would claim what the voice's own locale says.
            if chosen_voice(program, locale) is not None
        ],
        # Twilio can't speak in place of a recording, so a <Play> says nowhere else what is heard.
        "recordings": {
            sound_path(program, one.recording): {"locale": one.locale, "text": one.text}
            for one in recorded_texts(program)
            if one.recording is not None
        },
        "flows": sorted(program.entries),
        "numbers": {
            number.number: {"flow": number.flow, "locale": number.locale or program.source_locale}
            for number in program.numbers.values()
        },
        "files": {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)},
    }


def _dump(data: object, *, is_compact: bool) -> bytes:
    layout: dict[str, Any] = {"separators": (",", ":")} if is_compact else {"indent": 1}
    return (json.dumps(data, ensure_ascii=False, **layout) + "\n").encode()
