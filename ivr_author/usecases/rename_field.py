"""Where a field's new name follows outside of its notice: sample members, snippets, and translations.

Only where that field is meant: a snippet or a member's value that other notices fill by the old name keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.catalog.states import digest_of
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.yaml_change import Change, Insert, Rename, index_of, to_value
from ivr_author.core.yaml_edit import edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.segments import segments_of_notice
from ivr_author.notice.template.scan import scan
from ivr_author.workspace.files import WorkspaceError, read_file, revision
from ivr_author.workspace.keeper import Changes
from ivr_author.workspace.layout import (
    MEMBERS,
    NOTICES_DOMAIN,
    catalog_path,
    template_path,
)
from ivr_author.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class Followed:
    """The files outside of the notice that say the new name, and the workspace in which they do."""

    files: Changes
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class CannotFollow(Exception):
    """A place that says the old name can't follow: it is meant for other notices too."""

    fault: Diagnostic


def renamed_words(source: Source, old: str, new: str) -> str:
    """The words with another name for a field, inside `{{ }}` and `{% %}` alone."""
    pattern = re.compile(rf"(?P<quoted>'[^']*'|\"[^\"]*\")|(?<![\w.]){re.escape(old)}(?!\w)")
    pieces, place = [], 0
    for one in scan(source)[0]:
        if one.kind in ("print", "tag"):
            inside = source.text[one.start : one.end]
            pieces += [source.text[place : one.start], pattern.sub(lambda match: match["quoted"] or new, inside)]
            place = one.end
    return "".join((*pieces, source.text[place:]))


def follow_field(workspace: Workspace, notice_id: str, old: str, new: str) -> Followed:
    """Sample members and the notice's snippets with the new name. Raises CannotFollow, CannotEdit, WorkspaceError."""
    others = {
        one: file for one, file in workspace.notices.notices.items() if one != notice_id and old in file.notice.fields
    }
    files: dict[str, tuple[bytes | None, str | None]] = {}
    sources = dict(workspace.sources)
    if MEMBERS in sources:
        raw = read_file(workspace.root, MEMBERS)
        source = Source(MEMBERS, raw.decode("utf-8", "replace"))
        tree = read_yaml(source)[0]
        if isinstance(tree, TreeMapping):
            edited = edit_yaml(source, list(_in_members(tree, old, new, is_shared=bool(others))), tree).source
            if edited.text != source.text:
                files[MEMBERS] = (edited.text.encode(), revision(raw))
                sources[MEMBERS] = edited
    snippets = dict(workspace.notices.snippets)
    file = workspace.notices.notices[notice_id]
    for name in file.template.included if file.template is not None else ():
        held = snippets[name]
        text = renamed_words(held, old, new)
        if text == held.text:
            continue
        sharing = [one for one, other in others.items() if other.template and name in other.template.included]
        if sharing:
            message = f"the snippet `{name}` names `{old}`, and so does {', '.join(f'`{one}`' for one in sharing)}"
            hint = "keep the name, or give the snippet's words to each notice"
            raise CannotFollow(error("shared-words", message, file.source.span(0, 0), hint))
        raw = read_file(workspace.root, held.path)
        snippets[name] = Source(held.path, text)
        files[held.path] = (
            renamed_words(Source(held.path, raw.decode("utf-8", "replace")), old, new).encode(),
            revision(raw),
        )
        sources[held.path] = snippets[name]
    changed = replace(workspace, sources=sources, notices=replace(workspace.notices, snippets=snippets))
    return Followed(files, changed)


def _in_members(tree: TreeMapping, old: str, new: str, *, is_shared: bool) -> Iterator[Change]:
    """Each member's value gets the new name; where other notices take it by the old one, it stands under both."""
    for key, member in tree.entries:
        values = member.get("values") if isinstance(member, TreeMapping) else None
        held = values.get(old) if isinstance(values, TreeMapping) else None
        if held is None or not isinstance(values, TreeMapping) or values.get(new) is not None:
            continue
        path = (key.text, "values")
        if is_shared:
            yield Insert(path, index_of(values, old) + 1, to_value(held), new)
        else:
            yield Rename((*path, old), new)


# --- translations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MovedText:
    """A text that is said otherwise only in the names of its holes: its address now, and the names by the old ones."""

    address: str
    names: Mapping[str, str]


def moved_texts(before: NoticeFile, after: NoticeFile) -> dict[str, MovedText]:
    """The texts of a notice that a new name changes, by their addresses before."""
    old, new = list(segments_of_notice(before)), list(segments_of_notice(after))
    if len(old) != len(new):
        return {}
    moved = {}
    for one, other in zip(old, new, strict=True):
        pairs = zip(placeholder_names(one.text), placeholder_names(other.text), strict=False)
        pairs_of_many = zip(placeholder_names(one.plural), placeholder_names(other.plural), strict=False)
        names = {was: now for was, now in (*pairs, *pairs_of_many) if was != now}
        if names or one.address != other.address:
            moved[one.address] = MovedText(other.address, names)
    return moved


def follow_in_catalogs(workspace: Workspace, moved: Mapping[str, MovedText]) -> Iterator[tuple[str, tuple[bytes, str]]]:
    """The catalogs in which those texts are found under their new addresses, with the new names in all languages.

    What was reviewed stays reviewed: the words are the same.
    """
    if workspace.content is None or not moved:
        return
    locales = workspace.content.settings.locales
    paths = {template_path(NOTICES_DOMAIN): "", **{catalog_path(one, NOTICES_DOMAIN): one for one in locales}}
    for path, locale in paths.items():
        try:
            raw = read_file(workspace.root, path, MAX_CATALOG_BYTES)
        except WorkspaceError:
            continue
        source = Source(path, raw.decode("utf-8", "replace"))
        catalog, _ = read_catalog(source, locale)
        changed = _with_moved(catalog, moved)
        if catalog.is_intact and changed != catalog:
            yield path, (write_catalog(changed).encode(), revision(raw))


def _with_moved(catalog: Catalog, moved: Mapping[str, MovedText]) -> Catalog:
    targets = (moved.get(one.context or "") for one in catalog.entries)
    entries = tuple(_moved(one, to) if to else one for one, to in zip(catalog.entries, targets, strict=True))
    contexts = [one.context for one in entries]
    # An entry that nobody uses any more may stand where another one goes: that is for `catalogs update`.
    return replace(catalog, entries=entries) if len(set(contexts)) == len(contexts) else catalog


def _moved(entry: Message, to: MovedText) -> Message:
    changed = replace(
        entry,
        context=to.address,
        msgid=_with_names(entry.msgid, to.names),
        msgid_plural=None if entry.msgid_plural is None else _with_names(entry.msgid_plural, to.names),
        strings=tuple(_with_names(one, to.names) for one in entry.strings),
    )
    was, now = digest_of(entry), digest_of(changed)
    return replace(changed, translator_comments=tuple(one.replace(was, now) for one in entry.translator_comments))


def _with_names(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(f"{{{old}}}", f"{{{new}}}")
    return text
