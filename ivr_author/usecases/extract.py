"""The entry points of `babel.extractors`: the texts of one file, for `pybabel extract -F babel.cfg`.

Notices have a mapping file of their own, `notices/babel.cfg`, because their texts go into another template. The words
of a notice can't be read from its template alone, so all of `notices/` is read for each of its files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
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
from ivr_author.notice.segments import segments_of_notices
from ivr_author.workspace.layout import FileKind, kind_of, notice_id_of, path_in_workspace, stem
from ivr_author.workspace.loader import Loader
from ivr_author.workspace.notices import load_notices
from ivr_author.workspace.stamps import WorkspaceStamp, stamp_workspace

WITH_FLOW_WORDS = (FileKind.SETTINGS, FileKind.FLOW, FileKind.BULLETIN)
WITH_NOTICE_WORDS = (FileKind.LETTERHEAD, FileKind.NOTICE, FileKind.NOTICE_TEMPLATE, FileKind.SNIPPET)
"""The files whose texts are translated; the letterhead stands for our own words in notices."""


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
    if kind_of(name) not in WITH_FLOW_WORDS:
        return iter(())
    return babel_messages(segments_of_file(path_in_workspace(name), fileobj.read()))


def extract_notices_for_babel(
    fileobj: IO[bytes],
    keywords: Collection[str] = (),
    comment_tags: Collection[str] = (),
    options: Mapping[str, str] | None = None,
) -> Iterator[BabelMessage]:
    """Every text of a file in notices/ that translators must see, as `extract_for_babel` does.

    The file must be one on the disk, with its workspace around it.
    """
    del keywords, comment_tags, options
    name = PurePath(fileobj.name).as_posix()
    if kind_of(name) not in WITH_NOTICE_WORDS:
        return iter(())
    path = path_in_workspace(name)
    root = Path(*Path(name).absolute().parts[: -len(PurePath(path).parts)])
    return babel_messages(segments_of_notice_file(root, path))


def segments_of_notice_file(root: Path, path: str) -> list[Segment]:
    """The segments of a file in notices/. Raises `ExtractionFault` for one with errors, as a notice or in itself."""
    reading = _readings.read(root)
    notice_id = notice_id_of(path)
    faults = [one for one in reading.errors if one.span and _is_about(one.span.path, path, notice_id)]
    if faults:
        raise ExtractionFault("\n" + to_text(faults, reading.sources))
    return reading.segments.get(path, [])


def _is_about(faulty: str, path: str, notice_id: str) -> bool:
    # A template is read only where its notice.yaml is right, and a snippet only inside of a template.
    in_notice = notice_id_of(faulty)
    return faulty == path or (bool(in_notice) and (not notice_id or in_notice == notice_id))


@dataclass(frozen=True)
class _Reading:
    """What the notices of a workspace say."""

    segments: Mapping[str, list[Segment]]
    errors: Sequence[Diagnostic]
    sources: Mapping[str, Source]


class _Readings:
    """The last reading: pybabel asks for one file after the other."""

    def __init__(self) -> None:
        self._root = Path()
        self._stamp: WorkspaceStamp | None = None
        self._last: _Reading | None = None

    def read(self, root: Path) -> _Reading:
        """The notices as the disk has them now."""
        stamp = stamp_workspace(root)
        if self._last is None or self._root != root or self._stamp != stamp or not stamp.settled:
            self._root, self._stamp, self._last = root, stamp, _read_notices(root)
        return self._last


_readings = _Readings()


def _read_notices(root: Path) -> _Reading:
    loader = Loader(root)
    segments: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments_of_notices(load_notices(loader)):
        segments[segment.span.path].append(segment)
    errors = [one for one in loader.diagnostics if one.severity is Severity.ERROR]
    return _Reading(segments, errors, loader.sources)


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
