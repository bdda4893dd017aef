"""Finds things of a workspace by what is written in them: flows, nodes, notices, words in any language, rules, files.

An index is made of parts: those of a flow, a notice or a catalog are kept for as long as it stays as it is. Asking it
looks at every entry, which is fast enough for 200,000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from heapq import nsmallest

from ivr_author.catalog.model import Catalog
from ivr_author.core.memo import Memo
from ivr_author.core.segment import Segment
from ivr_author.flow.content import Flow
from ivr_author.workspace.project import Workspace

MOST_OF_A_KIND = 8
MOST_WORDS = 30
LONGEST_QUERY = 200
MOST_PARTS = 10_000
"""Flows, notices and catalogs whose entries are kept."""


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


Part = Mapping[Kind, Sequence[tuple[str, Hit]]]
"""Entries by their kind: what is looked at, in small letters, and what it leads to."""

_parts: Memo[Part] = Memo(MOST_PARTS)


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Everything that can be found."""

    parts: Sequence[Part]

    def find(self, query: str) -> list[Hit]:
        """What holds every word of the query, the best of each kind first; of each kind a few."""
        asked = query[:LONGEST_QUERY].casefold().split()
        if not asked:
            return []
        whole = " ".join(asked)
        hits: list[Hit] = []
        for kind in Kind:
            most = MOST_WORDS if kind is Kind.WORDS else MOST_OF_A_KIND
            found = [
                entry for part in self.parts for entry in part.get(kind, ()) if all(word in entry[0] for word in asked)
            ]
            # Names that are or begin with the words stand before those that only hold them.
            best = nsmallest(most, found, lambda entry: (_distance(entry[0], whole), len(entry[0])))
            hits += [hit for _, hit in best]
        return hits


def _distance(text: str, whole: str) -> int:
    return 0 if text.startswith(whole) else 1 if whole in text else 2


def index_workspace(
    workspace: Workspace, segments: Mapping[str, Sequence[Segment]], rules: Mapping[str, str]
) -> SearchIndex:
    """The index. `segments` are the texts in their own language, of each flow and notice and of what others share."""
    content = workspace.content
    flows: Mapping[str, Flow] = content.flows if content is not None else {}
    source = content.settings.source_locale if content is not None else "en"
    made: dict[str, tuple[object, Callable[[], Iterator[Entry]]]] = {
        **{f"flow {one.id}": ((one, source), partial(_flow, one, source)) for one in flows.values()},
        **{f"texts {group}": ((texts, source), partial(_texts, texts, source)) for group, texts in segments.items()},
        **{f"flows' {name}": (one, partial(_catalog, one)) for name, one in workspace.catalogs.items()},
        **{f"notices' {name}": (one, partial(_catalog, one)) for name, one in workspace.notice_catalogs.items()},
    }
    kept = [_kept(name, given, make) for name, (given, make) in made.items()]
    return SearchIndex([_part(_things(workspace)), _part(_others(workspace, rules)), *kept])


Entry = tuple[Hit, *tuple[str, ...]]


def _kept(name: str, given: object, make: Callable[[], Iterator[Entry]]) -> Part:
    return _parts.get(name, given, lambda: _part(make()))


def _part(found: Iterable[Entry]) -> Part:
    entries: dict[Kind, list[tuple[str, Hit]]] = {}
    for hit, *texts in found:
        entries.setdefault(hit.kind, []).append(("\n".join((hit.title, *texts)).casefold(), hit))
    return entries


def _flow(flow: Flow, source: str) -> Iterator[Entry]:
    yield Hit(Kind.FLOW, flow.id, flow.title.value, flow.id, source), flow.id
    for node in flow.nodes.values():
        yield Hit(Kind.NODE, f"{flow.id}/{node.id}", node.id, flow.title.value), node.TYPE, flow.id


def _things(workspace: Workspace) -> Iterator[Entry]:
    content = workspace.content
    if content is not None:
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


def _texts(segments: Iterable[Segment], source: str) -> Iterator[Entry]:
    for one in segments:
        yield Hit(Kind.WORDS, one.address, one.text, one.address, source), one.address


def _catalog(catalog: Catalog) -> Iterator[Entry]:
    for message in catalog.entries:
        if message.context and message.strings[0]:
            yield (Hit(Kind.WORDS, message.context, message.strings[0], message.context, catalog.locale),)


def _others(workspace: Workspace, rules: Mapping[str, str]) -> Iterator[Entry]:
    for name, description in rules.items():
        yield Hit(Kind.RULE, name, name, description), description
    for path in workspace.sources:
        yield (Hit(Kind.FILE, path, path),)
