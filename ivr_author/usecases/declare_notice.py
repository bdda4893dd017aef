"""Changes what a notice declares: its fields, the grade that its words may need, and what is excused from it.

Each change is made in notice.yaml (and, where a field gets another name, in the words) with every other line left as
it stands; nothing is saved that brings a new error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ivr_author.core.diagnostics import Diagnostic, error, new_errors, sort_diagnostics
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import Change, Insert, Remove, Rename, Set
from ivr_author.core.yaml_edit import CannotEdit, edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.core.yaml_write import Value
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.declaration.read import read_notice
from ivr_author.notice.declaration.read_shared import read_members
from ivr_author.notice.model import FieldType
from ivr_author.usecases.draft_notice import judge_words, with_words
from ivr_author.usecases.rename_field import (
    CannotFollow,
    Followed,
    follow_field,
    follow_in_catalogs,
    moved_texts,
    renamed_words,
)
from ivr_author.workspace.files import Conflict, read_file, revision
from ivr_author.workspace.keeper import Changes, Keeper, Kept
from ivr_author.workspace.layout import MEMBERS, notice_path, notice_template_path
from ivr_author.workspace.notices import CHANNEL_NAMES
from ivr_author.workspace.project import Workspace

RECIPIENT_NAMES = ("name", "address")
"""Fields that stand in the address block of a letter because of their names."""


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """A column of a list as a form has it."""

    name: str
    type: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A field as a form has it. `example` is the value of all sample members who have none of their own.

    `columns`: of a list, what each of its rows holds; their examples make its one sample row.
    """

    name: str
    type: FieldType
    optional: bool = False
    label: str = ""
    example: str = ""
    columns: tuple[ColumnForm, ...] = ()

    @property
    def sample(self) -> Value:
        """What sample members have; empty where there is no example."""
        if self.type is not FieldType.LIST:
            return self.example
        row = {one.name: one.example for one in self.columns if one.example}
        return [row] if row else ""


@dataclass(frozen=True, slots=True)
class WaiverForm:
    """Words that are excused, as a form has them; `until` is a day as YYYY-MM-DD or empty, `text` empty for all."""

    text: str
    reason: str
    by: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """The change stands in the files; `kept` is None where there was nothing to change."""

    kept: Kept | None


