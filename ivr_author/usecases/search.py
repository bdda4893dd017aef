"""Finds things of a workspace by what is written in them: flows, nodes, notices, words in any language, rules, files.

An index is made once for a state of the workspace; asking it looks at every entry, which is fast enough for 200,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from ivr_author.core.segment import Segment
from ivr_author.workspace.project import Workspace

MOST_OF_A_KIND = 8
MOST_WORDS = 30
LONGEST_QUERY = 200


class Kind(StrEnum):
    """What can be found, in the order in which it is shown."""

    FLOW = "flow"
    NOTICE = "notice"
    NODE = "node"
    CALENDAR = "calendar"
    SERVICE = "service"
    MEMBER = "member"
    WORDS = "words"
    RULE = "rule"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. `id` names it among its kind (a node: `flow/node`; words: their address).

    `title` is what is read, in the content's `locale` where it is content; `place` says where it stands.
    """

    kind: Kind
    id: str
    title: str
    place: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Everything that can be found, with what is looked at in small letters."""

    entries: Mapping[Kind, Sequence[tuple[str, Hit]]]

    def find(self, query: str) -> list[Hit]:
        """What holds every word of the query, the best of each kind first; of each kind a few."""
        asked = query[:LONGEST_QUERY].casefold().split()
        if not asked:
            return []
        whole = " ".join(asked)
        hits: list[Hit] = []
        for kind in Kind:
            most = MOST_WORDS if kind is Kind.WORDS else MOST_OF_A_KIND
            found = [(text, hit) for text, hit in self.entries.get(kind, ()) if all(word in text for word in asked)]
            # Names that are or begin with the words stand before those that only hold them.
            best = nsmallest(most, found, lambda entry: (_distance(entry[0], whole), len(entry[0])))
            hits += [hit for _, hit in best]
        return hits


def _distance(text: str, whole: str) -> int:
    return 0 if text.startswith(whole) else 1 if whole in text else 2


def index_workspace(workspace: Workspace, segments: Iterable[Segment], rules: Mapping[str, str]) -> SearchIndex:
    """The index. `segments` are the texts of flows and notices in their own language."""
    entries: dict[Kind, list[tuple[str, Hit]]] = {kind: [] for kind in Kind}
    for hit, *texts in (*_things(workspace), *_words(workspace, segments), *_others(workspace, rules)):
        entries[hit.kind].append(("\n".join((hit.title, *texts)).casefold(), hit))
    return SearchIndex(entries)


Entry = tuple[Hit, *tuple[str, ...]]


def _things(workspace: Workspace) -> Iterator[Entry]:
    content = workspace.content
    if content is not None:
        source = content.settings.source_locale
        for flow in content.flows.values():
            yield Hit(Kind.FLOW, flow.id, flow.title.value, flow.id, source), flow.id
            for node in flow.nodes.values():
                yield Hit(Kind.NODE, f"{flow.id}/{node.id}", node.id, flow.title.value), node.TYPE, flow.id
        for name in content.calendars:
            yield (Hit(Kind.CALENDAR, name, name),)
        for name, service in content.settings.services.items():
            yield Hit(Kind.SERVICE, name, name, service.url), service.url
    members: dict[str, str] = {}
    for notice_id, file in workspace.notices.notices.items():
        yield Hit(Kind.NOTICE, notice_id, file.notice.title.value, notice_id), notice_id, file.notice.purpose.value
        members |= {sample.id: sample.note for sample in file.notice.samples.values()}
    for name, note in members.items():
        yield Hit(Kind.MEMBER, name, name, note), note


def _words(workspace: Workspace, segments: Iterable[Segment]) -> Iterator[Entry]:
    source = workspace.content.settings.source_locale if workspace.content else "en"
    for one in segments:
        yield Hit(Kind.WORDS, one.address, one.text, one.address, source), one.address
    for catalogs in (workspace.catalogs, workspace.notice_catalogs):
        for locale, catalog in catalogs.items():
            for message in catalog.entries:
                if message.context and message.strings[0]:
                    yield (Hit(Kind.WORDS, message.context, message.strings[0], message.context, locale),)


def _others(workspace: Workspace, rules: Mapping[str, str]) -> Iterator[Entry]:
    for name, description in rules.items():
        yield Hit(Kind.RULE, name, name, description), description
    for path in workspace.sources:
        yield (Hit(Kind.FILE, path, path),)
