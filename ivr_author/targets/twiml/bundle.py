"""A loaded bundle: blocks to walk, documents cut at their slots, and facts. Made from bytes alone; knows no program."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ivr_author.core.calendar import Calendar
from ivr_author.core.spoken import SpeechFormat
from ivr_author.core.value_types import ValueType
from ivr_author.expression.evaluate import Evaluator, compile_python
from ivr_author.expression.model import Expr
from ivr_author.ir.program import Endpoint
from ivr_author.ir.sounds import FOLDER
from ivr_author.targets.twiml.emit import BUNDLE_FORMAT, MANIFEST, TABLE, apology_path, document_path
from ivr_author.targets.twiml.limits import MAX_WHOLE_BYTES
from ivr_author.targets.twiml.stretch import Stretch, handed_to, join_stretch
from ivr_author.targets.twiml.table import HANDED_OVER, LoadedBlock, Speak, block_from_json, expressions_of
from ivr_author.targets.twiml.xml import SLOT_PATTERN

_SAY = re.compile(rb"(.*?<Say [^>]*>)(.*?)(</Say>\n)", re.DOTALL)
_PLAY = b"<Play>"
_SLOT_BYTES = re.compile(SLOT_PATTERN.pattern.encode())


class BundleFault(ValueError):
    """These files are no bundle, or not the one that was compiled."""


@dataclass(frozen=True, slots=True)
class ValueSlot:
    """A hole for a value, spoken by its type as a locale speaks it."""

    name: str
    type: ValueType
    form: SpeechFormat


@dataclass(frozen=True, slots=True)
class TaskSlot:
    """A hole for the JSON that goes along to TaskRouter."""

    queue: str


class UrlSlot:
    """The hole for the address at which the call goes on."""


class ServiceSlot:
    """The hole for the address of the service, under which recordings stand."""


Piece = bytes | ValueSlot | TaskSlot | UrlSlot | ServiceSlot
Template = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SayElement:
    """One <Say> with values in it: what stands before its text, the text, what follows."""

    opening: bytes
    text: tuple[bytes | ValueSlot, ...]
    closing: bytes


@dataclass(frozen=True, slots=True)
class Recorded:
    """A <Play>."""

    element: tuple[bytes | ServiceSlot, ...]

    def at(self, service: bytes) -> bytes:
        """With the address of the service, as XML."""
        return b"".join(piece if isinstance(piece, bytes) else service for piece in self.element)


Form = bytes | Recorded | tuple[SayElement, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """What one `Say` comes to in a locale: bytes where nothing is left open, else elements; a form for each plural."""

    forms: tuple[Form, ...]
    plural: str
    count: str

    def fixed(self) -> bytes | None:
        """The bytes of every call, where nothing is left open."""
        form = self.forms[0]
        return form if len(self.forms) == 1 and isinstance(form, bytes) else None


@dataclass(frozen=True, slots=True)
class Verbs:
    """Verbs before or after speech. `parts` is what stands between addresses, where nothing else is left open."""

    pieces: Template
    parts: tuple[bytes, ...] | None


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document cut into the verbs before the speech, its speech, and the verbs after."""

    head: Verbs
    says: tuple[Speech, ...]
    tail: Verbs


@dataclass(frozen=True)
class Bundle:
    """What the service knows."""

    source_locale: str
    locales: frozenset[str]
    time_zone: str
    entries: Mapping[str, str]
    numbers: Mapping[str, Mapping[str, Any]]
    variables: Mapping[str, ValueType]
    calendars: Mapping[str, Calendar]
    services: Mapping[str, Endpoint]
    gateways: Mapping[str, Endpoint]
    formats: Mapping[str, SpeechFormat]
    phrases: Mapping[str, Mapping[str, str]]
    blocks: Mapping[str, LoadedBlock]
    evaluators: Mapping[int, Evaluator]
    apologies: Mapping[str, Recorded]
    recordings: Mapping[str, bytes]
    _files: Mapping[str, bytes]
    _entries: Mapping[str, Mapping[str, Any]]
    _documents: dict[tuple[str, str], LoadedDocument] = field(default_factory=dict)
    _stretches: dict[tuple[str, str, int], Stretch] = field(default_factory=dict)

    def evaluator(self, expression: Expr) -> Evaluator:
        """An expression of one of the blocks as a function, which was made when the bundle was loaded."""
        # By identity: the bundle keeps its expressions, and hashing a tree would cost more than walking it.
        return self.evaluators[id(expression)]

    def document(self, locale: str, block_id: str) -> LoadedDocument:
        """The document of a block; cut when it is needed for the first time."""
        key = (locale, block_id)
        found = self._documents.get(key)
        if found is None:
            content = self._files[document_path(locale, block_id)]
            found = self._documents[key] = _cut(content, self._entries[locale][block_id], self.formats)
        return found

    def stretch(self, locale: str, block_id: str, position: int) -> Stretch:
        """What every call in a locale does from a step of a block on; joined when it is needed for the first time."""
        key = (locale, block_id, position)
        found = self._stretches.get(key)
        if found is None:

            def fixed(at: str, step: Speak) -> bytes | None:
                return None if step.windows else self.document(locale, at).says[step.number].fixed()

            found = join_stretch(self.blocks, self.variables, fixed, block_id, position)
            found.parts, found.outcome = self._parts(locale, found), handed_to(self.blocks[found.at].end)
            self._stretches[key] = found
        return found

    def _parts(self, locale: str, stretch: Stretch) -> tuple[bytes, ...] | None:
        """The whole answer at the end of a stretch, if it ends in one that every call gets alike."""
        block = self.blocks[stretch.at]
        if stretch.position < len(block.steps) or not isinstance(block.end, HANDED_OVER):
            return None
        document = self.document(locale, block.id)
        head, tail = document.head.parts, document.tail.parts
        if head is None or tail is None:
            return None
        parts = (*head[:-1], head[-1] + (stretch.speech or b"") + tail[0], *tail[1:])
        return parts if sum(map(len, parts)) <= MAX_WHOLE_BYTES else None