@dataclass(frozen=True, slots=True)
class NotDeclared:
    """Why it was not saved. `is_outdated`: the file is no longer the one that the form was made from."""

    faults: tuple[Diagnostic, ...] = ()
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class Follower:
    """A file that a field's new name follows into: its text before and after."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Open:
    """notice.yaml as the disk has it, with its tree."""

    source: Source
    revision: str
    tree: TreeMapping


def declaration_revision(workspace: Workspace, notice_id: str) -> str:
    """The revision of notice.yaml. Raises WorkspaceError."""
    return revision(read_file(workspace.root, notice_path(notice_id)))


def add_field(
    keeper: Keeper, workspace: Workspace, notice_id: str, form: FieldForm, expected: str
) -> Declared | NotDeclared:
    """Declare a field, with an example for sample members."""

    def change(opened: _Open) -> Iterator[Change]:
        fields = opened.tree.get("fields")
        if isinstance(fields, TreeMapping) and fields.get(form.name) is not None:
            raise CannotEdit(f"there is a field `{form.name}` already")
        yield _entry(opened.tree, "fields", form.name, _field_value(form))
        if form.sample:
            yield _entry(opened.tree, "sample", form.name, form.sample)

    return _save(keeper, workspace, notice_id, expected, change, f"Declare the field {form.name} of {notice_id}")


def change_field(
    keeper: Keeper, workspace: Workspace, notice_id: str, name: str, form: FieldForm, expected: str
) -> Declared | NotDeclared:
    """Give a field another name, type or label, wherever it is meant: see `where_it_follows`."""
    message = f"Change the field {name} of {notice_id}"
    if form.name != name:
        message = f"Rename the field {name} of {notice_id} to {form.name}"
    return _save(keeper, workspace, notice_id, expected, _field_change(name, form), message, (name, form.name))


def where_it_follows(
    workspace: Workspace, notice_id: str, name: str, form: FieldForm, expected: str
) -> list[Follower] | NotDeclared:
    """The files that a field's new name goes into, with their texts before and after; nothing is saved.

    Raises WorkspaceError.
    """
    files = _written(workspace, notice_id, expected, _field_change(name, form), (name, form.name))
    if isinstance(files, NotDeclared):
        return files
    return [
        Follower(path, read_file(workspace.root, path, MAX_CATALOG_BYTES).decode("utf-8", "replace"), raw.decode())
        for path, (raw, _) in files.items()
        if raw is not None
    ]


def _field_change(name: str, form: FieldForm) -> Callable[[_Open], Iterator[Change]]:
    def change(opened: _Open) -> Iterator[Change]:
        fields = opened.tree.get("fields")
        held = fields.get(name) if isinstance(fields, TreeMapping) else None
        if held is None:
            raise CannotEdit(f"there is no field `{name}` any more")
        yield from _changed_field(("fields", name), held, form)
        if form.name != name:
            yield from _renamed(opened.tree, name, form.name)

    return change


def remove_field(
    keeper: Keeper, workspace: Workspace, notice_id: str, name: str, expected: str
) -> Declared | NotDeclared:
    """Declare a field no more; refused while the words use it."""

    def change(opened: _Open) -> Iterator[Change]:
        if _at(opened.tree, "fields", name) is None:
            raise CannotEdit(f"there is no field `{name}` any more")
        yield Remove(("fields", name))
        if _at(opened.tree, "sample", name) is not None:
            yield Remove(("sample", name))
        samples = opened.tree.get("samples")
        for key, own in samples.entries if isinstance(samples, TreeMapping) else ():
            if isinstance(own, TreeMapping) and own.get(name) is not None:
                yield Remove(("samples", key.text, name))

    return _save(keeper, workspace, notice_id, expected, change, f"Remove the field {name} of {notice_id}")


def set_readability(
    keeper: Keeper,
    workspace: Workspace,
    notice_id: str,
    grade: int | None,
    waivers: Sequence[WaiverForm],
    expected: str,
) -> Declared | NotDeclared:
    """The grade that the words may need (None: the workspace's), and what is excused from it."""
    value: dict[str, Value] = {} if grade is None else {"grade_at_most": grade}
    if waivers:
        value["waivers"] = [
            {name: text for name in ("text", "reason", "by", "until") if (text := getattr(one, name))}
            for one in waivers
        ]

    def change(opened: _Open) -> Iterator[Change]:
        held = opened.tree.get("readability")
        if held is None and value:
            yield Insert((), _after(opened.tree, "legal", "channels"), value, "readability")
        elif held is not None and not value:
            yield Remove(("readability",))
        elif isinstance(held, TreeMapping):
            yield from _changed_keys(("readability",), held, {"grade_at_most": grade, "waivers": value.get("waivers")})
        elif held is not None:
            yield Set(("readability",), value)

    return _save(keeper, workspace, notice_id, expected, change, f"Change how easy {notice_id} has to be")


# --- the changes ------------------------------------------------------------------------------------------------------


def _field_value(form: FieldForm) -> Value:
    if not form.optional and not form.label and not form.columns:
        return str(form.type)
    value: dict[str, Value] = {"type": str(form.type)}
    if form.optional:
        value["optional"] = True
    if form.label:
        value["label"] = form.label
    if form.columns:
        value["fields"] = {one.name: one.type for one in form.columns}
    return value


def _changed_field(path: tuple[str, ...], held: TreeNode, form: FieldForm) -> Iterator[Change]:
    if not isinstance(held, TreeMapping):
        yield Set(path, _field_value(form))
        return
    wanted: dict[str, Value] = {
        "type": str(form.type),
        "optional": True if form.optional else None,
        "label": form.label or None,
    }
    yield from _changed_keys(path, held, wanted)
    columns = held.get("fields")
    if form.type is FieldType.LIST and isinstance(columns, TreeMapping):
        yield from _changed_columns((*path, "fields"), columns, form.columns)


def _changed_columns(path: tuple[str, ...], held: TreeMapping, wanted: Sequence[ColumnForm]) -> Iterator[Change]:
    """What makes the columns these; one that has more than a type keeps the rest."""
    names = [one.name for one in wanted]
    yield from (Remove((*path, key.text)) for key, _ in held if key.text not in names)
    count = sum(key.text in names for key, _ in held)
    for one in wanted:
        old = held.get(one.name)
        if old is None:
            yield Insert(path, count, one.type, one.name)
            count += 1
        elif isinstance(old, TreeMapping):
            yield from _changed_keys((*path, one.name), old, {"type": one.type})
        elif not (isinstance(old, Scalar) and old.text == one.type):
            yield Set((*path, one.name), one.type)


def _changed_keys(path: tuple[str, ...], held: TreeMapping, wanted: Mapping[str, Value]) -> Iterator[Change]:
    """What makes the entries of a map these; None takes one out, and what is so already stays as it is written."""
    count = len(held.entries)
    for key, value in wanted.items():
        old = held.get(key)
        if old is None and value is not None:
            yield Insert(path, count, value, key)
            count += 1
        elif old is not None and value is None:
            yield Remove((*path, key))
            count -= 1
        elif old is not None and not (isinstance(old, Scalar) and old.data == value):
            yield Set((*path, key), value)


def _entry(tree: TreeMapping, holder: str, key: str, value: Value) -> Change:
    """An entry at the end of a map of notice.yaml, which is begun where there is none."""
    held = tree.get(holder)
    if isinstance(held, TreeMapping):
        if held.get(key) is not None:
            return Set((holder, key), value)
        return Insert((holder,), len(held.entries), value, key)
    if held is not None:
        return Set((holder,), {key: value})
    return Insert((), _after(tree, "fields", "recipient", "channels"), {key: value}, holder)


def _after(tree: TreeMapping, *keys: str) -> int:
    """The place after the first of these entries that there is; else the end."""
    names = [key.text for key, _ in tree.entries]
    return next((names.index(key) + 1 for key in keys if key in names), len(names))


def _renamed(tree: TreeMapping, old: str, new: str) -> Iterator[Change]:
    yield Rename(("fields", old), new)
    if _at(tree, "sample", old) is not None:
        yield Rename(("sample", old), new)
    samples = tree.get("samples")
    for key, own in samples.entries if isinstance(samples, TreeMapping) else ():
        if isinstance(own, TreeMapping) and own.get(old) is not None:
            yield Rename(("samples", key.text, old), new)
    recipient = tree.get("recipient")
    if old in RECIPIENT_NAMES and _at(tree, "recipient", old) is None:
        # Whom a letter goes to is the field of that name, until it is said.
        yield _entry(tree, "recipient", old, new)
    for key, value in recipient.entries if isinstance(recipient, TreeMapping) else ():
        if isinstance(value, Scalar) and value.text == old:
            yield Set(("recipient", key.text), new)
    subject = tree.get("subject")
    if isinstance(subject, Scalar) and f"{{{old}}}" in subject.text:
        yield Set(("subject",), subject.text.replace(f"{{{old}}}", f"{{{new}}}"))


def _at(tree: TreeMapping, *keys: str) -> TreeNode | None:
    node: TreeNode | None = tree
    for key in keys:
        node = node.get(key) if isinstance(node, TreeMapping) else None
    return node


# --- saving -----------------------------------------------------------------------------------------------------------


def _save(
    keeper: Keeper,
    workspace: Workspace,
    notice_id: str,
    expected: str,
    change: Callable[[_Open], Iterator[Change]],
    message: str,
    rename: tuple[str, str] = ("", ""),
) -> Declared | NotDeclared:
    files = _written(workspace, notice_id, expected, change, rename)
    if isinstance(files, NotDeclared):
        return files
    if not files:
        return Declared(None)
    try:
        return Declared(keeper.save(files, message))
    except Conflict:
        return NotDeclared(is_outdated=True)


def _written(
    workspace: Workspace,
    notice_id: str,
    expected: str,
    change: Callable[[_Open], Iterator[Change]],
    rename: tuple[str, str],
) -> Changes | NotDeclared:
    """The files with the change in them, notice.yaml first, if it brings no new error."""
    opened = _open(workspace, notice_id)
    if isinstance(opened, NotDeclared):
        return opened
    if opened.revision != expected:
        return NotDeclared(is_outdated=True)
    follows = rename[0] != rename[1]
    try:
        edited = edit_yaml(opened.source, list(change(opened)), opened.tree).source
        followed = follow_field(workspace, notice_id, *rename) if follows else Followed({}, workspace)
        after = with_declaration(followed.workspace, notice_id, edited)
        if after is None:
            return NotDeclared((error("wrong-value", "the notice could not be read like this", opened.tree.span),))
        files: dict[str, tuple[bytes | None, str | None]] = {}
        words = notice_template_path(notice_id)
        if follows and words in workspace.sources:
            raw = read_file(workspace.root, words)
            held = raw.decode("utf-8", "replace")
            written = renamed_words(Source(words, held), *rename)
            if written != held:
                files[words] = (written.encode(), revision(raw))
            after = with_words(after, notice_id, written.removeprefix("\ufeff"))
        if follows:
            notices = workspace.notices.notices[notice_id], after.notices.notices[notice_id]
            moved = moved_texts(*notices)
            edited = _with_waivers(edited, {old: to.address for old, to in moved.items()})
            after = with_declaration(after, notice_id, edited) or after
            files.update({**followed.files, **dict(follow_in_catalogs(workspace, moved))})
    except CannotFollow as failure:
        return NotDeclared((failure.fault,))
    except CannotEdit as failure:
        return NotDeclared((error("wrong-value", str(failure), opened.tree.span, "open the page anew"),))
    brought = new_errors(_faults(workspace, notice_id), _faults(after, notice_id))
    if brought:
        return NotDeclared(brought)
    if edited.text != opened.source.text:
        files = {opened.source.path: (edited.text.encode(), opened.revision), **files}
    return files


def _with_waivers(source: Source, moved: Mapping[str, str]) -> Source:
    """What is excused names a text by its address, which may have been made of the field's name."""
    tree = read_yaml(source)[0]
    held = _at(tree, "readability", "waivers") if isinstance(tree, TreeMapping) else None
    changes = [
        Set(("readability", "waivers", index, "text"), moved[text.text])
        for index, one in enumerate(held.items if isinstance(held, TreeSequence) else ())
        if isinstance(one, TreeMapping) and isinstance(text := one.get("text"), Scalar) and text.text in moved
    ]
    return edit_yaml(source, changes, tree).source if changes and tree is not None else source


def _faults(workspace: Workspace, notice_id: str) -> list[Diagnostic]:
    shared = [one for one in workspace.diagnostics if one.span and one.span.path.startswith("notices/")]
    return sort_diagnostics([*shared, *judge_words(workspace, notice_id).faults])


def _open(workspace: Workspace, notice_id: str) -> _Open | NotDeclared:
    path = notice_path(notice_id)
    raw = read_file(workspace.root, path)
    source = Source(path, raw.decode("utf-8", "replace"))
    tree, faults = read_yaml(source)
    if not isinstance(tree, TreeMapping):
        return NotDeclared(tuple(faults))
    return _Open(source, revision(raw), tree)


def with_declaration(workspace: Workspace, notice_id: str, source: Source) -> Workspace | None:
    """The workspace with another notice.yaml; None where it can't be read as a notice."""
    tree, faults = read_yaml(source)
    if tree is None:
        return None
    members = workspace.sources.get(MEMBERS)
    members_tree = read_yaml(members)[0] if members is not None else None
    known = read_members(members, members_tree)[0] if members is not None and members_tree is not None else {}
    notice, more = read_notice(notice_id, source, tree, known, CHANNEL_NAMES)
    if notice is None:
        return None
    held = workspace.notices.notices.get(notice_id)
    words = held.source if held else Source(notice_template_path(notice_id), "")
    notices = {**workspace.notices.notices, notice_id: NoticeFile(notice, None, words)}
    mine = {source.path, words.path}
    others = [one for one in workspace.diagnostics if one.span is None or one.span.path not in mine]
    found = [*(one for one in others if one not in more), *faults, *more]
    changed = replace(
        workspace,
        notices=replace(workspace.notices, notices=notices, unreadable=workspace.notices.unreadable - {notice_id}),
        sources={**workspace.sources, source.path: source},
        diagnostics=tuple(found),
    )
    return with_words(changed, notice_id, words.text)
