"""Holds emitted documents to our own schema, and to what a schema can't see: that every way onward leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from posixpath import join, normpath

from lxml import etree

from ivr_author.core.safe_xml import safe_parser

_VXML = "{http://www.w3.org/2001/vxml}"


def faults_of_documents(documents: Mapping[str, bytes]) -> list[str]:
    """What is wrong with the documents of a bundle; anything here is our own fault."""
    trees = {path: etree.fromstring(raw, safe_parser()) for path, raw in documents.items() if path.endswith(".vxml")}
    ids = {path: {form.get("id") for form in tree.iter(f"{_VXML}form")} for path, tree in trees.items()}
    return [fault for path, tree in trees.items() for fault in _faults(path, tree, documents, ids)]


def _faults(
    path: str, tree: etree._Element, documents: Mapping[str, bytes], ids: Mapping[str, set[str | None]]
) -> Iterator[str]:
    schema = _schema()
    if not schema.validate(tree):
        yield from (f"{path}: line {entry.line}: {entry.message}" for entry in schema.error_log)
    for sound in tree.iter(f"{_VXML}audio"):
        if normpath(join(path, "..", sound.get("src", ""))) not in documents:
            yield f"{path}: line {sound.sourceline}: plays {sound.get('src')}, which is not there"
    for move in tree.iter(f"{_VXML}goto"):
        to = move.get("next")
        if to is None:
            continue
        document, _, fragment = to.partition("#")
        target = normpath(join(path, "..", document)) if document else path
        if target not in documents or (fragment and fragment not in ids[target]):
            yield f"{path}: line {move.sourceline}: goes to {to}, which is not there"


@cache
def _schema() -> etree.RelaxNG:
    raw = (files("ivr_author.targets.voicexml") / "schema.rng").read_bytes()
    return etree.RelaxNG(etree.fromstring(raw, safe_parser()))
