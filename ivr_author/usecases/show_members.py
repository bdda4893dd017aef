"""Sample members as plain values, to be looked at and put into a form; which notices try which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.core.yaml_write import Value
from ivr_author.notice.declaration.read_shared import read_members
from ivr_author.usecases.edit_members import plain
from ivr_author.usecases.edit_source import open_source
from ivr_author.workspace.layout import MEMBERS
from ivr_author.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """A member: who it is, the values that any notice may take, and the notices for which they are enough."""

    id: str
    note: str
    locale: str
    bare: bool
    values: Mapping[str, Value]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """All members of the file at one revision. `shapes`: for each name of a value, one that a member has."""

    revision: str
    sheets: Mapping[str, MemberSheet] = field(default_factory=dict)
    shapes: Mapping[str, Value] = field(default_factory=dict)


def open_members(workspace: Workspace) -> Members:
    """The members as the disk has them now. Raises WorkspaceError where there is no such file or it is no text."""
    opened = open_source(workspace.root, MEMBERS)
    source = Source(MEMBERS, opened.text)
    tree, _ = read_yaml(source)
    members = read_members(source, tree)[0] if tree is not None else {}
    sheets = {}
    shapes: dict[str, Value] = {}
    for name, member in members.items():
        values = {key.text: plain(value) for key, value in member.values} if member.values else {}
        for key, value in values.items():
            if value not in (None, "", [], {}):
                shapes.setdefault(key, value)
        notices = tuple(
            notice_id for notice_id, file in workspace.notices.notices.items() if name in file.notice.samples
        )
        sheets[name] = MemberSheet(name, member.note, str(member.locale), member.bare, values, notices)
    return Members(opened.revision, sheets, shapes)
