"""Sample members are changed, added and taken out; nothing is saved that leaves a notice without a value it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import Change, Insert, Remove, Rename, Set
from ivr_author.core.yaml_source import read_yaml
from ivr_author.core.yaml_write import Value
from ivr_author.notice.declaration.read import read_notice
from ivr_author.notice.declaration.read_shared import read_members
from ivr_author.usecases.edit_shared import NotThere, edit_file
from ivr_author.usecases.edit_source import RefusedSource, SavedSource
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.layout import MEMBERS, notice_path
from ivr_author.workspace.notices import CHANNEL_NAMES
from ivr_author.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class MemberEdit:
    """What a form says of a member. `values` holds what any notice may use: texts, lists of lines, lists of rows."""

    id: str
    note: str
    locale: str
    bare: bool
    values: Mapping[str, Value]

    def written(self) -> dict[str, Value]:
        """The entry of the file."""
        entry: dict[str, Value] = {"note": self.note} if self.note else {}
        entry |= {"locale": self.locale} if self.locale else {}
        entry |= {"bare": True} if self.bare else {}
        return {**entry, "values": dict(self.values)} if self.values else entry


def save_member(
    keeper: Keeper, workspace: Workspace, old_id: str, member: MemberEdit, revision: str
) -> SavedSource | RefusedSource:
    """Change a member part by part, so that what was not changed keeps its form; without `old_id` add one."""

    def changes(tree: Node) -> list[Change]:
        if not isinstance(tree, TreeMapping):
            raise NotThere(MEMBERS)
        if not old_id:
            return [Insert((), len(tree.entries), member.written(), member.id)]
        old = tree.get(old_id)
        if not isinstance(old, TreeMapping):
            raise NotThere(old_id)
        made = _changes_between(old, (old_id,), member.written())
        return [*made, Rename((old_id,), member.id)] if member.id != old_id else made

    title = f"Change sample member {old_id}" if old_id else f"Add sample member {member.id}"
    return edit_file(keeper, workspace, MEMBERS, changes, revision, title, _faults_of_notices)


def remove_member(keeper: Keeper, workspace: Workspace, member_id: str, revision: str) -> SavedSource | RefusedSource:
    """Take a member out."""

    def changes(tree: Node) -> list[Change]:
        if not isinstance(tree, TreeMapping) or tree.get(member_id) is None:
            raise NotThere(member_id)
        return [Remove((member_id,))]

    title = f"Remove sample member {member_id}"
    return edit_file(keeper, workspace, MEMBERS, changes, revision, title, _faults_of_notices)


def _changes_between(old: TreeMapping, path: tuple[str, ...], new: Mapping[str, Value]) -> list[Change]:
    """What makes a map so: its maps part by part, all else whole; what stays is not written anew."""
    changes: list[Change] = [Remove((*path, key.text)) for key, _ in old if key.text not in new]
    for place, (key, value) in enumerate(new.items()):
        found = old.get(key)
        if found is None:
            changes.append(Insert(path, min(place, len(old.entries)), value, key))
        elif isinstance(found, TreeMapping) and isinstance(value, Mapping):
            changes += _changes_between(found, (*path, key), value)
        elif plain(found) != value:
            changes.append(Set((*path, key), value))
    return changes


def plain(node: Node) -> Value:
    """A tree as plain values; every scalar as its letters, but a switch as what it says."""
    if isinstance(node, TreeMapping):
        return {key.text: plain(value) for key, value in node}
    if isinstance(node, TreeSequence):
        return [plain(item) for item in node.items]
    return node.data if isinstance(node.data, bool) else node.text


def _faults_of_notices(workspace: Workspace, source: Source) -> Iterable[Diagnostic]:
    """What is wrong with the notices when these are the members."""
    tree, _ = read_yaml(source)
    members = read_members(source, tree)[0] if tree is not None else {}
    for notice_id in workspace.notices.notices:
        declared = workspace.sources.get(notice_path(notice_id))
        notice_tree = read_yaml(declared)[0] if declared else None
        if declared and notice_tree is not None:
            yield from read_notice(notice_id, declared, notice_tree, members, CHANNEL_NAMES)[1]