def load_bundle(files: Mapping[str, bytes]) -> Bundle:
    """The bundle in these files, by their paths. Raises `BundleFault` if they were changed since they were compiled."""
    try:
        return _load(files)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as fault:
        raise BundleFault(f"no bundle of ivr-author compile --target twiml: {fault}") from fault


def check_files(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest, once every file that it lists has been found as it was compiled."""
    if MANIFEST not in files:
        raise BundleFault(f"{MANIFEST} is missing")
    manifest: dict[str, Any] = json.loads(files[MANIFEST])
    if manifest.get("format") != BUNDLE_FORMAT:
        raise BundleFault(f"the bundle has format {manifest.get('format')}, this version reads {BUNDLE_FORMAT}")
    for path, wanted in manifest["files"].items():
        if path not in files:
            raise BundleFault(f"{path} is missing")
        if hashlib.sha256(files[path]).hexdigest() != wanted:
            raise BundleFault(f"{path} was changed; compile again")
    return manifest


def _load(files: Mapping[str, bytes]) -> Bundle:
    check_files(files)
    table: dict[str, Any] = json.loads(files[TABLE])
    locales = frozenset(table["documents"])
    blocks = {block_id: block_from_json(block_id, data) for block_id, data in table["blocks"].items()}
    expressions = [expression for block in blocks.values() for expression in expressions_of(block)]
    return Bundle(
        source_locale=table["source_locale"],
        locales=locales,
        time_zone=table["time_zone"],
        entries=table["entries"],
        numbers=table["numbers"],
        variables={name: ValueType(kind) for name, kind in table["variables"].items()},
        calendars={name: Calendar.from_json(data) for name, data in table["calendars"].items()},
        services={name: _endpoint(data) for name, data in table["services"].items()},
        gateways={name: _endpoint(data) for name, data in table["gateways"].items()},
        formats={locale: SpeechFormat.from_json(data) for locale, data in table["formats"].items()},
        phrases=table["phrases"],
        blocks=blocks,
        evaluators={id(expression): compile_python(expression) for expression in expressions},
        apologies={locale: _recorded(files[apology_path(locale)], [UrlSlot(), ServiceSlot()]) for locale in locales},
        recordings={path: content for path, content in files.items() if path.startswith(f"{FOLDER}/")},
        _files=files,
        _entries=table["documents"],
    )


def _endpoint(data: Mapping[str, Any]) -> Endpoint:
    types = {part: {name: ValueType(kind) for name, kind in data[part].items()} for part in ("arguments", "answer")}
    return Endpoint(data["url"], data["method"], data["timeout"], **types)


def _cut(content: bytes, entry: Mapping[str, Any], formats: Mapping[str, SpeechFormat]) -> LoadedDocument:
    slots = [_slot(facts, formats) for facts in entry["slots"]]
    return LoadedDocument(
        head=_verbs(content[: entry["head"]], slots),
        says=tuple(_speech(content, say, slots) for say in entry["says"]),
        tail=_verbs(content[entry["tail"] :], slots),
    )


def _slot(facts: list[str], formats: Mapping[str, SpeechFormat]) -> Piece:
    match facts:
        case ["url"]:
            return UrlSlot()
        case ["service"]:
            return ServiceSlot()
        case ["task", queue]:
            return TaskSlot(queue)
        case ["value", name, kind, locale]:
            return ValueSlot(name, ValueType(kind), formats[locale])
    raise ValueError(f"no slot: {facts!r}")


def _template(content: bytes, slots: list[Piece]) -> Template:
    pieces: list[Piece] = []
    end = 0
    for match in _SLOT_BYTES.finditer(content):
        pieces.append(content[end : match.start()])
        pieces.append(slots[int(match[1])])
        end = match.end()
    pieces.append(content[end:])
    return tuple(piece for piece in pieces if piece != b"")


def _verbs(content: bytes, slots: list[Piece]) -> Verbs:
    pieces = _template(content, slots)
    if not all(isinstance(piece, (bytes, UrlSlot)) for piece in pieces):
        return Verbs(pieces, None)
    parts = [b""]
    for piece in pieces:
        if isinstance(piece, bytes):
            parts[-1] += piece
        else:
            parts.append(b"")
    return Verbs(pieces, tuple(parts))


def _speech(content: bytes, say: Mapping[str, Any], slots: list[Piece]) -> Speech:
    forms = tuple(_form(content[start:end], slots) for start, end in say["forms"])
    return Speech(forms, say.get("plural", ""), say.get("count", ""))


def _form(content: bytes, slots: list[Piece]) -> Form:
    if not _SLOT_BYTES.search(content):
        return content
    if _PLAY in content:
        return _recorded(content, slots)
    return tuple(
        SayElement(match[1], tuple(map(_spoken, _template(match[2], slots))), match[3])
        for match in _SAY.finditer(content)
    )


def _recorded(content: bytes, slots: list[Piece]) -> Recorded:
    pieces = _template(content, slots)
    if not all(isinstance(piece, (bytes, ServiceSlot)) for piece in pieces):
        raise ValueError("a recording stands at the service")
    return Recorded(tuple(piece for piece in pieces if isinstance(piece, (bytes, ServiceSlot))))


def _spoken(piece: Piece) -> bytes | ValueSlot:
    if isinstance(piece, (bytes, ValueSlot)):
        return piece
    raise ValueError("speech holds values alone")
