"""The entry point of `babel.extractors`: the texts of one file of a workspace, for `pybabel extract -F babel.cfg`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import IO

from ivr_author.catalog.template import BabelMessage, babel_messages
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.report import to_text
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.core.tree import Node
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read import read_bulletin, read_flow
from ivr_author.flow.read_settings import read_settings
from ivr_author.flow.segments import segments_of_bulletin, segments_of_flow, segments_of_settings
from ivr_author.workspace.layout import FileKind, kind_of, path_in_workspace, stem

_WITH_WORDS = (FileKind.SETTINGS, FileKind.FLOW, FileKind.BULLETIN)


class ExtractionFault(ValueError):
    """A file has errors: a template without its texts would make translators' work obsolete."""


def extract_for_babel(
    fileobj: IO[bytes],
    keywords: Collection[str] = (),
    comment_tags: Collection[str] = (),
    options: Mapping[str, str] | None = None,
) -> Iterator[BabelMessage]:
    """Every text of a file that translators must see; nothing for calendars, call scripts and what is no content.

    Keywords, comment tags and options are of no use here: the types of the fields say what is translated.
    Raises `ExtractionFault` for a file with errors, so that it is loud.
    """
    del keywords, comment_tags, options
    name = PurePath(fileobj.name).as_posix()
    if kind_of(name) not in _WITH_WORDS:
        return iter(())
    return babel_messages(segments_of_file(path_in_workspace(name), fileobj.read()))


def segments_of_file(path: str, raw: bytes) -> list[Segment]:
    """The segments of a file by its workspace-relative path."""
    source, faults = read_bytes_as_source(path, raw)
    if source is None:
        raise _refusal(faults, None)
    tree, more = read_yaml(source)
    # The YAML reader reports control characters as well.
    faults = list(dict.fromkeys([*faults, *more]))
    segments: list[Segment] = []
    if tree is not None:
        segments, more = _read(path, source, tree)
        faults += more
    if any(fault.severity is Severity.ERROR for fault in faults):
        raise _refusal(faults, source)
    return segments


def _read(path: str, source: Source, tree: Node) -> tuple[list[Segment], list[Diagnostic]]:
    kind = kind_of(path)
    if kind is FileKind.SETTINGS:
        settings, faults = read_settings(source, tree)
        return list(segments_of_settings(settings)) if settings else [], faults
    if kind is FileKind.BULLETIN:
        bulletin, faults = read_bulletin(stem(path), source, tree)
        return list(segments_of_bulletin(bulletin)) if bulletin else [], faults
    flow, faults = read_flow(stem(path), source, tree)
    return list(segments_of_flow(flow)) if flow else [], faults


def _refusal(faults: Sequence[Diagnostic], source: Source | None) -> ExtractionFault:
    # Babel shows an exception's text after its traceback: the place comes first, as compilers write it.
    return ExtractionFault("\n" + to_text(faults, {source.path: source} if source else {}))
