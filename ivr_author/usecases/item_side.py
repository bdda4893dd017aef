"""One side of a comparison for reviews: a workspace's texts by address, its recordings' hashes, what files say besides.

It may outlive the folder that it was read from: whatever that has to be asked is asked when a side is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from ivr_author.core.memo import Memo
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source
from ivr_author.flow.content import Bulletin, Content, Flow
from ivr_author.flow.segments import segments_of_bulletin, segments_of_flow, segments_of_settings
from ivr_author.flow.settings import Settings
from ivr_author.notice.model import Notice
from ivr_author.notice.segments import segments_of_notices
from ivr_author.notice.template.tree import Template, Unit, units_of
from ivr_author.usecases.catalogs import CATALOG_DOMAINS, FLOWS, NOTICES
from ivr_author.usecases.item_rest import (
    Rest,
    template_rest,
    units_by_file,
    words_of_bulletin,
    words_of_flow,
    words_of_notice,
    words_of_settings,
    yaml_rest,
)
from ivr_author.workspace.files import list_files
from ivr_author.workspace.layout import FileKind, audio_folder, kind_of, notice_id_of, stem, template_path
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.sounds import sound_digest
from ivr_author.workspace.stamps import PATTERNS

MOST_FLOWS = 4_000

_flow_segments: Memo[tuple[Segment, ...]] = Memo(MOST_FLOWS)
"""Of each flow, as long as it is the same one: asked again at every save."""

_rests: Memo[Rest] = Memo(MOST_FLOWS)


_TEMPLATES = frozenset({FileKind.NOTICE_TEMPLATE, FileKind.SNIPPET})


@dataclass(frozen=True)
class Side:
    """A workspace as far as it is compared. What its folder is asked for is asked when it is made.

    `sounds` are the SHA-256 of recordings by their path, `unread` those of files that are no text.
    """

    workspace: Workspace
    sounds: Mapping[str, str]
    unread: Mapping[str, str]

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, Segment]]:
        """The texts of each domain by their address."""
        content, notices = self.workspace.content, self.workspace.notices
        flows = _segments_of_flows(content) if content is not None else ()
        return {
            FLOWS.name: {one.address: one for one in flows},
            NOTICES.name: {one.address: one for one in segments_of_notices(notices)} if content is not None else {},
        }

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """The words of notices by their address."""
        files = self.workspace.notices.notices.values()
        return {unit.address: unit for one in files if one.template for unit in units_of(one.template)}

    @cached_property
    def units_by_file(self) -> Mapping[str, list[Unit]]:
        """The same by the file that they stand in."""
        return units_by_file(one.template for one in self.workspace.notices.notices.values() if one.template)

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages that are translated into."""
        return self.workspace.content.settings.locales if self.workspace.content is not None else ()

    def has(self, path: str) -> bool:
        """Whether there is such a file, readable or not."""
        return path in self.workspace.sources or path in self.unread

    def rest(self, path: str) -> Rest:
        """What a file says besides words; nothing where there is none, its hash where it is no text."""
        source = self.workspace.sources.get(path)
        if source is None:
            told = self.unread.get(path, "")
            return Rest(told, told)
        return _rests.get(f"{path} {hash(source.text)}", (source, *_meant(self, source)), partial(_rest, self, source))


def side_of(workspace: Workspace) -> Side:
    """A workspace to be compared, while its folder is there."""
    root = workspace.root
    paths = {path for takes in workspace.takes.values() for path in (take.recording.path for take in takes)}
    sounds = {path: sound_digest(root, path) for path in sorted(paths)}
    there, _ = list_files(root, [one for one in PATTERNS if not one.startswith(audio_folder("*"))])
    unread = {path: sound_digest(root, path) for path in there if path not in workspace.sources}
    return Side(workspace, sounds, {path: one for path, one in unread.items() if path not in _NO_CONTENT})


_NO_CONTENT = frozenset(template_path(one) for one in CATALOG_DOMAINS)


def _segments_of_flows(content: Content) -> Iterator[Segment]:
    yield from segments_of_settings(content.settings)
    for bulletin in content.bulletins.values():
        make = partial(_all_of_bulletin, bulletin)
        yield from _flow_segments.get(f"bulletins/{bulletin.id}", bulletin, make)
    for flow in content.flows.values():
        yield from _flow_segments.get(flow.id, flow, partial(_all_of_flow, flow))


def _all_of_bulletin(bulletin: Bulletin) -> tuple[Segment, ...]:
    return tuple(segments_of_bulletin(bulletin))


def _all_of_flow(flow: Flow) -> tuple[Segment, ...]:
    return tuple(segments_of_flow(flow))


def _meant(side: Side, source: Source) -> tuple[object, ...]:
    """What a file was read as, by which its words are known."""
    path, workspace = source.path, side.workspace
    kind, content = kind_of(path), workspace.content
    if kind in _TEMPLATES:
        return tuple(side.units_by_file.get(path, ()))
    if content is None:
        return ()
    if kind is FileKind.FLOW:
        return (content.flows.get(stem(path)),)
    if kind is FileKind.BULLETIN:
        return (content.bulletins.get(stem(path)),)
    if kind is FileKind.SETTINGS:
        return (content.settings,)
    if kind is FileKind.NOTICE:
        file = workspace.notices.notices.get(notice_id_of(path))
        return (file.notice, file.template) if file is not None else ()
    return ()


def _rest(side: Side, source: Source) -> Rest:
    match _meant(side, source):
        case (Flow() as flow,):
            return yaml_rest(source, words_of_flow(flow))
        case (Bulletin() as bulletin,):
            return yaml_rest(source, words_of_bulletin(bulletin))
        case (Settings() as settings,):
            return yaml_rest(source, words_of_settings(settings))
        case (Notice() as notice, template):
            return yaml_rest(source, words_of_notice(notice, template if isinstance(template, Template) else None))
        case units if kind_of(source.path) in _TEMPLATES:
            return template_rest(source, [one for one in units if isinstance(one, Unit)])
        case _:
            return yaml_rest(source)
