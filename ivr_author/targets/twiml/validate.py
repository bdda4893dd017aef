"""Is a document what this target may emit? By our own schema and Twilio's limits, since a user has no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from lxml import etree

from ivr_author.core.safe_xml import safe_parser
from ivr_author.ir.target import Artifact
from ivr_author.targets.twiml.bundle import BundleFault, check_files
from ivr_author.targets.twiml.limits import MAX_ENCODED_CHARACTERS, MAX_RESPONSE_BYTES
from ivr_author.targets.twiml.say import character_limit

_PLAY = re.compile("<Play>⟦[0-9]+⟧/([^<]+)</Play>".encode())
_TEXT = etree.XPath("string()")
_PARSER = safe_parser()


def validate_artifact(artifact: Artifact) -> list[str]:
    """Every fault of every file; any of them is our own fault, not an author's."""
    faults = []
    try:
        check_files(artifact.files)
    except BundleFault as fault:
        faults.append(str(fault))
    for path, content in artifact.files.items():
        if path.endswith(".xml"):
            faults.extend(f"{path}: {fault}" for fault in validate_document(content))
            played = (match[1].decode() for match in _PLAY.finditer(content))
            faults.extend(f"{path}: plays {file}, which is not there" for file in played if file not in artifact.files)
    return faults


def validate_document(content: bytes) -> list[str]:
    """The faults of one response."""
    return list(_faults(content))


def _faults(content: bytes) -> Iterator[str]:
    if len(content) > MAX_RESPONSE_BYTES:
        yield f"{len(content)} bytes; Twilio takes {MAX_RESPONSE_BYTES}"
        return
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as fault:
        yield f"no XML: {fault}"
        return
    schema = _schema()
    if not schema.validate(root):
        yield from (f"line {entry.line}: {entry.message}" for entry in schema.error_log)
    for say in root.iter("Say"):
        text = str(_TEXT(say))
        limit = character_limit(say.get("voice", ""))
        if len(text) > limit or len(quote(text)) > MAX_ENCODED_CHARACTERS:
            yield f"line {say.sourceline}: {len(text)} characters to say, {len(quote(text))} URL-encoded"


@cache
def _schema() -> etree.RelaxNG:
    content = (files(__package__) / "schema.rng").read_bytes()
    return etree.RelaxNG(etree.fromstring(content, _PARSER))
